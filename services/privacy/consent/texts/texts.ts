/** The texts that people agree to, all versions of them, and whether a yes to an old one still holds. Pure but for reading. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { EarshotError } from '../../../common/errors/earshot-error.ts';
import { classNamed } from '../../../common/holders/tables.ts';
import { type Consents, type Purpose, purposeNames } from '../purposes.ts';

/** What can be different between two versions. Each of these asks again; better words for the same do not. */
export const changeKinds = [
  'purpose',
  'field',
  'use',
  'control',
  'recipients',
  'rights',
  'contact',
  'risk',
] as const;
export type ChangeKind = (typeof changeKinds)[number];

const locales = ['zh-CN', 'en-US'] as const;
type Locale = (typeof locales)[number];

const sentence = z.string().min(1).max(500);
const words = z.strictObject({
  title: z.string().min(1).max(80),
  summary: sentence,
  points: z.array(sentence).max(12),
  without: sentence,
});

const textShape = z.strictObject({
  purpose: z.enum(purposeNames as [Purpose, ...Purpose[]]),
  version: z.int().min(1),
  since: z.iso.date(),
  recipient: z.string().regex(/^[a-z][a-z0-9._-]{0,63}$/),
  fields: z.array(z.string().refine((name) => classNamed(name) !== 0, 'no data class')).min(1),
  changes: z.array(z.enum(changeKinds)),
  words: z.strictObject({ 'zh-CN': words, 'en-US': words }),
});

export type ConsentText = z.infer<typeof textShape>;

/** One answer as it is recorded. */
export interface Answer {
  readonly purpose: Purpose;
  readonly version: number;
}

export class ConsentTexts {
  readonly #byPurpose: ReadonlyMap<Purpose, readonly ConsentText[]>;

  /** @throws Error for a purpose without a text, or versions with a gap: somebody would have agreed to nothing. */
  constructor(texts: readonly ConsentText[]) {
    const byPurpose = new Map<Purpose, ConsentText[]>(purposeNames.map((name) => [name, []]));
    for (const text of texts) byPurpose.get(text.purpose)?.push(text);
    for (const [purpose, versions] of byPurpose) {
      versions.sort((a, b) => a.version - b.version);
      if (versions.length === 0 || versions.some(({ version }, index) => version !== index + 1)) {
        throw new Error(`consent texts: the versions of ${purpose} are not 1, 2, 3 and so on`);
      }
    }
    this.#byPurpose = byPurpose;
  }

  current(purpose: Purpose): ConsentText {
    return this.#versions(purpose).at(-1) as ConsentText;
  }

  /** @param version 0 = the current one. @throws EarshotError NOT_FOUND */
  read(purpose: Purpose, version: number): ConsentText {
    if (version === 0) return this.current(purpose);
    const found = this.#versions(purpose)[version - 1];
    if (found === undefined) throw new EarshotError('NOT_FOUND');
    return found;
  }

  /** What is different now from what was agreed to, each kind once. */
  changesSince({ purpose, version }: Answer): ChangeKind[] {
    const later = this.#versions(purpose).filter((text) => text.version > version);
    return [...new Set(later.flatMap(({ changes }) => changes))];
  }

  /** A yes holds while nothing of what was agreed to has changed. */
  holds(answer: Answer): boolean {
    return this.changesSince(answer).length === 0;
  }

  /** What answers that were not taken back agree to now. */
  live(answers: readonly Answer[]): Consents {
    return new Set(answers.filter((answer) => this.holds(answer)).map(({ purpose }) => purpose));
  }

  #versions(purpose: Purpose): readonly ConsentText[] {
    return this.#byPurpose.get(purpose) ?? [];
  }
}

export const wordsIn = (text: ConsentText, locale: string) =>
  text.words[locales.find((one): one is Locale => one === locale) ?? 'en-US'];

const ours = fileURLToPath(new URL('texts.yaml', import.meta.url));

/** @param path A file of whoever runs this Earshot; empty = ours. @throws Error that names what is wrong in it. */
export function loadConsentTexts(path: string): ConsentTexts {
  const parsed = z.array(textShape).safeParse(parse(readFileSync(path === '' ? ours : path, 'utf8')));
  if (!parsed.success) throw new Error(`consent texts: ${z.prettifyError(parsed.error)}`);
  return new ConsentTexts(parsed.data);
}
