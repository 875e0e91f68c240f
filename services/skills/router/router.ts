import { type FilteredResponse, filterResponse } from '../../../language/answer/response.ts';
import type { SkillManifest } from '../../../language/manifest/types.ts';
import {
  audienceOf,
  historyPath,
  inspect,
  missingRequired,
  planDisclosure,
  project,
  requestCandidate,
  skillRequestSchema,
  toLocale,
} from '../../../language/projection/index.ts';
import {
  type InvokeRequest,
  InvokeResult,
  TurnOutcome,
} from '../../../proto/gen/earshot/skills/v1/skills.ts';
import type { SkillRef, Speech, TurnContext } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import type { ErrorCode } from '../../common/errors/catalogue.ts';
import { codeOf, EarshotError } from '../../common/errors/earshot-error.ts';
import type { Logger } from '../../common/log.ts';
import { ownerOfDevice, type Registry } from '../registry/index.ts';
import { apologyFor } from './apology.ts';
import type { Bulkhead, CallResult } from './bulkhead.ts';
import {
  appendHistory,
  type Conversation,
  type Conversations,
  newConversation,
  readerCheckOf,
} from './conversations.ts';
import type { Counts } from './counts.ts';
import type { Deliverer } from './deliver.ts';
import { type Disclose, discloseRequest } from './disclosure.ts';
import { type Entry, InFlight } from './in-flight.ts';
import type { Inspections } from './inspection.ts';
import type { Outcomes } from './outcomes.ts';
import { requestIdOf } from './request-id.ts';
import type { WithdrawalFeed } from './withdrawal-feed.ts';

export interface RouterParts {
  readonly registry: Registry;
  readonly disclose: Disclose;
  readonly withdrawals: WithdrawalFeed;
  readonly deliverer: Deliverer;
  readonly bulkhead: Bulkhead;
  readonly outcomes: Outcomes;
  readonly conversations: Conversations;
  readonly counts: Counts;
  readonly inspections: Inspections;
  readonly log: Logger;
}

export interface InvokeLimits {
  /** The caller's: aborted when it gives up or its deadline passes. */
  readonly signal: AbortSignal;
  /** Milliseconds until the caller's deadline. */
  readonly remainingMs: number;
  /** Says something while the skill works. */
  readonly onProgress: (speech: Speech) => void;
}

export const defaultTimeoutMs = 3_000;
/** Kept back from the caller's deadline, so that the apology still arrives in time. */
const reserveMs = 50;
/** The decision about what may leave; beyond it nothing leaves. */
const maxDiscloseMs = 2_000;

/** Failures that say something about the skill. */
const skillFailures: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'SKILL_TIMEOUT',
  'SKILL_UNREACHABLE',
  'SKILL_EGRESS_REFUSED',
  'SKILL_CLOSED_EARLY',
  'SKILL_REDIRECT',
  'SKILL_BAD_STATUS',
  'SKILL_TOO_LARGE',
  'SKILL_BAD_RESPONSE',
  'SKILL_BAD_SIGNATURE',
]);

/** One call, from the moment it is known to be allowed to start. */
interface Call {
  readonly request: InvokeRequest;
  readonly turn: TurnContext;
  readonly skill: SkillRef;
  readonly manifest: SkillManifest;
  readonly limits: InvokeLimits;
  readonly signal: AbortSignal;
  /** Ends the call from outside. */
  readonly recall: Entry['recall'];
  /** When the call is over at the latest, on the clock of `performance.now`. */
  readonly deadlineAt: number;
}

/**
 * Calls skills: decides nothing about consent itself, sends nothing that the privacy service did not allow and write
 * down first, and turns whatever a skill does into one answer for the user and one code for its developer.
 */
export class Router {
  readonly #parts: RouterParts;
  readonly #inFlight: InFlight;

  constructor(parts: RouterParts) {
    this.#parts = parts;
    this.#inFlight = new InFlight(parts.registry, parts.log);
  }

