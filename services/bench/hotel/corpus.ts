/** Guests' sentences with the commands expected of them, from JSONL. */
import { readFileSync } from 'node:fs';
import type { Locale } from '../../../language/model/types.ts';

export interface CorpusLine {
  readonly locale: Locale;
  readonly text: string;
  readonly commands: readonly Readonly<Record<string, unknown>>[];
  /** Sentences of one template differ in little. */
  readonly template: string;
}

/** @throws Error with file and line for what is no such line */
export function readCorpus(path: string): CorpusLine[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((text, index) => {
      if (text.trim() === '') return [];
      const fail = (reason: string) => new Error(`${path}, line ${index + 1}: ${reason}`);
      let row: Partial<CorpusLine>;
      try {
        row = JSON.parse(text) as Partial<CorpusLine>;
      } catch {
        throw fail('no JSON');
      }
      if (row.locale !== 'zh-CN' && row.locale !== 'en-US') throw fail('"locale" is neither zh-CN nor en-US');
      if (typeof row.text !== 'string' || !Array.isArray(row.commands))
        throw fail('no "text" or no "commands"');
      return [
        {
          locale: row.locale,
          text: row.text,
          commands: row.commands,
          template: String(row.template ?? row.text),
        },
      ];
    });
}
