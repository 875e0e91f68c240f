/** The contract of earshot.dialogue.v1 on top of the language engine and the conversations. */
import { randomUUID } from 'node:crypto';
import { keepsPermissionOpen } from '../../language/answer/asked-permission.ts';
import { maxFormsPerName, maxNames } from '../../language/answer/given-names.ts';
import { maxFields } from '../../language/manifest/schema.ts';
import type { Snapshot } from '../../language/matcher/snapshot.ts';
import type { SlotContext } from '../../language/slots/types.ts';
import { givenNames } from '../../language/understand/given.ts';
import { comparedSentences } from '../../language/understand/interpret.ts';
import { judge } from '../../language/understand/judge.ts';
import { observe } from '../../language/understand/observe.ts';
import { type DialogueState, liveState } from '../../language/understand/state.ts';
import { type TurnInput, understand } from '../../language/understand/turn.ts';
import { SkillConversation } from '../../proto/gen/earshot/dialogue/v1/conversation.ts';
import {
  Decision,
  type DialogueServiceServer,
  type ForgetRequest,
  type ObserveRequest,
  type UnderstandRequest,
  UnderstandResponse,
} from '../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import type { DeviceRef, SkillSet, TurnRef } from '../../proto/gen/earshot/turn/v1/turn.ts';
import type { AudienceReader } from '../common/audience.ts';
import { requireOwn } from '../common/callers/objects.ts';
import { EarshotError } from '../common/errors/earshot-error.ts';
import { unary } from '../common/grpc/server.ts';
import type { Conversation, SkillThread } from './conversation.ts';
import type { ConversationStore } from './conversation-store.ts';
import {
  checkedText,
  localeOf,
  ownerOf,
  requireTurn,
  responseOf,
  slotContextOf,
  storedSlots,
  turnInputOf,
} from './convert.ts';
import type { WatchedTurns } from './developing/watched-turns.ts';
import type { NearMisses } from './near-misses.ts';
import type { SkillSets } from './skill-sets.ts';

/** A turn waits no longer for a sentence to be encoded: words are an answer too. */
const vectorPatienceMs = 250;