  /**
   * Calls a skill once.
   * @returns always a result: the skill's answer, or an apology with the code of what went wrong.
   * @throws EarshotError INVALID_ARGUMENT for a request that makes no sense, CANCELLED when the caller gave up.
   */
  async invoke(request: InvokeRequest, limits: InvokeLimits): Promise<InvokeResult> {
    const { turn, skill } = request;
    if (turn?.device === undefined || skill === undefined || turn.turnId === '') {
      throw new EarshotError('INVALID_ARGUMENT');
    }
    let manifest: SkillManifest | undefined;
    let code: ErrorCode;
    try {
      const owner = ownerOfDevice(turn.device);
      const isCallable = await this.#parts.registry.isCallable(owner, skill);
      manifest = await this.#parts.registry.manifest(skill);
      if (!isCallable || manifest === undefined) throw new EarshotError('SKILL_NOT_ENABLED');
      if (!Object.hasOwn(manifest.model.intents, request.intent)) throw new EarshotError('INVALID_ARGUMENT');
      const leave = this.#parts.bulkhead.enter(skill.skillId);
      return await this.#run(request, turn, skill, manifest, limits, leave);
    } catch (error) {
      code = codeOf(error);
      if (limits.signal.aborted || code === 'CANCELLED') throw new EarshotError('CANCELLED');
      if (code === 'INVALID_ARGUMENT') throw error;
      this.#parts.log.warn(
        'skill.failed',
        { ...skill, skillVersion: skill.version, turnId: turn.turnId, code },
        error,
      );
    }
    this.#parts.counts.add(skill, 'outcome', code);
    return this.#apology(code, turn, manifest);
  }

  /** What became of a turn; `not acted` also when the turn is another device's. */
  async outcomeOf(turnId: string, deviceId: string): Promise<TurnOutcome> {
    switch (await this.#parts.outcomes.get(turnId, deviceId)) {
      case 'unknown':
        return TurnOutcome.UNKNOWN;
      case 'completed':
        return TurnOutcome.COMPLETED;
      case 'failed':
        return TurnOutcome.FAILED;
      case undefined:
        return TurnOutcome.NOT_ACTED;
    }
  }

  async #run(
    request: InvokeRequest,
    turn: TurnContext,
    skill: SkillRef,
    manifest: SkillManifest,
    limits: InvokeLimits,
    leave: (result: CallResult) => void,
  ): Promise<InvokeResult> {
    const ownMs = manifest.timeoutMs ?? defaultTimeoutMs;
    const givenMs = Math.max(0, Math.min(ownMs, limits.remainingMs - reserveMs));
    const entry = this.#inFlight.enter(ownerOfDevice(turn.device), skill, limits.signal, givenMs);
    let result: CallResult = 'neutral';
    try {
      const { signal, recall } = entry;
      const deadlineAt = performance.now() + givenMs;
      const call = { request, turn, skill, manifest, limits, signal, recall, deadlineAt };
      const answer = await this.#exchange(call);
      result = 'success';
      return answer;
    } catch (error) {
      const code = codeOf(error);
      // A caller in a hurry proves nothing against the skill.
      const hadItsTime = code !== 'SKILL_TIMEOUT' || givenMs >= ownMs;
      if (skillFailures.has(code) && hadItsTime) result = 'failure';
      throw error;
    } finally {
      entry.leave();
      leave(result);
    }
  }

  async #exchange(call: Call): Promise<InvokeResult> {
    const { request, turn, skill, manifest, limits, signal } = call;
    const { deliverer, outcomes, inspections, counts, withdrawals } = this.#parts;
    const isNew = request.isNewConversation || turn.sessionId === '';
    const found = isNew
      ? newConversation()
      : await this.#parts.conversations.load(turn.sessionId, skill.skillId);
    const requestId = requestIdOf(turn.turnId, skill.skillId, request.intent);
    const candidateIn = (one: Conversation) =>
      requestCandidate({
        requestId,
        turn,
        manifest,
        intent: request.intent,
        slots: request.slots,
        confirmation: request.confirmation,
        utterance: request.utterance,
        conversationId: one.conversationId,
        isNewConversation: one.isNew,
        attributesJson: one.attributesJson,
        history: one.history,
        nowMs: Date.now(),
      });
    const first = candidateIn(found);
    const plan = planDisclosure(first, manifest, skillRequestSchema());
    // Asked before the decision: a grant that ends from here on is heard of, or the decision is not acted on.
    const mayCarryGranted = plan.fields.some((field) => !field.isImpliedByEnabling);
    const heardSince = mayCarryGranted ? await withdrawals.listening() : 0;
    const disclosed = await this.#permit(call, discloseRequest(turn, skill, plan));
    // A conversation does not outlive the names it was held under: its id, and what the skill noted in it, would tie
    // the user of before a withdrawal to the one after it. The ledger then names more than leaves, never less.
    const readerCheck = readerCheckOf(disclosed.userPseudonym, disclosed.devicePseudonym);
    const isSameReader = found.isNew || found.readerCheck === readerCheck;
    const conversation = isSameReader ? { ...found, readerCheck } : { ...newConversation(), readerCheck };
    const candidate = isSameReader ? first : candidateIn(conversation);
    if (!isSameReader) {
      // Not worth the turn when it fails: what is left there is of no reader any more.
      await this.#parts.conversations.forget(turn.sessionId, skill.skillId).catch(() => {});
    }
    const allowed = new Set(disclosed.allowedPaths);

    let code: ErrorCode | '' = '';
    let isSent = false;
    let hasAnswered = false;
    const startedAt = performance.now();
    let skillMs = 0;
    let release = () => {};
    try {
      if (missingRequired(plan, allowed).length > 0) throw new EarshotError('SKILL_GRANT_MISSING');
      const body = JSON.stringify(
        project(candidate, plan, allowed, {
          userPseudonym: disclosed.userPseudonym,
          devicePseudonym: disclosed.devicePseudonym,
          pullUrl: disclosed.pullUrl.endsWith('/') ? disclosed.pullUrl : `${disclosed.pullUrl}/`,
          pullToken: disclosed.pullToken,
        }),
      );
      release = withdrawals.hold(disclosed.grantIds, heardSince, call.recall);
      if (signal.aborted) throw signal.reason;
      const audience = audienceOf(turn.device);
      const read = (text: string): FilteredResponse => {
        try {
          return filterResponse(text, manifest, request.intent, audience);
        } catch (error) {
          throw new EarshotError('SKILL_BAD_RESPONSE', { cause: error });
        }
      };
      const onLine = (line: string): boolean => {
        const part = read(line);
        for (const name of part.dropped) counts.add(skill, 'dropped', name);
        if (part.isProgress && part.speech !== '')
          limits.onProgress({ text: part.speech, locale: turn.locale });
        return part.isProgress;
      };
      isSent = true;
      const text = await deliverer.deliver({ manifest, requestId, body, signal, onLine });
      skillMs = Math.round(performance.now() - startedAt);
      const answer = read(text);
      // A line that says it is progress and is the last promised more than came.
      if (answer.isProgress) throw new EarshotError('SKILL_CLOSED_EARLY');
      hasAnswered = true;
      const words = allowed.has(historyPath) ? request.utterance : undefined;
      await this.#remember(call, conversation, answer, words);
      await outcomes.finish(turn.turnId, 'completed');
      return this.#result(call, answer, skillMs);
    } catch (error) {
      code = codeOf(error);
      if (!isSent) await this.#note(turn.turnId, 'not_acted');
      // Whoever stops waiting does not know what the skill did: the row goes on saying so. So does one that could
      // not be written.
      else if (!signal.aborted && !hasAnswered) await this.#note(turn.turnId, 'failed');
      throw error;
    } finally {
      release();
      const refusals = new Map(disclosed.withheld.map(({ path, reason }) => [path, reason]));
      const fields = inspect(plan, isSent ? allowed : new Set(), refusals);
      const { turnId } = turn;
      inspections.add(skill.skillId, { turnId, intent: request.intent, fields, errorCode: code, skillMs });
    }
  }

  /**
   * The last moment of truth, twice at once: consent is decided and written into the ledger, and the skill is found
   * live and switched on in the same statement that says the turn is about to act. Both are durable before this ends.
   */
  async #permit(call: Call, request: Parameters<Disclose>[0]): ReturnType<Disclose> {
    const { turn, skill, signal, deadlineAt } = call;
    const { disclose, outcomes } = this.#parts;
    const deadlineMs = Math.min(maxDiscloseMs, deadlineAt - performance.now());
    const start = { ...skill, turnId: turn.turnId, deviceId: turn.device?.deviceId ?? '' };
    const [disclosed, started] = await Promise.allSettled([
      disclose(request, { deadlineMs, signal }),
      outcomes.start({ ...start, owner: ownerOfDevice(turn.device) }),
    ]);
    const isStarted = started.status === 'fulfilled' && started.value;
    if (isStarted && disclosed.status === 'fulfilled' && !signal.aborted) return disclosed.value;
    if (isStarted) await this.#note(turn.turnId, 'not_acted');
    if (signal.aborted) {
      // The time went by before the skill was even asked, which is not the skill's fault.
      throw codeOf(signal.reason) === 'SKILL_TIMEOUT' ? new EarshotError('DEADLINE_EXCEEDED') : signal.reason;
    }
    if (disclosed.status === 'rejected') throw disclosed.reason;
    throw started.status === 'rejected' ? started.reason : new EarshotError('SKILL_NOT_ENABLED');
  }

  /** For a turn that fails anyway: when even that cannot be written, `unknown` stays, and the first error is told. */
  async #note(turnId: string, end: 'not_acted' | 'failed'): Promise<void> {
    await this.#parts.outcomes.finish(turnId, end).catch(() => {});
  }

  async #remember(
    call: Call,
    before: Conversation,
    answer: FilteredResponse,
    words: string | undefined,
  ): Promise<void> {
    const { conversations } = this.#parts;
    const { sessionId } = call.turn;
    const { skillId } = call.skill;
    if (sessionId === '') return;
    const attributesJson = answer.attributesJson ?? before.attributesJson;
    const goesOn = !answer.isSessionEnded && (answer.isExpectingSpeech || attributesJson !== '');
    if (goesOn) {
      const history = words === undefined ? [] : appendHistory(before.history, words);
      const { conversationId, readerCheck } = before;
      await conversations.save(sessionId, skillId, { conversationId, attributesJson, history, readerCheck });
    } else if (!before.isNew) await conversations.forget(sessionId, skillId);
  }

  #result(call: Call, answer: FilteredResponse, skillMs: number): InvokeResult {
    const { skill, turn } = call;
    const { counts } = this.#parts;
    counts.add(skill, 'outcome', 'OK');
    for (const name of answer.dropped) counts.add(skill, 'dropped', name);
    if (answer.feedback !== undefined) {
      const { code, isEffective } = answer.feedback;
      counts.add(skill, 'feedback', `${code}${isEffective ? '' : '/ineffective'}`);
    }
    const { locale } = turn;
    return {
      speech: answer.speech === '' ? undefined : { text: answer.speech, locale },
      reprompt: answer.reprompt === '' ? undefined : { text: answer.reprompt, locale },
      directives: [...answer.directives],
      isExpectingSpeech: answer.isExpectingSpeech,
      isSessionEnded: answer.isSessionEnded,
      elicitSlot: answer.elicitSlot,
      isConfirming: answer.isConfirming,
      errorCode: '',
      skillMs,
    };
  }

  #apology(code: ErrorCode, turn: TurnContext, manifest: SkillManifest | undefined): InvokeResult {
    const speech = apologyFor(code, turn.locale, manifest?.name[toLocale(turn.locale)]);
    return { ...InvokeResult.fromPartial({}), speech, isSessionEnded: true, errorCode: code };
  }
}
