/**
 * The figures that a data card carries, from the pages that the benches wrote: figures.json beside this file is made of
 * docs/bench-deid.md and docs/bench-voice.md, so that a copy says what was measured and no number is kept twice.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { checkoutDir } from '../../common/addresses.ts';

const cells = z.array(z.array(z.string()));
const figuresSchema = z.object({
  /** Language, how it is given, kind, how many there were, recall, precision; on sentences nobody mended by. */
  words: cells,
  wordsOn: z.string(),
  /** Attacker, equal error rate, its interval. */
  voice: cells,
  voiceOn: z.string(),
  /** Recogniser, word error before and after. */
  heard: cells,
});
export type Figures = z.infer<typeof figuresSchema>;

export const figuresPath = fileURLToPath(new URL('./figures.json', import.meta.url));

export const readFigures = (): Figures => figuresSchema.parse(JSON.parse(readFileSync(figuresPath, 'utf8')));

/** Rows of the first table under a heading. @throws Error where the page has none */
function tableUnder(page: string, heading: string): string[][] {
  const at = page.indexOf(`\n## ${heading}\n`);
  if (at < 0) throw new Error(`no part “${heading}”`);
  const part = page.slice(at + 4).split('\n## ')[0] ?? '';
  const rows = part
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.slice(2, -2).split(' | '));
  if (rows.length < 3) throw new Error(`no table under “${heading}”`);
  return rows.slice(2);
}

const dateOf = (page: string): string => /^- Date: (\S+)$/m.exec(page)?.[1] ?? '';

/** @param deid text of docs/bench-deid.md @param voice of docs/bench-voice.md */
export function figuresOf(deid: string, voice: string): Figures {
  const groups = ['zh-CN', 'en-US'].flatMap((locale) =>
    ['written', 'spoken', 'words'].map((group) => [locale, group] as const),
  );
  return {
    words: groups.flatMap(([locale, group]) =>
      tableUnder(deid, `held out, ${locale}, ${group}`).map((row) => [locale, group, ...row]),
    ),
    wordsOn: dateOf(deid),
    voice: tableUnder(voice, 'Who is told apart').map((row) => row.slice(0, 3)),
    voiceOn: dateOf(voice),
    heard: tableUnder(voice, 'What is still understood'),
  };
}

const page = (name: string): string => readFileSync(join(checkoutDir, 'docs', name), 'utf8');

/** As figures.json is to be: each row of a table on its line, so that a change of one figure is one. */
export const figuresText = (): string => {
  const figures = figuresOf(page('bench-deid.md'), page('bench-voice.md'));
  const rows = /\[\n\s+("[^[\]]*")\n\s+\]/g;
  const text = JSON.stringify(figures, undefined, 2);
  return `${text.replace(rows, (_, cells: string) => `[${cells.replaceAll(/\n\s+/g, ' ')}]`)}\n`;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(figuresPath, figuresText());
