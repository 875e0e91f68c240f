/**
 * One Wyoming connection: `transcribe` with audio becomes a transcript, a `transcript` becomes what the home's skills answer,
 * `synthesize` becomes audio. Each is a turn like everybody's, or a part of one; one at a time.
 */
import { randomUUID } from 'node:crypto';
import { localeFor } from '../../../language/locale.ts';
import { AudioCodec } from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import { ListenMode } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { catalogue, type ErrorCode } from '../../common/errors/catalogue.ts';
import { codeOf, EarshotError } from '../../common/errors/earshot-error.ts';
import type { WyomingData, WyomingEvent } from '../../common/wyoming/codec.ts';
import type { Admitted, Gateway } from '../gateway.ts';
import { maxTextLength } from '../limits.ts';
import type { ControlMessage, SpeakerLink } from '../session/link.ts';
import { isRefusal, refusalText } from '../session/refusals.ts';
import type { Session } from '../session/session.ts';
import { description } from './describe.ts';

export interface TalkOptions {
  readonly gateway: Gateway;
  /** The device as which every Wyoming client speaks. */
  readonly admit: () => Promise<Admitted>;
  readonly write: (type: string, data?: WyomingData, payload?: Buffer) => void;
  readonly close: () => void;
}

const frameMs = 20;
const speechRateHz = 24_000;
/** Audio that may come ahead of the clock before the client has to wait, and how fast it is caught up. */
const aheadMs = 3_000;
const catchUpRate = 1.2;
const upRatesHz: ReadonlySet<number> = new Set([16_000, 24_000, 48_000]);

/** What came of one listen or one text. */
interface Answer {
  readonly transcript: string;
  readonly reply: { readonly text: string; readonly isUnderstood: boolean } | undefined;
  /** Empty when it went well. */
  readonly code: string;
}

export class WyomingTalk implements SpeakerLink {
  readonly headroomBytes = 0;
  readonly paceLeadMs = undefined;
  readonly bufferedBytes = 0;
  readonly #options: TalkOptions;
  #language = '';
  #session: Session | undefined;
  #identity: Admitted['identity'] | undefined;
  #locale = '';
  #listenId = '';
  #rest: Buffer = Buffer.alloc(0);
  #frameBytes = 0;
  #sentMs = 0;
  #startedMs = 0;
  #transcript = '';
  #reply: Answer['reply'];
  #settle: ((answer: Answer) => void) | undefined;
  readonly #gone = new AbortController();

  constructor(options: TalkOptions) {
    this.#options = options;
  }

  /** One event; the next is read when this has settled. @throws EarshotError */
  async take({ type, data, payload }: WyomingEvent): Promise<void> {
    switch (type) {
      case 'describe':
        this.#options.write('info', description);
        return;
      case 'ping':
        this.#options.write('pong', { text: String(data['text'] ?? '').slice(0, 100) });
        return;
      case 'transcribe':
        this.#language = languageOf(data['language']);
        return;
      case 'audio-start':
        return this.#begin(data);
      case 'audio-chunk':
        return this.#audio(payload);
      case 'audio-stop':
        return this.#transcribed();
      case 'transcript':
        this.#language = languageOf(data['language']) || this.#language;
        return this.#handled(textOf(data));
      case 'synthesize': {
        const voice = (data['voice'] ?? {}) as { readonly language?: unknown };
        this.#language = languageOf(voice.language);
        return this.#synthesised(textOf(data));
      }
      default:
      // Others are of parts that are not offered here.
    }
  }

  /** Of what was asked; empty before anything was. */
  get locale(): string {
    return this.#locale;
  }

  /** The client is gone. */
  closed(): void {
    this.#gone.abort(new EarshotError('CANCELLED'));
    this.#session?.disconnected();
    this.#settle?.({ transcript: '', reply: undefined, code: 'CANCELLED' });
  }

