import { expect, test } from 'vitest';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { VadStream } from './detector.ts';
import { SpeechMeter } from './speech-meter.ts';

const frame = Buffer.alloc(1_024);

/** A detector that answers what it is told, one frame for each push, and says how many it looked at. */
function scripted(answers: readonly number[] | 'fails') {
  const seen = { pushes: 0, isClosed: false };
  const stream: VadStream = {
    async push() {
      const at = seen.pushes++;
      if (answers === 'fails') throw new EarshotError('VAD_FAILED');
      return [answers[at] ?? 0];
    },
    close() {
      seen.isClosed = true;
    },
  };
  return { seen, vad: { open: () => stream } };
}

async function hear(meter: SpeechMeter, frames: number): Promise<number> {
  for (let at = 0; at < frames; at += 1) {
    meter.onAudio(frame);
    await meter.measured();
  }
  return meter.measured();
}

test('speech is counted as it comes, pauses are not', async () => {
  const { vad } = scripted([0.9, 0.1, 0.9, 0, 0]);
  expect(await hear(new SpeechMeter(vad, 160), 5)).toBe(64);
});

test('what is enough is not looked beyond: nothing is left to do when the utterance ends', async () => {
  const { vad, seen } = scripted(Array<number>(100).fill(1));
  expect(await hear(new SpeechMeter(vad, 160), 100)).toBe(160);
  expect(seen).toEqual({ pushes: 5, isClosed: true });
});

test('a detector that fails costs no hearing', async () => {
  const { vad } = scripted('fails');
  expect(await hear(new SpeechMeter(vad, 160), 3)).toBe(Number.POSITIVE_INFINITY);
});
