/** Runs one request through a skill's handlers. */
import { isByVoice } from '../../language/answer/asked-permission.ts';
import { maxFormsPerName, maxNameLength, maxNames, readNames } from '../../language/answer/given-names.ts';
import { type AttributesDefinition, readAttributes, writeAttributes } from './attributes.ts';
import { memoryDedupe } from './dedupe.ts';
import { SkillError } from './errors.ts';
import type { ReturnName, SkillManifest } from './manifest.ts';
import { checkMarks } from './marks.ts';
import type { InteractionModel, Locale, Localised } from './model.ts';
import type { Notice } from './notices.ts';
import { needsPermission } from './permission.ts';
import { maxResponseBytes, protocolVersion, type WireRequest, type WireResponse } from './protocol.ts';
import { httpPull } from './pull.ts';
import * as results from './results.ts';
import type { HandleOptions, NoticeHandler, SkillCore } from './skill.ts';
import { missingSlot, ownValue, readSlots, spokenForm } from './slots.ts';
import type { Clock, TurnBase } from './turn.ts';

type SkillResult = results.SkillResult;
type AnyTurn = TurnBase<LooseManifest, unknown> & {
  elicit: typeof results.elicit;
  spoken(slot: string): string;
};
type LooseManifest = Omit<SkillManifest, 'model'>;

/** A definition whose types have done their work. */
export interface LooseDefinition {
  readonly manifest: LooseManifest;
  readonly model: InteractionModel;
  readonly attributes?: AttributesDefinition<unknown>;
  readonly intents: { readonly [name: string]: (turn: AnyTurn) => SkillResult | Promise<SkillResult> };
  readonly keeps?: readonly { forget(whose: { readonly userId: string | undefined }): Promise<void> }[];
  readonly onDelete?: NoticeHandler;
  readonly onDisabled?: NoticeHandler;
  readonly onConsentChanged?: NoticeHandler;
  readonly onDenied?: (turn: AnyTurn) => SkillResult | Promise<SkillResult>;
  readonly onError?: (error: unknown, turn: AnyTurn) => SkillResult | Promise<SkillResult>;
  readonly interceptors?: {
    readonly request?: readonly ((turn: AnyTurn) => unknown)[];
    readonly response?: readonly ((
      turn: AnyTurn,
      result: SkillResult,
    ) => SkillResult | Promise<SkillResult>)[];
  };
  readonly dedupe?: ReturnType<typeof memoryDedupe>;
  readonly clock?: Clock;
}

const defaultTimeoutMs = 3_000;
const confirmations = ['none', 'confirmed', 'denied'] as const;
const speakable: readonly string[] = ['zh-CN', 'en-US'];

/** Speech of the turn's locale as it travels. */
function speechFor(speech: results.AnySpeech, locale: Locale): NonNullable<WireResponse['speech']> {
  const own = typeof speech === 'string' || 'ssml' in speech ? speech : speech[locale];
  if (typeof own !== 'object') return textFor(own ?? '', locale);
  // Not every skill makes its marks with `ssml`.
  checkMarks(own.ssml);
  return { ssml: own.ssml };
}

function textFor(text: string | Localised<string>, locale: Locale): { readonly text: string } {
  const own = typeof text === 'string' ? text : text[locale];
  if (own === undefined || own === '') {
    throw new SkillError('SPEECH_MISSING', `The answer has no text in ${locale}.`);
  }
  return { text: own };
}

/** Which `returns` entry each part of an answer needs. */
const neededReturns: readonly (readonly [keyof WireResponse, ReturnName])[] = [
  ['speech', 'speech'],
  ['reprompt', 'reprompt'],
  ['attributesJson', 'attributes'],
  ['names', 'names'],
  ['expectSpeech', 'listening'],
  ['elicit', 'elicit'],
  ['confirm', 'confirm'],
  ['askPermission', 'permission'],
  ['feedback', 'feedback'],
];
const directiveReturns: readonly (readonly [string, ReturnName])[] = [
  ['card', 'card'],
  ['audio', 'audio'],
  ['deviceControl', 'device-control'],
  ['deviceTool', 'device-tool'],
  ['display', 'display'],
  ['timer', 'timer'],
];

function checkReturns(manifest: LooseManifest, response: WireResponse): void {
  const declared = new Set(manifest.returns.map((entry) => entry.name));
  const need = (name: ReturnName) => {
    if (!declared.has(name)) {
      throw new SkillError('RETURN_NOT_DECLARED', `The manifest's returns do not list "${name}".`);
    }
  };
  for (const [part, name] of neededReturns) if (response[part] !== undefined) need(name);
  for (const directive of response.directives ?? []) {
    for (const [part, name] of directiveReturns) if (part in directive) need(name);
  }
}

/** A key that is there only when its value is. */
function present<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value };
}

