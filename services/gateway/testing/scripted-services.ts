/**
 * The other services as in-process gRPC servers that follow a script, for the gateway's own tests: real
 * streams, deadlines and errors, but no recogniser, no dialogue and no skill behind them.
 */
import {
  AsrServiceService,
  type PrepareRequest,
  type RecogniseRequest,
  type RecogniseResponse,
} from '../../../proto/gen/earshot/asr/v1/asr.ts';
import {
  DialogueServiceService,
  type UnderstandRequest,
  UnderstandResponse,
} from '../../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import {
  type ListeningSwitches,
  PrivacyServiceService,
  type SetListeningRequest,
} from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import {
  type InvokeRequest,
  type InvokeResponse,
  InvokeResult,
  SkillsServiceService,
  TurnOutcome,
} from '../../../proto/gen/earshot/skills/v1/skills.ts';
import {
  type SynthesiseRequest,
  type SynthesiseResponse,
  TtsServiceService,
} from '../../../proto/gen/earshot/tts/v1/tts.ts';
import { DeviceContext } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { bidi, type GrpcServer, serverStream, startGrpcServer, unary } from '../../common/grpc/server.ts';
import type { Logger } from '../../common/log.ts';

export const serviceNames = ['privacy', 'asr', 'dialogue', 'skills', 'tts'] as const;
export type ScriptedName = (typeof serviceNames)[number];

const noSwitches: ListeningSwitches = {
  isMuted: false,
  isWakeWordOff: false,
  mutedUntilMs: 0,
  wakeWordOffUntilMs: 0,
  wakeWords: [],
};

/** What the services do; tests replace what they need. */
export class Script {
  readonly switches = new Map<string, ListeningSwitches>();
  readonly revoked = new Set<string>();
  readonly outcomes = new Map<string, { deviceId: string; outcome: TurnOutcome }>();
  /** What each recognition was sent, in bytes. */
  readonly heard: number[] = [];
  readonly understoodRequests: UnderstandRequest[] = [];
  invokes = 0;
  /** The endpointer decides after so many milliseconds of audio; `Infinity` waits for the speaker. */
  endpointAfterMs = 400;
  recognised = 'a large coffee';
  /** Questions whose answers the recogniser was told to expect. */
  readonly foreseen: { readonly skillId: string; readonly slot: string }[] = [];
  understood: (request: UnderstandRequest) => UnderstandResponse = (request) =>
    UnderstandResponse.fromPartial({
      decision: 1,
      interpretation: { skill: { skillId: 'example.coffee', version: '1.0.0' }, intent: 'Order' },
      text: request.hypotheses[0]?.text ?? '',
    });
  result = InvokeResult.fromPartial({ speech: { text: 'One large coffee.', locale: 'en-US' }, skillMs: 1 });
  speechMs = 300;
  /** Length of a device's reply, where it differs. */
  readonly speechMsOf = new Map<string, number>();
  /** Awaited at the beginning of each call, by service and method; throws or delays as the test wishes. */
  before: (step: string, signal: AbortSignal) => Promise<void> = async () => {};

  /** Tokens are `token-<device>`; any of them exists. */
  deviceOf(token: string): DeviceContext {
    const deviceId = /^token-([\w-]+)$/.exec(token)?.[1];
    if (deviceId === undefined || this.revoked.has(deviceId)) throw new EarshotError('UNAUTHENTICATED');
    return DeviceContext.fromPartial({ deviceId, householdId: 'h', subjectId: 's', region: 'eu', kind: 1 });
  }
}

type Server = Parameters<typeof startGrpcServer>[0]['services'][number];

function privacy(script: Script): Server {
  return [
    PrivacyServiceService,
    {
      authenticateDevice: unary(async ({ deviceToken }: { deviceToken: string }, { signal }) => {
        await script.before('authenticate', signal);
        const device = script.deviceOf(deviceToken);
        return { device, listening: script.switches.get(device.deviceId) ?? noSwitches };
      }),
      activateDevice: unary(({ claimCode }: { claimCode: string }) => {
        if (claimCode !== 'GOOD-CODE') throw new EarshotError('CLAIM_CODE_WRONG');
        return { deviceId: 'new', deviceToken: 'token-new' };
      }),
      setListening: unary(async ({ deviceId, listening }: SetListeningRequest, { signal }) => {
        await script.before('setListening', signal);
        script.switches.set(deviceId, listening ?? noSwitches);
        return {};
      }),
    },
  ];
}

