/** A recogniser that is killed: how soon it hears again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Earshot, recording, startEarshot } from './testing/earshot.ts';

let earshot: Earshot;
let pcm: Buffer;
beforeAll(async () => {
  earshot = await startEarshot(['rover']);
  pcm = await recording('goforward.raw');
}, 120_000);
afterAll(async () => earshot?.stop());

test('a recogniser that was killed answers the next turn within two seconds', async () => {
  const tookMs: number[] = [];
  const wholeTurnMs: number[] = [];
  const usualMs: number[] = [];
  for (let kills = 0; kills < 3; kills += 1) {
    // A healthy process is started again at once.
    await sleep(12_000);
    const before = await earshot.connect();
    const usualAt = performance.now();
    await before.sayAudio(pcm, { mode: 'held_button', isRealtime: false });
    usualMs.push(Math.round(performance.now() - usualAt));
    await before.close();
    earshot.stack.process('asr').kill('SIGKILL');
    const killedAt = performance.now();
    for (let isGood = false; !isGood; ) {
      // A connection for each try: audio of refused turns counts against what one may send at once.
      const speaker = await earshot.connect();
      const beganAt = performance.now();
      const turn = await speaker.sayAudio(pcm, { mode: 'held_button', isRealtime: false });
      isGood = turn.end === 'completed';
      if (isGood) {
        tookMs.push(Math.round(beganAt - killedAt));
        wholeTurnMs.push(Math.round(performance.now() - beganAt));
      }
      await speaker.close();
      if (!isGood) await sleep(50);
    }
  }
  console.info(
    `good again after ${tookMs.join(', ')} ms; those turns took ${wholeTurnMs.join(', ')} ms, usual ones ${usualMs.join(', ')} ms`,
  );
  expect(Math.min(...tookMs)).toBeLessThan(2_000);
}, 300_000);
