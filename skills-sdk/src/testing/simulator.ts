import { randomUUID } from 'node:crypto';
import { apologySentence } from '../../../language/answer/apology.ts';
import {
  type AskedPermissions,
  keepsPermissionOpen,
  nothingAsked,
  permissionAnswer,
} from '../../../language/answer/asked-permission.ts';
import { joinedSpeech } from '../../../language/answer/joined.ts';
import { permissionNames } from '../../../language/answer/permissions.ts';
import { type FilteredResponse, filterResponse } from '../../../language/answer/response.ts';
import { asShown } from '../../../language/answer/shown.ts';
import { type Noted, notedAfter } from '../../../language/answer/thread.ts';
import { Listener, policyOf } from '../../../language/audience/policy.ts';
import type { Interpretation, Outcome } from '../../../language/engine.ts';
import { requiredFields } from '../../../language/projection/index.ts';
import { conversationLifetimeMs } from '../../../language/understand/state.ts';
import type { TurnRef } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { SkillError } from '../errors.ts';
import type { Locale } from '../model.ts';
import type { WireDirective, WireResponse } from '../protocol.ts';
import type { SkillCore } from '../skill.ts';
import { createClock } from './clock.ts';
import { Consent } from './consent.ts';
import { SimulatedDialogue, slotOf } from './engine.ts';
import { type ProjectedRequest, projectRequest } from './projected.ts';
import type { SimulatedTurn, Simulator, SimulatorOptions, TestAudience, TestClock } from './types.ts';

/** What the last skill and this session have going: there is one such thread, as live. */
interface Thread extends Noted {
  readonly skillId: string;
  readonly id: string;
  readonly untilMs: number;
  readonly asked: AskedPermissions;
  /** The name that the skill knew the user by: under another one it is another conversation. */
  readonly reader: string;
}

const defaultNow = '2026-03-02T09:00:00Z';
const defaultZone = (locale: Locale): string => (locale === 'zh-CN' ? 'Asia/Shanghai' : 'Europe/London');

const listeners: Readonly<Record<TestAudience, Listener>> = {
  adult: Listener.HOUSEHOLD,
  child: Listener.CHILD,
  hotel: Listener.HOTEL_GUEST,
};

const nothing = {
  skillId: undefined,
  intent: undefined,
  slots: {},
  sent: undefined,
  sentPaths: [],
  withheld: {},
  pulled: [],
  speech: '',
  ssml: undefined,
  progress: [],
  reprompt: '',
  directives: [],
  isListening: false,
  isSessionEnded: false,
  waitsFor: undefined,
  dropped: [],
  feedback: undefined,
  error: undefined,
  reasons: [],
} as const;

/** Dialogue, projection and response filter of the real services, in memory around one speaker. */
export class InMemorySimulator implements Simulator {
  readonly clock: TestClock;
  readonly #skills: Map<string, SkillCore>;
  readonly #options: SimulatorOptions;
  readonly #consent: Consent;
  #thread: Thread | undefined;
  #dialogue: SimulatedDialogue;
  #locale: Locale;
  #sessionId = randomUUID();

  constructor(skills: readonly SkillCore[], options: SimulatorOptions) {
    this.#skills = new Map(skills.map((skill) => [skill.manifest.id, skill]));
    this.#options = options;
    this.clock = createClock(options.now ?? defaultNow);
    this.#locale = options.locale ?? skills[0]?.manifest.locales[0] ?? 'en-US';
    this.#consent = new Consent(options.profile ?? {});
    this.#dialogue = this.#createDialogue();
    if (options.grants) this.grant(...options.grants);
  }

