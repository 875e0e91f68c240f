/** The whole service over gRPC with the real library and recordings of people from Debian's test data. */
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InteractionModel } from '@earshot/skills-sdk';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  AsrServiceClient,
  AsrServiceService,
  EndpointReason,
  PrepareRequest,
  type RecogniseRequest,
  type RecogniseResponse,
  type RecogniseResult,
  RecogniseStart,
} from '../../proto/gen/earshot/asr/v1/asr.ts';
import { TurnRef } from '../../proto/gen/earshot/turn/v1/turn.ts';
import { codeOf } from '../common/errors/earshot-error.ts';
import { openBidi } from '../common/grpc/client.ts';
import { type GrpcServer, startGrpcServer } from '../common/grpc/server.ts';
import { createLogger } from '../common/log.ts';
import { connectAsNamed, credentialsOf } from '../common/testing/callers.ts';
import type { RecognitionStream } from './engine.ts';
import type { AsrHooks } from './hooks.ts';
import { ModelStore } from './language-model/model-store.ts';
import { installedModels, openModels } from './models/installed.ts';
import { createPocketSphinxEngine, type PocketSphinxEngine } from './pocketsphinx/pocketsphinx-engine.ts';
import { HearingAlong } from './second-pass/along.ts';
import { createAsrService } from './service.ts';
import { SkillSets } from './skill-sets.ts';

const locales = installedModels({ modelsDir: join(tmpdir(), 'no-such-models') });
const recording = '/usr/share/pocketsphinx/test/data/goforward.raw';
const isMissing = locales['en-US'] === undefined || !existsSync(recording);
if (isMissing) console.warn('skipped: needs the packages pocketsphinx-en-us and pocketsphinx-testdata');

const rover: InteractionModel = {
  invocationNames: { 'en-US': ['rover'] },
  intents: {
    Move: {
      slots: { distance: { type: 'number', min: 1, max: 100 } },
      samples: {
        'en-US': [
          '(go|move|drive) (forward|back|backward) {distance} (meters|meter|feet)',
          'stop',
          'turn (left|right)',
        ],
      },
    },
  },
};

const silence = Buffer.alloc(1_920);

