/** The text as the rules read it: half-width, without invisible characters, with a way back to the text as given. */

export interface View {
  readonly text: string;
  /** Offset in the given text of the character at `index`, or of the end of it all. */
  sourceOf(index: number): number;
}

const wide = /[\uFF01-\uFF5E\u3000\u2010-\u2015\u2212\u00A0\u2000-\u200A\u202F]/g;
/** Soft hyphens, joiners, direction marks, variation selectors: nobody sees them, and they split what belongs together. */
function isInvisible(code: number): boolean {
  return (
    code === 0xad ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x2064) ||
    (code >= 0xfe00 && code <= 0xfe0f) ||
    code === 0xfeff
  );
}

function hasInvisible(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (isInvisible(text.charCodeAt(index))) return true;
  return false;
}

function narrow(character: string): string {
  const code = character.charCodeAt(0);
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
  return (code >= 0x2010 && code <= 0x2015) || code === 0x2212 ? '-' : ' ';
}

/** Most texts come back as they are: nothing is copied for them. */
export function viewOf(given: string): View {
  const text = given.replace(wide, narrow);
  if (!hasInvisible(text)) return { text, sourceOf: (index) => index };
  const kept: string[] = [];
  const offsets: number[] = [];
  for (let index = 0; index < text.length; index++) {
    if (isInvisible(text.charCodeAt(index))) continue;
    kept.push(text[index]!);
    offsets.push(index);
  }
  return { text: kept.join(''), sourceOf: (index) => offsets[index] ?? given.length };
}
