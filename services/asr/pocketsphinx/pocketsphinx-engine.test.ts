/** Decoder children with the real library: isolation, back-pressure, bounds. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { mayWishForTurns, schedulingOf } from '../../common/testing/scheduling.ts';
import type { RecognitionStream } from '../engine.ts';
import { installedModels, openModelFiles } from '../models/installed.ts';
import { DecoderChild } from './decoder-child.ts';
import { DecoderPool } from './decoder-pool.ts';
import { FinalsFirst } from './finals-first.ts';
import type { ModelFiles } from './messages.ts';
import {
  createPocketSphinxEngine,
  type PocketSphinxEngine,
  type PocketSphinxOptions,
} from './pocketsphinx-engine.ts';

const english = installedModels({ modelsDir: join(tmpdir(), 'no-such-models') })['en-US'];
const test = '/usr/share/pocketsphinx/test/data';
const isMissing = !english || !existsSync(`${test}/goforward.raw`);
if (isMissing) console.warn('skipped: needs the packages pocketsphinx-en-us and pocketsphinx-testdata');

/** The model that comes with the recording: a few words, loads in milliseconds. */
const turtle: ModelFiles = {
  key: 'turtle',
  locale: 'en-US',
  engine: 'pocketsphinx',
  acousticModelDir: english?.acousticModelDir ?? '',
  lexiconPath: `${test}/turtle.dic`,
  languageModelPath: `${test}/turtle.lm.bin`,
  settings: {},
};
const pcm = isMissing ? Buffer.alloc(0) : readFileSync(`${test}/goforward.raw`);

