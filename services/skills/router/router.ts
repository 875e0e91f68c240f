/** Calls one skill for one turn: plan, disclose, project, send, write down what came of it. */
import type { AskedPermissions } from '../../../language/answer/asked-permission.ts';
import { permissionNames } from '../../../language/answer/permissions.ts';
import type { FilteredResponse } from '../../../language/answer/response.ts';
import { asShown } from '../../../language/answer/shown.ts';
import { localeFor } from '../../../language/locale.ts';
import type { SkillManifest } from '../../../language/manifest/types.ts';
import {
  historyPath,
  inspect,
  missingRequired,
  planDisclosure,
  project,
  requestCandidate,
  skillRequestSchema,
} from '../../../language/projection/index.ts';
import type { SkillConversation } from '../../../proto/gen/earshot/dialogue/v1/conversation.ts';
import {
  type InvokeRequest,
  InvokeResult,
  TurnOutcome,
} from '../../../proto/gen/earshot/skills/v1/skills.ts';
import type { SkillRef, Speech, TurnRef } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import type { AudienceReader } from '../../common/audience.ts';
import type { ErrorCode } from '../../common/errors/catalogue.ts';
import { codeOf, EarshotError, isEarshotError } from '../../common/errors/earshot-error.ts';
import type { Logger } from '../../common/log.ts';
import type { Delivery } from '../delivery/index.ts';
import { ownerOfDevice, type Registry } from '../registry/index.ts';
import { apologyFor } from './apology.ts';
import type { Bulkhead, CallResult } from './bulkhead.ts';
import {
  isForeseen,
  newConversation,
  type Observe,
  observation,
  readerCheckOf,
  speechOf,
} from './conversation.ts';
import type { Counts } from './counts.ts';
import { type Disclose, discloseRequest } from './disclosure.ts';
import { type Entry, InFlight } from './in-flight.ts';
import type { Inspections } from './inspection.ts';
import type { Outcomes } from './outcomes.ts';
import { answeredPermission, type GrantByVoice } from './permission.ts';
import type { Quota } from './quota.ts';
import { requestIdOf } from './request-id.ts';
import type { WithdrawalFeed } from './withdrawal-feed.ts';

export interface RouterParts {
  readonly registry: Registry;
  readonly disclose: Disclose;
  readonly withdrawals: WithdrawalFeed;
  readonly delivery: Delivery;
  readonly bulkhead: Bulkhead;
  readonly quota: Quota;
  /** Calls of a minute and at once, of a skill that has no quota of its own. */
  readonly defaultCallsPerMinute: number;
  /** Whether skills may be on this machine, and a debugger beside them. */
  readonly isDevelopment: boolean;
  readonly outcomes: Outcomes;
  readonly observe: Observe;
  readonly grantByVoice: GrantByVoice;
  readonly audiences: AudienceReader;
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
/** Kept back from the caller's deadline, so that the answer is kept, or the apology arrives, in time. */
const reserveMs = 150;
/** The decision about what may leave; beyond it nothing leaves. */
const maxDiscloseMs = 2_000;
/** Dialogue's turn to keep the answer, each time it is asked. */
const maxObserveMs = 1_000;
/** Whoever gives a skill longer, under development, stands at a breakpoint of it. */
const patientMs = 60_000;
/** Kept back for the way to the caller. */
const answerMs = 10;

/** Failures that say something about the skill. */
const skillFailures: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'SKILL_TIMEOUT',
  'SKILL_UNREACHABLE',
  'SKILL_EGRESS_REFUSED',
  'SKILL_CLOSED_EARLY',
  'SKILL_REDIRECT',
  'SKILL_BAD_STATUS',
  'SKILL_TOO_LARGE',
  'SKILL_BAD_MARKS',
  'SKILL_BAD_RESPONSE',
  'SKILL_BAD_SIGNATURE',
]);