describe.skipIf(isMissing)('the recognition service', () => {
  let server: GrpcServer;
  let client: AsrServiceClient;
  let store: ModelStore;
  let engine: PocketSphinxEngine;
  const hooks: { -readonly [K in keyof AsrHooks]: AsrHooks[K] } = {};
  const log = createLogger('asr');

  beforeAll(async () => {
    store = new ModelStore({ locales, maxModels: 4, maxWaiting: 4 });
    engine = createPocketSphinxEngine({
      locales: ['en-US'],
      openModels: openModels(locales),
      filesOf: ({ key }) => store.find(key)?.files,
      minDecoders: 2,
      spareDecoders: 0,
      maxWaitMs: 30_000,
      maxDecoders: 3,
      maxWaiting: 1,
    });
    const skillSets = new SkillSets(store, async (skills) =>
      skills.map((skill) => ({ skill, modelJson: JSON.stringify(rover) })),
    );
    const live: AsrHooks = {
      openWatch: (...args) => hooks.openWatch!(...args),
      verifyWake: (...args) => hooks.verifyWake!(...args),
      secondPass: {
        mayHear: (...args) => hooks.secondPass?.mayHear(...args) ?? false,
        hearAlong: (...args) => hooks.secondPass?.hearAlong(...args),
        refine: async (...args) => hooks.secondPass?.refine(...args),
      },
    };
    const options = {
      ...live,
      engine,
      skillSets,
      maxUtteranceMs: 6_000,
      maxLagMs: 1_000,
      compileWaitMs: 8_000,
      log,
    };
    const service = createAsrService(options);
    server = await startGrpcServer({
      address: '127.0.0.1:0',
      services: [[AsrServiceService, { ...service }]],
      log,
      credentials: credentialsOf('asr'),
    });
    client = connectAsNamed(AsrServiceClient, server.address);
  });

  afterAll(async () => {
    client?.close();
    await server?.drain(1_000);
    await engine?.close();
    await store?.close();
  });

  const start = (overrides: Partial<RecogniseStart> = {}, locale = 'en-US'): RecogniseRequest => ({
    request: {
      $case: 'start',
      value: RecogniseStart.fromPartial({
        sampleRateHz: 16_000,
        turn: TurnRef.fromPartial({ turnId: 'test', locale }),
        skillSet: { skillSetId: 'one', skills: [{ skillId: 'rover', version: '1' }] },
        ...overrides,
      }),
    },
  });
  const audio = (value: Buffer): RecogniseRequest => ({ request: { $case: 'audio', value } });

  async function recognise(requests: readonly RecogniseRequest[]): Promise<RecogniseResponse[]> {
    const call = openBidi<RecogniseRequest, RecogniseResponse>((m, o) => client.recognise(m, o), {
      deadlineMs: 15_000,
    });
    const responses: RecogniseResponse[] = [];
    const sending = (async () => {
      for (const request of requests) await call.write(request);
      call.end();
    })();
    sending.catch(() => {});
    for await (const response of call.responses) responses.push(response);
    return responses;
  }

  const pcm = isMissing ? Buffer.alloc(0) : readFileSync(recording);
  const frames = Array.from({ length: Math.ceil(pcm.length / 1_920) }, (_, at) =>
    audio(pcm.subarray(at * 1_920, (at + 1) * 1_920)),
  );
  const end: RecogniseRequest = { request: { $case: 'end', value: {} } };
  const resultOf = (responses: readonly RecogniseResponse[]): RecogniseResult => {
    const last = responses.at(-1)?.response;
    if (last?.$case !== 'result') throw new Error('the stream ended without a result');
    return last.value;
  };

  it('hears a person under the skill set, once its model is compiled, with partials on the way', async () => {
    await new Promise<void>((resolve, reject) =>
      client.prepare(
        PrepareRequest.fromPartial({
          skillSet: { skillSetId: 'one', skills: [{ skillId: 'rover', version: '1' }] },
          locale: 'en-US',
        }),
        (error) => (error ? reject(error) : resolve()),
      ),
    );
    const responses = await recognise([start(), ...frames, end]);
    const cases = responses.map(({ response }) => response?.$case);
    expect(cases[0]).toBe('ready');
    expect(cases).toContain('partial');
    expect(cases.at(-2)).toBe('speechEnded');
    const result = resultOf(responses);
    expect(result.hypotheses[0]?.text).toBe('go forward ten meters');
    expect(result.isRejected).toBe(false);
    expect(result.hypotheses[0]?.words.map((word) => word.text)).toEqual(['go', 'forward', 'ten', 'meters']);
    expect(result.hypotheses[0]!.words[0]!.startMs).toBeGreaterThan(300);
  });

  describe('whoever hears whole utterances', () => {
    /** What happens to such an engine, which is certain to be asked for its words. */
    function listen() {
      const heard = { events: [] as string[], bytes: 0 };
      const stream: RecognitionStream = {
        write: async (part) => {
          heard.bytes += part.byteLength;
        },
        partials: (async function* () {})(),
        finish: async () => {
          heard.events.push('heard');
          return [];
        },
        abort() {},
      };
      hooks.secondPass = {
        mayHear: () => true,
        hearAlong: () =>
          new HearingAlong({ open: async () => stream, isCertain: Promise.resolve(true), isWhole: true }),
        refine: async () => {
          heard.events.push('asked');
          return undefined;
        },
      };
      return heard;
    }
    afterEach(() => {
      delete hooks.secondPass;
    });

    it('begins with the last sample, before the first pass has its words', async () => {
      const heard = listen();
      const responses = await recognise([start(), ...frames, end]);
      expect(resultOf(responses)).toMatchObject({ isRejected: false, pass: 1 });
      expect(heard).toEqual({ events: ['heard', 'asked'], bytes: pcm.length });
    });

    it('hears nothing where nobody spoke', async () => {
      const heard = listen();
      hooks.openWatch = () => ({
        decided: Promise.resolve({ reason: 'no-speech', speechEndMs: 0, decidedAtMs: 100 }),
        speechEndMs: 0,
        onPartial: () => {},
        onAudio: async () => {},
        close: () => {},
      });
      await recognise([start({ isEndpointing: true }), audio(silence), audio(silence)]);
      expect(heard).toEqual({ events: [], bytes: 0 });
    });
  });

  it('answers silence with no hypothesis', async () => {
    const quiet = Array.from({ length: 20 }, () => audio(silence));
    expect(resultOf(await recognise([start(), ...quiet, end])).hypotheses).toEqual([]);
  });

  it('falls back to the open model for a skill set without one', async () => {
    const empty = start({ skillSet: undefined });
    const responses = await recognise([empty, ...frames, end]);
    expect(responses[0]?.response).toMatchObject({ $case: 'ready', value: { isOpenModel: true } });
    expect(resultOf(responses).hypotheses[0]?.text).toContain('go forward');
  });

  it.each([
    ['audio before start', [audio(silence)], 'INVALID_ARGUMENT'],
    ['another rate', [start({ sampleRateHz: 8_000 })], 'INVALID_ARGUMENT'],
    ['half a sample', [start(), audio(Buffer.alloc(3))], 'INVALID_ARGUMENT'],
    ['two starts', [start(), start()], 'INVALID_ARGUMENT'],
    ['an unknown language', [start({}, 'tlh')], 'ASR_LOCALE_UNSUPPORTED'],
    ['Mandarin without its model', [start({}, 'zh-CN')], 'ASR_LOCALE_UNSUPPORTED'],
    ['endless wake audio', [start({ wakeAudioMs: 60_000 })], 'INVALID_ARGUMENT'],
  ])('refuses %s', async (_name, requests, code) => {
    await expect(recognise(requests).catch((error: unknown) => codeOf(error))).resolves.toBe(code);
  });

  it('looks at nothing when the wake word is not verified, and hears only what follows when it is', async () => {
    const heard: number[] = [];
    hooks.verifyWake = async (_start, wake) => {
      heard.push(wake.length);
      return heard.length > 1;
    };
    const request = start({ wakeAudioMs: 100, wakeWords: ['computer'] });
    const wake = Array.from({ length: 2 }, () => audio(silence));
    await expect(recognise([request, ...wake, end]).catch((error: unknown) => codeOf(error))).resolves.toBe(
      'WAKE_NOT_VERIFIED',
    );
    const result = resultOf(await recognise([request, ...wake, ...frames, end]));
    expect(result.hypotheses[0]?.text).toBe('go forward ten meters');
    expect(heard).toEqual([3_200, 3_200]);
  });

  it('ends when the endpointer says so, though the client goes on sending', async () => {
    const decided = Promise.withResolvers<{ reason: 'complete'; speechEndMs: number; decidedAtMs: number }>();
    let bytes = 0;
    hooks.openWatch = () => ({
      decided: decided.promise,
      speechEndMs: 0,
      onPartial: () => {},
      onAudio: async (chunk) => {
        bytes += chunk.length;
        if (bytes > 80_000) decided.resolve({ reason: 'complete', speechEndMs: 2_200, decidedAtMs: 2_500 });
      },
      close: () => {},
    });
    const responses = await recognise([start({ isEndpointing: true }), ...frames, ...frames]);
    expect(responses.at(-2)?.response).toMatchObject({
      $case: 'speechEnded',
      value: { reason: EndpointReason.COMPLETE, speechEndMs: 2_200 },
    });
    expect(resultOf(responses).hypotheses[0]?.text).toBe('go forward ten meters');
  });

  it('ends on the clock what only trickles, and answers with what was heard', async () => {
    const call = openBidi<RecogniseRequest, RecogniseResponse>((m, o) => client.recognise(m, o), {
      deadlineMs: 15_000,
    });
    const trickling = (async () => {
      for (const request of [start(), ...frames]) await call.write(request);
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 300));
        await call.write(audio(silence));
      }
    })().catch(() => {});
    const responses: RecogniseResponse[] = [];
    for await (const response of call.responses) responses.push(response);
    await trickling;
    expect(responses.at(-2)?.response).toMatchObject({
      $case: 'speechEnded',
      value: { reason: EndpointReason.TOO_LONG },
    });
    expect(resultOf(responses).hypotheses[0]?.text).toBe('go forward ten meters');
  });

  it('ends an utterance that nobody ends', async () => {
    const long = Array.from({ length: 120 }, () => audio(silence));
    const responses = await recognise([start(), ...long]);
    expect(responses.at(-2)?.response).toMatchObject({
      $case: 'speechEnded',
      value: { reason: EndpointReason.TOO_LONG },
    });
  });
});
