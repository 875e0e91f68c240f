/** The reference speaker by itself: its frames against the gateway's decoder, its files, its way back. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { propertyRuns } from '../../property-runs.ts';
import { decodeFrame, encodeFrame } from '../gateway/dialect/earshot/frames.ts';
import { type Harness, startHarness } from '../gateway/testing/harness.ts';
import { speakerUrl } from './connection.ts';
import {
  ConnectionRefused,
  connectSpeaker,
  packFrame,
  readWav,
  unpackFrame,
  wavAtRate,
  writeWav,
} from './index.ts';

describe('frames', () => {
  const parts = [
    fc.uint8Array({ minLength: 1, maxLength: 2000 }),
    fc.nat(65_535),
    fc.nat(4_294_967_295),
    fc.boolean(),
  ] as const;

  test('what the speaker packs the gateway reads, and the other way round', () => {
    fc.assert(
      fc.property(...parts, (payload, sequence, timestampMs, isLast) => {
        const frame = { sequence, timestampMs, isLast, payload: Buffer.from(payload) };
        expect(decodeFrame([packFrame(payload, sequence, timestampMs, isLast)], 2000)).toEqual(frame);
        expect(unpackFrame(encodeFrame(frame))).toEqual(frame);
      }),
    );
  });

  test('what it does not know it passes over', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const frame = unpackFrame(Buffer.from(bytes));
        expect(frame === undefined || (bytes[0] === 0x11 && bytes.length > 8)).toBe(true);
      }),
    );
  });
});

describe('WAV files', () => {
  test('what is written is read', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -32_768, max: 32_767 }), { maxLength: 400 }),
        fc.constantFrom(8_000, 16_000, 22_050, 48_000),
        (values, sampleRateHz) => {
          const wav = { sampleRateHz, samples: Int16Array.from(values) };
          expect(readWav(writeWav(wav))).toEqual(wav);
        },
      ),
    );
  });

  test('arbitrary bytes are a recording or are refused in words', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc.uint8Array({ maxLength: 80 }).map((rest) => Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE'), rest])),
    );
    fc.assert(
      fc.property(bytes, (file) => {
        try {
          readWav(Buffer.from(file));
        } catch (error) {
          expect((error as Error).message).toMatch(/^not a usable WAV file: /);
        }
      }),
      { numRuns: propertyRuns() },
    );
  });

  test('another rate keeps the length in time', () => {
    const pcm = wavAtRate({ sampleRateHz: 44_100, samples: new Int16Array(44_100) }, 16_000);
    expect(pcm.length).toBe(32_000);
  });
});

test.each([
  ['ws://a:7100', 'ws://a:7100/v1/speaker'],
  ['ws://a:7100/', 'ws://a:7100/v1/speaker'],
  ['wss://a/elsewhere', 'wss://a/elsewhere'],
])('%s means %s', (url, wanted) => {
  expect(speakerUrl(url)).toBe(wanted);
});

describe('connecting', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());

  test('a refused token is given up, with the code', async () => {
    const refused = connectSpeaker({ url: harness.url, token: 'nobody', hello: {} });
    await expect(refused).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      httpStatus: 401,
      isRetryable: false,
    });
    await expect(refused).rejects.toBeInstanceOf(ConnectionRefused);
  });

  test('a hello that is refused is given up with the code of the error', async () => {
    const hello = { audioUp: { codec: 'pcm16', sampleRateHz: 8_000, frameMs: 20 } } as const;
    await expect(connectSpeaker({ url: harness.url, token: 'token-x', hello })).rejects.toMatchObject({
      code: 'AUDIO_FORMAT_UNSUPPORTED',
      closeCode: 1003,
      isRetryable: false,
    });
  });

  test('nobody there: refused without a code, worth another try', async () => {
    const server = createServer().listen(0);
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    await expect(
      connectSpeaker({ url: `ws://127.0.0.1:${port}`, token: 't', hello: {} }),
    ).rejects.toMatchObject({
      code: '',
      isRetryable: true,
    });
  });

  test('it comes back by itself after the line broke, and stays away once it is revoked', async () => {
    const states: string[] = [];
    const speaker = await harness.speaker('wanderer', {
      backoffMs: 20,
      onState: (state) => states.push(state),
    });
    speaker.terminate();
    await expect.poll(() => states).toEqual(['connected', 'reconnecting', 'connected']);
    harness.script.revoked.add('wanderer');
    speaker.terminate();
    await expect.poll(() => speaker.state).toBe('closed');
  });
});
