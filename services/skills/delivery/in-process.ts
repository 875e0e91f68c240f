/** The transport to skills that run in this process. They get the same bytes and are held to the same limits. */
import type { SkillManifest } from '../../../language/manifest/types.ts';
import { EarshotError, isEarshotError } from '../../common/errors/earshot-error.ts';
import { maxResponseBytes } from '../egress/index.ts';
import type { Incoming, Outgoing, Transport } from './transport.ts';

/** A skill that runs in this process. The SDK's skills have this shape. */
export interface InProcessSkill {
  readonly manifest: SkillManifest;
  handle(
    request: never,
    options: { readonly signal: AbortSignal; readonly onProgress: (response: object) => void },
  ): Promise<object>;
}

export class InProcessTransport implements Transport {
  readonly isOpen = false;
  readonly #skills: ReadonlyMap<string, InProcessSkill>;

  /** @param skills By their ids. */
  constructor(skills: ReadonlyMap<string, InProcessSkill>) {
    this.#skills = skills;
  }

  async send(manifest: SkillManifest, { body, signal, onLine }: Outgoing): Promise<Incoming> {
    const skill = this.#skills.get(manifest.id);
    if (skill === undefined) throw new EarshotError('SKILL_UNREACHABLE');
    const onProgress = (response: object) => void (signal.aborted || onLine(JSON.stringify(response)));
    try {
      // Parsed from the same bytes that would travel: no object of ours is within its reach.
      const handling = skill.handle(JSON.parse(body) as never, { signal, onProgress });
      const text = JSON.stringify(await untilAborted(handling, signal)) ?? '';
      const bytes = Buffer.from(text);
      if (bytes.length > maxResponseBytes) throw new EarshotError('SKILL_TOO_LARGE');
      return { text, headers: {}, body: bytes };
    } catch (error) {
      if (signal.aborted && isEarshotError(signal.reason)) throw signal.reason;
      throw isEarshotError(error) ? error : new EarshotError('SKILL_BAD_STATUS', { cause: error });
    }
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
