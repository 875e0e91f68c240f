/** Commands that people gave, of which the annotators said that they name nobody: what a detector takes from them is taken for nothing. */
import { existsSync, readFileSync } from 'node:fs';
import { sharedPath } from '../../common/testing/shared-data.ts';
import type { Sentence } from './score.ts';

/** Kinds of slots that may hold somebody's name or where somebody lives. */
const mayName =
  /person|contact|place|email|business|relation|artist|song|name|address|playlist|podcast|radio|audiobook|movie|game|poi|location|lyric|director|actor|author/iu;

interface Row {
  readonly utt?: string;
  readonly annot_utt?: string;
  readonly text?: string;
  readonly entities?: readonly { readonly type: string }[];
}

const sets = [
  ['MASSIVE, dev', 'en-US', 'data/nlu/massive-en-US/dev.jsonl'],
  ['SMP2020, dev', 'zh-CN', 'data/nlu/smp2020-zh-CN/dev.jsonl'],
] as const;

/** Those of the sets that are here. */
export function plainCommands(): { readonly heading: string; readonly sentences: readonly Sentence[] }[] {
  return sets.flatMap(([heading, locale, path]) => {
    const file = sharedPath(path);
    if (!existsSync(file)) return [];
    const rows = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Row);
    const sentences = rows.filter(isPlain).map(({ utt, text = utt ?? '' }) => ({ text, locale, spans: [] }));
    return [{ heading: `${heading}, ${locale}, commands without a name`, sentences }];
  });
}

function isPlain({ annot_utt = '', entities = [] }: Row): boolean {
  const kinds = [...annot_utt.matchAll(/\[(\w+) :/gu)].map(([, kind = '']) => kind);
  return ![...kinds, ...entities.map(({ type }) => type)].some((kind) => mayName.test(kind));
}
