/** What of a sentence tells a wish from talk: its words with things of the catalogue taken out, and what they do. Pure. */
import type { Locale } from '../../../../language/model/types.ts';
import type { Token } from '../../../../language/text/tokenise.ts';
import type { Meaning, Span } from '../spans.ts';
import { wordClasses } from './classes.ts';

/** A thing stands for all of its kind, so that a hotel's own things are learnt with ours. */
const things = new Set(['item', 'object', 'device', 'topic', 'number', 'time', 'room-number', 'temperature']);

function labelOf(meaning: Meaning): string {
  switch (meaning.kind) {
    case 'cue':
      return `c:${meaning.cue}`;
    case 'service':
      return `s:${meaning.id}`;
    case 'stop':
      return meaning.isQuestion ? '?' : ',';
    default:
      return meaning.kind;
  }
}

/** Words as they stand, a thing as its kind alone, and for each stretch the label that stands for it. */
function* readingsOf(
  tokens: readonly Token[],
  spans: readonly Span[],
): Generator<[words: string[], labels: string[]]> {
  for (const { start, end, meanings } of spans) {
    const labels = [...new Set(meanings.map(labelOf))].sort();
    const thing = labels.find((label) => things.has(label) || label.startsWith('s:'));
    const words = tokens.slice(start, end).map(({ key }) => key);
    yield [thing !== undefined ? [thing] : words.length > 0 ? words : labels.slice(0, 1), labels];
  }
}

const most = 8;

export function willFeatures(tokens: readonly Token[], spans: readonly Span[], locale: Locale): string[] {
  const found = new Set<string>(['bias']);
  const words = ['^'];
  const first = ['^'];
  for (const [own, labels] of readingsOf(tokens, spans)) {
    words.push(...own);
    first.push(labels[0] ?? '');
    for (const label of labels) found.add(`has ${label}`);
  }
  words.push('$');
  first.push('$');
  const grams = (list: readonly string[], size: number, mark: string) => {
    for (let at = 0; at + size <= list.length; at += 1)
      found.add(`${mark} ${list.slice(at, at + size).join(' ')}`);
  };
  grams(words, 1, 'w');
  grams(words, 2, 'w');
  if (locale === 'zh-CN') grams(words, 3, 'w');
  grams(first, 2, 'l');
  for (const kind of wordClasses(tokens, locale)) found.add(`k ${kind}`);
  const strangers = spans.filter(({ meanings }) => meanings[0]?.kind === 'unknown').length;
  found.add(`strangers ${Math.min(most, strangers)}`);
  found.add(`length ${Math.min(most, Math.floor(tokens.length / 4))}`);
  return [...found];
}