export interface HandlerParts {
  readonly conversations: ConversationStore;
  readonly skillSets: SkillSets;
  readonly audiences: AudienceReader;
  readonly turns: WatchedTurns;
  readonly nearMisses: NearMisses;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

const maxSlots = 100;
/** Hypotheses that are compared by their vectors: each costs some milliseconds before the answer. */
const maxEncoded = 2;

function comparedIn(input: TurnInput, snapshot: Snapshot, context: SlotContext): string[] {
  const compared: string[] = [];
  for (const { text } of input.hypotheses.slice(0, maxEncoded)) {
    const sentences = comparedSentences(text, snapshot, context);
    // Where one is plainly said, no later one is compared.
    if (sentences.length === 0 && !input.isRejectedByRecogniser) break;
    compared.push(...sentences);
  }
  return compared;
}

/** Of attributes and history together, as the router bounds them. */
const maxThreadBytes = 16 * 1024;

export function createHandlers(parts: HandlerParts): DialogueServiceServer {
  const { conversations, skillSets, audiences, turns, nearMisses, clock } = parts;
  const snapshotFor = (turn: TurnRef, skillSet: SkillSet | undefined) => {
    const locale = localeOf(turn.locale);
    if (!skillSet) throw new EarshotError('INVALID_ARGUMENT');
    return skillSets.get(skillSet, locale);
  };
  const policyFor = (turn: TurnRef) => audiences.read(turn.audience).policy;
  const ownerFor = (turn: TurnRef, device: DeviceRef | undefined) => ownerOf(turn, device, policyFor(turn));
  return {
    understand: unary(async (request, call) => {
      const turn = requireTurn(request.turn);
      requireOwn(call, { ...request.device });
      const input = turnInputOf(request, policyFor(turn));
      const snapshot = await snapshotFor(turn, request.skillSet);
      const context = slotContextOf(turn, request.surroundings, clock());
      let explained: (() => UnderstandResponse) | undefined;
      const understood = () =>
        conversations.update(ownerFor(turn, request.device), context.nowMs, (conversation) => {
          const asked = isSilence(request) ? askedOnceMore(conversation, turn.locale) : undefined;
          if (asked !== undefined) return asked;
          const heard = withNames(context, snapshot, conversation.thread);
          const outcome = understand(input, snapshot, conversation.state, heard);
          explained = () => responseOf(outcome, context.locale, true);
          const { interpretation } = outcome;
          const { thread: before, state } = conversation;
          const going = before && {
            ...before,
            isPermissionOpen: keepsPermissionOpen(before, state, outcome),
          };
          const thread = interpretation === undefined || interpretation.isNewConversation ? undefined : going;
          const next: Conversation = {
            state: outcome.nextState,
            thread: outcome.decision === 'invoke' ? thread : going,
            reprompt: undefined,
            isReprompted: isSilence(request),
          };
          const response = responseOf(outcome, context.locale, request.isExplain);
          return {
            next,
            response: {
              ...response,
              conversation:
                interpretation && outcome.decision === 'invoke'
                  ? conversationOf(thread, interpretation.skillId, outcome.nextState)
                  : undefined,
            },
          };
        });
      // Sentences that no template says are compared by their vectors, which are here for as long as that takes.
      const vectors = skillSets.vectorsOf(snapshot);
      const { response } = await (vectors
        ? vectors.hold(comparedIn(input, snapshot, context), understood, vectorPatienceMs)
        : understood());
      const { householdId = '' } = request.device ?? {};
      turns.say(householdId, () => ({
        ...{ turnId: turn.turnId, locale: turn.locale },
        understood: explained?.() ?? response,
      }));
      // Of children and guests not even a count.
      if (policyFor(turn).mayKeepHistory) nearMisses.note(response, householdId);
      return response;
    }),

    observe: unary(async (request) => {
      const turn = requireTurn(request.turn);
      if (!request.skill || request.slots.length > maxSlots) throw new EarshotError('INVALID_ARGUMENT');
      const { skillId, version } = request.skill;
      const slots = storedSlots(request.slots, !policyFor(turn).mayKeepHistory);
      const { intent, elicitSlot, isConfirming, isExpectingSpeech, isSessionEnded } = request;
      const answer = {
        skillId,
        version,
        intent,
        slots,
        elicitSlot,
        isConfirming,
        isExpectingSpeech,
        isSessionEnded,
      };
      const thread = threadOf(request);
      const nowMs = clock();
      await conversations.update(ownerFor(turn, request.device), nowMs, ({ state }) => ({
        next: {
          state: observe(state, answer, nowMs),
          thread,
          reprompt: request.reprompt?.text || undefined,
          isReprompted: false,
        },
      }));
      return {};
    }),

    expected: unary(async (request) => {
      const turn = requireTurn(request.turn);
      // Whoever begins to speak is not to wait for it at the end; where it fails, it is told then.
      if (request.skillSet) skillSets.get(request.skillSet, localeOf(turn.locale), 'soon').catch(() => {});
      const nowMs = clock();
      const { state, thread } = await conversations.read(ownerFor(turn, request.device), nowMs);
      const { waiting, frame } = liveState(state, nowMs);
      const isAsking = waiting !== undefined && thread?.skillId === frame?.skillId;
      return {
        names: isAsking ? [...(thread?.names ?? [])] : [],
        isExpecting: waiting !== undefined,
        focusSkillId: (waiting && frame?.skillId) ?? '',
        focusSlot: waiting?.kind === 'slot' ? waiting.slot : '',
      };
    }),

    forget: unary(async (request) => {
      const { by, id } = forgotten(request);
      await conversations.forget(by, id);
      return {};
    }),

    judge: unary(async (request) => {
      const turn = requireTurn(request.turn);
      const text = checkedText(request.text);
      const snapshot = await snapshotFor(turn, request.skillSet);
      const context = slotContextOf(turn, request.surroundings, clock());
      const { state, thread } = await conversations.read(ownerFor(turn, request.device), context.nowMs);
      return judge(text, snapshot, state, withNames(context, snapshot, thread));
    }),
  };
}

/** Beside what everybody can say: what the skill that is talked to named itself. */
const withNames = (context: SlotContext, snapshot: Snapshot, thread: SkillThread | undefined): SlotContext =>
  thread === undefined || thread.names.length === 0
    ? context
    : { ...context, given: givenNames(snapshot, thread.skillId, thread.names) };

const isSilence = ({ hypotheses, isRejectedByRecogniser }: UnderstandRequest): boolean =>
  !isRejectedByRecogniser && hypotheses.every(({ text }) => text.trim() === '');

/**
 * Nobody answered: a question is asked once more, in the skill's own words where it gave some, and then it is let be.
 * @returns undefined where the engine asks in its own way
 */
function askedOnceMore(conversation: Conversation, locale: string) {
  const { state, reprompt, isReprompted } = conversation;
  if (isReprompted) {
    const response = UnderstandResponse.fromPartial({ decision: Decision.REJECT });
    return { next: conversation, response };
  }
  if (reprompt === undefined || state.waiting === undefined) return undefined;
  const response = UnderstandResponse.fromPartial({
    decision: Decision.ASK,
    speech: { text: reprompt, locale },
    focusSkillId: state.frame?.skillId ?? '',
    focusSlot: state.waiting.kind === 'slot' ? state.waiting.slot : '',
  });
  return { next: { ...conversation, isReprompted: true }, response };
}

/** What goes into the call: what is there of this skill's, or a new one. */
function conversationOf(
  thread: SkillThread | undefined,
  skillId: string,
  { suspended }: DialogueState,
): SkillConversation {
  const isAwaited = suspended !== undefined;
  if (thread === undefined || thread.skillId !== skillId) {
    const conversationId = `ses_${randomUUID()}`;
    return SkillConversation.fromPartial({ conversationId, isNew: true, isAwaited });
  }
  const { skillId: _, history, names, askedPermissions, ...rest } = thread;
  const lists = { history: [...history], names: [...names], askedPermissions: [...askedPermissions] };
  return { ...rest, ...lists, isNew: false, isAwaited };
}

/** @throws EarshotError INVALID_ARGUMENT for more than a router lets a skill note */
function threadOf({ skill, conversation }: ObserveRequest): SkillThread | undefined {
  if (skill === undefined || conversation === undefined) return undefined;
  // Of this one call alone, and nothing to keep.
  const { isNew: _new, isAwaited: _awaited, ...thread } = conversation;
  const { attributesJson, history, names, askedPermissions } = thread;
  if (Buffer.byteLength(attributesJson) + Buffer.byteLength(history.join('')) > maxThreadBytes) {
    throw new EarshotError('INVALID_ARGUMENT');
  }
  // Each is a field that the manifest declares, and is asked for once.
  if (askedPermissions.length > maxFields) throw new EarshotError('INVALID_ARGUMENT');
  if (names.length > maxNames || names.some(({ forms }) => forms.length > maxFormsPerName)) {
    throw new EarshotError('INVALID_ARGUMENT');
  }
  return { skillId: skill.skillId, ...thread };
}

/** @throws EarshotError INVALID_ARGUMENT unless exactly one of them is named */
function forgotten({ sessionId, deviceId, householdId }: ForgetRequest) {
  const named = [
    { by: 'session_id', id: sessionId },
    { by: 'device_id', id: deviceId },
    { by: 'household_id', id: householdId },
  ] as const;
  const [one, ...others] = named.filter(({ id }) => id !== '');
  if (one === undefined || others.length > 0) throw new EarshotError('INVALID_ARGUMENT');
  return one;
}
