import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type SynthesiseResponse,
  TtsServiceClient,
  TtsServiceService,
} from '../../proto/gen/earshot/tts/v1/tts.ts';
import { codeOf } from '../common/errors/earshot-error.ts';
import { openServerStream } from '../common/grpc/client.ts';
import { type GrpcServer, startGrpcServer } from '../common/grpc/server.ts';
import { createLogger } from '../common/log.ts';
import { testAudiences } from '../common/testing/audiences.ts';
import { connectAsNamed, credentialsOf } from '../common/testing/callers.ts';
import { EspeakEngine } from './espeak/espeak-engine.ts';
import { createTtsService } from './service.ts';

let engine: EspeakEngine;
let server: GrpcServer;
let client: TtsServiceClient;
const lines: string[] = [];

beforeAll(async () => {
  const log = createLogger('tts', { write: (line) => void lines.push(line) });
  engine = new EspeakEngine({ workers: 1, maxQueued: 2, stallTimeoutMs: 10_000 });
  const service = createTtsService({
    audiences: testAudiences(),
    engine,
    maxTextCharacters: 2_000,
    maxSynthesisMs: 20_000,
    log,
  });
  server = await startGrpcServer({
    address: '127.0.0.1:0',
    services: [[TtsServiceService, { ...service }]],
    log,
    credentials: credentialsOf('tts'),
  });
  client = connectAsNamed(TtsServiceClient, server.address);
});
afterAll(async () => {
  client.close();
  await server.drain(1_000);
  await engine.close();
});

function synthesise(
  text: string,
  options: { locale?: string; sampleRateHz?: number; deadlineMs?: number; signal?: AbortSignal } = {},
): AsyncGenerator<SynthesiseResponse> {
  return openServerStream(
    (request, metadata, callOptions) =>
      client.synthesise(request as Parameters<typeof client.synthesise>[0], metadata, callOptions),
    {
      turn: undefined,
      speech: { text, locale: options.locale ?? 'en-US' },
      sampleRateHz: options.sampleRateHz ?? 16_000,
    },
    { deadlineMs: options.deadlineMs ?? 10_000, ...(options.signal && { signal: options.signal }) },
  );
}

async function collect(call: AsyncGenerator<SynthesiseResponse>): Promise<string | number> {
  try {
    let bytes = 0;
    for await (const { audio } of call) bytes += audio.length;
    return bytes;
  } catch (error) {
    return codeOf(error);
  }
}

describe('TtsService', () => {
  test('speaks both locales at both rates', async () => {
    const low = await collect(synthesise('Hello there.'));
    const high = await collect(synthesise('Hello there.', { sampleRateHz: 24_000 }));
    expect(Number(high) / Number(low)).toBeCloseTo(1.5, 2);
    expect(await collect(synthesise('你好。', { locale: 'zh-CN' }))).toBeGreaterThan(10_000);
  });

  test.each([
    ['a rate nobody plays', { sampleRateHz: 44_100 }, 'INVALID_ARGUMENT'],
    ['a locale nobody speaks', { locale: 'fr-FR' }, 'TTS_LOCALE_UNSUPPORTED'],
    ['no locale', { locale: '' }, 'TTS_LOCALE_UNSUPPORTED'],
  ])('refuses %s', async (_, options, code) => {
    expect(await collect(synthesise('Hello.', options))).toBe(code);
  });

  test('refuses a text that is too long, without quoting it', async () => {
    expect(await collect(synthesise('secret '.repeat(400)))).toBe('TTS_TEXT_TOO_LONG');
    expect(lines.join('')).not.toContain('secret');
  });

  test('keeps to the deadline of the caller and is free again afterwards', async () => {
    const text = 'A long story. '.repeat(140);
    expect(await collect(synthesise(text, { deadlineMs: 60 }))).toBe('DEADLINE_EXCEEDED');
    expect(await collect(synthesise('Hello.'))).toBeGreaterThan(0);
    expect(engine.counters).toMatchObject({ queued: 0, running: 0 });
  });

  test('answers neighbours while a caller never reads', async () => {
    const idle = synthesise('A long story. '.repeat(140));
    await idle.next();
    expect(await collect(synthesise('Hello.', { deadlineMs: 2_000 }))).toBeGreaterThan(0);
    await idle.return(undefined);
  });
});
