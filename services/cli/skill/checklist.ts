/** What a machine can see of a version before people meet it: whether it keeps strangers out, takes notices, and shows its privacy page. */
import { randomBytes, randomUUID } from 'node:crypto';

/** Where a version lives, as its manifest says. */
export interface Version {
  readonly endpoint: string;
  readonly deletionUrl: string;
  readonly privacyPolicyUrl: string;
}

export interface Check {
  readonly name: string;
  readonly isGood: boolean;
  /** What was seen, and what to do. */
  readonly seen: string;
}

const timeoutMs = 5_000;
/** A skill that takes longer to refuse a stranger takes longer to answer a person. */
const slowMs = 1_000;

/** Every check, in the order in which they are shown. Nothing of a person is sent: requests are empty, or signed by nobody. */
export async function checkVersion({ endpoint, deletionUrl, privacyPolicyUrl }: Version): Promise<Check[]> {
  if (endpoint === 'in-process') return [];
  const unsigned = await refuses('refuses a request that nobody signed', endpoint, {});
  const wrong = await refuses('refuses a request with a wrong signature', endpoint, wronglySigned());
  const notice =
    deletionUrl === '' ? [] : [await refuses('refuses a notice that nobody signed', deletionUrl, {})];
  const quick = unsigned.isGood ? [await isQuick(endpoint)] : [];
  return [unsigned, wrong, ...notice, ...quick, await isShown(privacyPolicyUrl)];
}

/** As Standard Webhooks have it, by a key that nobody gave out. */
const wronglySigned = (): Record<string, string> => ({
  'webhook-id': randomUUID(),
  'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
  'webhook-signature': `v1a,${randomBytes(64).toString('base64')}`,
});

/** Undefined where nobody answers. */
async function statusOf(url: string, headers: Record<string, string>): Promise<number | undefined> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{}',
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  }).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.status;
}

async function refuses(name: string, url: string, headers: Record<string, string>): Promise<Check> {
  const status = await statusOf(url, headers);
  if (status === undefined)
    return { name, isGood: false, seen: `${url} does not answer; start the skill there` };
  const isGood = status === 401 || status === 403;
  const advice = isGood ? '' : ', not 401; verify signatures before anything else';
  return { name, isGood, seen: `it answered ${status}${advice}` };
}

/** The best of a few: one slow answer may be anybody's. */
async function isQuick(url: string): Promise<Check> {
  let bestMs = Number.POSITIVE_INFINITY;
  for (let times = 0; times < 5; times += 1) {
    const startedMs = performance.now();
    await statusOf(url, {});
    bestMs = Math.min(bestMs, performance.now() - startedMs);
  }
  const seen = `${Math.round(bestMs)} ms to say no, the best of five`;
  return { name: 'answers within a second', isGood: bestMs < slowMs, seen };
}

async function isShown(url: string): Promise<Check> {
  const name = 'shows its privacy page';
  const answer = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) }).catch(() => undefined);
  await answer?.body?.cancel();
  if (answer?.ok === true) return { name, isGood: true, seen: url };
  const what = answer === undefined ? 'cannot be reached' : `answered ${answer.status}`;
  return { name, isGood: false, seen: `${url} ${what}; people read it before they switch the skill on` };
}

export const formatCheck = ({ name, isGood, seen }: Check): string =>
  `${isGood ? '✓' : '✗'} ${name}: ${seen}\n`;
