/** The library's notation of words. */

/** `word(2)` is the second pronunciation of `word`. */
export const bare = (word: string): string => word.replace(/\(\d+\)$/, '');

/** Silences and noises of the acoustic models: `<sil>`, `[NOISE]`, `++cough++`. */
export const isNoise = (word: string): boolean => /^[<[+]/.test(word);

/** A hypothesis string of the library as its words. */
export const spokenWords = (text: string): string[] =>
  text
    .split(/\s+/)
    .map(bare)
    .filter((word) => word !== '' && !isNoise(word));
