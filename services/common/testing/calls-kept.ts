/** Calls itself over gRPC, and writes how many KiB of each call a look at the young objects alone leaves, as JSON. */
import { setTimeout as sleep } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import {
  AsrServiceClient,
  AsrServiceService,
  type RecogniseRequest,
  RecogniseResponse,
  RecogniseStart,
} from '../../../proto/gen/earshot/asr/v1/asr.ts';
import {
  DialogueServiceClient,
  DialogueServiceService,
} from '../../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import {
  SynthesiseRequest,
  SynthesiseResponse,
  TtsServiceClient,
  TtsServiceService,
} from '../../../proto/gen/earshot/tts/v1/tts.ts';
import { callUnary, openBidi, openServerStream } from '../grpc/client.ts';
import { bidi, type DuplexCall, serverStream, startGrpcServer, unary } from '../grpc/server.ts';
import { createLogger } from '../log.ts';
import { connectAsNamed, credentialsOf } from './callers.ts';

const log = createLogger('test', { write: () => {} });
type Served = Parameters<typeof startGrpcServer>[0]['services'][number];
const serve = (name: Parameters<typeof credentialsOf>[0], ...service: Served) =>
  startGrpcServer({
    ...{ address: '127.0.0.1:0', services: [service], log },
    credentials: credentialsOf(name),
  });

const dialogue = await serve('dialogue', DialogueServiceService, {
  forget: unary(async () => {
    await sleep(1);
    return {};
  }),
});
const tts = await serve('tts', TtsServiceService, {
  synthesise: serverStream(async (_request: SynthesiseRequest, call) => {
    await call.write(SynthesiseResponse.fromPartial({}));
    await sleep(1);
    await call.write(SynthesiseResponse.fromPartial({}));
  }),
});
const asr = await serve('asr', AsrServiceService, {
  recognise: bidi(async ({ requests, write }: DuplexCall<RecogniseRequest, RecogniseResponse>) => {
    for await (const _ of requests) await write(RecogniseResponse.fromPartial({}));
    await sleep(1);
  }),
});

/** Big enough to be told from the call around it. */
const words = () => 'x'.repeat(16 * 1024);
/** Whoever calls holds something of its own, too. */
const limits = () => ({
  deadlineMs: 10_000,
  signal: Object.assign(new AbortController().signal, { held: words() }),
});
const dialogueClient = connectAsNamed(DialogueServiceClient, dialogue.address);
const ttsClient = connectAsNamed(TtsServiceClient, tts.address);
const asrClient = connectAsNamed(AsrServiceClient, asr.address);
const calls = {
  unary: () =>
    callUnary(dialogueClient, 'forget', { sessionId: words(), deviceId: '', householdId: '' }, limits()),
  async stream() {
    const request = SynthesiseRequest.fromPartial({ speech: { text: words(), locale: 'en-US' } });
    for await (const _ of openServerStream(ttsClient.synthesise.bind(ttsClient), request, limits()));
  },
  async duplex() {
    const value = RecogniseStart.fromPartial({ wakeWords: [words()] });
    const call = openBidi<RecogniseRequest, RecogniseResponse>(
      (metadata, options) => asrClient.recognise(metadata, options),
      limits(),
    );
    await call.write({ request: { $case: 'start', value } });
    call.end();
    for await (const _ of call.responses);
  },
};

const usedKiB = () => getHeapStatistics().used_heap_size / 1024;
const collect = globalThis.gc as unknown as (options?: { type: 'minor' }) => void;

async function run(call: () => Promise<unknown>, count: number): Promise<void> {
  let left = count;
  const one = async () => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: 8 }, one));
}

/** What is left of each of some calls that are over. */
async function kept(call: () => Promise<unknown>): Promise<number> {
  const count = 200;
  await run(call, 400);
  const looks: number[] = [];
  for (let look = 0; look < 3; look += 1) {
    collect();
    const before = usedKiB();
    await run(call, count);
    await sleep(20);
    collect({ type: 'minor' });
    looks.push((usedKiB() - before) / count);
  }
  return looks.sort((a, b) => a - b)[1] ?? Number.NaN;
}

const left: Record<string, number> = {};
for (const [name, call] of Object.entries(calls)) left[name] = await kept(call);
process.stdout.write(JSON.stringify(left));
process.exit(0);
