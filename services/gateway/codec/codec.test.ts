import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { propertyRuns } from '../../../property-runs.ts';
import { AudioCodec, type AudioFormat } from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import { OpusDecoder, OpusEncoder, opusDurationMs } from '../../common/audio/opus.ts';
import { bytesOf, rootMeanSquare, samplesOf } from '../../common/audio/pcm.ts';
import { isEarshotError } from '../../common/errors/earshot-error.ts';
import { openDownstream } from './downstream.ts';
import { checkFormat, maxFrameBytes, pcmFrameBytes } from './formats.ts';
import { OpusEncoding } from './opus-encoding.ts';
import { openUpstream } from './upstream.ts';

const opus = new OpusEncoding();
afterAll(() => opus.close());

function format(codec: 'pcm16' | 'opus', sampleRateHz: number, frameMs = 20): AudioFormat {
  return { codec: codec === 'pcm16' ? AudioCodec.PCM16 : AudioCodec.OPUS, sampleRateHz, frameMs };
}

function tone(frequencyHz: number, rateHz: number, seconds: number): Int16Array {
  return Int16Array.from({ length: rateHz * seconds }, (_, index) =>
    Math.round(8000 * Math.sin((2 * Math.PI * frequencyHz * index) / rateHz)),
  );
}

/** Strength of one frequency, 0 to 1 of a full tone of that amplitude. */
function strength(samples: Int16Array, frequencyHz: number, rateHz: number): number {
  let re = 0;
  let im = 0;
  samples.forEach((sample, index) => {
    re += sample * Math.cos((2 * Math.PI * frequencyHz * index) / rateHz);
    im += sample * Math.sin((2 * Math.PI * frequencyHz * index) / rateHz);
  });
  return Math.hypot(re, im) / (4000 * samples.length);
}

const code = (run: () => unknown): string => {
  try {
    run();
    return 'accepted';
  } catch (error) {
    if (isEarshotError(error)) return error.code;
    throw error;
  }
};

describe('formats', () => {
  test.each([
    [format('pcm16', 44_100)],
    [format('pcm16', 8_000)],
    [format('opus', 16_000, 25)],
    [{ codec: AudioCodec.UNSPECIFIED, sampleRateHz: 16_000, frameMs: 20 } as AudioFormat],
    [undefined],
  ])('%o is refused', (wrong) => {
    expect(code(() => checkFormat(wrong))).toBe('AUDIO_FORMAT_UNSUPPORTED');
  });

  test('frames have the length their format says', () => {
    expect(pcmFrameBytes(format('pcm16', 16_000))).toBe(640);
    expect(maxFrameBytes(format('pcm16', 48_000, 60))).toBe(5760);
  });
});

describe('from a speaker', () => {
  test('PCM16 at 16 kHz is handed on without a copy', () => {
    const frame = Buffer.alloc(640, 3);
    expect(openUpstream(format('pcm16', 16_000)).decode(frame)).toBe(frame);
  });

  test.each([24_000, 48_000])('PCM16 at %i Hz comes out at 16 kHz with its tone in place', (rateHz) => {
    const decoder = openUpstream(format('pcm16', rateHz));
    const source = bytesOf(tone(440, rateHz, 1));
    const frameBytes = pcmFrameBytes(format('pcm16', rateHz));
    const chunks: Buffer[] = [];
    for (let at = 0; at < source.length; at += frameBytes) {
      chunks.push(Buffer.from(decoder.decode(source.subarray(at, at + frameBytes))));
    }
    const samples = samplesOf(Buffer.concat(chunks));
    expect(samples.length).toBeGreaterThan(15_800);
    expect(strength(samples, 440, 16_000)).toBeGreaterThan(0.95);
  });

  test('PCM16 frames that are too long or hold half a sample are refused', () => {
    const decoder = openUpstream(format('pcm16', 16_000));
    expect(code(() => decoder.decode(Buffer.alloc(642)))).toBe('FRAME_SIZE_WRONG');
    expect(code(() => decoder.decode(Buffer.alloc(639)))).toBe('FRAME_SIZE_WRONG');
    expect(code(() => decoder.decode(Buffer.alloc(320)))).toBe('accepted');
  });

  test('Opus of any encoded rate comes out at 16 kHz', () => {
    const encoder = new OpusEncoder(48_000);
    const source = bytesOf(tone(440, 48_000, 1));
    const decoder = openUpstream(format('opus', 48_000));
    const chunks: Buffer[] = [];
    for (let at = 0; at < source.length; at += 1920) {
      const packet = Buffer.from(encoder.encode(source.subarray(at, at + 1920)));
      expect(opusDurationMs(packet)).toBe(20);
      chunks.push(decoder.decode(packet));
    }
    const samples = samplesOf(Buffer.concat(chunks));
    expect(samples).toHaveLength(16_000);
    expect(strength(samples.subarray(1600), 440, 16_000)).toBeGreaterThan(0.9);
  });

  test('an Opus packet of another length than agreed is refused before it is decoded', () => {
    const decoder = openUpstream(format('opus', 16_000, 60));
    const packet = Buffer.from(new OpusEncoder(16_000).encode(new Uint8Array(640)));
    expect(code(() => decoder.decode(packet))).toBe('FRAME_SIZE_WRONG');
  });

  test('arbitrary bytes are audio or a documented code, and the decoder beside them is unharmed', () => {
    const beside = new OpusDecoder(16_000);
    const packet = Buffer.from(new OpusEncoder(16_000).encode(bytesOf(tone(440, 16_000, 0.02))));
    const wanted = beside.decode(packet).length;
    const attacked = openUpstream(format('opus', 16_000));
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 1600 }), (bytes) => {
        expect(code(() => attacked.decode(Buffer.from(bytes)))).toMatch(
          /^(accepted|FRAME_(SIZE_WRONG|INVALID|TOO_LARGE))$/,
        );
        expect(beside.decode(packet)).toHaveLength(wanted);
      }),
      { numRuns: propertyRuns() },
    );
  });

  test('a codec that is used again has forgotten its last user', () => {
    const encoder = new OpusEncoder(16_000);
    const loud = Buffer.from(encoder.encode(bytesOf(tone(440, 16_000, 0.02))));
    encoder.close();
    const first = new OpusDecoder(16_000);
    for (let times = 0; times < 20; times++) first.decode(loud);
    first.close();
    const silent = Buffer.from(new OpusEncoder(16_000).encode(new Uint8Array(640)));
    const second = new OpusDecoder(16_000);
    expect(rootMeanSquare(samplesOf(second.decode(silent)))).toBeLessThan(50);
  });
});

