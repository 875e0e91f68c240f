import { afterEach, describe, expect, test } from 'vitest';
import { loadConfig } from '../../common/config.ts';
import { modelSettings, modelsDirOf } from '../../common/models-dir.ts';
import { VoiceThread, voiceFiles } from './voice-thread.ts';

const files = voiceFiles(modelsDirOf(loadConfig(modelSettings)));
let thread: VoiceThread | undefined;
afterEach(() => thread?.close());

test('where nothing is installed there is nothing', () => {
  expect(voiceFiles('/nonexistent')).toBeUndefined();
});

test('a thread that cannot load its model leaves whoever asks without an answer, and in good time', async () => {
  thread = new VoiceThread({ runtimeDir: '/nonexistent', modelPath: '/nonexistent' }, { patienceMs: 5_000 });
  expect(await thread.voiceOf(new Int16Array(16_000))).toBeUndefined();
  // It is tried again with the next voice.
  expect(await thread.voiceOf(new Int16Array(16_000))).toBeUndefined();
});

describe.skipIf(files === undefined)('CAM++ (needs `earshot models pull speaker-campplus`)', () => {
  test('tells one voice from another, and copies what it is given', async () => {
    thread = new VoiceThread(files!, { patienceMs: 60_000 });
    const tone = (hertz: number) =>
      Int16Array.from(
        { length: 32_000 },
        (_, at) => 8_000 * Math.sign(Math.sin((2 * Math.PI * hertz * at) / 16_000)),
      );
    const low = tone(110);
    const [one, again, other] = await Promise.all(
      [low, low, tone(220)].map((sound) => thread!.voiceOf(sound)),
    );
    expect(one).toHaveLength(192);
    expect(one).toEqual(again);
    expect(one).not.toEqual(other);
    expect(low.some((sample) => sample !== 0)).toBe(true);
  }, 90_000);

  test('more than may wait are not told', async () => {
    thread = new VoiceThread(files!, { patienceMs: 60_000 });
    const asked = Array.from({ length: 40 }, () => thread!.voiceOf(new Int16Array(8_000)));
    expect((await Promise.all(asked)).filter((voice) => voice === undefined)).toHaveLength(8);
  }, 90_000);
});