  async #begin(data: WyomingData): Promise<void> {
    const { rate, width, channels } = data;
    if (typeof rate !== 'number' || !upRatesHz.has(rate) || width !== 2 || channels !== 1) {
      throw new EarshotError('AUDIO_FORMAT_UNSUPPORTED');
    }
    const session = await this.#open(rate);
    this.#frameBytes = (rate / 1000) * frameMs * 2;
    this.#rest = Buffer.alloc(0);
    this.#sentMs = 0;
    this.#startedMs = performance.now();
    this.#listenId = randomUUID();
    // Whoever sends this heard a wake word or a button by itself; what it sends is heard for its words alone.
    const value = {
      listenId: this.#listenId,
      mode: ListenMode.HELD_BUTTON,
      wakeAudioMs: 0,
      isTranscriptOnly: true,
    };
    this.#expect();
    session.handle({ $case: 'listenStart', value });
  }

  async #audio(payload: Buffer): Promise<void> {
    const session = this.#session;
    if (session === undefined || this.#listenId === '') throw new EarshotError('AUDIO_OUTSIDE_LISTEN');
    // The turn is over: what still comes is for nobody.
    if (this.#settle === undefined) return;
    const all = this.#rest.length === 0 ? payload : Buffer.concat([this.#rest, payload]);
    let at = 0;
    for (; at + this.#frameBytes <= all.length && this.#settle !== undefined; at += this.#frameBytes) {
      const dueMs = this.#startedMs + (this.#sentMs - aheadMs) / catchUpRate;
      const waitMs = dueMs - performance.now();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      session.handleAudio({ payload: all.subarray(at, at + this.#frameBytes), isLast: false, missing: 0 });
      this.#sentMs += frameMs;
    }
    this.#rest = all.subarray(at);
  }

  async #transcribed(): Promise<void> {
    if (this.#listenId === '') throw new EarshotError('AUDIO_OUTSIDE_LISTEN');
    this.#session?.handle({ $case: 'listenStop', value: { listenId: this.#listenId } });
    const { transcript, code } = await this.#answer;
    this.#listenId = '';
    // Silence is an answer.
    if (code !== '' && code !== 'NO_SPEECH' && code !== 'LISTEN_STALLED') throw new EarshotError(known(code));
    this.#options.write('transcript', { text: transcript, language: this.#locale });
  }

  async #handled(text: string): Promise<void> {
    const session = await this.#open(16_000);
    this.#expect();
    session.handle({ $case: 'text', value: { listenId: randomUUID(), text, isSilent: true } });
    const { reply, code } = await this.#answer;
    // What is said instead of an answer is said in the language of whoever asked.
    const isSaid = isRefusal(code) && reply !== undefined;
    if (code !== '' && !isSaid) throw new EarshotError(known(code));
    const type = reply?.isUnderstood === true ? 'handled' : 'not-handled';
    this.#options.write(type, { text: reply?.text ?? '' });
  }

  async #synthesised(text: string): Promise<void> {
    const { gateway, write } = this.#options;
    const session = await this.#open(16_000);
    const device = this.#identity?.device;
    if (device === undefined || !gateway.takeTurn(device)) throw new EarshotError('OVERLOADED');
    const audience = this.#identity?.audience;
    const ref = { turnId: randomUUID(), sessionId: session.sessionId, locale: this.#locale, audience };
    const format = { rate: speechRateHz, width: 2, channels: 1 };
    try {
      const chunks = gateway.services.synthesise(
        { turn: ref, speech: { text, locale: this.#locale }, sampleRateHz: speechRateHz },
        { deadlineMs: gateway.limits.maxReplyAudioMs, signal: this.#gone.signal },
      );
      write('audio-start', format);
      for await (const chunk of chunks) write('audio-chunk', format, chunk);
      write('audio-stop');
    } finally {
      gateway.releaseTurn(device);
    }
  }

  /** The session of this connection: its language is that of the first request. */
  async #open(rateHz: number): Promise<Session> {
    if (this.#session !== undefined) return this.#session;
    const { gateway, admit } = this.#options;
    const admitted = await admit();
    if (this.#gone.signal.aborted) throw new EarshotError('CANCELLED');
    const session = gateway.open(this, admitted);
    this.#session = session;
    this.#identity = admitted.identity;
    const format = { codec: AudioCodec.PCM16, sampleRateHz: 16_000, frameMs };
    const value = {
      ...{ protocol: '', model: 'wyoming', firmware: '', capabilities: [], resumeSessionId: '' },
      locale: localeFor(this.#language),
      audioUp: { ...format, sampleRateHz: rateHz },
      audioDown: format,
      microphone: undefined,
    };
    session.handle({ $case: 'hello', value });
    return session;
  }

  #answer: Promise<Answer> = Promise.resolve({ transcript: '', reply: undefined, code: '' });

  #expect(): void {
    this.#transcript = '';
    this.#reply = undefined;
    this.#answer = new Promise((resolve) => {
      this.#settle = (answer) => {
        this.#settle = undefined;
        resolve(answer);
      };
    });
  }

  send(message: ControlMessage): void {
    switch (message.$case) {
      case 'helloAck':
        this.#locale = message.value.locale;
        break;
      case 'transcript':
        if (message.value.isFinal) this.#transcript = message.value.text;
        break;
      case 'reply':
        if (!message.value.isProgress) {
          const { text, skillId } = message.value;
          this.#reply = { text, isUnderstood: skillId !== '' };
        }
        break;
      case 'error':
        this.#finish(message.value.code);
        break;
      case 'turnEnded':
        this.#finish(message.value.code);
        break;
      default:
    }
  }

  #finish(code: string): void {
    this.#settle?.({ transcript: this.#transcript, reply: this.#reply, code });
  }

  sendAudio(): void {}
  /** The next event is not read before this one was taken, so nothing comes meanwhile. */
  pause(): void {}
  resume(): void {}

  close(code: ErrorCode): void {
    this.#finish(code);
    this.#options.close();
  }
}

const known = (code: string): ErrorCode =>
  Object.hasOwn(catalogue, code) ? (code as ErrorCode) : 'INTERNAL';

/** As an `error` event says it; a refusal to listen in the language that was spoken. */
export const errorData = (error: unknown, locale: string): WyomingData => {
  const code = codeOf(error);
  return { text: isRefusal(code) ? refusalText(code, locale) : catalogue[code].message, code };
};

const languageOf = (value: unknown): string =>
  typeof value === 'string' ? value.slice(0, 40).replace('_', '-') : '';

/** @throws EarshotError TEXT_UNUSABLE */
function textOf(data: WyomingData): string {
  const { text } = data;
  if (typeof text !== 'string' || text.trim() === '' || text.length > maxTextLength) {
    throw new EarshotError('TEXT_UNUSABLE');
  }
  return text;
}
