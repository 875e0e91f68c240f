/** The second hearing while somebody still speaks: when it begins, what it gives up, and that it is never in anybody's way. */
import { describe, expect, test } from 'vitest';
import { codeOf, EarshotError } from '../../common/errors/earshot-error.ts';
import type { Hypothesis, PartialHypothesis, RecognitionStream } from '../engine.ts';
import { HearingAlong } from './along.ts';

const frame = (value: number): Buffer => Buffer.alloc(1_920, value);
const frameMs = 60;
const words = (text: string): Hypothesis => ({
  text,
  confidence: 0.8,
  isRejected: false,
  words: [],
  engine: 'fake',
});
const partial = (kind: 'whole' | 'beginning' | 'neither', heardMs: number): PartialHypothesis => ({
  text: kind,
  heardMs,
  progress: { isComplete: kind === 'whole', isPrefix: kind === 'beginning' },
});

/** One utterance of the fake engine: what it got, and whether somebody still wants it. */
class FakeStream implements RecognitionStream {
  readonly got: number[] = [];
  isClaimed = false;
  isAborted = false;
  isFinished = false;
  error: EarshotError | undefined;
  readonly partials = (async function* () {})();
  async write(pcm16: Int16Array | Buffer): Promise<void> {
    await Promise.resolve();
    if (this.isAborted) throw new EarshotError('CANCELLED');
    if (this.error) throw this.error;
    this.got.push((pcm16 as Buffer)[0]!);
  }
  async finish(isForWords?: boolean): Promise<readonly Hypothesis[]> {
    if (this.error) throw this.error;
    this.isFinished = true;
    return [words([...this.got, ...(isForWords ? ['again'] : [])].join(' '))];
  }
  claim(): void {
    this.isClaimed = true;
  }
  abort(): void {
    this.isAborted = true;
  }
}

