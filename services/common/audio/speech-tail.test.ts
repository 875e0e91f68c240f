import fc from 'fast-check';
import { expect, test } from 'vitest';
import { propertyRuns } from '../../../property-runs.ts';
import { SpeechTail } from './speech-tail.ts';

/** Half a second that begins with 100 ms of silence and is followed by half a second of a quiet room. */
function utterance(): Buffer {
  const pcm = Buffer.alloc(32_000);
  for (let at = 1600; at < 8000; at++) pcm.writeInt16LE(Math.round(8000 * Math.sin(at / 5)), at * 2);
  for (let at = 8000; at < 16_000; at++) pcm.writeInt16LE(Math.round(40 * Math.sin(at)), at * 2);
  return pcm;
}

test('speech ends with the last loud window, not with the recording, however it is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 4000 }), { maxLength: 20 }), (cuts) => {
      const tail = new SpeechTail();
      const pcm = utterance();
      let from = 0;
      for (const cut of [...cuts, pcm.length]) {
        tail.push(pcm.subarray(from, Math.min(pcm.length, from + cut * 2)));
        from = Math.min(pcm.length, from + cut * 2);
      }
      expect(tail.speechEndMs).toBe(500);
    }),
    { numRuns: propertyRuns(20) },
  );
});

test('silence has no speech', () => {
  const tail = new SpeechTail();
  tail.push(Buffer.alloc(32_000));
  expect(tail.speechEndMs).toBe(0);
});
