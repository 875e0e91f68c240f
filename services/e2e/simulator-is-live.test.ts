/** The simulator shows what people get: sixty conversations, held in it and with the real services, and no difference. */
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SkillManifest } from '../../language/manifest/types.ts';
import { Decision, type Interpretation } from '../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import type { Directive, SkillSet, Slot, TurnRef } from '../../proto/gen/earshot/turn/v1/turn.ts';
import { skill as cards } from '../../skills-sdk/examples/cards/skill.ts';
import { createSkill as coffee } from '../../skills-sdk/examples/coffee/skill.ts';
import { createSkill as hotel } from '../../skills-sdk/examples/hotel/skill.ts';
import { skill as lights } from '../../skills-sdk/examples/lights/skill.ts';
import { createSkill as playlists } from '../../skills-sdk/examples/playlists/skill.ts';
import { createSkill as reminders } from '../../skills-sdk/examples/reminders/skill.ts';
import { skill as rover } from '../../skills-sdk/examples/rover/skill.ts';
import { skill as sums } from '../../skills-sdk/examples/sums/skill.ts';
import type { HandleOptions, WireRequest, WireResponse } from '../../skills-sdk/src/index.ts';
import { simulate } from '../../skills-sdk/src/testing/index.ts';
import { callUnary, openServerStream } from '../common/grpc/client.ts';
import { Acting } from '../gateway/turn/acting.ts';
import { TurnClocks } from '../gateway/turn/clocks.ts';
import type { PreparedTurn, TurnPorts } from '../gateway/turn/ports.ts';
import { StageLog } from '../gateway/turn/stage-log.ts';
import { type Home, makeHome } from '../privacy/testing/harness.ts';
import type { InProcessSkill } from '../skills/delivery/index.ts';
import { grant, type Harness, startHarness } from '../skills/testing/harness.ts';
import { conversations } from './testing/conversations.ts';

const deadlineMs = 20_000;
const capabilities = ['audio', 'display', 'device-control'];
const decisions: Readonly<Record<number, string>> = {
  [Decision.INVOKE]: 'invoke',
  [Decision.ASK]: 'ask',
  [Decision.CANCEL]: 'cancel',
  [Decision.REJECT]: 'reject',
};

/** What a turn came to, in words that both worlds have. */
interface Seen {
  readonly decision: string;
  readonly intent: string;
  readonly slots: Readonly<Record<string, unknown>>;
  readonly speech: string;
  /** Its marks for the voice. */
  readonly ssml?: string | undefined;
  readonly isListening: boolean;
  readonly directives: readonly unknown[];
  /** What the skills were sent, without what is random by design. */
  readonly sent: readonly unknown[];
}

/** The examples anew, and all that they are sent: what one keeps is not the other's. */
function skills(): { readonly list: InProcessSkill[]; readonly sent: WireRequest[] } {
  const sent: WireRequest[] = [];
  const list = [coffee(), cards, hotel(), lights, playlists(), reminders(), rover, sums].map(
    (skill): InProcessSkill => ({
      manifest: { ...skill.manifest, endpoint: 'in-process' } as SkillManifest,
      handle: (request: WireRequest, options: HandleOptions): Promise<WireResponse> => {
        sent.push(request);
        return skill.handle(request, options);
      },
    }),
  );
  return { list, sent };
}

const random = new Set(['requestId', 'timestamp', 'id', 'token', 'url', 'valueClass']);

/** A copy without names, moments and keys that differ from one turn to the next. */
function steady(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(steady);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, random.has(key) ? typeof inner : steady(inner)]),
  );
}

/** Without what is empty, which on the wire is the same as absent. */
function filled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(filled);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, inner]) => inner !== '');
  return Object.fromEntries(kept.map(([key, inner]) => [key, filled(inner)]));
}

/** A directive as a skill writes it, whichever world it comes from. */
function plainDirective(directive: Directive | object): unknown {
  const oneof = (directive as Directive).directive;
  const plain = (oneof === undefined ? directive : { [oneof.$case]: oneof.value }) as Record<string, object>;
  return Object.fromEntries(
    Object.entries(plain).map(([kind, content]) => [
      kind,
      // A timer's length runs on while we look.
      filled(
        Object.fromEntries(
          Object.entries(content).map(([key, value]) => [
            key,
            key === 'timerId' ? typeof value : key === 'durationS' ? Math.round(Number(value) / 600) : value,
          ]),
        ),
      ),
    ]),
  );
}

const slotValues = (slots: readonly Slot[]): Record<string, unknown> =>
  Object.fromEntries(slots.map(({ name, valueJson }) => [name, JSON.parse(valueJson || 'null')]));

let harness: Harness;
let home: Home;
let live: ReturnType<typeof skills>;

beforeAll(async () => {
  live = skills();
  harness = await startHarness({ builtIn: live.list });
  home = await makeHome(harness.privacy.client);
  const { householdId, tenantId } = home.device;
  for (const { manifest } of live.list)
    await callUnary(
      harness.client,
      'enableSkill',
      { skillId: manifest.id, householdId, tenantId },
      { deadlineMs },
    );
}, 60_000);
afterAll(async () => harness?.close());

