/** Reads a granted profile field while a skill works. */
import { SkillError } from './errors.ts';
import type { WireRequest } from './protocol.ts';

/** Reads one pulled field with the token of the request. Undefined = the user never entered it. */
export type PullField = (path: string, signal: AbortSignal) => Promise<string | undefined>;

/** Answers are a name, a number or an address: more is not one of ours. */
const maxPullBytes = 16 * 1024;

function addressOf(url: string, path: string): string {
  if (url.endsWith('/')) return url + encodeURIComponent(path);
  const address = new URL(url);
  address.searchParams.set('path', path);
  return address.href;
}

/** Reads over HTTP from the address that the signed request names. */
export function httpPull(pull: WireRequest['pull'], fetchImplementation: typeof fetch): PullField {
  return async (path, signal) => {
    if (!pull?.url || !pull.token) {
      throw new SkillError('NOT_GRANTED', `"${path}" is not granted.`);
    }
    let response: Response;
    try {
      response = await fetchImplementation(addressOf(pull.url, path), {
        headers: { authorization: `Bearer ${pull.token}`, accept: 'application/json' },
        redirect: 'error',
        signal,
      });
    } catch (cause) {
      throw new SkillError('PULL_FAILED', `"${path}" could not be read.`, { cause });
    }
    if (response.status === 404) return undefined;
    if (response.status === 401 || response.status === 403) {
      throw new SkillError('NOT_GRANTED', `"${path}" is not granted, or no longer.`);
    }
    if (response.status !== 200) {
      throw new SkillError('PULL_FAILED', `"${path}" could not be read (status ${response.status}).`);
    }
    const text = await response.text();
    if (text.length > maxPullBytes) throw new SkillError('PULL_FAILED', `"${path}" is too large.`);
    const { value } = JSON.parse(text) as { value?: unknown };
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
}
