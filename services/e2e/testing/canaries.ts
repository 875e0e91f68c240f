/** Looks for words in bytes, however they are spelt there: two encodings of Unicode, base64 at any offset, escapes, hex, pinyin. */
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pinyin } from 'pinyin-pro';

export interface Spelling {
  readonly name: string;
  readonly bytes: Buffer;
  /** Compared with capital letters of ASCII made small. */
  readonly isFolded: boolean;
}

export interface Found {
  readonly word: string;
  readonly spelling: string;
  readonly where: string;
}

const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

/** What stays the same of base64 whatever stands before and after: by how many bytes come before, in threes. */
function base64Inside(bytes: Buffer): Buffer[] {
  return [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // The first characters hold bits of what came before, the last one bits of what comes after.
    const from = Math.ceil((offset * 8) / 6);
    const to = Math.floor(((offset + bytes.length) * 8) / 6);
    return Buffer.from(text.slice(from, to), 'latin1');
  });
}

const isChinese = (word: string) => /\p{Script=Han}/u.test(word);

/** Every way in which a word is looked for. */
export function spellingsOf(word: string): Spelling[] {
  const small = word.toLowerCase();
  const forms = [...new Set([word, small, `${small.charAt(0).toUpperCase()}${small.slice(1)}`])];
  const exact = forms.flatMap((form) => [
    ...base64Inside(Buffer.from(form)).map((bytes, offset) => ({ name: `base64+${offset}`, bytes })),
    ...base64Inside(Buffer.from(form, 'utf16le')).map((bytes, offset) => ({
      name: `base64 of UTF-16+${offset}`,
      bytes,
    })),
  ]);
  const escaped = [...small].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  const read = (toneType: 'none' | 'symbol' | 'num', gap: string) =>
    pinyin(word, { toneType, type: 'array' }).join(gap);
  const pinyins = isChinese(word)
    ? (['none', 'symbol', 'num'] as const).flatMap((tones) => ['', ' ', '-'].map((gap) => read(tones, gap)))
    : [];
  const folded = [
    { name: 'UTF-8', bytes: Buffer.from(small) },
    { name: 'UTF-16LE', bytes: Buffer.from(small, 'utf16le') },
    { name: 'UTF-16BE', bytes: utf16be(small) },
    { name: 'hex', bytes: Buffer.from(Buffer.from(small).toString('hex')) },
    { name: 'percent', bytes: Buffer.from(encodeURIComponent(small).toLowerCase()) },
    ...(isChinese(word) ? [{ name: 'escapes', bytes: Buffer.from(escaped) }] : []),
    ...pinyins.map((text) => ({ name: 'pinyin', bytes: Buffer.from(text) })),
  ];
  return [
    ...exact.map((one) => ({ ...one, isFolded: false })),
    ...folded.map((one) => ({ ...one, isFolded: true })),
  ];
}

function fold(bytes: Buffer): Buffer {
  const small = Buffer.from(bytes);
  for (let at = 0; at < small.length; at += 1) {
    const byte = small[at]!;
    if (byte >= 0x41 && byte <= 0x5a) small[at] = byte + 0x20;
  }
  return small;
}

export class CanarySearch {
  readonly #wanted: readonly (Spelling & { readonly word: string })[];

  constructor(words: readonly string[]) {
    this.#wanted = words.flatMap((word) => spellingsOf(word).map((spelling) => ({ ...spelling, word })));
  }

  in(bytes: Buffer, where: string): Found[] {
    const small = fold(bytes);
    return this.#wanted
      .filter(({ bytes: wanted, isFolded }) => (isFolded ? small : bytes).includes(wanted))
      .map(({ word, name }) => ({ word, spelling: name, where }));
  }

  /** Every file below a folder, and the names of files. @returns what was found, and how much was looked at */
  async below(folder: string): Promise<{ found: Found[]; files: number; bytes: number }> {
    const found: Found[] = [];
    let files = 0;
    let bytes = 0;
    for (const name of await readdir(folder, { recursive: true })) {
      const path = join(folder, name);
      found.push(...this.in(Buffer.from(name), `name of ${name}`));
      const stat = await lstat(path).catch(() => undefined);
      if (stat?.isFile() !== true) continue;
      const content = await readFile(path);
      files += 1;
      bytes += content.length;
      found.push(...this.in(content, name));
    }
    return { found, files, bytes };
  }
}
