/** Which slots each training word stood in, and how often: a gazetteer that grows from the labels themselves. */
import { combine } from './hashing.ts';
import type { Packable } from './pack.ts';
import { slotOf } from './tags.ts';
import type { TokenisedUtterance } from './tokens.ts';

interface WordUse {
  total: number;
  readonly slots: Map<number, number>;
}

const unknownWord = combine(999, 1);

export class SlotLexicon {
  readonly #words = new Map<number, WordUse>();

  /** `sign` -1 takes an utterance out again, so that in training it does not see its own answer. */
  count(utterance: TokenisedUtterance, tags: ArrayLike<number>, sign: 1 | -1): void {
    for (const [i, token] of utterance.tokens.entries()) {
      let use = this.#words.get(token.hash);
      if (use === undefined) {
        use = { total: 0, slots: new Map() };
        this.#words.set(token.hash, use);
      }
      use.total += sign;
      const tag = tags[i]!;
      if (tag > 0) use.slots.set(slotOf(tag), (use.slots.get(slotOf(tag)) ?? 0) + sign);
    }
  }

  /** For each token: how often it was seen, and for each slot it stood in, how regularly. */
  marks(utterance: TokenisedUtterance): number[][] {
    return utterance.tokens.map((token) => {
      const use = this.#words.get(token.hash);
      if (use === undefined || use.total <= 0) return [unknownWord];
      const marks = [combine(998, use.total >= 20 ? 3 : use.total >= 5 ? 2 : use.total >= 2 ? 1 : 0)];
      for (const [slot, count] of use.slots) {
        if (count <= 0) continue;
        const share = count / use.total;
        marks.push(combine(500 + slot, share > 0.8 ? 3 : share > 0.4 ? 2 : share > 0.1 ? 1 : 0));
      }
      return marks;
    });
  }

  toArrays(): Record<string, Packable> {
    const flat: number[] = [];
    for (const [hash, use] of this.#words) {
      flat.push(hash, use.total, use.slots.size);
      for (const [slot, count] of use.slots) flat.push(slot, count);
    }
    return { lexicon: Int32Array.from(flat) };
  }

  static fromArrays(arrays: Readonly<Record<string, Packable>>): SlotLexicon | undefined {
    const flat = arrays['lexicon'];
    if (flat === undefined) return undefined;
    const lexicon = new SlotLexicon();
    for (let at = 0; at < flat.length; ) {
      const hash = flat[at]!;
      const total = flat[at + 1]!;
      const slots = new Map<number, number>();
      const count = flat[at + 2]!;
      at += 3;
      for (let k = 0; k < count; k++, at += 2) slots.set(flat[at]!, flat[at + 1]!);
      lexicon.#words.set(hash, { total, slots });
    }
    return lexicon;
  }
}
