/** Marked speech, over a voice that writes down what it is given and over the one that is always there. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testAudiences } from '../common/testing/audiences.ts';
import type { SynthesisRequest, TtsEngine } from './engine.ts';
import { EspeakEngine } from './espeak/espeak-engine.ts';
import { synthesiseMarked } from './marked.ts';

const request: SynthesisRequest = {
  text: '',
  locale: 'en-US',
  sampleRateHz: 16_000,
  audience: testAudiences().read(undefined),
  signal: new AbortController().signal,
};

async function read(audio: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of audio) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Ten samples of 1000 for each piece of text, then a quarter of a second of silence, as voices end. */
function writing(given: SynthesisRequest[]): TtsEngine {
  return {
    id: 'writing',
    locales: ['en-US', 'zh-CN'],
    async *synthesise(one) {
      given.push(one);
      yield Buffer.from(new Int16Array(10).fill(1000).buffer);
      yield Buffer.alloc(8_000);
    },
    close: async () => {},
  };
}

async function givenFor(ssml: string, locale: 'en-US' | 'zh-CN' = 'en-US') {
  const given: SynthesisRequest[] = [];
  const audio = await read(synthesiseMarked(writing(given), { ...request, locale }, ssml));
  return { given: given.map(({ text, manner }) => [text, manner]), audio };
}

describe('marked speech', () => {
  test('is one piece for each manner, with its pauses, and without a gap inside a sentence', async () => {
    const { given, audio } = await givenFor(
      '<speak>I said <emphasis level="strong">no</emphasis> to him.<break time="500ms"/>Really.</speak>',
    );
    expect(given).toEqual([
      ['I said', undefined],
      ['no', { ratePercent: 80, pitchPercent: 115 }],
      ['to him.', undefined],
      ['Really.', undefined],
    ]);
    const breath = 0.03 * 32_000;
    expect(audio.length).toBe(4 * 20 + 2 * breath + 2 * 8_000 + 0.5 * 32_000);
    // The emphasised word is louder too.
    expect([audio.readInt16LE(0), audio.readInt16LE(20 + breath)]).toEqual([1000, 1400]);
  });

  test.each([
    ['en-US', '<say-as interpret-as="digits">42</say-as>', 'four two'],
    ['en-US', '<say-as interpret-as="characters">ab-7</say-as>', 'A B seven'],
    ['en-US', '<say-as interpret-as="cardinal">-1204</say-as>', 'minus one thousand two hundred and four'],
    ['en-US', '<say-as interpret-as="ordinal">22</say-as>', 'twenty second'],
    [
      'en-US',
      '<say-as interpret-as="telephone">+1 415 5550100</say-as>',
      'plus one, four one five, five five five oh one oh oh',
    ],
    ['zh-CN', '<say-as interpret-as="digits">42</say-as>', '四二'],
    ['zh-CN', '<say-as interpret-as="ordinal">12</say-as>', '第十二'],
    ['zh-CN', '<say-as interpret-as="telephone">138</say-as>', '幺三八'],
  ] as const)('says in %s %s as %s', async (locale, marks, words) => {
    expect((await givenFor(`<speak>${marks}</speak>`, locale)).given).toEqual([[words, undefined]]);
  });

  test('that nobody checked is refused', async () => {
    await expect(givenFor('<speak><audio src="x"/>a</speak>')).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });
});

describe('the voice of the house', () => {
  let engine: EspeakEngine;
  beforeAll(() => {
    engine = new EspeakEngine({ workers: 1, maxQueued: 4, stallTimeoutMs: 10_000 });
  });
  afterAll(() => engine.close());
  const lengthOf = async (ssml: string) => (await read(synthesiseMarked(engine, request, ssml))).length;

  test('is slower, quicker and higher where it is told so, and then as before', async () => {
    const words = 'The kettle is on the table.';
    const usual = await lengthOf(`<speak>${words}</speak>`);
    expect(await lengthOf(`<speak><prosody rate="50%">${words}</prosody></speak>`)).toBeGreaterThan(
      usual * 1.5,
    );
    expect(await lengthOf(`<speak><prosody rate="200%">${words}</prosody></speak>`)).toBeLessThan(
      usual * 0.75,
    );
    const high = await read(
      synthesiseMarked(engine, request, `<speak><prosody pitch="x-high">${words}</prosody></speak>`),
    );
    const plain = await read(engine.synthesise({ ...request, text: words }));
    // The engine's own end differs by a few samples.
    expect(Math.abs(plain.length - usual)).toBeLessThan(usual / 50);
    expect(heightOf(high)).toBeGreaterThan(heightOf(plain) * 1.1);
  });

  test('says nothing during a pause', async () => {
    const [without, paused] = [
      await lengthOf('<speak>One. Two.</speak>'),
      await lengthOf('<speak>One.<break time="3s"/> Two.</speak>'),
    ];
    expect(paused - without).toBeGreaterThan(2.8 * 32_000);
  });
});

/** Height of the voice in Hz, as the median over the frames that are loud: the shift at which a frame is most like itself. */
function heightOf(audio: Buffer): number {
  const samples = new Int16Array(audio.buffer, audio.byteOffset, audio.length / 2);
  const frame = 1_024;
  const heights: number[] = [];
  for (let at = 0; at + 2 * frame < samples.length; at += frame) {
    const likeness = (shift: number) => {
      let sum = 0;
      for (let index = at; index < at + frame; index++) sum += samples[index]! * samples[index + shift]!;
      return sum;
    };
    const loudness = likeness(0);
    if (loudness < frame * 500_000) continue;
    const shifts = Array.from({ length: 220 }, (_, index) => index + 40);
    const best = shifts.reduce((one, other) => (likeness(other) > likeness(one) ? other : one));
    if (likeness(best) > loudness / 2) heights.push(request.sampleRateHz / best);
  }
  return heights.sort((one, other) => one - other)[Math.floor(heights.length / 2)] ?? 0;
}
