/** Finds an intent's values anywhere in a sentence. */
import type { Capture } from '../matcher/capture.ts';
import { fitsBounds } from '../matcher/match.ts';
import type { Scope } from '../matcher/scope.ts';
import type { CompiledIntent, CompiledSlot, SlotType } from '../matcher/skill.ts';
import type { SlotMatch } from '../slots/types.ts';
import type { Token } from '../text/tokenise.ts';
import { typeRead } from './slots.ts';

/** Values of an intent's slots found anywhere in a sentence, for answers, corrections and follow-ups. */
export interface Spotted {
  readonly captures: readonly Capture[];
  /** Words that belong to no value. */
  readonly rest: readonly Token[];
}

export interface SpotOptions {
  /** Looked for first, and with weak readings ("forty" for a percentage). */
  readonly preferred?: string | undefined;
  /** Only these slots. */
  readonly only?: ReadonlySet<string> | undefined;
}

const isOpen = ({ typeName }: SlotType) => typeName === 'text' || typeName === 'person-name';

/** "A large one": no number. */
const isPronoun = (tokens: readonly Token[], at: number) =>
  at > 0 && at === tokens.length - 1 && tokens[at]!.text === 'one';

/** Left to right, the longest value at each place; each slot at most once. Open types are never guessed. */
export function spotSlots(intent: CompiledIntent, scope: Scope, options: SpotOptions = {}): Spotted {
  const slots = [...intent.slots.values()]
    .filter((slot) => !isOpen(slot) && (options.only?.has(slot.name) ?? true))
    .sort((a, b) => Number(b.name === options.preferred) - Number(a.name === options.preferred));
  const captures: Capture[] = [];
  const rest: Token[] = [];
  const used = new Set<string>();
  for (let at = 0; at < scope.tokens.length; ) {
    let best: { slot: CompiledSlot; match: SlotMatch } | undefined;
    for (const slot of slots) {
      if (used.has(slot.name) || (slot.typeName === 'number' && isPronoun(scope.tokens, at))) continue;
      const match = scope
        .parse(slot.type, at)
        .find((found) => !isOpen(typeRead(slot, found)) && fitsBounds(slot.definition, found));
      if (
        !match ||
        (best && best.match.end >= match.end && !(best.match.isWeak === true && match.isWeak !== true))
      )
        continue;
      best = { slot, match };
    }
    if (best) {
      used.add(best.slot.name);
      captures.push({ name: best.slot.name, start: at, end: best.match.end, match: best.match });
      at = best.match.end;
    } else {
      rest.push(scope.tokens[at]!);
      at += 1;
    }
  }
  return { captures, rest };
}

/** The value of an enumeration that sounds most like the whole of the sentence. */
export function soundsLike(slot: CompiledSlot, scope: Scope): SlotMatch | undefined {
  const { keys } = scope;
  let best: { match: SlotMatch; distance: number } | undefined;
  for (const { words, valueId } of slot.enumeration?.forms ?? []) {
    if (words.length !== keys.length) continue;
    const distance =
      words.reduce((sum, word, index) => sum + scope.distanceAt(word, index), 0) / words.length;
    if (distance <= 0.35 && distance < (best?.distance ?? 1)) {
      best = { match: { end: keys.length, value: valueId, valueId }, distance };
    }
  }
  return best?.match;
}
