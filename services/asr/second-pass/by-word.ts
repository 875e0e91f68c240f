/**
 * One reading out of two hearings, word by word: where both differ, the first hearing's words stand if it was sure of them, else the
 * second's. Each alone gets other words wrong ("remind week … at eight tonight", "remind me … at eight to nine"). After ROVER (J. Fiscus,
 * ASRU 1997), with two systems and the confidence of the one that has any. Pure.
 */

export interface SureWord {
  readonly word: string;
  /** 0 to 1. */
  readonly confidence: number;
}

/** Words of both from one place where they differ to the next where they agree; either may be empty. */
interface Difference {
  readonly first: readonly SureWord[];
  readonly second: readonly string[];
}

type Stretch = { readonly agreed: string } | Difference;

/** The shortest way from one to the other, as what they share and where they differ. */
function align(first: readonly SureWord[], second: readonly string[]): Stretch[] {
  const width = second.length + 1;
  // Longest common subsequence from each pair of places on.
  const shared = new Uint16Array((first.length + 1) * width);
  for (let i = first.length - 1; i >= 0; i -= 1) {
    for (let j = second.length - 1; j >= 0; j -= 1) {
      shared[i * width + j] =
        first[i]!.word === second[j]
          ? shared[(i + 1) * width + j + 1]! + 1
          : Math.max(shared[(i + 1) * width + j]!, shared[i * width + j + 1]!);
    }
  }
  const stretches: Stretch[] = [];
  let [i, j, fromFirst, fromSecond] = [0, 0, 0, 0];
  const close = (): void => {
    const difference = { first: first.slice(fromFirst, i), second: second.slice(fromSecond, j) };
    if (difference.first.length + difference.second.length > 0) stretches.push(difference);
  };
  while (i < first.length && j < second.length) {
    if (first[i]!.word === second[j]) {
      close();
      stretches.push({ agreed: second[j]! });
      i += 1;
      j += 1;
      [fromFirst, fromSecond] = [i, j];
    } else if (shared[(i + 1) * width + j]! >= shared[i * width + j + 1]!) i += 1;
    else j += 1;
  }
  [i, j] = [first.length, second.length];
  close();
  return stretches;
}

const mean = (words: readonly SureWord[]): number =>
  words.reduce((sum, { confidence }) => sum + confidence, 0) / words.length;

/**
 * @param sureFrom from this confidence on, on average over the words of a place, the first hearing is believed there; where it heard
 *   nothing at all, the second is
 * @returns nothing where both share no word, or where all of one of them would stand
 */
export function mergeByWord(
  first: readonly SureWord[],
  second: readonly string[],
  sureFrom: number,
): string[] | undefined {
  const stretches = align(first, second);
  if (!stretches.some((stretch) => 'agreed' in stretch)) return undefined;
  const merged = stretches.flatMap((stretch) => {
    if ('agreed' in stretch) return [stretch.agreed];
    const isSure = stretch.first.length > 0 && mean(stretch.first) >= sureFrom;
    return isSure ? stretch.first.map(({ word }) => word) : [...stretch.second];
  });
  const text = merged.join(' ');
  return text === second.join(' ') || text === first.map(({ word }) => word).join(' ') ? undefined : merged;
}
