/** Where a sentence holds values that the skill itself lists: what its slot tagger sees beside the words. */
import { combine, hashString } from './hashing.ts';
import { type TokenisedUtterance, tokenise } from './tokens.ts';
import type { SlotValues } from './types.ts';

/** Longer forms are no values but sentences. */
const longestForm = 8;

export class KnownValues {
  /** By hash of the form's tokens: the enumerations that list it. */
  readonly #forms = new Map<number, number[]>();

  constructor(values: SlotValues) {
    for (const [name, forms] of values) {
      const mark = hashString(name);
      for (const form of forms) {
        const { tokens } = tokenise(form);
        if (tokens.length === 0 || tokens.length > longestForm) continue;
        const key = tokens.reduce((hash, token) => combine(hash, token.hash), 0);
        const marks = this.#forms.get(key);
        if (marks === undefined) this.#forms.set(key, [mark]);
        else if (!marks.includes(mark)) marks.push(mark);
      }
    }
  }

  /** For each token: which enumerations have a value there, and whether it begins, goes on or ends. Longest first. */
  marks({ tokens }: TokenisedUtterance): number[][] {
    const marks: number[][] = tokens.map(() => []);
    for (let first = 0; first < tokens.length; first++) {
      let key = 0;
      const longest = new Map<number, number>();
      for (let last = first; last < Math.min(tokens.length, first + longestForm); last++) {
        key = combine(key, tokens[last]!.hash);
        for (const mark of this.#forms.get(key) ?? []) longest.set(mark, last);
      }
      for (const [mark, last] of longest) {
        for (let i = first; i <= last; i++) {
          const place = (i === first ? 1 : 0) + (i === last ? 2 : 0);
          const own = combine(combine(700, mark), place);
          if (!marks[i]!.includes(own)) marks[i]!.push(own);
        }
      }
    }
    return marks;
  }
}
