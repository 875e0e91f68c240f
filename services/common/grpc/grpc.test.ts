import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
import { EarshotError } from '../errors/earshot-error.ts';
import { createLogger } from '../log.ts';
import { connectAsNamed, credentialsOf } from '../testing/callers.ts';
import { callUnary, openBidi, openServerStream } from './client.ts';
import { bidi, type GrpcServer, serverStream, startGrpcServer, unary } from './server.ts';

const log = createLogger('test', { write: () => {} });
let server: GrpcServer;
let asr: AsrServiceClient;
let tts: TtsServiceClient;
let abortedWith: unknown;

beforeAll(async () => {
  server = await startGrpcServer({
    address: '127.0.0.1:0',
    log,
    credentials: credentialsOf('asr'),
    services: [
      [
        AsrServiceService,
        {
          prepare: unary(async (_request, call) => {
            await new Promise((_resolve, reject) => {
              call.signal.addEventListener('abort', () => {
                abortedWith = call.signal.reason;
                reject(call.signal.reason);
              });
              if (call.remainingMs() > 10_000) reject(new EarshotError('OVERLOADED'));
            });
            return { isReady: true };
          }),
          recognise: bidi<RecogniseRequest, RecogniseResponse>(async (call) => {
            for await (const { request } of call.requests) {
              if (request?.$case === 'end') {
                // The next request is being waited for while the handler fails.
                await new Promise((resolve) => setTimeout(resolve, 20));
                throw new EarshotError('OVERLOADED');
              }
              if (request?.$case === 'audio') {
                await call.write({
                  response: { $case: 'partial', value: { text: String(request.value.length) } },
                });
              }
            }
          }),
        },
      ],
      [
        TtsServiceService,
        {
          synthesise: serverStream<SynthesiseRequest, SynthesiseResponse>(async (_request, call) => {
            await call.write({ audio: Buffer.alloc(2) });
            throw new EarshotError('DRAINING');
          }),
        },
      ],
    ],
  });
  asr = connectAsNamed(AsrServiceClient, server.address);
  tts = connectAsNamed(TtsServiceClient, server.address);
});

afterAll(async () => {
  asr.close();
  tts.close();
  await server.drain(1000);
});

const prepare = { skillSet: undefined, locale: 'en-US', entities: [], focusSkillId: '', focusSlot: '' };

describe('a unary call', () => {
  test('brings back the code of a thrown error', async () => {
    await expect(callUnary(asr, 'prepare', prepare, { deadlineMs: 60_000 })).rejects.toMatchObject({
      code: 'OVERLOADED',
    });
  });

  test('ends at its deadline on both sides', async () => {
    await expect(callUnary(asr, 'prepare', prepare, { deadlineMs: 100 })).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
    });
    await expect.poll(() => abortedWith).toBeInstanceOf(EarshotError);
  });

  test('ends when the caller aborts', async () => {
    const controller = new AbortController();
    const call = callUnary(asr, 'prepare', prepare, { deadlineMs: 5000, signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    await expect(call).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  test('says that the service is away when nobody listens', async () => {
    const nobody = connectAsNamed(AsrServiceClient, '127.0.0.1:1');
    await expect(callUnary(nobody, 'prepare', prepare, { deadlineMs: 2000 })).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    });
    nobody.close();
  });
});

test('a bidirectional call carries messages both ways and ends when the requests end', async () => {
  const call = openBidi<RecogniseRequest, RecogniseResponse>((m, o) => asr.recognise(m, o), {
    deadlineMs: 5000,
  });
  await call.write({ request: { $case: 'audio', value: Buffer.alloc(640) } });
  await call.write({ request: { $case: 'audio', value: Buffer.alloc(320) } });
  call.end();
  const texts: string[] = [];
  for await (const { response } of call.responses)
    if (response?.$case === 'partial') texts.push(response.value.text);
  expect(texts).toEqual(['640', '320']);
});

test('a handler that fails beside its unread requests answers with its code', async () => {
  const call = openBidi<RecogniseRequest, RecogniseResponse>((m, o) => asr.recognise(m, o), {
    deadlineMs: 5000,
  });
  await call.write({ request: { $case: 'end', value: {} } });
  await call.write({ request: { $case: 'audio', value: Buffer.alloc(640) } });
  await expect(async () => {
    for await (const _response of call.responses) {
      // Only the end matters.
    }
  }).rejects.toMatchObject({ code: 'OVERLOADED' });
});

test('a server stream delivers what came before its error, then the error', async () => {
  const responses: SynthesiseResponse[] = [];
  const stream = openServerStream<SynthesiseRequest, SynthesiseResponse>(
    (r, m, o) => tts.synthesise(r, m, o),
    { turn: undefined, speech: undefined, sampleRateHz: 16000 },
    { deadlineMs: 5000 },
  );
  await expect(async () => {
    for await (const response of stream) responses.push(response);
  }).rejects.toMatchObject({ code: 'DRAINING' });
  expect(responses).toHaveLength(1);
});

test('a socket file that a killed process left does not keep the next one from starting', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'earshot-grpc-'));
  const path = join(directory, 'x.sock');
  const script = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['-e', script]);
  expect(existsSync(path)).toBe(true);
  const credentials = credentialsOf('asr');
  const next = await startGrpcServer({ address: `unix:${path}`, log, services: [], credentials });
  // One that lives keeps its socket.
  await expect(
    startGrpcServer({ address: `unix:${path}`, log, services: [], credentials }),
  ).rejects.toMatchObject({
    code: 'ADDRESS_TAKEN',
  });
  await next.drain(1000);
  await rm(directory, { recursive: true });
});

test('an address that somebody else listens on is said to be taken', async () => {
  const options = { log, services: [], credentials: credentialsOf('asr') };
  await expect(startGrpcServer({ ...options, address: server.address })).rejects.toMatchObject({
    code: 'ADDRESS_TAKEN',
  });
});
