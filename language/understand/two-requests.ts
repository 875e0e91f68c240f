/** Where a sentence may hold two requests: "turn off the light and set a timer", 关灯，然后定个闹钟. */
import type { Locale } from '../model/types.ts';

const joints: { readonly [L in Locale]: RegExp } = {
  'en-US': /\s*[,;]?\s+(?:and then|and also|and|then|also)\s+|\s*[,;]\s+/giu,
  'zh-CN': /[，,；;。]?(?:然后再|然后|接着|并且|顺便|同时|还有|再|并)|[，,；;。]/gu,
};

const maxJoints = 4;

export interface Halves {
  readonly first: string;
  readonly second: string;
}

/** Every way to cut `text` in two, the first cut first. Whoever asks must see that both halves are requests. */
export function halvesOf(text: string, locale: Locale): Halves[] {
  return [...text.matchAll(joints[locale])]
    .slice(0, maxJoints)
    .map((joint) => ({
      first: text.slice(0, joint.index),
      second: text.slice(joint.index + joint[0].length),
    }))
    .filter(({ first, second }) => first.trim() !== '' && second.trim() !== '');
}

/** The second half as what follows the first: "and the bedroom light". */
export const asFollowUp = (second: string, locale: Locale) =>
  locale === 'zh-CN' ? `还有${second}` : `and ${second}`;
