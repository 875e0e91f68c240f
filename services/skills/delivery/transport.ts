/** How bytes get to a skill and back: one half of a way to call skills. What the bytes mean is a protocol's. */
import type { SkillManifest } from '../../../language/manifest/types.ts';

/** One request on its way. */
export interface Outgoing {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Its reason is an EarshotError. */
  readonly signal: AbortSignal;
  /** A whole line that may not be the answer yet; true = it was not. */
  readonly onLine: (line: string) => boolean;
}

/** The answer: its last line, and the bytes and headers of the whole, for whoever checks a signature. */
export interface Incoming {
  readonly text: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface Transport {
  /** Others could be at either end of it, so both sides prove who they are. */
  readonly isOpen: boolean;
  /**
   * Sends once, and reads no more than `maxResponseBytes`.
   * @throws EarshotError with a SKILL_ code, or the signal's reason as soon as it is aborted
   */
  send(manifest: SkillManifest, outgoing: Outgoing): Promise<Incoming>;
}
