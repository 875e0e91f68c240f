/** A sentence as the sounds that Kokoro says: Mandarin and English by turns, punctuation kept. */
import { sayMandarin } from './mandarin-sounds.ts';

/** Pauses and tunes that the voices know. */
const marks: Readonly<Record<string, string>> = {
  ...{ '，': ',', '、': ',', '。': '.', '．': '.', '！': '!', '？': '?', '：': ':', '；': ';', '—': '—' },
  ...{ '《': '“', '》': '”', '「': '“', '」': '”', '（': '(', '）': ')', '…': '…', '\n': '.' },
};
const kept = new Set(',.!?:;—…“”()"');

const pieces = /(?<zh>\p{Script=Han}+)|(?<en>(?:(?!\p{Script=Han})[\p{L}\p{N}\p{M}'’ -])+)|(?<mark>.)/gsu;

/** @param english sounds of English words */
export function soundsOf(text: string, english: (words: string) => string): string {
  let said = '';
  for (const { groups = {} } of text.matchAll(pieces)) {
    const { zh, en, mark } = groups;
    if (zh !== undefined) said += `${sayMandarin(zh)} `;
    else if (en !== undefined) said += `${english(en)} `;
    else if (mark !== undefined) {
      const known = marks[mark] ?? mark;
      if (kept.has(known)) said = `${said.trimEnd()}${known} `;
    }
  }
  return said.replace(/ +/g, ' ').trim();
}
