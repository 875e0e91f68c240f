/** Better ears in a started Earshot: a Mandarin command by libvosk, from the wire to what is done. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../common/config.ts';
import { modelSettings, modelsDirOf } from '../common/models-dir.ts';
import { missingShared, sharedPath } from '../common/testing/shared-data.ts';
import { type Earshot, startEarshot, wavFile } from './testing/earshot.ts';

const modelsDir = modelsDirOf(loadConfig(modelSettings));
const models = ['vosk-zh-CN', 'vosk-runtime'];
const absent =
  missingShared('data/speech/zh-CN-commands') ?? models.find((name) => !existsSync(join(modelsDir, name)));

describe.skipIf(absent !== undefined)(`models of the catalogue (${absent ?? 'present'})`, () => {
  let earshot: Earshot;
  beforeAll(async () => {
    earshot = await startEarshot(['lights'], { EARSHOT_MODELS_DIR: modelsDir });
  }, 240_000);
  afterAll(async () => earshot?.stop());

  const say = async (locale: 'zh-CN', name: string) => {
    const speaker = await earshot.connect({ hello: { locale } });
    const pcm = await wavFile(sharedPath(`data/speech/${locale}-commands/${name}.wav`));
    const turn = await speaker.sayAudio(pcm, { mode: 'held_button' });
    await speaker.close();
    return turn;
  };
  const recognised = async (locale: string) =>
    (await earshot.readLog())
      .split('\n')
      .filter((line) => line.includes('asr.recognised'))
      .map((line) => JSON.parse(line) as { locale: string; engineId: string; state: string })
      .filter((line) => line.locale === locale)
      .map(({ engineId, state }) => `${engineId} ${state}`);
  test('a Mandarin command is heard by libvosk, understood and done', async () => {
    const turn = await say('zh-CN', '001');
    expect(turn).toMatchObject({ end: 'completed', transcript: '打开客厅的灯' });
    expect(turn.directives).not.toEqual([]);
    expect(await recognised('zh-CN')).toEqual(['vosk accepted']);
  });
});