describe.skipIf(isMissing)('PocketSphinx in child processes', () => {
  let engine: PocketSphinxEngine;

  const open = (overrides: Partial<PocketSphinxOptions> = {}): PocketSphinxEngine => {
    engine = createPocketSphinxEngine({
      locales: ['en-US'],
      openModels: { 'en-US': turtle },
      filesOf: () => undefined,
      minDecoders: 2,
      spareDecoders: 0,
      maxWaitMs: 30_000,
      maxDecoders: 2,
      maxWaiting: 2,
      ...overrides,
    });
    return engine;
  };
  afterEach(() => engine?.close());

  const say = async (stream: RecognitionStream, audio: Buffer): Promise<void> => {
    for (let at = 0; at < audio.length; at += 1_920) await stream.write(audio.subarray(at, at + 1_920));
  };

  it('hears the same whatever the audio is cut into', async () => {
    open();
    for (const size of [2, 1_920, pcm.length]) {
      const stream = await engine.openStream({ locale: 'en-US' });
      const part = size === 2 ? pcm.subarray(0, 400) : pcm;
      for (let at = 0; at < part.length; at += size) await stream.write(part.subarray(at, at + size));
      const [best] = await stream.finish();
      if (size > 2) expect(best?.text).toBe('go forward ten meters');
    }
  });

  it('loses one stream, with one retryable code, when its process dies of SIGSEGV; others go on', async () => {
    let crashes = 0;
    open({ onCrash: () => (crashes += 1) });
    const streams = await Promise.all([1, 2].map(() => engine.openStream({ locale: 'en-US' })));
    for (const stream of streams) await say(stream, pcm.subarray(0, 40_000));
    const [victim] = await childProcessesOf(process.pid);
    process.kill(victim!, 'SIGSEGV');
    const outcomes = await Promise.all(
      streams.map(async (stream) => {
        try {
          await say(stream, pcm.subarray(40_000));
          return (await stream.finish())[0]?.text;
        } catch (error) {
          return codeOf(error);
        }
      }),
    );
    expect(outcomes.toSorted()).toEqual(['ASR_FAILED', 'go forward ten meters']);
    await expect.poll(() => crashes).toBe(1);
    await expect.poll(() => engine.pool.decoders).toBe(2);
    const next = await engine.openStream({ locale: 'en-US' });
    await say(next, pcm);
    expect((await next.finish())[0]?.text).toBe('go forward ten meters');
  });

  it('fails a stream whose process is killed while it talks, and wakes its waiting writer', async () => {
    open({ minDecoders: 1, maxDecoders: 1 });
    const stream = await engine.openStream({ locale: 'en-US' });
    await say(stream, pcm.subarray(0, 9_600));
    const [pid] = await childProcessesOf(process.pid);
    const long = Buffer.concat([pcm, pcm, pcm, pcm]);
    const writing = (async () => {
      for (;;) await stream.write(long);
    })().catch((error: unknown) => codeOf(error));
    process.kill(pid!, 'SIGSEGV');
    await expect(writing).resolves.toBe('ASR_FAILED');
    await expect(stream.finish().catch((error: unknown) => codeOf(error))).resolves.toBe('ASR_FAILED');
  });

  it('leaves what a decoder compiled to the next one, although it is ended by a signal', async () => {
    const cache = mkdtempSync(join(tmpdir(), 'earshot-compiled-'));
    const before = process.env['NODE_COMPILE_CACHE'];
    try {
      process.env['NODE_COMPILE_CACHE'] = cache;
      open({ minDecoders: 1, maxDecoders: 1 });
      await (await engine.openStream({ locale: 'en-US' })).finish();
      await engine.close();
      expect(readdirSync(cache, { recursive: true }).length).toBeGreaterThan(5);
    } finally {
      if (before === undefined) delete process.env['NODE_COMPILE_CACHE'];
      else process.env['NODE_COMPILE_CACHE'] = before;
      rmSync(cache, { recursive: true, force: true });
    }
  });

  it('lets one wait, refuses the next, and hands over the decoder of an aborted stream', async () => {
    open({ minDecoders: 1, maxDecoders: 1, maxWaiting: 1 });
    const first = await engine.openStream({ locale: 'en-US' });
    const second = engine.openStream({ locale: 'en-US' });
    await expect(
      engine.openStream({ locale: 'en-US' }).catch((error: unknown) => codeOf(error)),
    ).resolves.toBe('ASR_BUSY');
    expect(engine.pool).toMatchObject({ waiting: 1, refused: 1, busy: 1 });
    await say(first, pcm.subarray(0, 30_000));
    first.abort();
    first.abort();
    const stream = await second;
    await say(stream, pcm);
    expect((await stream.finish())[0]?.text).toBe('go forward ten meters');
  });

  it('gives a household that holds nothing the oldest decoder of one that holds them all', async () => {
    open();
    const greedy = await Promise.all(
      [1, 2].map(() => engine.openStream({ locale: 'en-US', share: 'greedy' })),
    );
    await say(greedy[0]!, pcm.subarray(0, 20_000));
    const again = engine
      .openStream({ locale: 'en-US', share: 'greedy' })
      .catch((error: unknown) => codeOf(error));
    const modest = await engine.openStream({ locale: 'en-US', share: 'modest' });
    await expect(greedy[0]!.write(pcm).catch((error: unknown) => codeOf(error))).resolves.toBe('ASR_BUSY');
    await expect(greedy[0]!.finish().catch((error: unknown) => codeOf(error))).resolves.toBe('ASR_BUSY');
    for (const stream of [greedy[1]!, modest]) {
      await say(stream, pcm);
      expect((await stream.finish())[0]?.text).toBe('go forward ten meters');
    }
    expect(engine.pool).toMatchObject({ revoked: 1 });
    expect(await again).toMatchObject({ partials: expect.anything() });
  });

  it('who hears on a guess takes an idle decoder or none, and gives it up for whoever waits, last come first', async () => {
    open({ minDecoders: 3, maxDecoders: 3 });
    await engine.warm();
    const ahead = () => engine.openStream({ locale: 'en-US', isAhead: true });
    const guesses = await Promise.all([1, 2, 3].map(ahead));
    await expect(ahead().catch((error: unknown) => codeOf(error))).resolves.toBe('ASR_BUSY');
    expect(engine.pool).toMatchObject({ refused: 0, waiting: 0, busy: 3 });
    const waited = await engine.openStream({ locale: 'en-US' });
    await expect(guesses[2]!.write(pcm).catch((error: unknown) => codeOf(error))).resolves.toBe('ASR_BUSY');
    guesses[1]!.claim?.();
    const another = await engine.openStream({ locale: 'en-US' });
    await expect(guesses[0]!.write(pcm).catch((error: unknown) => codeOf(error))).resolves.toBe('ASR_BUSY');
    for (const stream of [guesses[1]!, waited, another]) {
      await say(stream, pcm);
      expect((await stream.finish())[0]?.text).toBe('go forward ten meters');
    }
    expect(engine.pool).toMatchObject({ revoked: 0, busy: 0 });
  });

  it('refuses early, with a code that may be tried again, what would wait too long', async () => {
    open({ minDecoders: 1, maxDecoders: 1, maxWaitMs: 100 });
    await engine.warm();
    await engine.openStream({ locale: 'en-US' });
    const late = engine.openStream({ locale: 'en-US' }).catch((error: unknown) => codeOf(error));
    await expect(late).resolves.toBe('ASR_BUSY');
    expect(engine.pool).toMatchObject({ waiting: 0, refused: 1 });
  });

  it('turns away one of a household that fills the queue, for another household', async () => {
    open({ minDecoders: 1, maxDecoders: 1, maxWaiting: 2 });
    const first = await engine.openStream({ locale: 'en-US', share: 'greedy' });
    const ask = (share: string) =>
      engine.openStream({ locale: 'en-US', share }).catch((error: unknown) => codeOf(error));
    const [second, third] = [ask('greedy'), ask('greedy')];
    const modest = ask('modest');
    expect(await third).toBe('ASR_BUSY');
    first.abort();
    ((await second) as RecognitionStream).abort();
    expect(await modest).toMatchObject({ partials: expect.anything() });
  });

  it('keeps a loaded decoder in hand, so that nobody waits for one to start', async () => {
    open({ minDecoders: 1, maxDecoders: 4, spareDecoders: 1 });
    await engine.warm();
    for (let streams = 1; streams <= 3; streams += 1) {
      await engine.openStream({ locale: 'en-US' });
      await expect
        .poll(() => engine.pool, { timeout: 20_000 })
        .toMatchObject({ decoders: streams + 1, busy: streams, waiting: 0 });
    }
  });

  it('starts decoders one by one after the start, so that those who speak first find one', async () => {
    open({ minDecoders: 1, maxDecoders: 6, readyDecoders: 3 });
    await engine.warm();
    await expect.poll(() => engine.pool, { timeout: 20_000 }).toMatchObject({ decoders: 3, busy: 0 });
  });

  it('refuses newcomers early once every voice is heard late, and takes them again when it has caught up', async () => {
    open({ minDecoders: 3, maxDecoders: 6, maxBehindMs: 300 });
    await engine.warm();
    const voices = await Promise.all([1, 2, 3].map(() => engine.openStream({ locale: 'en-US' })));
    // More than can be decoded by then, at once.
    const writes = voices.map((voice) => say(voice, pcm));
    await expect.poll(() => engine.pool.behindMs).toBeGreaterThan(300);
    await expect(engine.openStream({ locale: 'en-US' })).rejects.toMatchObject({ code: 'ASR_BUSY' });
    expect(engine.pool).toMatchObject({ refused: 1, waiting: 0 });
    await Promise.all(writes);
    await Promise.all(voices.map((voice) => voice.finish()));
    expect(engine.pool.behindMs).toBe(0);
    (await engine.openStream({ locale: 'en-US' })).abort();
  });

  it('hears an utterance exactly as a fresh decoder does, whatever another microphone said before', async () => {
    open({ minDecoders: 1, maxDecoders: 1 });
    const hear = async (audio: Buffer) => {
      const stream = await engine.openStream({ locale: 'en-US' });
      await say(stream, audio);
      return stream.finish();
    };
    const fresh = await hear(pcm);
    // Loud, clipped, with an offset and a hum: what a broken microphone sends.
    const distorted = Buffer.alloc(pcm.length);
    for (let at = 0; at < pcm.length; at += 2) {
      const hum = 6_000 * Math.sin(at / 40);
      const sample = pcm.readInt16LE(at) * 12 + hum + 4_000;
      distorted.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(sample))), at);
    }
    await hear(Buffer.concat([distorted, distorted, distorted]));
    expect(await hear(pcm)).toEqual(fresh);
    await hear(Buffer.alloc(96_000));
    const dropped = await engine.openStream({ locale: 'en-US' });
    await say(dropped, distorted);
    dropped.abort();
    expect(await hear(pcm)).toEqual(fresh);
  });

  it('leaves the queue when its caller gives up', async () => {
    open({ minDecoders: 1, maxDecoders: 1, maxWaiting: 1 });
    await engine.openStream({ locale: 'en-US' });
    const giveUp = new AbortController();
    const waiting = engine.openStream({ locale: 'en-US', signal: giveUp.signal });
    giveUp.abort();
    await expect(waiting.catch((error: unknown) => codeOf(error))).resolves.toBe('CANCELLED');
    expect(engine.pool.waiting).toBe(0);
  });

  it('refuses a model that does not load, and goes on with others', async () => {
    const broken: ModelFiles = { ...turtle, key: 'broken', languageModelPath: '/nowhere' };
    open({ filesOf: () => broken });
    const request = {
      locale: 'en-US',
      languageModel: { key: 'broken', locale: 'en-US', biasWords: [] },
    } as const;
    await expect(engine.openStream(request).catch((error: unknown) => codeOf(error))).resolves.toBe(
      'ASR_FAILED',
    );
    const stream = await engine.openStream({ locale: 'en-US' });
    await say(stream, pcm);
    expect((await stream.finish())[0]?.text).toBe('go forward ten meters');
  });

  it('holds back a writer that is faster than the decoder', async () => {
    const files = openModelFiles('en-US', english!)!;
    open({ openModels: { 'en-US': files } });
    const stream = await engine.openStream({ locale: 'en-US' });
    let written = 0;
    const writing = (async () => {
      for (let turn = 0; turn < 20; turn += 1) {
        await stream.write(pcm);
        written += 1;
      }
    })().catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(written).toBeLessThan(5);
    stream.abort();
    await writing;
  });

  it('a child that is started later holds what every child holds before it serves anybody', async () => {
    const other: ModelFiles = { ...turtle, key: 'other' };
    const bounds = { minDecoders: 1, spareDecoders: 1, maxDecoders: 2, maxWaiting: 1, maxWaitMs: 30_000 };
    const pool = new DecoderPool({ ...bounds, alwaysLoaded: [turtle] });
    try {
      await pool.ready;
      expect(pool.state).toMatchObject({ decoders: 1, busy: 0 });
      const children = [await pool.acquire(other), await pool.acquire(other)];
      for (const { loadedKeys } of children) expect([...loadedKeys].sort()).toEqual(['other', 'turtle']);
    } finally {
      pool.close();
    }
  });

  it('writes no core and says nothing on its outputs', async () => {
    const child = new DecoderChild(() => {}, new FinalsFirst());
    await child.load(turtle);
    const limits = readFileSync(`/proc/${child.processId}/limits`, 'utf8');
    expect(/Max core file size\s+(\d+)\s+(\d+)/.exec(limits)?.slice(1)).toEqual(['0', '0']);
    child.end();
  });

  it('steps back behind the services: a low priority in their own session, and long turns', async () => {
    const own = schedulingOf('self');
    const child = new DecoderChild(() => {}, new FinalsFirst());
    await child.load(turtle);
    const { niceness, session, turnMs } = schedulingOf(child.processId ?? 0);
    expect({ niceness, session }).toEqual({ niceness: Math.max(own.niceness, 10), session: own.session });
    if (mayWishForTurns()) expect(turnMs).toBeGreaterThan(own.turnMs ?? Number.NaN);
    child.end();
  });
});

async function childProcessesOf(pid: number): Promise<number[]> {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number);
}
