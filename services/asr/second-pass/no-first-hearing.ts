/** Where nothing is foreseen and the open ears of the house hear better: the first hearing is left out, the second has the words. */
import type { RecognitionStream } from '../engine.ts';

async function* nothing(): AsyncGenerator<never> {}

/** Takes any audio and hears nothing. */
export const noFirstHearing = (): RecognitionStream => ({
  write: async () => {},
  partials: nothing(),
  finish: async () => [],
  abort() {},
});
