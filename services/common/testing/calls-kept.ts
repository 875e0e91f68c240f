/** Calls itself over gRPC, and writes how many KiB of each call a look at the young objects alone leaves, as JSON. */
import { setTimeout as sleep } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
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
import { callUnary, openServerStream } from '../grpc/client.ts';
import { serverStream, startGrpcServer, unary } from '../grpc/server.ts';
import { createLogger } from '../log.ts';
import { connectAsNamed, credentialsOf } from './callers.ts';

const log = createLogger('test', { write: () => {} });
const serve = async (...[definition, handlers]: Parameters<typeof serviceOf>) =>
  startGrpcServer({
    ...{ address: '127.0.0.1:0', services: [[definition, handlers]], log },
    credentials: credentialsOf(definition === TtsServiceService ? 'tts' : 'dialogue'),
  });
const serviceOf = (
  definition: typeof DialogueServiceService | typeof TtsServiceService,
  handlers: Parameters<typeof startGrpcServer>[0]['services'][number][1],
) => [definition, handlers] as const;

const dialogue = await serve(DialogueServiceService, {
  forget: unary(async () => {
    await sleep(1);
    return {};
  }),
});
const tts = await serve(TtsServiceService, {
  synthesise: serverStream(async (_request: SynthesiseRequest, call) => {
    await call.write(SynthesiseResponse.fromPartial({}));
    await sleep(1);
    await call.write(SynthesiseResponse.fromPartial({}));
  }),
});

const limits = { deadlineMs: 10_000 };
/** Big enough to be told from the call around it. */
const words = () => 'x'.repeat(16 * 1024);
const dialogueClient = connectAsNamed(DialogueServiceClient, dialogue.address);
const ttsClient = connectAsNamed(TtsServiceClient, tts.address);
const forget = () =>
  callUnary(dialogueClient, 'forget', { sessionId: words(), deviceId: '', householdId: '' }, limits);
const synthesise = async () => {
  const request = SynthesiseRequest.fromPartial({ speech: { text: words(), locale: 'en-US' } });
  for await (const _ of openServerStream(ttsClient.synthesise.bind(ttsClient), request, limits));
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
  const calls = 300;
  await run(call, 1_500);
  const looks: number[] = [];
  for (let look = 0; look < 5; look += 1) {
    collect();
    const before = usedKiB();
    await run(call, calls);
    await sleep(20);
    collect({ type: 'minor' });
    looks.push((usedKiB() - before) / calls);
  }
  return looks.sort((a, b) => a - b)[2] ?? Number.NaN;
}

process.stdout.write(JSON.stringify({ unary: await kept(forget), streams: await kept(synthesise) }));
process.exit(0);
