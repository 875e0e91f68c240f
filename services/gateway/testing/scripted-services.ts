/**
 * The other services as in-process gRPC servers that follow a script, for the gateway's own tests: real
 * streams, deadlines and errors, but no recogniser, no dialogue and no skill behind them.
 */

import { Listener } from '../../../language/audience/policy.ts';
import {
  AsrServiceService,
  type PrepareRequest,
  type RecogniseRequest,
  type RecogniseResponse,
} from '../../../proto/gen/earshot/asr/v1/asr.ts';
import {
  Decision,
  DialogueServiceService,
  type UnderstandRequest,
  UnderstandResponse,
} from '../../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import {
  CasesServiceService,
  type KeepDeviceLogRequest,
} from '../../../proto/gen/earshot/duties/v1/cases.ts';
import { FamilyServiceService, type ReportUseRequest } from '../../../proto/gen/earshot/family/v1/family.ts';
import {
  type FirmwareRelease,
  type ListeningChange,
  type ListeningSwitches,
  type OfferDeviceRequest,
  PrivacyServiceService,
  type SetListeningRequest,
  type WatchDevicesRequest,
  type WatchDevicesResponse,
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
import type { Audience, Pause } from '../../../proto/gen/earshot/turn/v1/audience.ts';
import type { DeviceRef, TurnRef } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { bidi, type GrpcServer, serverStream, startGrpcServer, unary } from '../../common/grpc/server.ts';
import type { Logger } from '../../common/log.ts';
import { signedAudience } from '../../common/testing/audiences.ts';
import { credentialsOf, keysIn } from '../../common/testing/callers.ts';

export const serviceNames = ['privacy', 'asr', 'dialogue', 'skills', 'tts'] as const;
export type ScriptedName = (typeof serviceNames)[number];

type DeviceNews = Omit<WatchDevicesResponse, 'sequence'>;

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
  /** Devices, by their secrets, whose code was entered. */
  readonly accepted = new Set<string>();
  /** …and those that show one. */
  readonly offered = new Set<string>();
  /** Gateways that watch devices. */
  watchers = new Set<(news: DeviceNews) => void>();
  /** Who is listening, at every device. */
  audience: Audience | undefined = signedAudience(Listener.HOUSEHOLD, 'eu');
  /** When none of them is listened to. */
  pause: Pause | undefined;
  isTokenOld = false;
  /** Firmware that is allowed on every device, and the case for which its log is wanted. */
  firmware: FirmwareRelease | undefined;
  logCaseId = '';
  readonly deviceLogs: KeepDeviceLogRequest[] = [];
  /** What the skill was told of the device with the last call. */
  lastInvoke: InvokeRequest | undefined;
  readonly outcomes = new Map<string, { deviceId: string; outcome: TurnOutcome }>();
  /** Turns of children that were reported. */
  readonly used: { readonly deviceId: string; readonly usedMs: number }[] = [];
  /** Devices that stand in a hotel's room. */
  readonly hotelDevices = new Set<string>();
  /** Recognitions that began, and of them those that a wake word began. */
  listens = 0;
  readonly wakes: { readonly wakeAudioMs: number }[] = [];
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
  /** Open questions by session, as dialogue keeps them. */
  readonly expected = new Map<string, { focusSkillId: string; focusSlot: string }>();
  /** Awaited at the beginning of each call, by service and method; throws or delays as the test wishes. */
  before: (step: string, signal: AbortSignal) => Promise<void> = async () => {};

  /** Tells every gateway of a change, as a privacy service would. */
  tell(news: DeviceNews): void {
    for (const tell of this.watchers) tell(news);
  }

  /** Notes what a turn leaves open; false = nothing. */
  expect(turn: TurnRef | undefined, open: { focusSkillId: string; focusSlot: string } | false): void {
    const sessionId = turn?.sessionId ?? '';
    if (open === false) this.expected.delete(sessionId);
    else this.expected.set(sessionId, open);
  }

  /** Tokens are `token-<device>`; any of them exists. */
  deviceOf(token: string): DeviceRef {
    const deviceId = /^token-([\w-]+)$/.exec(token)?.[1];
    if (deviceId === undefined || this.revoked.has(deviceId)) throw new EarshotError('UNAUTHENTICATED');
    return this.hotelDevices.has(deviceId)
      ? { deviceId, householdId: '', tenantId: 'hotel' }
      : { deviceId, householdId: 'h', tenantId: '' };
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
        return {
          device,
          listening: script.switches.get(device.deviceId) ?? noSwitches,
          surroundings: { timeZone: 'UTC', roomId: '', entities: [] },
          audience: script.audience,
          pause: script.pause,
          isTokenOld: script.isTokenOld,
          firmware: script.firmware,
          logCaseId: script.logCaseId,
        };
      }),
      activateDevice: unary(({ claimCode }: { claimCode: string }) => {
        if (claimCode !== 'GOOD-CODE') throw new EarshotError('CLAIM_CODE_WRONG');
        return { deviceId: 'new', deviceToken: 'token-new' };
      }),
      rotateDeviceToken: unary(({ deviceToken }: { deviceToken: string }) => {
        script.deviceOf(deviceToken);
        return { deviceToken: `${deviceToken}-renewed` };
      }),
      offerDevice: unary(({ clientSecret, isAsking }: OfferDeviceRequest) => {
        const isAccepted = script.accepted.has(clientSecret);
        const isShown = !isAccepted && !isAsking;
        if (isShown) script.offered.add(clientSecret);
        return {
          isAccepted,
          deviceToken: isAccepted || isShown ? `token-${clientSecret}` : '',
          code: isShown ? '135790' : '',
          expiresInS: !isAccepted && script.offered.has(clientSecret) ? 600 : 0,
        };
      }),
      setListening: unary(async ({ deviceId, change }: SetListeningRequest, { signal }) => {
        await script.before('setListening', signal);
        const { wakeWords: _unused, ...named } = change as ListeningChange;
        const present = Object.fromEntries(
          Object.entries(named).filter(([, value]) => value !== undefined),
        ) as Partial<ListeningSwitches>;
        script.switches.set(deviceId, { ...noSwitches, ...script.switches.get(deviceId), ...present });
        script.tell({ deviceId, change, isStored: true, isRevoked: false });
        return { isKnownEverywhere: true };
      }),
      watchDevices: bidi<WatchDevicesRequest, WatchDevicesResponse>(async (call) => {
        const nothing = { sequence: 0, deviceId: '', change: undefined, isStored: false, isRevoked: false };
        await call.write(nothing);
        let sequence = 0;
        const tell = (news: DeviceNews) => {
          sequence += 1;
          call.write({ ...news, sequence }).catch(() => {});
        };
        script.watchers.add(tell);
        await new Promise<void>((resolve) => {
          call.signal.addEventListener('abort', () => resolve(), { once: true });
        });
        script.watchers.delete(tell);
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
            script.listens += 1;
            const { wakeAudioMs } = request.value;
            if (wakeAudioMs > 0) script.wakes.push({ wakeAudioMs });
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
              voice: Buffer.alloc(0),
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
        const understood = script.understood(request);
        const { focusSkillId, focusSlot } = understood;
        script.expect(request.turn, understood.decision === Decision.ASK && { focusSkillId, focusSlot });
        return understood;
      }),
      expected: unary(async ({ turn }: { turn: TurnRef }, { signal }) => {
        await script.before('expected', signal);
        const open = script.expected.get(turn.sessionId);
        return { isExpecting: open !== undefined, focusSkillId: '', focusSlot: '', ...open, names: [] };
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
      checkGrants: unary(async () => ({})),
      invoke: serverStream<InvokeRequest, InvokeResponse>(async (request, call) => {
        const { turn, device } = request;
        script.lastInvoke = request;
        const turnId = turn?.turnId ?? '';
        const deviceId = device?.deviceId ?? '';
        script.invokes += 1;
        script.outcomes.set(turnId, { deviceId, outcome: TurnOutcome.UNKNOWN });
        await script.before('invoke', call.signal);
        script.outcomes.set(turnId, { deviceId, outcome: TurnOutcome.COMPLETED });
        const { isExpectingSpeech, elicitSlot } = script.result;
        script.expect(turn, isExpectingSpeech && { focusSkillId: 'example.coffee', focusSlot: elicitSlot });
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
          const speechMs =
            script.speechMsOf.get(script.outcomes.get(turn?.turnId ?? '')?.deviceId ?? '') ?? script.speechMs;
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

/** A second contract of the same process. */
const besides = (name: ScriptedName, script: Script): Server[] =>
  name === 'privacy'
    ? [
        [
          FamilyServiceService,
          {
            reportUse: unary(({ deviceId, usedMs }: ReportUseRequest) => {
              script.used.push({ deviceId, usedMs });
              return {};
            }),
          },
        ],
        [
          CasesServiceService,
          {
            keepDeviceLog: unary((request: KeepDeviceLogRequest) => {
              script.deviceLogs.push(request);
              return {};
            }),
          },
        ],
      ]
    : [];

export interface ScriptedServices {
  readonly script: Script;
  readonly addresses: Readonly<Record<ScriptedName, string>>;
  /** Ends a service at once, with every call it has. */
  kill(name: ScriptedName): Promise<void>;
  /** Brings it back at the same address. */
  revive(name: ScriptedName): Promise<void>;
  close(): Promise<void>;
}

/** @param stateDir gets the keys of whoever calls them */
export async function startScriptedServices(log: Logger, stateDir: string): Promise<ScriptedServices> {
  const script = new Script();
  keysIn(stateDir);
  const credentials = credentialsOf('gateway', undefined, stateDir);
  const running = new Map<ScriptedName, GrpcServer>();
  const addresses: Partial<Record<ScriptedName, string>> = {};
  const start = async (name: ScriptedName, address: string) => {
    const server = await startGrpcServer({
      address,
      services: [servers[name](script), ...besides(name, script)],
      log,
      credentials,
    });
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
