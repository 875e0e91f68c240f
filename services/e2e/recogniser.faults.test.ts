/**
 * Attacks on what recognises, over real processes, each beside a well-behaved speaker of another household who must
 * notice nothing. Run with `npm run test:attacks`.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDevice } from '../cli/up/household.ts';
import { type Connection, openConnection } from '../speaker/connection.ts';
import type { SpokenTurn } from '../speaker/index.ts';
import { packFrame } from '../speaker/protocol.ts';
import { type Earshot, recording, startEarshot } from './testing/earshot.ts';

let earshot: Earshot;
let pcm: Buffer;
beforeAll(async () => {
  // Few decoders are as quickly taken as many, and leave the machine to the attack.
  earshot = await startEarshot(['rover'], { EARSHOT_ASR_MAX_DECODERS: '6' });
  pcm = await recording('goforward.raw');
}, 120_000);
afterAll(async () => earshot?.stop());

const frame = packFrame(Buffer.alloc(640), 0, 0);
const format = { codec: 'pcm16', sampleRateHz: 16_000, frameMs: 20 } as const;

/** One connection of an attacker, which comes back whenever it is thrown out, until the attack is over. */
async function attack(
  token: string,
  signal: AbortSignal,
  act: (connection: Connection, isOpen: () => boolean) => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    let isOpen = true;
    try {
      const connection = await openConnection({
        url: earshot.stack.speakerUrl,
        token,
        resumeSessionId: '',
        timeoutMs: 5_000,
        hello: {
          model: 'a',
          firmware: '1',
          locale: 'en-US',
          capabilities: [],
          audioUp: format,
          audioDown: format,
        },
        onMessage: () => {},
        onAudio: () => {},
        onClosed: () => {
          isOpen = false;
        },
      });
      await act(connection, () => isOpen && !signal.aborted);
      connection.close();
    } catch {
      await sleep(200);
    }
  }
}

/** What a well-behaved speaker notices meanwhile: everything that is not a whole turn. */
async function goodTurns(forMs: number): Promise<SpokenTurn[]> {
  const speaker = await earshot.connect();
  const turns: SpokenTurn[] = [];
  for (const until = Date.now() + forMs; Date.now() < until; ) {
    turns.push(await speaker.sayAudio(pcm, { mode: 'held_button' }));
  }
  await speaker.close();
  return turns;
}

let listens = 0;
function nextListen(): string {
  listens += 1;
  return `l${listens}`;
}

async function devices(count: number): Promise<string[]> {
  const first = await createDevice(earshot.stack, 'attacker');
  const more = Array.from({ length: count - 1 }, () => createDevice(earshot.stack, 'attacker', first));
  return [first, ...(await Promise.all(more))].map(({ token }) => token);
}

describe('a good speaker notices nothing of', () => {
  test('a device that opens and aborts listens ten times a second on each of its connections', async () => {
    const over = new AbortController();
    const tokens = await devices(1);
    let aborts = 0;
    const attacks = tokens.flatMap((token) =>
      Array.from({ length: 8 }, () =>
        attack(token, over.signal, async (connection, isOpen) => {
          while (isOpen()) {
            const listenId = nextListen();
            connection.send({ type: 'listen_start', listenId, mode: 'held_button', wakeAudioMs: 0 });
            connection.sendAudio(frame);
            connection.send({ type: 'abort', listenId, reason: 'user' });
            aborts += 1;
            await sleep(100);
          }
        }),
      ),
    );
    const turns = await goodTurns(40_000);
    over.abort();
    await Promise.all(attacks);
    console.info(`aborts ${aborts}, good turns ${turns.length}`);
    // Far more than a connection between services stood: 1,000 at once and 33 a second.
    expect(aborts).toBeGreaterThan(1_000);
    expect(turns.filter(({ end }) => end !== 'completed').map(({ code }) => code)).toEqual([]);
  }, 120_000);

  test('a household whose listens only trickle', async () => {
    const over = new AbortController();
    const tokens = await devices(4);
    const attacks = tokens.flatMap((token) =>
      Array.from({ length: 8 }, () =>
        attack(token, over.signal, async (connection, isOpen) => {
          while (isOpen()) {
            const listenId = nextListen();
            connection.send({ type: 'listen_start', listenId, mode: 'held_button', wakeAudioMs: 0 });
            for (let frames = 0; frames < 30; frames += 1) connection.sendAudio(frame);
            for (let trickle = 0; trickle < 6 && isOpen(); trickle += 1) {
              await sleep(4_400);
              connection.sendAudio(frame);
            }
          }
        }),
      ),
    );
    await sleep(3_000);
    const turns = await goodTurns(30_000);
    over.abort();
    await Promise.all(attacks);
    console.info(`good turns ${turns.length}`);
    expect(turns.length).toBeGreaterThan(3);
    expect(turns.filter(({ end }) => end !== 'completed').map(({ code }) => code)).toEqual([]);
  }, 120_000);
});

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
