/** Talk that is meant for nobody, as text: how much of it some skill takes for a command. */
import '../../../language/node/outside.ts';
import { readFileSync } from 'node:fs';
import { createEncodingEngine, createEngine, type SentenceEncoder } from '../../../language/engine.ts';
import type { Locale } from '../../../language/model/types.ts';
import { testModels } from '../../../language/testing/models.ts';
import { sharedPath } from '../../common/testing/shared-data.ts';
import { CorpusError } from './corpus.ts';

export interface TalkResult {
  readonly locale: Locale;
  readonly isEncoded: boolean;
  readonly utterances: number;
  readonly taken: number;
}

const folders = { 'en-US': 'data/speech/en-US-commands', 'zh-CN': 'data/speech/zh-CN-commands' } as const;

interface Label {
  readonly text: string;
  readonly group: string;
}

/** Home, coffee and hotel skills are enabled: what the commands of the same recordings are for. */
export async function measureTalk(locale: Locale, encoder: SentenceEncoder | undefined): Promise<TalkResult> {
  const file = sharedPath(`${folders[locale]}/labels.jsonl`);
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const talk = lines.map((line) => JSON.parse(line) as Label).filter(({ group }) => group === 'none');
  if (talk.length === 0) throw new CorpusError(file, 0, 'holds no talk');
  const options = { models: testModels, locale, clock: () => 0 };
  const engine = encoder === undefined ? createEngine(options) : await createEncodingEngine(options, encoder);
  let taken = 0;
  for (const { text } of talk) if ((await engine.hear(text)).interpretation !== undefined) taken += 1;
  return { locale, isEncoded: encoder !== undefined, utterances: talk.length, taken };
}
