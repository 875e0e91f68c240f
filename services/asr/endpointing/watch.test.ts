import { describe, expect, test } from 'vitest';
import { codeOf, EarshotError } from '../../common/errors/earshot-error.ts';
import type { VadStream } from '../vad/detector.ts';
import { defaultEndpointingSettings, type Meaning } from './endpointer.ts';
import { EndpointWatch, type Judge } from './watch.ts';

/** Takes the first sample of each frame as its probability, in percent. */
class LevelVad implements VadStream {
  isClosed = false;
  async push(pcm16: Int16Array | Buffer): Promise<readonly number[]> {
    if (Buffer.isBuffer(pcm16)) throw new EarshotError('VAD_FAILED');
    return Array.from({ length: pcm16.length / 512 }, (_, index) => pcm16[index * 512]! / 100);
  }
  close(): void {
    this.isClosed = true;
  }
}

const speech = (frames: number) => new Int16Array(512 * frames).fill(99);
const silence = (frames: number) => new Int16Array(512 * frames);
const complete: Meaning = { isComplete: true, isPrefix: false };

function start(judge?: Judge) {
  const vad = new LevelVad();
  const watch = new EndpointWatch({
    vad,
    settings: defaultEndpointingSettings,
    ...(judge !== undefined && { judge }),
  });
  return { vad, watch };
}

describe('EndpointWatch', () => {
  test('a complete command ends soon, and the detector is let go', async () => {
    const asked: string[] = [];
    const { vad, watch } = start(async (text) => {
      asked.push(text);
      return text === 'light on' ? complete : { isComplete: false, isPrefix: true };
    });
    await watch.onAudio(speech(20));
    watch.onPartial({ text: 'light', heardMs: 500 });
    watch.onPartial({ text: 'light o', heardMs: 550 });
    watch.onPartial({ text: 'light on', heardMs: 640 });
    await new Promise(setImmediate);
    expect(asked).toEqual(['light', 'light on']);
    await watch.onAudio(silence(10));
    expect((await watch.decided).reason).toBe('complete');
    expect(vad.isClosed).toBe(true);
  });

  test('an engine that knows the templates is not asked about', async () => {
    const { watch } = start(() => Promise.reject(new Error('asked')));
    await watch.onAudio(speech(20));
    watch.onPartial({ text: 'light on', heardMs: 640, progress: complete });
    await watch.onAudio(silence(10));
    expect((await watch.decided).reason).toBe('complete');
  });

  test('the same words are judged once', async () => {
    let questions = 0;
    const { watch } = start(async () => {
      questions++;
      return complete;
    });
    for (const heardMs of [100, 200, 300]) {
      watch.onPartial({ text: 'light on', heardMs });
      await new Promise(setImmediate);
    }
    expect(questions).toBe(1);
  });

  test('a judge that fails leaves it to the silence', async () => {
    const { watch } = start(() => Promise.reject(new EarshotError('SERVICE_UNAVAILABLE')));
    await watch.onAudio(speech(20));
    watch.onPartial({ text: 'light on', heardMs: 640 });
    await new Promise(setImmediate);
    await watch.onAudio(silence(30));
    expect((await watch.decided).reason).toBe('silence');
  });

  test('a judge that never answers holds nothing up', async () => {
    const { watch } = start(() => new Promise(() => {}));
    await watch.onAudio(speech(20));
    watch.onPartial({ text: 'light on', heardMs: 640 });
    await watch.onAudio(silence(30));
    expect((await watch.decided).reason).toBe('silence');
  });

  test('a detector that fails is told to whoever waits', async () => {
    const { watch } = start();
    await watch.onAudio(Buffer.alloc(4));
    expect(await watch.decided.then(() => 'fine', codeOf)).toBe('VAD_FAILED');
  });

  test('after close nothing happens any more', async () => {
    const { vad, watch } = start(() => Promise.reject(new Error('asked')));
    watch.close();
    watch.onPartial({ text: 'light on', heardMs: 640 });
    await watch.onAudio(speech(2_000));
    expect(watch.endpoint).toBeUndefined();
    expect(vad.isClosed).toBe(true);
  });
});
