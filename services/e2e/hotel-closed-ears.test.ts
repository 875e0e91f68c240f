/** A room in a house that has closed models alone: what guests say of the catalogue is heard, what is none of it is answered kindly. */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { englishModelDirs } from '../asr/models/installed.ts';
import { bytesOf } from '../common/audio/pcm.ts';
import { speakForTest } from '../common/testing/spoken.ts';
import { type Earshot, startEarshot } from './testing/earshot.ts';
import { type E2eHotel, openHotel } from './testing/hotel.ts';

const isMissing = !englishModelDirs.some((folder) => existsSync(folder));
if (isMissing) console.warn('skipped: needs the package pocketsphinx-en-us');

describe.skipIf(isMissing)('a room without open ears', () => {
  let earshot: Earshot;
  let hotel: E2eHotel;

  beforeAll(async () => {
    earshot = await startEarshot([], { EARSHOT_MODELS_DIR: join(tmpdir(), 'no-such-models') });
    hotel = await openHotel(earshot.stack);
  }, 200_000);
  afterAll(async () => {
    await hotel?.close();
    await earshot?.stop();
  });

  /** What the room answers; nobody listens to the end of its voice. */
  async function answerTo(text: string): Promise<string> {
    let answered: (reply: string) => void = () => {};
    const reply = new Promise<string>((resolve) => {
      answered = resolve;
    });
    const speaker = await hotel.speaker(undefined, (message) => {
      if (message.type === 'reply') answered(message.text);
    });
    const voice = await speakForTest(text, { voice: 'en-us+f2', marginMs: 200, wordsPerMinute: 150 });
    const turn = speaker.sayAudio(Buffer.from(bytesOf(voice)), { mode: 'held_button' });
    const answer = await Promise.race([reply, turn.then(({ end }) => end)]);
    await speaker.close();
    await turn;
    return answer;
  }

  test('its commands reach the desk, and talk is answered kindly and reaches nobody', {
    timeout: 120_000,
  }, async () => {
    // The model of what may be said is made when it is first wanted; the open one serves until then.
    await expect
      .poll(() => answerTo('can someone clean my room'), { timeout: 60_000, interval: 500 })
      .toMatch(/cleaning the room/);
    const before = (await hotel.list()).length;
    expect(await answerTo('that film was really boring')).toMatch(/did not understand/);
    expect(await hotel.list()).toHaveLength(before);
    expect(await answerTo('the shower is broken')).toMatch(/Engineering has been told/);
  });
});
