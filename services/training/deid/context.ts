/** Words around a candidate that say what it is. */

/** How far back and ahead is looked, in characters. */
const beforeCharacters = 28;
const afterCharacters = 28;

export interface Surroundings {
  readonly before: string;
  readonly after: string;
}

export function around(text: string, start: number, end: number): Surroundings {
  return {
    before: text.slice(Math.max(0, start - beforeCharacters), start).toLowerCase(),
    after: text.slice(end, end + afterCharacters).toLowerCase(),
  };
}
