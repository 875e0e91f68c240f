/** One attempt to make a sample of a turn that waits. Whether its person still agrees is asked before and after. */
import type { Attempt } from '../../common/outbox.ts';
import type { IntakeStore } from '../intake/intake-store.ts';
import type { ConsentPort } from '../samples/consent-port.ts';
import type { SampleStore } from '../samples/sample-store.ts';
import type { Made, RawTurn, Reason } from './make-sample.ts';

export interface JobParts {
  readonly intake: IntakeStore;
  readonly samples: SampleStore;
  readonly consent: Pick<ConsentPort, 'openKeys'>;
  readonly make: (turn: RawTurn, pcm: Buffer | undefined) => Promise<Made>;
  /** What became of it, as a fixed word. */
  readonly count: (result: 'sample' | 'gone' | Reason) => void;
}

const retryMs = 5_000;
/** A turn that cannot be processed so many times never will be. */
const maxAttempts = 8;

export async function processTurn(parts: JobParts, intakeId: string, attempt: number): Promise<Attempt> {
  const { intake, samples, consent, make, count } = parts;
  const waiting = await intake.open(intakeId);
  if (waiting === undefined) return { outcome: 'done' };
  const { keyId, turn, audio } = waiting;
  const before = (await consent.openKeys([keyId])).get(keyId);
  if (before === undefined) {
    await intake.drop(intakeId);
    count('gone');
    return { outcome: 'done' };
  }
  const made = await make(turn, audio).catch(() => undefined);
  audio?.fill(0);
  if (made === undefined) {
    if (attempt < maxAttempts) return { outcome: 'retry', afterMs: retryMs };
    await intake.drop(intakeId);
    return { outcome: 'given_up' };
  }
  if (made.kind === 'nothing') {
    await intake.drop(intakeId);
    count(made.reason);
    return { outcome: 'done' };
  }
  const { key, expiresAtMs } = before;
  const sampleId = await samples.put({
    ...{ intakeId, keyId, key, turn, keyExpiresAtMs: expiresAtMs },
    text: made.text,
    pcm: made.pcm,
  });
  await intake.destroyKey(waiting);
  // Withdrawn while it was made: sealed with a key that is gone, it is noise already, and goes now.
  // Taken by another worker: it counts there.
  if (sampleId === undefined) return { outcome: 'done' };
  const isStillAllowed = (await consent.openKeys([keyId])).has(keyId);
  if (!isStillAllowed) await samples.drop(sampleId);
  count(isStillAllowed ? (made.audioLeftOut ?? 'sample') : 'gone');
  return { outcome: 'done' };
}
