/**
 * Which engines outside our processes may receive what a person says or hears. An engine is a recipient like
 * any other: somebody operates it, somewhere. Denied unless everything needed to allow it is known.
 */
import type { KnownAudience } from '../audience.ts';

/** Who runs an engine and where, as the operator of this installation declares it. */
export interface EngineRecipient {
  readonly id: string;
  /** Legal name of whoever operates the engine; stands in the list of recipients. */
  readonly operator: string;
  /** Where it processes, e.g. `cn`, `eu`. */
  readonly region: string;
  /** True when the operator of this installation runs it himself, for himself: nobody else hears anything. */
  readonly isInHouse: boolean;
}

export type RecipientRefusal = 'not-permitted' | 'region-unknown' | 'other-region';

/** Why this engine may not receive audio (or speech text) of this listener; `undefined` when it may. */
export function recipientRefusal(
  engine: EngineRecipient,
  audience: KnownAudience,
): RecipientRefusal | undefined {
  if (engine.isInHouse) return undefined;
  if (!audience.policy.mayLeaveHouse) return 'not-permitted';
  if (audience.region === '' || engine.region === '') return 'region-unknown';
  return audience.region === engine.region ? undefined : 'other-region';
}

/** Whether this engine may receive audio (or speech text) of this listener. */
export function mayReceiveAudio(engine: EngineRecipient, audience: KnownAudience): boolean {
  return recipientRefusal(engine, audience) === undefined;
}