function speak(
  options: { isCertain?: boolean; isFull?: () => boolean; isWhole?: boolean; isBroken?: boolean } = {},
) {
  const streams: FakeStream[] = [];
  let said = 0;
  const along = new HearingAlong({
    open: async () => {
      if (options.isFull?.()) throw new EarshotError('ASR_BUSY');
      const stream = new FakeStream();
      if (options.isBroken) stream.error = new EarshotError('ASR_FAILED');
      streams.push(stream);
      return stream;
    },
    isCertain: Promise.resolve(options.isCertain ?? false),
    ...(options.isWhole && { isWhole: true }),
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    along,
    streams,
    async say(frames: number, silentMs = 0) {
      for (let at = 0; at < frames; at += 1) along.onAudio(frame(++said), silentMs);
      await settle();
    },
    async hear(kind: 'whole' | 'beginning' | 'neither', behindMs = 0) {
      along.onPartial(partial(kind, said * frameMs - behindMs));
      await settle();
    },
    async end() {
      along.onEnd();
      await settle();
    },
    finish: async (isForWords?: boolean) =>
      (await along.finish(new AbortController().signal, isForWords))?.[0]?.text,
  };
}

describe('hearing along', () => {
  test('begins where the first pass leaves its sentences, with everything that was said before', async () => {
    const { say, hear, streams, finish } = speak();
    await say(2);
    await hear('beginning');
    expect(streams).toHaveLength(0);
    await hear('neither');
    await say(2);
    expect(streams[0]!.got).toEqual([1, 2, 3, 4]);
    await say(1);
    expect(await finish()).toBe('1 2 3 4 5');
    expect(streams[0]).toMatchObject({ isClaimed: true });
  });

  test('what comes with the last frame is heard too', async () => {
    const { along, say, hear, finish } = speak();
    await say(1);
    await hear('neither');
    along.onAudio(frame(2), 0);
    expect(await finish()).toBe('1 2');
  });

  test('its engine is told that the words themselves are wanted', async () => {
    const { say, finish } = speak({ isCertain: true });
    await say(2);
    expect(await finish(true)).toBe('1 2 again');
  });

  test('a command from beginning to end is heard once', async () => {
    const { say, hear, streams, finish } = speak();
    await say(3);
    await hear('beginning');
    await hear('whole');
    await say(3, 200);
    expect(await finish()).toBeUndefined();
    expect(streams).toHaveLength(0);
  });

  test('a first pass that finds back is believed, not at its first word, and may be left once more', async () => {
    const { say, hear, streams, finish } = speak();
    await say(1);
    await hear('neither');
    await hear('whole');
    expect(streams[0]!.isAborted).toBe(false);
    await hear('whole');
    expect(streams[0]!.isAborted).toBe(true);
    await say(1);
    await hear('neither');
    expect(await finish()).toBe('1 2');
  });

  test('a silence that does not end it gives time to hear it', async () => {
    const { say, hear, streams, finish } = speak();
    await say(2);
    await hear('beginning');
    await say(1, 300);
    expect(streams).toHaveLength(0);
    await say(1, 360);
    expect(await finish()).toBe('1 2 3 4');
  });

  test('words that are asked for are heard from the first sample, whatever the first pass makes of them', async () => {
    const { say, hear, streams, finish } = speak({ isCertain: true });
    await say(1);
    expect(streams).toHaveLength(1);
    await hear('whole');
    await hear('whole');
    await say(1);
    expect(await finish()).toBe('1 2');
  });

  test('where no decoder is free it asks again at the next sign, and leaves the rest to the end', async () => {
    let isFull = true;
    const { say, hear, streams, finish, along } = speak({ isFull: () => isFull });
    await say(1);
    await hear('neither');
    expect(along.isHearing).toBe(false);
    isFull = false;
    await say(1);
    expect(streams).toHaveLength(0);
    await hear('neither');
    expect(await finish()).toBe('1 2');
  });

  test('a machine that is behind with what is asked of it hears nothing on a guess', async () => {
    const { say, hear, streams } = speak();
    await say(30);
    await hear('neither', 1_200);
    expect(streams).toHaveLength(0);
    await hear('neither', 300);
    expect(streams).toHaveLength(1);
  });

  test.each(['ASR_BUSY', 'ASR_FAILED'] as const)(
    'a decoder that is lost (%s) is not asked for again',
    async (code) => {
      const { say, hear, streams, finish } = speak();
      await say(1);
      await hear('neither');
      streams[0]!.error = new EarshotError(code);
      await say(1);
      await hear('neither');
      expect(streams).toHaveLength(1);
      expect(await finish()).toBeUndefined();
    },
  );

  test('an utterance that is over gives its decoder back, and takes none afterwards', async () => {
    const { along, say, hear, streams } = speak();
    await say(1);
    await hear('neither');
    along.close();
    along.close();
    expect(streams[0]!.isAborted).toBe(true);
    await hear('neither');
    await say(1, 400);
    expect(streams).toHaveLength(1);
  });

  test('who no longer wants its words does not wait for them', async () => {
    const { along, say, hear, streams } = speak();
    await say(1);
    await hear('neither');
    const turn = new AbortController();
    streams[0]!.finish = () =>
      new Promise((_, reject) => {
        streams[0]!.abort = () => reject(new EarshotError('ASR_FAILED'));
      });
    const words = along.finish(turn.signal).then(() => 'words', codeOf);
    await new Promise((resolve) => setImmediate(resolve));
    turn.abort(new EarshotError('CANCELLED'));
    expect(await words).toBe('CANCELLED');
  });
});

describe('an engine that hears whole utterances', () => {
  test('begins with the last sample of what is no beginning of a command, and not before', async () => {
    const { along, say, hear, end, streams, finish } = speak({ isWhole: true });
    await say(2);
    await hear('neither');
    await say(1, 400);
    expect(streams).toHaveLength(0);
    await end();
    expect(streams[0]!.got).toEqual([1, 2, 3]);
    // Its words are there before anybody asks.
    expect(streams[0]!.isFinished).toBe(true);
    expect(await finish()).toBe('1 2 3');
    along.close();
  });

  test('is not begun for a command, or for the beginning of one', async () => {
    for (const kind of ['whole', 'beginning'] as const) {
      const { say, hear, end, streams, finish } = speak({ isWhole: true });
      await say(1);
      await hear('neither');
      await hear(kind);
      await end();
      expect(streams).toHaveLength(0);
      expect(await finish()).toBeUndefined();
    }
  });

  test('hears an answer in any words, whatever the first pass makes of it', async () => {
    const { say, hear, end, finish } = speak({ isWhole: true, isCertain: true });
    await say(2);
    await hear('whole');
    await end();
    expect(await finish(true)).toBe('1 2 again');
  });

  test('is left to the end where no decoder is free, and drops what nobody wants', async () => {
    const busy = speak({ isWhole: true, isFull: () => true });
    await busy.say(1);
    await busy.hear('neither');
    await busy.end();
    expect(await busy.finish()).toBeUndefined();
    const unwanted = speak({ isWhole: true });
    await unwanted.say(1);
    await unwanted.hear('neither');
    await unwanted.end();
    unwanted.along.close();
    expect(unwanted.streams[0]!.isAborted).toBe(true);
  });

  test('one that fails leaves the utterance to be heard whole', async () => {
    const { say, hear, end, finish } = speak({ isWhole: true, isBroken: true });
    await say(1);
    await hear('neither');
    await end();
    expect(await finish()).toBeUndefined();
  });
});
