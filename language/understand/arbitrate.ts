/** Decides which of several readings is meant, or that it has to be asked. */
import { rejectBelow } from './confidence.ts';
import { compareReadings, type Reading } from './readings.ts';
import type { DialogueState } from './state.ts';

/** Which of the readings is meant. */
export type Verdict<R extends Reading> =
  | { readonly kind: 'none' }
  | { readonly kind: 'one'; readonly reading: R }
  /** Several skills mean the same words equally. */
  | { readonly kind: 'which'; readonly readings: readonly R[] };

/** What the skill in focus gains: people go on talking about what they talk about. */
const focusBonus = 0.08;
/** Readings of different skills that lie this near are a matter for the user. */
const tieMargin = 0.025;
/** What samples alone speak for differs by less: all of it lies between 0.55 and 0.8. */
const statisticalTieMargin = 0.004;
const maxChoices = 3;

export function arbitrate<R extends Reading>(readings: readonly R[], state: DialogueState): Verdict<R> {
  const focus = state.frame?.skillId;
  const weighed = readings.map((reading) =>
    reading.skill.skillId === focus
      ? { ...reading, confidence: Math.min(1, reading.confidence + focusBonus) }
      : reading,
  );
  const sorted = weighed.filter(({ confidence }) => confidence >= rejectBelow).sort(compareReadings);
  const best = sorted[0];
  if (!best) return { kind: 'none' };
  const isTied = (other: Reading) =>
    other.source === best.source &&
    other.exactness === best.exactness &&
    other.isAddressed === best.isAddressed &&
    best.confidence - other.confidence < (best.source === 'statistical' ? statisticalTieMargin : tieMargin);
  const rivals = sorted.filter((other) => isTied(other));
  const bySkill = new Map(rivals.map((reading) => [reading.skill.skillId, reading] as const).reverse());
  if (best.skill.skillId === focus || bySkill.size < 2) return { kind: 'one', reading: best };
  const choices = rivals
    .filter((reading) => bySkill.get(reading.skill.skillId) === reading)
    .slice(0, maxChoices);
  return { kind: 'which', readings: choices };
}
