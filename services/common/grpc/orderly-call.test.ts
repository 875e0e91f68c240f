/** What letting go of calls does to the connection that others use too: counted on the wire. */
import { connect as connectHttp2, constants } from 'node:http2';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  AsrServiceClient,
  AsrServiceService,
  type RecogniseRequest,
  type RecogniseResponse,
} from '../../../proto/gen/earshot/asr/v1/asr.ts';
import {
  type SynthesiseRequest,
  type SynthesiseResponse,
  TtsServiceClient,
  TtsServiceService,
} from '../../../proto/gen/earshot/tts/v1/tts.ts';
import { createLogger } from '../log.ts';
import { credentialsOf } from '../testing/callers.ts';
import { callUnary, connect, openBidi, openServerStream } from './client.ts';
import { bidi, type GrpcServer, serverStream, startGrpcServer, unary } from './server.ts';

const silent = createLogger('test', { write: () => {} });
const lines: Record<string, unknown>[] = [];

/** Frames of type RST_STREAM in what a client sends, however it is cut into chunks. */
function resetCounter(): (chunk: Buffer) => number {
  const prefaceBytes = 24;
  let held = Buffer.alloc(0);
  let toSkip = prefaceBytes;
  return (chunk) => {
    let resets = 0;
    held = Buffer.concat([held, chunk]);
    for (;;) {
      const skipped = Math.min(toSkip, held.length);
      held = held.subarray(skipped);
      toSkip -= skipped;
      if (toSkip > 0 || held.length < 9) return resets;
      if (held[3] === 3) resets += 1;
      toSkip = 9 + held.readUIntBE(0, 3);
    }
  };
}

/** How many handlers run, and how many were told to stop. */
const handlers = { running: 0, stopped: 0 };
async function untilStopped(signal: AbortSignal): Promise<never> {
  handlers.running += 1;
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  handlers.running -= 1;
  handlers.stopped += 1;
  throw signal.reason;
}

const sockets = new Set<Socket>();
let resets = 0;
let server: GrpcServer;
let wire: Server;
let asr: AsrServiceClient;
let tts: TtsServiceClient;