describe('to a speaker', () => {
  test('frames are whole, in order, padded at the end and only the last is marked', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 2, maxLength: 4000 }),
        fc.array(fc.nat(2000), { maxLength: 6 }),
        async (bytes, cuts) => {
          const pcm = Buffer.from(bytes.subarray(0, bytes.length & ~1));
          const places = [...cuts.map((cut) => (cut % (pcm.length / 2 + 1)) * 2), 0, pcm.length].sort(
            (a, b) => a - b,
          );
          const encoder = openDownstream(format('pcm16', 16_000), 8, opus);
          const frames = [];
          for (const [index, end] of places.slice(1).entries()) {
            frames.push(...(await encoder.push(pcm.subarray(places[index]!, end))));
          }
          frames.push(...(await encoder.end()));
          expect(frames.every(({ message }) => message.length === 648)).toBe(true);
          expect(frames.map(({ isLast }) => isLast).indexOf(true)).toBe(frames.length - 1);
          const payload = Buffer.concat(frames.map(({ message }) => message.subarray(8)));
          expect(payload.subarray(0, pcm.length).equals(pcm)).toBe(true);
          expect(payload.length - pcm.length).toBeLessThan(640);
        },
      ),
    );
  });

  test.each([16_000, 24_000, 48_000])('Opus at %i Hz carries the tone', async (rateHz) => {
    const synthesisHz = rateHz === 16_000 ? 16_000 : 24_000;
    const encoder = openDownstream(format('opus', rateHz), 8, opus);
    const source = bytesOf(tone(440, synthesisHz, 0.5));
    const frames = [
      ...(await encoder.push(source.subarray(0, 9000))),
      ...(await encoder.push(source.subarray(9000))),
    ];
    frames.push(...(await encoder.end()));
    expect(frames.at(-1)?.isLast).toBe(true);
    const decoder = new OpusDecoder(16_000);
    const samples = samplesOf(
      Buffer.concat(frames.map(({ message }) => decoder.decode(message.subarray(8)))),
    );
    expect(strength(samples.subarray(1600, 7200), 440, 16_000)).toBeGreaterThan(0.9);
  });
});

describe('speech that is cut short', () => {
  /** What the encoding thread would be asked. */
  function recorded() {
    const calls: { bytes: number; isLast: boolean }[] = [];
    const encoding = Object.assign(new OpusEncoding(), {
      open: () => async (pcm: Uint8Array, isLast: boolean) => {
        calls.push({ bytes: pcm.length, isLast });
        return [];
      },
    });
    return { calls, encoder: openDownstream(format('opus', 16_000), 0, encoding) };
  }

  test('leaves no encoder behind in the thread', async () => {
    const { calls, encoder } = recorded();
    await encoder.push(Buffer.alloc(3_200));
    encoder.close();
    encoder.close();
    await encoder.push(Buffer.alloc(3_200));
    expect(calls.at(-1)).toEqual({ bytes: 0, isLast: true });
    expect(calls.filter(({ isLast }) => isLast)).toHaveLength(1);
  });

  test('asks for nothing more after its end, and for nothing where nothing was said', async () => {
    const { calls, encoder } = recorded();
    encoder.close();
    expect(calls).toEqual([]);
    const { calls: whole, encoder: ended } = recorded();
    await ended.push(Buffer.alloc(3_200));
    await ended.end();
    ended.close();
    expect(whole.filter(({ isLast }) => isLast)).toHaveLength(1);
    expect(whole.at(-1)?.bytes).toBeGreaterThan(0);
  });
});
