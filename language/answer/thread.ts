/** What goes on between a skill and a session after an answer: the same rule live and in the simulator. */
import type { FilteredResponse } from './response.ts';

const maxHistory = 10;
const maxHistoryBytes = 4 * 1024;

/** Whether there is anything to come back to: a question that is open, or something that the skill noted or named. */
export function goesOn(
  answer: Pick<FilteredResponse, 'isSessionEnded' | 'isExpectingSpeech'>,
  attributesJson: string,
  names: readonly unknown[] = [],
): boolean {
  if (answer.isSessionEnded) return false;
  return answer.isExpectingSpeech || attributesJson !== '' || names.length > 0;
}

/** The words of this turn after those before, the oldest given up first. */
export function appendHistory(history: readonly string[], utterance: string): string[] {
  const appended = [...history, utterance.slice(0, 1000)].slice(-maxHistory);
  while (appended.length > 0 && Buffer.byteLength(appended.join('')) > maxHistoryBytes) appended.shift();
  return appended;
}