beforeAll(async () => {
  // The test run as a whole is silent.
  vi.stubEnv('EARSHOT_LOG_LEVEL', 'info');
  const log = createLogger('test', { write: (line: string) => void lines.push(JSON.parse(line)) });
  vi.unstubAllEnvs();
  server = await startGrpcServer({
    credentials: credentialsOf('asr'),
    address: '127.0.0.1:0',
    log: silent,
    services: [
      [
        AsrServiceService,
        {
          prepare: unary((_request, call) => untilStopped(call.signal)),
          recognise: bidi<RecogniseRequest, RecogniseResponse>(async (call) => {
            await call.write({ response: { $case: 'partial', value: { text: 'heard' } } });
            await untilStopped(call.signal);
          }),
        },
      ],
      [
        TtsServiceService,
        {
          synthesise: serverStream<SynthesiseRequest, SynthesiseResponse>(async (_request, call) => {
            // Far more than any window holds: the rest waits for a reader.
            for (let chunk = 0; chunk < 40; chunk += 1) await call.write({ audio: Buffer.alloc(16_000) });
            await untilStopped(call.signal);
          }),
        },
      ],
    ],
  });
  const port = Number(server.address.split(':')[1]);
  wire = createServer((client) => {
    const upstream = createConnection(port, '127.0.0.1');
    const count = resetCounter();
    sockets.add(client);
    client.on('data', (chunk: Buffer) => {
      resets += count(chunk);
    });
    client.pipe(upstream).pipe(client);
    client.on('close', () => {
      sockets.delete(client);
      upstream.destroy();
    });
    for (const socket of [client, upstream]) socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => wire.listen(0, '127.0.0.1', resolve));
  const { port: wirePort } = wire.address() as { port: number };
  asr = connect(AsrServiceClient, `127.0.0.1:${wirePort}`, credentialsOf('gateway'), { log });
  tts = connect(TtsServiceClient, `127.0.0.1:${wirePort}`, credentialsOf('gateway'), { log });
});

afterAll(async () => {
  asr.close();
  tts.close();
  for (const socket of sockets) socket.destroy();
  wire.close();
  await server.drain(1_000);
});

beforeEach(() => {
  resets = 0;
  handlers.stopped = 0;
  lines.length = 0;
});

const prepare = { skillSet: undefined, locale: 'en-US', entities: [], focusSkillId: '', focusSlot: '' };
const speech = { turn: undefined, speech: undefined, sampleRateHz: 16_000 };
const listen = (deadlineMs: number, signal: AbortSignal) =>
  openBidi<RecogniseRequest, RecogniseResponse>((m, o) => asr.recognise(m, o), { deadlineMs, signal });
const speak = (deadlineMs: number, signal: AbortSignal) =>
  openServerStream<SynthesiseRequest, SynthesiseResponse>((r, m, o) => tts.synthesise(r, m, o), speech, {
    deadlineMs,
    signal,
  });

/** One call of each kind, under way. Resolves with the codes by which they end. */
async function threeCalls(deadlineMs: number, signal: AbortSignal): Promise<Promise<string[]>[]> {
  const codes = (ended: Promise<unknown>) =>
    ended.then(
      () => ['answered'],
      (error: { code: string }) => [error.code],
    );
  const heard = listen(deadlineMs, signal);
  const spoken = speak(deadlineMs, signal);
  const asked = callUnary(asr, 'prepare', prepare, { deadlineMs, signal });
  const drained = async (responses: AsyncGenerator<unknown>) => {
    for await (const _response of responses);
  };
  const started = [heard.responses.next(), spoken.next()];
  const ends = [codes(asked), codes(drained(heard.responses)), codes(sleep(20).then(() => drained(spoken)))];
  await Promise.allSettled(started);
  return ends;
}

describe('calls of each kind', () => {
  test('that are cancelled end on both sides without one reset', async () => {
    for (let round = 0; round < 40; round += 1) {
      const controller = new AbortController();
      const ends = await threeCalls(60_000, controller.signal);
      controller.abort();
      expect((await Promise.all(ends)).flat()).toEqual(['CANCELLED', 'CANCELLED', 'CANCELLED']);
    }
    await expect.poll(() => handlers.running).toBe(0);
    expect(resets).toBe(0);
    // And their connections serve on.
    expect(lines).toEqual([]);
  }, 30_000);

  test('that reach their deadline end on both sides without one reset', async () => {
    const ends = await Promise.all(
      Array.from({ length: 5 }, () => threeCalls(400, new AbortController().signal)),
    );
    const codes = (await Promise.all(ends.flat())).flat();
    expect(new Set(codes)).toEqual(new Set(['DEADLINE_EXCEEDED']));
    await expect.poll(() => handlers.running).toBe(0);
    expect(resets).toBe(0);
  }, 30_000);

  test('of which the loop was left early end too, although nobody reads what is still coming', async () => {
    const stream = speak(60_000, new AbortController().signal);
    for await (const _response of stream) break;
    await expect.poll(() => handlers.running).toBe(0);
    await sleep(50);
    expect(resets).toBe(0);
  });
});

test('a connection that breaks takes a part of the calls, says so in the log, and may be tried again', async () => {
  const codes: string[] = [];
  const controller = new AbortController();
  const calls = Array.from({ length: 16 }, () => listen(60_000, controller.signal));
  await Promise.all(calls.map((call) => call.responses.next()));
  for (const call of calls) call.responses.next().catch((error: { code: string }) => codes.push(error.code));
  // Connections of this client that carry calls of this test: the first of its own.
  [...sockets][0]?.destroy();
  await expect.poll(() => codes.length).toBe(4);
  expect(new Set(codes)).toEqual(new Set(['SERVICE_UNAVAILABLE']));
  await expect.poll(() => lines.length).toBe(1);
  expect(lines[0]).toMatchObject({ event: 'grpc.channel-lost', count: 4 });
  expect(lines[0]?.['reason']).toMatch(/[A-Za-z]/);
  controller.abort();
});

test('a thousand resets of a caller that knows no better do not end its connection', async () => {
  const session = connectHttp2(`http://${server.address}`);
  session.on('error', () => {});
  for (let batch = 0; batch < 15; batch += 1) {
    const streams = Array.from({ length: 100 }, () =>
      session.request({
        ':method': 'POST',
        ':path': '/earshot.asr.v1.AsrService/Recognise',
        'content-type': 'application/grpc',
        te: 'trailers',
      }),
    );
    for (const stream of streams) stream.on('error', () => {});
    await Promise.all(streams.map((stream) => new Promise((resolve) => stream.on('response', resolve))));
    for (const stream of streams) stream.close(constants.NGHTTP2_CANCEL);
    await Promise.all(streams.map((stream) => new Promise((resolve) => stream.on('close', resolve))));
  }
  await sleep(100);
  expect(session.closed || session.destroyed).toBe(false);
  session.close();
});