/** One call, from the moment it is known to be allowed to start. */
interface Call {
  readonly request: InvokeRequest;
  readonly turn: TurnRef;
  readonly skill: SkillRef;
  readonly manifest: SkillManifest;
  readonly limits: InvokeLimits;
  readonly signal: AbortSignal;
  /** Ends the call from outside. */
  readonly recall: Entry['recall'];
  /** When the call is over at the latest, on the clock of `performance.now`. */
  readonly deadlineAt: number;
  /** When the caller gives up, on the same clock. */
  readonly answerBy: number;
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
    const { turn, skill, device } = request;
    if (turn === undefined || device === undefined || skill === undefined || turn.turnId === '') {
      throw new EarshotError('INVALID_ARGUMENT');
    }
    let manifest: SkillManifest | undefined;
    let code: ErrorCode;
    let fields: readonly string[] = [];
    try {
      const owner = ownerOfDevice(device);
      const isCallable = await this.#parts.registry.isCallable(owner, skill);
      manifest = await this.#parts.registry.manifest(skill);
      if (!isCallable || manifest === undefined) throw new EarshotError('SKILL_NOT_ENABLED');
      if (!Object.hasOwn(manifest.model.intents, request.intent)) throw new EarshotError('INVALID_ARGUMENT');
      this.#parts.counts.crowd(skill, 'calls', owner);
      const leave = await this.#enter(skill, manifest);
      return await this.#run(request, turn, skill, manifest, limits, leave);
    } catch (error) {
      code = codeOf(error);
      if (limits.signal.aborted || code === 'CANCELLED') throw new EarshotError('CANCELLED');
      if (code === 'INVALID_ARGUMENT') throw error;
      if (code === 'SKILL_GRANT_MISSING' && isEarshotError(error)) {
        fields = String(error.detail['fields'] ?? '')
          .split(' ')
          .filter((field) => field !== '');
      }
      this.#parts.log.warn(
        'skill.failed',
        { ...skill, skillVersion: skill.version, turnId: turn.turnId, code },
        error,
      );
    }
    this.#parts.counts.add(skill, 'outcome', code);
    return this.#apology(code, turn, manifest, fields);
  }

  /**
   * The skill's share of the router.
   * @throws EarshotError SKILL_BUSY, SKILL_CIRCUIT_OPEN, SKILL_QUOTA_REACHED
   */
  async #enter({ skillId }: SkillRef, { endpoint }: SkillManifest): Promise<(result: CallResult) => void> {
    const { bulkhead, quota, registry, defaultCallsPerMinute } = this.#parts;
    const { callsPerMinute, callsAtOnce } = registry.quota(skillId);
    const leave = bulkhead.enter(skillId, callsAtOnce ?? undefined);
    // What runs in this process is nobody's to flood.
    if (endpoint === 'in-process') return leave;
    try {
      await quota.take(skillId, callsPerMinute ?? defaultCallsPerMinute);
    } catch (error) {
      leave('neutral');
      throw error;
    }
    return leave;
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
    turn: TurnRef,
    skill: SkillRef,
    manifest: SkillManifest,
    limits: InvokeLimits,
    leave: (result: CallResult) => void,
  ): Promise<InvokeResult> {
    const isWaitedFor = this.#parts.isDevelopment && limits.remainingMs > patientMs;
    const ownMs = isWaitedFor ? limits.remainingMs : (manifest.timeoutMs ?? defaultTimeoutMs);
    const givenMs = Math.max(0, Math.min(ownMs, limits.remainingMs - reserveMs));
    const entry = this.#inFlight.enter(ownerOfDevice(request.device), skill, limits.signal, givenMs);
    let result: CallResult = 'neutral';
    try {
      const { signal, recall } = entry;
      const nowMs = performance.now();
      const [deadlineAt, answerBy] = [nowMs + givenMs, nowMs + limits.remainingMs];
      const call = { request, turn, skill, manifest, limits, signal, recall, deadlineAt, answerBy };
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
    const { delivery, outcomes, inspections, counts, withdrawals, audiences } = this.#parts;
    const { policy } = audiences.read(turn.audience);
    const found = request.conversation ?? newConversation();
    const permission = await answeredPermission(request, manifest, policy, this.#parts.grantByVoice, signal);
    const requestId = requestIdOf(turn.turnId, skill.skillId, request.intent);
    const candidateIn = (one: SkillConversation) =>
      requestCandidate({
        requestId,
        turn,
        policy,
        capabilities: request.capabilities,
        tools: request.tools,
        status: request.status,
        surroundings: request.surroundings,
        manifest,
        intent: request.intent,
        slots: request.slots,
        // That yes was the platform's; the skill asked nothing itself.
        confirmation: permission === undefined ? request.confirmation : 'none',
        permission,
        utterance: request.utterance,
        conversationId: one.conversationId,
        isNewConversation: one.isNew,
        attributesJson: one.attributesJson,
        history: one.history,
        names: one.names,
        nowMs: Date.now(),
      });
    const first = candidateIn(found);
    const plan = planDisclosure(first, manifest, skillRequestSchema());
    // Asked before the decision: a grant that ends from here on is heard of, or the decision is not acted on.
    const mayCarryGranted = plan.fields.some((field) => !field.isImpliedByEnabling);
    const heardSince = mayCarryGranted ? await withdrawals.listening() : 0;
    const disclosed = await this.#permit(call, discloseRequest(turn.turnId, request.device, skill, plan));
    // A conversation does not outlive the names it was held under: its id, and what the skill noted in it, would tie
    // the user of before a withdrawal to the one after it. The ledger then names more than leaves, never less.
    const readerCheck = readerCheckOf(disclosed.userPseudonym, disclosed.devicePseudonym);
    const isSameReader = found.isNew || found.readerCheck === readerCheck;
    const conversation = isSameReader ? { ...found, readerCheck } : { ...newConversation(), readerCheck };
    const candidate = isSameReader ? first : candidateIn(conversation);
    const allowed = new Set(disclosed.allowedPaths);

    let code: ErrorCode | '' = '';
    let isSent = false;
    let hasAnswered = false;
    const startedAt = performance.now();
    let skillMs = 0;
    let release = () => {};
    try {
      const missing = missingRequired(plan, allowed);
      // The names of fields are public, and tell the user which permission it is.
      if (missing.length > 0) {
        throw new EarshotError('SKILL_GRANT_MISSING', { detail: { fields: missing.join(' ') } });
      }
      const projected = project(candidate, plan, allowed, {
        userPseudonym: disclosed.userPseudonym,
        devicePseudonym: disclosed.devicePseudonym,
        pullUrl: disclosed.pullUrl.endsWith('/') ? disclosed.pullUrl : `${disclosed.pullUrl}/`,
        pullToken: disclosed.pullToken,
        accountToken: disclosed.accountToken,
      });
      release = withdrawals.hold(disclosed.grantIds, heardSince, call.recall);
      if (signal.aborted) throw signal.reason;
      const signatureKeys = this.#parts.registry.signatureKeys(manifest).map(({ publicKey }) => publicKey);
      const exchange = {
        ...{ manifest, signatureKeys, requestId, intent: request.intent },
        ...{ policy, given: allowed },
      };
      const onProgress = (part: FilteredResponse) => {
        for (const name of part.dropped) counts.add(skill, 'dropped', name);
        if (part.speech !== '') limits.onProgress(speechOf(part, turn.locale));
      };
      isSent = true;
      const given = await delivery.call(projected, exchange, { signal, onProgress });
      skillMs = Math.round(performance.now() - startedAt);
      hasAnswered = true;
      const isGranted = (path: string) => allowed.has(path);
      const locale = localeFor(turn.locale);
      const { names } = conversation;
      const shownIn = { manifest, intent: request.intent, locale, names, asked: conversation, isGranted };
      const { answer, asked } = asShown(given, shownIn);
      const words = allowed.has(historyPath) ? request.utterance : undefined;
      // Whatever becomes of the conversation, the skill has acted: both are written before anybody hears of it.
      const [isKept] = await Promise.all([
        this.#keep(call, conversation, answer, words, asked),
        outcomes.finish(turn.turnId, 'completed'),
      ]);
      if (!isKept) code = 'CONVERSATION_NOT_KEPT';
      return this.#result(call, answer, skillMs, isKept);
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
      const fields = inspect(plan, allowed, refusals, isSent);
      const { turnId } = turn;
      inspections.add(skill.skillId, ownerOfDevice(request.device), {
        turnId,
        intent: request.intent,
        fields,
        errorCode: code,
        skillMs,
      });
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
    const { device } = call.request;
    const start = { ...skill, turnId: turn.turnId, deviceId: device?.deviceId ?? '' };
    const [disclosed, started] = await Promise.allSettled([
      disclose(request, { deadlineMs, signal }),
      outcomes.start({ ...start, owner: ownerOfDevice(device) }),
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

  /**
   * Dialogue keeps what the skill noted and what it waits for, in one piece, before anybody hears the answer. Saying
   * the same twice is harmless, so it is said once more when the first is lost.
   * @returns false when it could not be kept
   */
  async #keep(
    { request, turn, skill, limits, answerBy }: Call,
    before: SkillConversation,
    answer: FilteredResponse,
    words: string | undefined,
    asked: AskedPermissions,
  ): Promise<boolean> {
    if (turn.sessionId === '') return true;
    const told = observation(request, before, answer, words, asked);
    if (isForeseen(request, told)) return true;
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const leftMs = answerBy - performance.now() - answerMs;
      if (leftMs <= 0) break;
      try {
        await this.#parts.observe(told, {
          deadlineMs: Math.min(maxObserveMs, leftMs),
          signal: limits.signal,
        });
        return true;
      } catch (error) {
        // Whoever gave up has begun another turn, and what that one waits for must not be overwritten.
        if (limits.signal.aborted) throw new EarshotError('CANCELLED');
        this.#parts.log.warn(
          'skill.conversation-not-kept',
          { skillId: skill.skillId, turnId: turn.turnId },
          error,
        );
      }
    }
    return false;
  }

  #result(call: Call, answer: FilteredResponse, skillMs: number, isKept: boolean): InvokeResult {
    const { skill, turn } = call;
    const { counts } = this.#parts;
    counts.add(skill, 'outcome', 'OK');
    counts.took(skill, skillMs);
    for (const name of answer.dropped) counts.add(skill, 'dropped', name);
    if (answer.feedback !== undefined) {
      const { code, isEffective } = answer.feedback;
      counts.add(skill, 'feedback', `${code}${isEffective ? '' : '/ineffective'}`);
    }
    const { locale } = turn;
    if (!isKept) {
      // What it did and said is true; a question that nobody will know the answer to is not asked.
      const speech = answer.isExpectingSpeech
        ? apologyFor('CONVERSATION_NOT_KEPT', locale, call.manifest.name[localeFor(locale)])
        : speechOf(answer, locale);
      return {
        ...InvokeResult.fromPartial({}),
        speech: speech.text === '' ? undefined : speech,
        directives: [...answer.directives],
        isSessionEnded: true,
        errorCode: 'CONVERSATION_NOT_KEPT',
        skillMs,
      };
    }
    return {
      speech: answer.speech === '' ? undefined : speechOf(answer, locale),
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

  #apology(
    code: ErrorCode,
    turn: TurnRef,
    manifest: SkillManifest | undefined,
    fields: readonly string[],
  ): InvokeResult {
    const locale = localeFor(turn.locale);
    const missing = manifest ? permissionNames(manifest, fields, locale) : [];
    const speech = apologyFor(code, turn.locale, manifest?.name[locale], missing);
    return { ...InvokeResult.fromPartial({}), speech, isSessionEnded: true, errorCode: code };
  }
}