/** One skill's engine: from a request to an answer, with no state outside the definition's own stores. */
export class SkillRuntime implements SkillCore {
  readonly manifest: SkillManifest;
  readonly clock: Clock;
  readonly #definition: LooseDefinition;
  readonly #dedupe: ReturnType<typeof memoryDedupe>;

  constructor(definition: LooseDefinition) {
    this.#definition = definition;
    this.manifest = { ...definition.manifest, model: definition.model };
    this.clock = definition.clock ?? { now: () => new Date() };
    this.#dedupe = definition.dedupe ?? memoryDedupe({ nowMs: () => this.clock.now().getTime() });
  }

  async handle(request: WireRequest, options: HandleOptions = {}): Promise<WireResponse> {
    this.#checkRequest(request);
    const answer = await this.#dedupe.once(request.requestId, async () =>
      JSON.stringify(await this.#answer(request, options)),
    );
    return JSON.parse(answer) as WireResponse;
  }

  async handleNotice(notice: Notice): Promise<void> {
    const { onDelete, onDisabled, onConsentChanged } = this.#definition;
    const specific = {
      'skill.disabled': onDisabled,
      'consent.changed': onConsentChanged,
      'user.data.delete': onDelete,
    };
    // A withdrawal rotates the pseudonym: what was kept under it would be out of everybody's reach.
    for (const kept of this.#definition.keeps ?? []) await kept.forget(notice);
    await (specific[notice.type] ?? onDelete)?.(notice);
  }

  #checkRequest(request: WireRequest): void {
    if (typeof request !== 'object' || request === null || typeof request.requestId !== 'string') {
      throw new SkillError('BAD_REQUEST', 'The request is not one of this protocol.');
    }
    if (request.version !== protocolVersion || request.requestId === '') {
      throw new SkillError('BAD_REQUEST', `The request is not of version ${protocolVersion}.`);
    }
    if (request.skillId !== this.manifest.id) {
      throw new SkillError('WRONG_AUDIENCE', 'The request is for another skill.');
    }
    if (!speakable.includes(request.locale) || typeof request.intent?.name !== 'string') {
      throw new SkillError('BAD_REQUEST', 'The request has no known locale or no intent.');
    }
  }

