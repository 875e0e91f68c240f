/** What goes on between a skill and a session after an answer: the same rule live and in the simulator. */
import type { NamedValue } from '../../proto/gen/earshot/turn/v1/turn.ts';
import type { FilteredResponse } from './response.ts';

const maxHistory = 10;
const maxHistoryBytes = 4 * 1024;

/** What a skill gave to be kept between turns, and what it was told before. */
export interface Noted {
  readonly attributesJson: string;
  readonly history: readonly string[];
  readonly names: readonly NamedValue[];
}

/**
 * What is kept after an answer: what it notes and names anew, else what was there.
 * @param words of this turn, where a grant lets them be kept
 * @returns undefined where there is nothing to come back to: no question that is open, and nothing that the skill noted or named
 */
export function notedAfter(
  before: Noted,
  answer: Pick<FilteredResponse, 'attributesJson' | 'names' | 'isSessionEnded' | 'isExpectingSpeech'>,
  words: string | undefined,
): { attributesJson: string; history: string[]; names: NamedValue[] } | undefined {
  if (answer.isSessionEnded) return undefined;
  const attributesJson = answer.attributesJson ?? before.attributesJson;
  const names = [...(answer.names ?? before.names)];
  if (!answer.isExpectingSpeech && attributesJson === '' && names.length === 0) return undefined;
  return { attributesJson, names, history: words === undefined ? [] : appended(before.history, words) };
}

/** The words of this turn after those before, the oldest given up first. */
function appended(history: readonly string[], utterance: string): string[] {
  const all = [...history, utterance.slice(0, 1000)].slice(-maxHistory);
  while (all.length > 0 && Buffer.byteLength(all.join('')) > maxHistoryBytes) all.shift();
  return all;
}
