/** A room in a house that has closed models alone: what guests say of the catalogue is heard, what is none of it is answered kindly. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { englishModelDirs } from '../asr/models/installed.ts';
import { bytesOf } from '../common/audio/pcm.ts';
import { loadConfig } from '../common/config.ts';
import { modelSettings, modelsDirOf } from '../common/models-dir.ts';
import { speakForTest } from '../common/testing/spoken.ts';
import { type Earshot, startEarshot } from './testing/earshot.ts';
import { type E2eHotel, openHotel } from './testing/hotel.ts';

const mandarinModel = join(modelsDirOf(loadConfig(modelSettings)), 'zh-CN');

/** What is said in each language, and what a room answers to it. */
const rooms = [
  {
    locale: 'en-US',
    isMissing: !englishModelDirs.some((folder) => existsSync(folder)),
    needs: 'the package pocketsphinx-en-us',
    voice: 'en-us+f2',
    clean: ['can someone clean my room', /cleaning the room/],
    talk: ['that film was really boring', /did not understand/],
    repair: ['the shower is broken', /Engineering has been told/],
  },
  {
    locale: 'zh-CN',
    isMissing: !existsSync(join(mandarinModel, 'am', 'mdef')),
    needs: 'the model zh-CN: earshot models pull zh-CN',
    voice: 'cmn',
    clean: ['麻烦打扫一下房间', /(?:通知|记下).*打扫房间/],
    talk: ['那个电影实在太无聊了', /没听懂/],
    repair: ['马桶坏了', /工程部/],
  },
] as const;

for (const { isMissing, needs } of rooms) if (isMissing) console.warn(`skipped: needs ${needs}`);

describe.each(rooms.filter(({ isMissing }) => !isMissing))('a room without open ears, $locale', (said) => {
  let folder: string;
  let earshot: Earshot;
  let hotel: E2eHotel;

  beforeAll(async () => {
    // Of all models only the closed one of Mandarin; that of English is the system's.
    folder = await mkdtemp(join(tmpdir(), 'earshot-closed-'));
    if (existsSync(mandarinModel)) await symlink(mandarinModel, join(folder, 'zh-CN'));
    earshot = await startEarshot([], { EARSHOT_MODELS_DIR: folder });
    hotel = await openHotel(earshot.stack, { locale: said.locale });
  }, 200_000);
  afterAll(async () => {
    await hotel?.close();
    await earshot?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** What the room answers. */
  async function answerTo(text: string): Promise<string> {
    const speaker = await hotel.speaker();
    const voice = await speakForTest(text, { voice: said.voice, marginMs: 200, wordsPerMinute: 150 });
    const turn = await speaker.sayAudio(Buffer.from(bytesOf(voice)), { mode: 'held_button' });
    await speaker.close();
    return turn.replies.at(-1)?.text ?? turn.end;
  }

  test('its commands reach the desk, and talk is answered kindly and reaches nobody', {
    timeout: 120_000,
  }, async () => {
    const [clean, cleanAnswer] = said.clean;
    // The model of what may be said is made when it is first wanted; the open one serves until then.
    await expect.poll(() => answerTo(clean), { timeout: 60_000, interval: 500 }).toMatch(cleanAnswer);
    const before = (await hotel.list()).length;
    expect(await answerTo(said.talk[0])).toMatch(said.talk[1]);
    expect(await hotel.list()).toHaveLength(before);
    expect(await answerTo(said.repair[0])).toMatch(said.repair[1]);
  });
});