  async #answer(request: WireRequest, options: HandleOptions): Promise<WireResponse> {
    const timeout = AbortSignal.timeout(this.manifest.timeoutMs ?? defaultTimeoutMs);
    const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
    const turn = this.#turn(request, options, signal);
    try {
      return this.#respond(turn, await untilAborted(signal, this.#run(turn, request)));
    } catch (error) {
      const { onError } = this.#definition;
      if (!onError) throw error;
      return this.#respond(turn, await onError(error, turn));
    }
  }

  async #run(turn: AnyTurn, request: WireRequest): Promise<SkillResult> {
    const { model, intents, interceptors } = this.#definition;
    const intent = ownValue(model.intents, request.intent.name);
    const handler = ownValue(intents, request.intent.name);
    if (!intent || !handler) throw new SkillError('UNKNOWN_INTENT', 'The model has no such intent.');
    let result: SkillResult | undefined;
    for (const intercept of interceptors?.request ?? []) {
      result = (await intercept(turn)) as SkillResult | undefined;
      if (result) break;
    }
    if (!result && turn.confirmation === 'denied' && intent.confirm !== undefined) {
      // The model asked and the answer was no: the handler does what was asked for, and that is not wanted.
      result = (await this.#definition.onDenied?.(turn)) ?? this.#letGo();
    }
    if (!result) {
      const missing = missingSlot(model, intent, turn.slots as never);
      result = missing === undefined ? await handler(turn) : results.elicit(missing);
    }
    for (const intercept of interceptors?.response ?? []) result = await intercept(turn, result);
    return result;
  }

  /** Says what for, in the manifest's own words, and where it is switched on. */
  #needs(path: string, locale: Locale): SkillResult {
    const { fields, name, returns } = this.manifest;
    const purpose = fields.find((field) => field.name === path)?.purpose[locale] ?? '';
    const speech = needsPermission(name[locale] ?? '', purpose, locale);
    const showsCards = returns.some((entry) => entry.name === 'card');
    return results.tell(speech, showsCards ? { directives: [results.card(name[locale] ?? '', speech)] } : {});
  }

  #letGo(): SkillResult {
    const speaks = this.manifest.returns.some(({ name }) => name === 'speech');
    return speaks ? results.tell({ 'en-US': 'All right.', 'zh-CN': '好的。' }) : results.silent();
  }

  #turn(request: WireRequest, options: HandleOptions, signal: AbortSignal): AnyTurn {
    const { model, attributes } = this.#definition;
    const intent = ownValue(model.intents, request.intent.name) ?? { samples: {} };
    const slots = readSlots(model, intent, request.intent.slots ?? []);
    const locale = request.locale as Locale;
    const granted = new Set(request.granted ?? []);
    const pull = options.pull ?? httpPull(request.pull, fetch);
    return {
      requestId: request.requestId,
      intent: request.intent.name,
      slots,
      session: {
        id: request.session?.id ?? '',
        isNew: request.session?.isNew ?? false,
        attributes: attributes ? readAttributes(attributes, request.session?.attributesJson) : {},
      },
      locale,
      confirmation: confirmations.find((known) => known === request.intent.confirmation) ?? 'none',
      permission: request.intent.permission && {
        path: request.intent.permission.path,
        isGranted: request.intent.permission.isGranted ?? false,
      },
      userId: request.user?.id,
      deviceId: request.device?.id,
      capabilities: request.device?.capabilities ?? [],
      timeZone: request.device?.timeZone,
      tools: request.device?.tools ?? [],
      status: request.device?.status ?? [],
      camera: request.device?.camera,
      utterance: request.utterance,
      history: request.history ?? [],
      accountToken: request.user?.accountToken,
      signal,
      clock: options.clock ?? this.clock,
      granted: (path) => granted.has(path),
      pull: async (path) => {
        if (!granted.has(path)) throw new SkillError('NOT_GRANTED', `"${path}" is not granted.`);
        return pull(path, signal);
      },
      progress: (speech) => {
        options.onProgress?.({
          version: protocolVersion,
          speech: speechFor(speech, locale),
          isProgress: true,
        });
      },
      tell: results.tell,
      ask: results.ask,
      confirm: results.confirm,
      elicit: results.elicit,
      askPermission: results.askPermission,
      silent: results.silent,
      needs: (path) => this.#needs(path, locale),
      spoken: (name) =>
        spokenForm(model, ownValue(intent.slots, name)?.type ?? '', ownValue(slots, name), locale, {
          nowMs: (options.clock ?? this.clock).now().getTime(),
          timeZone: request.device?.timeZone,
        }),
    };
  }

  #respond(turn: AnyTurn, result: SkillResult): WireResponse {
    const { attributes } = this.#definition;
    const locale = turn.locale;
    const speech = result.speech ?? this.#elicitSpeech(turn, result.elicit);
    const response: WireResponse = {
      version: protocolVersion,
      ...present('speech', speech === undefined ? undefined : speechFor(speech, locale)),
      ...present('reprompt', result.reprompt === undefined ? undefined : textFor(result.reprompt, locale)),
      ...present('directives', result.directives.length > 0 ? result.directives : undefined),
      ...present(
        'attributesJson',
        attributes && !result.endSession ? writeAttributes(attributes, turn.session.attributes) : undefined,
      ),
      ...present('names', this.#names(result)),
      ...present('expectSpeech', result.expectSpeech || undefined),
      ...present('endSession', result.endSession || undefined),
      ...present('elicit', result.elicit),
      ...present('confirm', result.confirm || undefined),
      ...present('askPermission', this.#permission(result)),
      ...present('feedback', result.feedback),
    };
    checkReturns(this.manifest, response);
    if (Buffer.byteLength(JSON.stringify(response)) > maxResponseBytes) {
      throw new SkillError('ANSWER_TOO_LARGE', `The answer is over ${maxResponseBytes} bytes.`);
    }
    return response;
  }

  /** What the platform would not ask for is told at the first test, and not by people who never hear the question. */
  #permission({ permission }: SkillResult): string | undefined {
    if (permission === undefined || isByVoice(this.manifest, permission)) return permission;
    const message = `"${permission}" is not declared, or is granted in the settings alone: use needs().`;
    throw new SkillError('NOT_BY_VOICE', message);
  }

  /** Checked as the platform checks them, so that a test tells. */
  #names({ names }: SkillResult): WireResponse['names'] {
    if (names === undefined) return undefined;
    const list = Object.entries(names).flatMap(([type, values]) =>
      values.map(({ id, forms }) => ({ type, valueId: id, forms })),
    );
    try {
      readNames(list, this.manifest.model);
    } catch (error) {
      const limits = `at most ${maxNames}, each with an id and 1 to ${maxFormsPerName} forms of ${maxNameLength} characters`;
      const message = `Names are for types with takesNames: ${limits}.`;
      throw new SkillError('BAD_NAMES', message, { cause: error });
    }
    return list;
  }

  /** The model's own question for a slot. */
  #elicitSpeech(turn: AnyTurn, slot: string | undefined): results.AnySpeech | undefined {
    if (slot === undefined) return undefined;
    const definition = ownValue(ownValue(this.manifest.model.intents, turn.intent)?.slots, slot);
    return definition?.elicit?.[turn.locale]?.[0];
  }
}

/** Work that ends with the signal: a handler that ignores its deadline does not hold the caller. */
async function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(new SkillError('HANDLER_TIMEOUT', 'The handler did not answer in time.'));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