function asr(script: Script): Server {
  return [
    AsrServiceService,
    {
      prepare: unary((request: PrepareRequest) => {
        script.foreseen.push({ skillId: request.focusSkillId, slot: request.focusSlot });
        return { isReady: true };
      }),
      recognise: bidi<RecogniseRequest, RecogniseResponse>(async (call) => {
        let bytes = 0;
        let endpointing = true;
        let hasEnded = false;
        // Not a loop over the iterator: leaving one would destroy the stream that the answer goes out on.
        const requests = call.requests[Symbol.asyncIterator]();
        for (let next = await requests.next(); next.done !== true; next = await requests.next()) {
          const { request } = next.value;
          if (request?.$case === 'start') {
            endpointing = request.value.isEndpointing;
            await script.before('recognise', call.signal);
            await call.write({
              response: { $case: 'ready', value: { engineId: 'scripted', isOpenModel: false } },
            });
          } else if (request?.$case === 'audio') {
            if (bytes === 0) {
              await call.write({ response: { $case: 'partial', value: { text: 'a large' } } });
            }
            bytes += request.value.length;
            await script.before('audio', call.signal);
          } else hasEnded = true;
          if (hasEnded || (endpointing && bytes / 32 >= script.endpointAfterMs)) break;
        }
        script.heard.push(bytes);
        const positionMs = Math.round(bytes / 32);
        await call.write({
          response: {
            $case: 'speechEnded',
            value: { speechEndMs: positionMs, decidedAtMs: positionMs, reason: hasEnded ? 1 : 2 },
          },
        });
        await script.before('result', call.signal);
        await call.write({
          response: {
            $case: 'result',
            value: {
              hypotheses: [{ text: script.recognised, confidence: 0.9, words: [] }],
              isRejected: false,
              engineId: 'scripted',
              pass: 1,
              decodeMs: 1,
            },
          },
        });
      }),
    },
  ];
}

function dialogue(script: Script): Server {
  return [
    DialogueServiceService,
    {
      understand: unary(async (request: UnderstandRequest, { signal }) => {
        script.understoodRequests.push(request);
        await script.before('understand', signal);
        return script.understood(request);
      }),
      observe: unary(async (_request, { signal }) => {
        await script.before('observe', signal);
        return {};
      }),
    },
  ];
}

function skills(script: Script): Server {
  return [
    SkillsServiceService,
    {
      getSkillSet: unary(async (_request, { signal }) => {
        await script.before('skillSet', signal);
        return { skillSet: { skillSetId: 'set', skills: [] } };
      }),
      invoke: serverStream<InvokeRequest, InvokeResponse>(async ({ turn }, call) => {
        const turnId = turn?.turnId ?? '';
        const deviceId = turn?.device?.deviceId ?? '';
        script.invokes += 1;
        script.outcomes.set(turnId, { deviceId, outcome: TurnOutcome.UNKNOWN });
        await script.before('invoke', call.signal);
        script.outcomes.set(turnId, { deviceId, outcome: TurnOutcome.COMPLETED });
        await call.write({ response: { $case: 'result', value: script.result } });
      }),
      getTurnOutcome: unary(({ turnId, deviceId }: { turnId: string; deviceId: string }) => {
        const found = script.outcomes.get(turnId);
        if (found !== undefined && found.deviceId !== deviceId) throw new EarshotError('NOT_FOUND');
        return { outcome: found?.outcome ?? TurnOutcome.NOT_ACTED };
      }),
    },
  ];
}

function tts(script: Script): Server {
  return [
    TtsServiceService,
    {
      synthesise: serverStream<SynthesiseRequest, SynthesiseResponse>(
        async ({ sampleRateHz, turn }, call) => {
          await script.before('synthesise', call.signal);
          const speechMs = script.speechMsOf.get(turn?.device?.deviceId ?? '') ?? script.speechMs;
          for (let sentMs = 0; sentMs < speechMs; sentMs += 100) {
            await call.write({ audio: Buffer.alloc((sampleRateHz / 10) * 2, 0x11) });
          }
        },
      ),
    },
  ];
}

const servers: Readonly<Record<ScriptedName, (script: Script) => Server>> = {
  privacy,
  asr,
  dialogue,
  skills,
  tts,
};

export interface ScriptedServices {
  readonly script: Script;
  readonly addresses: Readonly<Record<ScriptedName, string>>;
  /** Ends a service at once, with every call it has. */
  kill(name: ScriptedName): Promise<void>;
  /** Brings it back at the same address. */
  revive(name: ScriptedName): Promise<void>;
  close(): Promise<void>;
}

export async function startScriptedServices(log: Logger): Promise<ScriptedServices> {
  const script = new Script();
  const running = new Map<ScriptedName, GrpcServer>();
  const addresses: Partial<Record<ScriptedName, string>> = {};
  const start = async (name: ScriptedName, address: string) => {
    const server = await startGrpcServer({ address, services: [servers[name](script)], log });
    running.set(name, server);
    addresses[name] = server.address;
  };
  for (const name of serviceNames) await start(name, '127.0.0.1:0');
  const kill = async (name: ScriptedName) => {
    await running.get(name)?.drain(0);
    running.delete(name);
  };
  return {
    script,
    addresses: addresses as Record<ScriptedName, string>,
    kill,
    revive: (name) => start(name, addresses[name] as string),
    close: async () => {
      await Promise.all([...running.keys()].map(kill));
    },
  };
}
