import { LRUCache } from 'lru-cache';
import { isLoopbackUrl } from '../../../language/manifest/index.ts';
import type { SkillManifest } from '../../../language/manifest/types.ts';
import { EarshotError, isEarshotError } from '../../common/errors/earshot-error.ts';
import {
  parseWebhookVerificationKey,
  signStandardWebhook,
  verifyStandardWebhook,
  type WebhookSigningKey,
} from '../../common/webhooks/standard-webhooks.ts';
import { type Egress, maxResponseBytes, postToSkill, type Reach } from '../egress/index.ts';

/** A skill that runs in this process. The SDK's skills have this shape. */
export interface InProcessSkill {
  readonly manifest: SkillManifest;
  handle(
    request: never,
    options: { readonly signal: AbortSignal; readonly onProgress: (response: object) => void },
  ): Promise<object>;
}

export interface Delivery {
  readonly manifest: SkillManifest;
  readonly requestId: string;
  /** The projected request, as the bytes that are signed and sent. */
  readonly body: string;
  readonly signal: AbortSignal;
  /** A whole answer that may be progress; true = it was. */
  readonly onLine: (line: string) => boolean;
}

export interface DelivererOptions {
  readonly egress: Egress;
  readonly signingKeys: readonly WebhookSigningKey[];
  readonly inProcess: ReadonlyMap<string, InProcessSkill>;
  /** Whether skills may be at loopback addresses. */
  readonly isDevelopment: boolean;
}

const userAgent = 'Earshot/1 (+https://www.standardwebhooks.com)';

/** Brings a request to a skill and its answer back. What a skill gets, and how it is held to its limits, is the same for both ways. */
export class Deliverer {
  readonly #options: DelivererOptions;
  readonly #keys = new LRUCache<string, ReturnType<typeof parseWebhookVerificationKey>>({ max: 1_000 });

  constructor(options: DelivererOptions) {
    this.#options = options;
  }

  /** @returns the answer's text. @throws EarshotError with a SKILL_ code or the signal's reason. */
  deliver(delivery: Delivery): Promise<string> {
    return delivery.manifest.endpoint === 'in-process' ? this.#call(delivery) : this.#post(delivery);
  }

  async #post({ manifest, requestId, body, signal, onLine }: Delivery): Promise<string> {
    const { egress, signingKeys, isDevelopment } = this.#options;
    const reach: Reach = isDevelopment && isLoopbackUrl(manifest.endpoint) ? 'loopback' : 'public';
    const { pool, path } = egress.open(manifest.id, manifest.endpoint, reach);
    const keys = manifest.signatureKeys ?? [];
    const messageId = `msg_${requestId.replace(/^req_/, '')}`;
    const answer = await postToSkill(pool, {
      path,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, application/x-ndjson',
        'accept-encoding': 'identity',
        'user-agent': userAgent,
        ...signStandardWebhook(messageId, body, signingKeys),
      },
      body,
      signal,
      // Progress would be spoken before anything was verified, so a signed answer comes in one piece.
      onLine: keys.length > 0 ? () => false : onLine,
    });
    if (keys.length > 0) {
      const trusted = keys.map((text) => this.#key(text));
      const { isValid } = verifyStandardWebhook(answer.headers, answer.body, trusted);
      if (!isValid || answer.headers['webhook-id'] !== messageId) {
        throw new EarshotError('SKILL_BAD_SIGNATURE');
      }
    }
    return answer.text;
  }

  async #call({ manifest, body, signal, onLine }: Delivery): Promise<string> {
    const skill = this.#options.inProcess.get(manifest.id);
    if (skill === undefined) throw new EarshotError('SKILL_UNREACHABLE');
    const onProgress = (response: object) => void (signal.aborted || onLine(JSON.stringify(response)));
    try {
      // Parsed from the same bytes that would travel: no object of ours is within its reach.
      const answer = await untilAborted(
        skill.handle(JSON.parse(body) as never, { signal, onProgress }),
        signal,
      );
      const text = JSON.stringify(answer) ?? '';
      if (Buffer.byteLength(text) > maxResponseBytes) throw new EarshotError('SKILL_TOO_LARGE');
      return text;
    } catch (error) {
      if (signal.aborted && isEarshotError(signal.reason)) throw signal.reason;
      throw isEarshotError(error) ? error : new EarshotError('SKILL_BAD_STATUS', { cause: error });
    }
  }

  #key(text: string): ReturnType<typeof parseWebhookVerificationKey> {
    let key = this.#keys.get(text);
    if (key === undefined) {
      key = parseWebhookVerificationKey(text);
      this.#keys.set(text, key);
    }
    return key;
  }
}

/** Rejects with the signal's reason as soon as it is aborted; what goes on behind it is no longer waited for. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  promise.catch(() => {});
  work.catch(() => {});
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