  pseudonym(skillId?: string): string | undefined {
    const isAdult = (this.#options.audience ?? 'adult') === 'adult';
    return isAdult ? this.#consent.pseudonym('u', this.#skill(skillId).manifest.id) : undefined;
  }

  setProfile(path: string, value: string): void {
    this.#consent.setProfile(path, value);
  }

  setLocale(locale: Locale): void {
    this.#locale = locale;
  }

  startOver(): void {
    this.#sessionId = randomUUID();
    this.#dialogue.startOver();
    this.#thread = undefined;
  }

  grant(...paths: readonly string[]): void {
    for (const path of paths) {
      const declaring = [...this.#skills.values()].filter(({ manifest }) =>
        manifest.fields.some(({ name }) => name === path),
      );
      if (declaring.length === 0) throw new Error(`no skill declares "${path}"`);
      for (const skill of declaring) this.#consent.grant(skill, [path]);
    }
  }

  async withdraw(...paths: readonly string[]): Promise<void> {
    for (const skill of this.#skills.values()) {
      const own = paths.filter((path) => this.#consent.has(skill.manifest.id, path));
      if (own.length > 0) await this.#consent.end(skill, 'consent.changed', own);
    }
  }

  async deleteData(): Promise<void> {
    for (const skill of this.#skills.values()) await this.#consent.end(skill, 'user.data.delete', undefined);
    this.startOver();
  }

  async disable(skillId?: string): Promise<void> {
    const skill = this.#skill(skillId);
    await this.#consent.end(skill, 'skill.disabled', undefined);
    this.#skills.delete(skill.manifest.id);
    if (this.#thread?.skillId === skill.manifest.id) this.#thread = undefined;
    this.#dialogue = this.#createDialogue();
  }

  async say(text: string): Promise<SimulatedTurn> {
    const turn = this.#context();
    const locale = this.#locale;
    const understood = this.#understand(text, locale);
    const { decision, interpretation, alternatives, speech, reprompt, nextState, also, resume } = understood;
    const { waiting } = nextState;
    const base = {
      ...nothing,
      text,
      decision,
      skillId: interpretation?.skillId,
      intent: interpretation?.intent,
      slots: Object.fromEntries((interpretation?.slots ?? []).map(({ name, value }) => [name, value])),
      // Of what was refused: what came nearest, and what it lacked.
      reasons: (interpretation ?? alternatives[0])?.reasons() ?? [],
    };
    const refused = decision === 'ask' && interpretation && this.#refusedFirst(interpretation);
    if (refused) return { ...base, ...refused };
    if (decision !== 'invoke' || !interpretation) {
      return {
        ...base,
        speech: speech ?? '',
        reprompt: reprompt ?? '',
        isListening: decision === 'ask',
        waitsFor:
          waiting?.kind === 'slot' ? waiting.slot : waiting?.kind === 'confirm' ? 'confirmation' : undefined,
      };
    }
    const first = await this.#call(this.#skill(interpretation.skillId), turn, interpretation, text);
    const said: SimulatedTurn = { ...base, ...first };
    return this.#goOn(said, also ?? [], resume, turn);
  }

  /** Further requests of the same sentence, then the question that is still open. */
  async #goOn(
    first: SimulatedTurn,
    also: readonly Interpretation[],
    resume: string | undefined,
    turn: TurnRef,
  ): Promise<SimulatedTurn> {
    let done = first;
    const join = (speech: string, ssml?: string) => {
      const said = joinedSpeech({ text: done.speech, ssml: done.ssml }, { text: speech, ssml });
      return { speech: said.text, ssml: said.ssml };
    };
    for (const [index, interpretation] of also.entries()) {
      if (done.isListening) return done;
      const own = { ...turn, turnId: `${turn.turnId}.${index + 2}` };
      // Each is a conversation of its own, as the router begins one.
      const alone = { ...interpretation, isNewConversation: true };
      const next = await this.#call(this.#skill(interpretation.skillId), own, alone, first.text);
      const directives = [...done.directives, ...(next.directives ?? [])];
      done = { ...done, ...next, ...join(next.speech ?? '', next.ssml), directives };
    }
    if (resume === undefined || done.isListening) return done;
    return { ...done, ...join(resume), reprompt: resume, isListening: true };
  }

  async #call(
    skill: SkillCore,
    turn: TurnRef,
    interpretation: Interpretation,
    text: string,
  ): Promise<Partial<SimulatedTurn>> {
    const { manifest } = skill;
    const before = this.#threadOf(manifest.id, interpretation.isNewConversation);
    const permission = this.#permissionOf(skill, before, interpretation.confirmation);
    const facts = {
      requestId: `req_${turn.turnId}`,
      turn,
      policy: this.#policy,
      ...this.#place(),
      manifest,
      intent: interpretation.intent,
      slots: interpretation.slots.map(slotOf),
      confirmation: permission === undefined ? interpretation.confirmation : 'none',
      permission,
      utterance: text,
      conversationId: before.id,
      isNewConversation: before.isNew,
      attributesJson: before.attributesJson,
      history: before.history,
      names: before.names,
      nowMs: this.#nowMs,
    };
    const projected = projectRequest(facts, this.#consent);
    if (projected.missing.length > 0) return this.#refused(skill, projected);
    const pulled: string[] = [];
    const progress: string[] = [];
    const read = (response: WireResponse) =>
      filterResponse(
        JSON.stringify(response),
        manifest,
        facts.intent,
        this.#policy,
        new Set(projected.sentPaths),
      );
    const seen = {
      sent: projected.request,
      sentPaths: projected.sentPaths,
      withheld: projected.withheld,
      pulled,
      progress,
    };
    let answer: WireResponse;
    let filtered: FilteredResponse;
    let asked: AskedPermissions;
    try {
      answer = await skill.handle(projected.request, {
        clock: this.clock,
        onProgress: (response) => progress.push(read(response).speech),
        pull: async (path) => {
          pulled.push(path);
          return this.#consent.profile(path);
        },
      });
      const shown = asShown(read(answer), {
        manifest,
        intent: facts.intent,
        locale: this.#locale,
        names: before.names,
        asked: before.asked,
        isGranted: (path) => this.#consent.has(manifest.id, path),
      });
      filtered = shown.answer;
      asked = shown.asked;
    } catch (error) {
      const isLate = error instanceof SkillError && error.code === 'HANDLER_TIMEOUT';
      const code = isLate ? 'SKILL_TIMEOUT' : 'SKILL_BAD_STATUS';
      const speech = apologySentence(code, this.#locale, manifest.name[this.#locale]);
      return { ...seen, error, speech, isSessionEnded: true };
    }
    this.#dialogue.observe(interpretation, filtered, this.#locale);
    this.#remember(
      { ...before, asked },
      filtered,
      projected.sentPaths.includes('history') ? text : undefined,
    );
    return {
      ...seen,
      speech: filtered.speech,
      ssml: filtered.ssml,
      reprompt: filtered.reprompt,
      directives: shownDirectives(answer, filtered),
      isListening: filtered.isExpectingSpeech,
      isSessionEnded: filtered.isSessionEnded,
      waitsFor: filtered.elicitSlot || (filtered.isConfirming ? 'confirmation' : undefined),
      dropped: filtered.dropped,
      feedback: filtered.feedback,
    };
  }

  /** What the person answered to the platform's question; a yes is a grant before the skill hears of it. */
  #permissionOf(skill: SkillCore, { asked }: Thread, confirmation: Interpretation['confirmation']) {
    const answer = permissionAnswer(asked, confirmation, skill.manifest, this.#policy);
    if (answer?.isGranted) this.#consent.grant(skill, [answer.path]);
    return answer;
  }

  /** A permission that is missing is told before the first question, as the router does. */
  #refusedFirst(interpretation: Interpretation): Partial<SimulatedTurn> | undefined {
    if (!interpretation.isNewConversation) return undefined;
    const skill = this.#skill(interpretation.skillId);
    const { manifest } = skill;
    const missing = requiredFields(manifest, interpretation.intent, this.#policy, this.#locale)
      .map(({ path }) => path)
      .filter((path) => !this.#consent.has(manifest.id, path));
    if (missing.length === 0) return undefined;
    this.#dialogue.end(interpretation, this.#locale);
    return this.#refused(skill, { missing, withheld: {} });
  }

  #refused(
    { manifest }: SkillCore,
    { missing, withheld }: Pick<ProjectedRequest, 'missing' | 'withheld'>,
  ): Partial<SimulatedTurn> {
    const error = new Error(`not called: ${missing.join(', ')} is required and not granted`);
    const names = permissionNames(manifest, missing, this.#locale);
    const name = manifest.name[this.#locale];
    const speech = apologySentence('SKILL_GRANT_MISSING', this.#locale, name, names);
    return { withheld, error, speech, isSessionEnded: true };
  }

  /** What the words mean, and whether they answer the platform's question for a permission. */
  #understand(text: string, locale: Locale): Outcome {
    const before = this.#dialogue.state;
    const outcome = this.#dialogue.understand(text, locale, this.#liveThread());
    if (this.#thread !== undefined) {
      const isPermissionOpen = keepsPermissionOpen(this.#thread.asked, before, outcome);
      this.#thread = { ...this.#thread, asked: { ...this.#thread.asked, isPermissionOpen } };
    }
    return outcome;
  }

  /** The conversation that what is said now belongs to, as long as it lasts. */
  #liveThread(): Thread | undefined {
    return this.#thread !== undefined && this.#thread.untilMs > this.#nowMs ? this.#thread : undefined;
  }

  #threadOf(skillId: string, isNew: boolean): Thread & { readonly isNew: boolean } {
    const reader = this.#consent.pseudonym('u', skillId);
    const known = isNew ? undefined : this.#thread;
    const isKnown = known?.skillId === skillId && known.reader === reader && known.untilMs > this.#nowMs;
    if (isKnown) return { ...known, isNew: false };
    const id = `ses_${randomUUID()}`;
    return {
      skillId,
      id,
      untilMs: 0,
      attributesJson: '',
      history: [],
      names: [],
      asked: nothingAsked,
      reader,
      isNew: true,
    };
  }

  #remember(before: Thread, answer: FilteredResponse, words: string | undefined): void {
    const noted = notedAfter(before, answer, words);
    this.#thread = noted && { ...before, ...noted, untilMs: this.#nowMs + conversationLifetimeMs };
  }

  #skill(skillId?: string): SkillCore {
    const skill = skillId === undefined ? [...this.#skills.values()][0] : this.#skills.get(skillId);
    if (!skill) throw new Error(skillId === undefined ? 'no skill is enabled' : `${skillId} is not enabled`);
    return skill;
  }

  #createDialogue(): SimulatedDialogue {
    const { things = [], timeZone } = this.#options;
    return new SimulatedDialogue({
      manifests: [...this.#skills.values()].map(({ manifest }) => manifest),
      nowMs: () => this.#nowMs,
      timeZone: (locale) => timeZone ?? defaultZone(locale),
      entities: things.map(({ id, names, type }) => ({ entityId: id, names: [...names], slotType: type })),
      isBoundedOnly: !this.#policy.mayKeepHistory,
    });
  }

  get #nowMs(): number {
    return this.clock.now().getTime();
  }

  /** As the house decides it. */
  get #policy() {
    return policyOf(listeners[this.#options.audience ?? 'adult']);
  }

  #context(): TurnRef {
    // Random as the gateway makes them: a repeated one is answered as before.
    return { turnId: randomUUID(), sessionId: this.#sessionId, locale: this.#locale, audience: undefined };
  }

  #place() {
    const { things = [], timeZone, capabilities, tools = [], status = [] } = this.#options;
    return {
      capabilities: [...(capabilities ?? ['audio', 'display', 'device-control'])],
      tools,
      status,
      surroundings: {
        timeZone: timeZone ?? defaultZone(this.#locale),
        roomId: '',
        entities: things.map(({ id, names, type }) => ({
          entityId: id,
          names: [...names],
          slotType: type,
          roomId: '',
          kinds: [],
          needsVoice: false,
          isOwned: false,
        })),
      },
    };
  }
}

/** Directives as the skill wrote them, and of a list what a touch on each item says. */
function shownDirectives(answer: WireResponse, { directives }: FilteredResponse): WireDirective[] {
  if (directives.length === 0) return [];
  const lists = directives.flatMap(({ directive }) =>
    directive?.$case === 'display' ? [directive.value.items.map(({ say }) => say)] : [],
  );
  return (answer.directives ?? []).map((one) => {
    if (!('display' in one) || one.display.items === undefined) return one;
    const said = lists.shift() ?? [];
    const items = one.display.items.map((item, at) => ({ ...item, say: said[at] ?? '' }));
    return { display: { ...one.display, items } };
  });
}
