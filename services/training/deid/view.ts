/** The text as the rules read it: half-width, without invisible characters, with a way back to the text as given. */

export interface View {
  readonly text: string;
  /** Offset in the given text of the character at `index`, or of the end of it all. */
  sourceOf(index: number): number;
}

const wide = /[\uFF01-\uFF5E\u3000\u2010-\u2015\u2212\u00A0\u2000-\u200A\u202F]/g;
const invisible = /\p{Cf}|\p{Variation_Selector}/u;

function narrow(character: string): string {
  const code = character.charCodeAt(0);
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
  return (code >= 0x2010 && code <= 0x2015) || code === 0x2212 ? '-' : ' ';
}

/** Most texts come back as they are: nothing is copied for them. */
export function viewOf(given: string): View {
  const text = given.replace(wide, narrow);
  if (!invisible.test(text)) return { text, sourceOf: (index) => index };
  const kept: string[] = [];
  const offsets: number[] = [];
  for (let index = 0; index < text.length; index++) {
    const character = text[index]!;
    if (invisible.test(character)) continue;
    kept.push(character);
    offsets.push(index);
  }
  return { text: kept.join(''), sourceOf: (index) => offsets[index] ?? given.length };
}
