/** One way of writing something that is not a word, and how it is said. */
export interface Rule {
  /** Sticky and Unicode-aware; looks around freely. */
  readonly pattern: RegExp;
  /** What is said instead; `undefined` where it is none of this after all. */
  readonly say: (match: readonly string[]) => string | undefined;
}

/** `y` and `u` for a pattern written as a rule's. */
export function rule(pattern: RegExp, say: Rule['say']): Rule {
  const flags = new Set([...pattern.flags, 'y', 'u']);
  return { pattern: new RegExp(pattern.source, [...flags].join('')), say };
}

/**
 * Where a rule may begin: at a digit, at a sign, or at the first letter of a word (of Latin letters, also behind Chinese). In between nothing is tried, so that
 * a long text costs little more than its own length.
 */
const starts = /(?<![\p{L}\p{N}])\p{L}|(?<=\p{Script=Han})[A-Za-z]|\p{N}|[^\p{L}\p{N}\s]/gu;

/**
 * The text with everything that a rule knows said in words. The first rule that fits at a place decides; what was said
 * is not read again.
 * @param gap put between words and what was said: a space in English, nothing in Chinese
 */
export function sayInWords(text: string, rules: readonly Rule[], gap: string): string {
  let said = '';
  let position = 0;
  starts.lastIndex = 0;
  for (let start = starts.exec(text); start !== null; start = starts.exec(text)) {
    for (const { pattern, say } of rules) {
      pattern.lastIndex = start.index;
      const match = pattern.exec(text);
      if (match === null || match[0] === '') continue;
      const words = say(match.map((part) => part ?? ''));
      if (words === undefined) continue;
      said += `${text.slice(position, start.index)}${gap}${words}${gap}`;
      position = start.index + match[0].length;
      starts.lastIndex = position;
      break;
    }
  }
  return said + text.slice(position);
}
