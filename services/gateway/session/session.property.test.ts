/** A session under arbitrary orders of messages, audio, faults and disconnects, over scripted ports. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { propertyRuns } from '../../../property-runs.ts';
import type { SpeakerMessage } from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { signedAudience, testAudiences } from '../../common/testing/audiences.ts';
import { Gateway } from '../gateway.ts';
import { defaultLimits } from '../limits.ts';
import type { Services } from '../ports/services.ts';
import { KeptSilences } from '../switches/kept-silences.ts';
import { silentLog } from '../testing/harness.ts';
import { ScriptedPorts } from '../testing/scripted-ports.ts';
import type { ControlMessage, SpeakerLink } from './link.ts';
import { SessionIds } from './session-id.ts';

const limits = {
  ...defaultLimits,
  helloTimeoutMs: 50,
  replyTimeoutMs: 30,
  stallTimeoutMs: 20,
  paceLeadMs: 1_000,
  inFlightGraceMs: 5,
  maxRefusedFrames: 20,
};

class RecordingLink implements SpeakerLink {
  readonly headroomBytes = 0;
  readonly paceLeadMs = undefined;
  bufferedBytes = 0;
  readonly messages: ControlMessage[] = [];
  closes = 0;
  isPaused = false;
  send(message: ControlMessage): void {
    this.messages.push(message);
  }
  sendAudio(): void {}
  pause(): void {
    this.isPaused = true;
  }
  resume(): void {
    this.isPaused = false;
  }
  close(): void {
    this.closes += 1;
  }
}

const listening = {
  isMuted: false,
  isWakeWordOff: false,
  mutedUntilMs: 0,
  wakeWordOffUntilMs: 0,
  wakeWords: [],
};
const device = { deviceId: 'd', householdId: 'h', tenantId: '' };
const surroundings = { timeZone: 'UTC', roomId: '', entities: [] };
const identity = {
  device,
  listening,
  surroundings,
  audience: signedAudience(),
  isOptedIn: true,
  isTokenOld: false,
};

function world(fault: string) {
  const ports = new ScriptedPorts();
  ports.progress = ['One moment.'];
  ports.before = async (step) => {
    if (step === fault) throw new EarshotError('SERVICE_UNAVAILABLE');
    await new Promise((resolve) => setTimeout(resolve, step.length % 3));
  };
  const services: Services = {
    recognise: (start, bounds) => ports.recognise(start, bounds),
    understand: (request, bounds) => ports.understand(request, bounds),
    checkGrants: (request, bounds) => ports.checkGrants(request, bounds),
    tellVoice: (device, voice, bounds) => ports.tellVoice(device, voice, bounds),
    invoke: (request, bounds) => ports.invoke(request, bounds),
    expected: async () => {
      await ports.before('expected');
      return { focusSkillId: 'example.coffee', focusSlot: '' };
    },
    synthesise: (request, bounds) => ports.synthesise(request, bounds),
    offer: (turn, offered) => ports.offer(turn, offered),
    authenticate: async () => ({ ...identity, askedMs: performance.now() }),
    activate: async () => ({ deviceToken: 't' }),
    rotateToken: async () => ({ deviceToken: 't' }),
    offerDevice: async () => ({ isAccepted: false, deviceToken: '', code: '', expiresInS: 0 }),
    setListening: async () => {
      if (fault === 'setListening') throw new EarshotError('STORE_FAILED');
      return true;
    },
    watchDevices: ({ signal }) => ({
      news: (async function* () {
        yield { sequence: 0, deviceId: '', change: undefined, isStored: false, isRevoked: false };
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      })(),
      acknowledge: () => {},
    }),
    reportUse: async () => {},
    skillSet: async () => {
      await ports.before('prepare');
      return { skillSetId: 's', skills: [] };
    },
    foreseeAnswer: async () => {
      if (fault === 'foreseeAnswer') throw new EarshotError('SERVICE_UNAVAILABLE');
    },
    recordTurn: async () => {},
    keepDeviceLog: async () => {},
    turnOutcome: async () => 3,
  };
  const gateway = new Gateway({
    limits,
    services,
    audiences: testAudiences(),
    sessionIds: new SessionIds(Buffer.alloc(32, 1)),
    systemSkills: new Set(),
    log: silentLog,
    keptSilences: new KeptSilences(mkdtempSync(join(silencesDir, 'of-one-'))),
  });
  gateways.push(gateway);
  return { gateway, ports };
}

const gateways: Gateway[] = [];
const silencesDir = mkdtempSync(join(tmpdir(), 'earshot-silences-'));
afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.drain()));
  rmSync(silencesDir, { recursive: true, force: true });
});

const format = { codec: 1, sampleRateHz: 16_000, frameMs: 20 } as const;
const hello: SpeakerMessage['message'] = {
  $case: 'hello',
  value: {
    protocol: 'earshot.v1',
    model: 'm',
    firmware: 'f',
    locale: 'en-US',
    capabilities: [],
    audioUp: format,
    audioDown: format,
    resumeSessionId: '',
    microphone: undefined,
  },
};

type Step =
  | { readonly kind: 'say'; readonly message: SpeakerMessage['message'] }
  | { readonly kind: 'audio'; readonly bytes: number; readonly isLast: boolean }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'disconnect' | 'goAway' | 'cutOff' | 'replaced' };

// Mostly what a good speaker does: what is fatal ends the run, and would leave little to look at.
const listenId = fc.oneof(
  { weight: 40, arbitrary: fc.string({ minLength: 1, maxLength: 2, unit: fc.constantFrom(...'abcdef') }) },
  { weight: 1, arbitrary: fc.constant('') },
);
const say = (message: fc.Arbitrary<unknown>): fc.Arbitrary<Step> =>
  message.map((value) => ({ kind: 'say', message: value as SpeakerMessage['message'] }));
const one = ($case: string, value: Record<string, fc.Arbitrary<unknown>>) =>
  say(fc.record({ $case: fc.constant($case), value: fc.record(value) }));

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .tuple(listenId, fc.constantFrom([1, 100], [2, 0], [2, 0], [4, 0], [1, 100], [1, 0]))
      .map(([id, [mode = 2, wakeAudioMs = 0]]) => ({
        kind: 'say' as const,
        message: {
          $case: 'listenStart' as const,
          value: { listenId: id, mode, wakeAudioMs },
        } as SpeakerMessage['message'],
      })),
  },
  {
    weight: 10,
    arbitrary: one('text', {
      listenId,
      text: fc.constantFrom(...Array.from({ length: 20 }, () => 'a coffee'), ' '),
      isSilent: fc.boolean(),
    }),
  },
  { weight: 6, arbitrary: one('listenStop', { listenId }) },
  { weight: 6, arbitrary: one('abort', { listenId, reason: fc.constant('user') }) },
  {
    weight: 1,
    arbitrary: one('setMicrophone', {
      isMuted: fc.boolean(),
      isWakeWordOff: fc.boolean(),
      forMinutes: fc.constantFrom(0, 5),
    }),
  },
  { weight: 1, arbitrary: one('getOutcome', { turnId: fc.constant('x') }) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'say', message: hello }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('audio' as const),
      bytes: fc.constantFrom(...Array.from({ length: 30 }, () => 640), 320, 641),
      isLast: fc.boolean(),
    }),
  },
  { weight: 16, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(8) }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Step>(
      { kind: 'disconnect' },
      { kind: 'goAway' },
      { kind: 'cutOff' },
      { kind: 'replaced' },
    ),
  },
);

const fault = fc.constantFrom(
  'none',
  'prepare',
  'recognise:ready',
  'recognise:result',
  'understand',
  'invoke',
  'invoke:result',
  'expected',
  'synthesise',
  'chunk',
  'setListening',
  'foreseeAnswer',
);

test('every turn that starts ends exactly once, turns never overlap, and nothing of a turn follows its end', async () => {
  let ends = 0;
  await fc.assert(
    fc.asyncProperty(fault, fc.array(step, { maxLength: 25 }), async (at, steps) => {
      const { gateway, ports } = world(at);
      const link = new RecordingLink();
      const session = gateway.open(link, {
        identity: { ...identity, askedMs: performance.now() },
        token: 't',
      });
      session.handle(hello);
      for (const next of steps) {
        if (next.kind === 'say') session.handle(next.message);
        else if (next.kind === 'audio')
          session.handleAudio({ payload: Buffer.alloc(next.bytes), isLast: next.isLast, missing: 0 });
        else if (next.kind === 'wait') await new Promise((resolve) => setTimeout(resolve, next.ms));
        else if (next.kind === 'disconnect') session.disconnected();
        else session[next.kind]();
      }
      await new Promise((resolve) => setTimeout(resolve, 30));
      session.cutOff();
      session.disconnected();

      const started: string[] = [];
      const ended = new Set<string>();
      for (const { $case, value } of link.messages) {
        if ($case === 'turnStarted') {
          expect(started.every((turnId) => ended.has(turnId))).toBe(true);
          started.push(value.turnId);
        } else if ('turnId' in value && $case !== 'outcome') {
          expect(started).toContain(value.turnId);
          expect(ended.has(value.turnId)).toBe(false);
          if ($case === 'turnEnded') ended.add(value.turnId);
        }
      }
      expect(ended.size).toBe(started.length);
      ends += ended.size;
      expect(ports.calls.filter((call) => call === 'invoke').length).toBeLessThanOrEqual(started.length);
      expect(gateway.sessionCount).toBe(0);
      // Whoever is told something fatal is told nothing more, and is closed.
      const fatal = link.messages.findIndex(({ $case, value }) => $case === 'error' && value.isFatal);
      if (fatal !== -1) {
        expect(link.closes).toBe(1);
        expect(link.messages).toHaveLength(fatal + 1);
      }
    }),
    { numRuns: propertyRuns(120), interruptAfterTimeLimit: 15_000 },
  );
  expect(ends).toBeGreaterThan(50);
});
