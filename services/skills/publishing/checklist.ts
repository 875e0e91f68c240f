/**
 * What a machine can see of a version before people meet it: whether it keeps strangers out and takes our notices, how soon it
 * answers, whether its privacy page is there, and what only a person can judge. Nothing of anybody is sent.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { isLoopbackUrl, validateManifest } from '../../../language/manifest/index.ts';
import type { SkillManifest } from '../../../language/manifest/types.ts';
import { validateModel } from '../../../language/model/validate.ts';
import { type Check, CheckResult } from '../../../proto/gen/earshot/skills/v1/publishing.ts';
import type { Egress } from '../../common/egress/index.ts';
import { signStandardWebhook, type WebhookSigningKey } from '../../common/webhooks/standard-webhooks.ts';
import { suspectTypes } from './sensitive-values.ts';

export interface ChecklistParts {
  readonly egress: Egress;
  readonly signingKeys: readonly WebhookSigningKey[];
  /** Whether skills may be at loopback addresses. */
  readonly isDevelopment: boolean;
}

const timeoutMs = 5_000;
/** A skill that takes longer to refuse a stranger takes longer to answer a person. */
const slowMs = 1_000;
const timedTries = 5;

/** Every check, in the order in which they are shown. */
export async function runChecklist(manifest: SkillManifest, parts: ChecklistParts): Promise<Check[]> {
  const { endpoint, deletionUrl, developer } = manifest;
  const wire = new Wire(manifest.id, parts);
  const wrong = wronglySigned();
  return [
    isValid(manifest, parts.isDevelopment),
    await refuses('refuses a request that nobody signed', wire, endpoint, {}),
    await refuses('refuses a request with a wrong signature', wire, endpoint, wrong),
    ...(deletionUrl === undefined
      ? []
      : [
          await refuses('refuses a notice that nobody signed', wire, deletionUrl, {}),
          await takesNotice(manifest.id, wire, deletionUrl, parts.signingKeys),
        ]),
    await isQuick(wire, endpoint),
    await isShown(wire, developer.privacyPolicyUrl),
    looksHarmless(manifest),
  ];
}

const good = (name: string, seen: string): Check => ({ name, result: CheckResult.GOOD, seen });
const bad = (name: string, seen: string): Check => ({ name, result: CheckResult.BAD, seen });

function isValid(manifest: SkillManifest, allowLoopback: boolean): Check {
  const name = 'manifest and model are valid';
  const { problems } = validateManifest(manifest, { allowLoopback });
  const errors = validateModel(manifest.model).filter(({ severity }) => severity === 'error');
  const [first] = [...problems, ...errors];
  return first === undefined
    ? good(name, 'earshot skill validate finds nothing')
    : bad(name, `${first.code} at ${first.path}; look with: earshot skill validate`);
}

/** As Standard Webhooks have it, by a key that nobody gave out. */
const wronglySigned = (): Record<string, string> => ({
  'webhook-id': `msg_${randomUUID()}`,
  'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
  'webhook-signature': `v1a,${randomBytes(64).toString('base64')}`,
});

/** Through the guard that every call to a skill goes through: https to public addresses, or this machine under development. */
class Wire {
  readonly #skillId: string;
  readonly #parts: ChecklistParts;

  constructor(skillId: string, parts: ChecklistParts) {
    this.#skillId = skillId;
    this.#parts = parts;
  }

  /** Undefined where nobody answers. */
  async status(
    method: 'POST' | 'GET',
    url: string,
    headers: Readonly<Record<string, string>> = {},
    body = '{}',
  ): Promise<number | undefined> {
    try {
      const reach = this.#parts.isDevelopment && isLoopbackUrl(url) ? 'loopback' : 'public';
      const { pool, path } = this.#parts.egress.open(this.#skillId, url, reach);
      const sent =
        method === 'POST' ? { body, headers: { 'content-type': 'application/json', ...headers } } : {};
      const answer = await pool.request({ method, path, ...sent, signal: AbortSignal.timeout(timeoutMs) });
      answer.body.on('error', () => {});
      answer.body.destroy();
      return answer.statusCode;
    } catch {
      return undefined;
    }
  }
}

async function refuses(
  name: string,
  wire: Wire,
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<Check> {
  const status = await wire.status('POST', url, headers);
  if (status === undefined) return bad(name, `${url} does not answer; start the skill there`);
  const isRefused = status === 401 || status === 403;
  return isRefused
    ? good(name, `it answered ${status}`)
    : bad(name, `it answered ${status}, not 401; verify signatures before anything else`);
}

/** A notice about somebody whom the skill never met: signed by us, so it is taken, and there is nothing to delete. */
async function takesNotice(
  skillId: string,
  wire: Wire,
  url: string,
  signingKeys: readonly WebhookSigningKey[],
): Promise<Check> {
  const name = 'takes a notice that Earshot signed';
  const messageId = `msg_${randomUUID()}`;
  const data = { skillId, noticeId: messageId, userId: `usr_${randomUUID()}`, deviceIds: [], withdrawn: [] };
  const body = JSON.stringify({ type: 'user.data.delete', timestamp: new Date().toISOString(), data });
  const startedMs = performance.now();
  const status = await wire.status(
    'POST',
    url,
    { ...signStandardWebhook(messageId, body, signingKeys) },
    body,
  );
  if (status === undefined) return bad(name, `${url} does not answer; start the skill there`);
  if (status < 200 || status > 299) {
    return bad(name, `it answered ${status}; does it know the keys that registering printed?`);
  }
  return good(name, `it answered ${status} after ${Math.round(performance.now() - startedMs)} ms`);
}

/** The best of a few: one slow answer may be anybody's. */
async function isQuick(wire: Wire, url: string): Promise<Check> {
  const name = 'answers within a second';
  let bestMs = Number.POSITIVE_INFINITY;
  for (let times = 0; times < timedTries; times += 1) {
    const startedMs = performance.now();
    if ((await wire.status('POST', url)) === undefined) return bad(name, `${url} does not answer`);
    bestMs = Math.min(bestMs, performance.now() - startedMs);
  }
  const seen = `${Math.round(bestMs)} ms to say no, the best of ${timedTries}`;
  return bestMs < slowMs ? good(name, seen) : bad(name, seen);
}

async function isShown(wire: Wire, url: string): Promise<Check> {
  const name = 'shows its privacy page';
  const status = await wire.status('GET', url);
  if (status === 200) return good(name, url);
  const what = status === undefined ? 'cannot be reached' : `answered ${status}`;
  return bad(name, `${url} ${what}; people read it before they switch the skill on`);
}

function looksHarmless(manifest: SkillManifest): Check {
  const name = 'its lists hold no people and no illnesses';
  const suspects = suspectTypes(manifest);
  if (suspects.length === 0) return good(name, 'none looks so');
  const shown = suspects.map(
    ({ type, looksLike, values }) => `${type} looks like ${looksLike}: ${values.join(', ')}`,
  );
  return { name, result: CheckResult.FOR_A_PERSON, seen: shown.join('; ') };
}