/** One turn through dialogue, router and privacy, put together as the gateway puts it together. */
async function sayLive(text: string, locale: string, sessionId: string): Promise<Seen> {
  const { client, dialogue, privacy } = harness;
  const who = await callUnary(
    privacy.client,
    'authenticateDevice',
    { deviceToken: home.deviceToken },
    { deadlineMs },
  );
  const { skillSet } = await callUnary(client, 'getSkillSet', { device: who.device, locale }, { deadlineMs });
  const ref: TurnRef = { turnId: randomUUID(), sessionId, locale, audience: who.audience };
  const asked = {
    turn: ref,
    hypotheses: [{ text, confidence: 1, words: [] }],
    isRejectedByRecogniser: false,
    isExplain: false,
    skillSet: skillSet as SkillSet,
    surroundings: who.surroundings,
    device: who.device,
  };
  const understood = await callUnary(dialogue, 'understand', asked, { deadlineMs });
  const before = live.sent.length;
  const directives: Directive[] = [];
  const base = {
    decision: decisions[understood.decision] ?? '',
    intent: understood.interpretation?.intent ?? '',
    slots: slotValues(understood.interpretation?.slots ?? []),
  };
  if (understood.decision !== Decision.INVOKE) {
    const isListening = understood.decision === Decision.ASK;
    const { skill, intent, isNewConversation } = understood.interpretation ?? { isNewConversation: false };
    // As the gateway does before the first question.
    const check = { turn: ref, skill, intent: intent ?? '', device: who.device };
    const refusal =
      isListening && isNewConversation
        ? (await callUnary(client, 'checkGrants', check, { deadlineMs })).speech
        : undefined;
    if (refusal) return { ...base, speech: refusal.text, isListening: false, directives: [], sent: [] };
    return { ...base, speech: understood.speech?.text ?? '', isListening, directives: [], sent: [] };
  }
  const { signal } = new AbortController();
  const clock = { nowUs: () => performance.now() * 1000 } as never;
  const budget = { replyMs: deadlineMs, utteranceMs: 0 };
  const clocks = new TurnClocks({ clock, budget, signal, onExpired: () => {} });
  const ports: Pick<TurnPorts, 'invoke' | 'outcome'> = {
    invoke: (request, limits) => openServerStream(client.invoke.bind(client), request, limits),
    outcome: async () => ({ outcome: 0 }) as never,
  };
  const acting = new Acting({
    ports,
    sink: { expect: () => {}, directive: (directive) => void directives.push(directive) },
    stages: new StageLog(clock, () => {}),
    clocks,
    signal,
    onProgress: () => {},
  });
  const prepared = {
    ref,
    device: who.device,
    surroundings: who.surroundings,
    capabilities,
    tools: [],
    status: [],
  } as unknown as PreparedTurn;
  const { conversation, also, resume, text: utterance } = understood;
  const chosen = understood.interpretation as Interpretation;
  const answer = await acting.run(prepared, { chosen, utterance, conversation, also, resume });
  return {
    ...base,
    speech: answer.speech?.text ?? '',
    ...(answer.speech?.ssml === undefined ? {} : { ssml: answer.speech.ssml }),
    isListening: answer.isExpectingSpeech,
    directives: directives.map(plainDirective),
    sent: live.sent.slice(before).map(steady),
  };
}

describe.each(['nothing granted', 'everything granted'])('with %s', (what) => {
  test('sixty conversations are the same in both worlds', async () => {
    expect(conversations).toHaveLength(60);
    const simulated = skills();
    const who = await callUnary(
      harness.privacy.client,
      'authenticateDevice',
      { deviceToken: home.deviceToken },
      { deadlineMs },
    );
    const user = simulate(simulated.list as never, {
      now: new Date(),
      timeZone: who.surroundings?.timeZone ?? '',
      capabilities,
    });
    if (what === 'everything granted') {
      for (const { manifest } of live.list) {
        const paths = manifest.fields.map(({ name }) => name);
        if (paths.length === 0) continue;
        await grant(harness.privacy.client, manifest, home.device, paths);
        user.grant(...paths);
      }
    }
    const differences: string[] = [];
    for (const [locale, ...lines] of conversations) {
      const sessionId = randomUUID();
      user.startOver();
      user.setLocale(locale);
      user.clock.set(new Date());
      for (const line of lines) {
        const real = await sayLive(line, locale, sessionId);
        const before = simulated.sent.length;
        const turn = await user.say(line);
        const shown: Seen = {
          decision: turn.decision,
          intent: turn.intent ?? '',
          slots: turn.slots,
          speech: turn.speech,
          ...(turn.ssml === undefined ? {} : { ssml: turn.ssml }),
          isListening: turn.isListening,
          directives: turn.directives.map(plainDirective),
          sent: simulated.sent.slice(before).map(steady),
        };
        if (isDeepStrictEqual(shown, real)) continue;
        differences.push(
          `${lines.join(' / ')}: “${line}”\nlive  ${JSON.stringify(real)}\nshown ${JSON.stringify(shown)}`,
        );
        break;
      }
    }
    expect(differences.join('\n\n')).toBe('');
  }, 120_000);
});
