/**
 * One Wyoming connection: `transcribe` with audio becomes a transcript, `detect` with audio a verdict, a `transcript` what the
 * home's skills answer, `recognize` what a text means, `synthesize` audio, and `run-pipeline` all of it. Each is a turn like everybody's, or a part of one.
 */
import { randomUUID } from 'node:crypto';
import { localeFor } from '../../../language/locale.ts';
import { AudioCodec } from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import { ListenMode } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import type { ErrorCode } from '../../common/errors/catalogue.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { WyomingData, WyomingEvent } from '../../common/wyoming/codec.ts';
import type { Admitted, Gateway } from '../gateway.ts';
import type { ControlMessage, SpeakerLink } from '../session/link.ts';
import { isRefusal } from '../session/refusals.ts';
import type { Session } from '../session/session.ts';
import { TokenBucket } from '../session/token-bucket.ts';
import { description } from './describe.ts';
import { frameMs, Intake } from './intake.ts';
import { type Meaning, meaningOf } from './meaning.ts';
import { Pipeline, type PipelineRequest, readPipeline } from './pipeline.ts';
import { errorData, errorMessage, isSilence, known, languageOf, textOf } from './words.ts';

export interface TalkOptions {
  readonly gateway: Gateway;
  /** The device as which every Wyoming client speaks. */
  readonly admit: () => Promise<Admitted>;
  readonly write: (type: string, data?: WyomingData, payload?: Buffer) => void;
  readonly bufferedBytes: () => number;
  readonly close: () => void;
}

const speechRateHz = 24_000;
const speechFormat = { rate: speechRateHz, width: 2, channels: 1 };
/** Speech that a client is given ahead of its time: what plays it may be a command that is just starting. */
const speechLeadMs = 1_000;

/** What came of one listen or one text. */
interface Answer {
  readonly transcript: string;
  readonly reply: { readonly text: string; readonly isUnderstood: boolean } | undefined;
  /** Empty when it went well. */
  readonly code: string;
}

/** Audio that is being taken. */
interface Listen {
  readonly intake: Intake;
  readonly purpose: 'transcribe' | 'detect' | 'pipeline';
  /** A wake word that is not all here yet; undefined once audio passes. */
  kept: Buffer[] | undefined;
  readonly id: string;
  /** All that is wanted of it is here. */
  isStopped: boolean;
}

export class WyomingTalk implements SpeakerLink {
  readonly headroomBytes = 0;
  readonly paceLeadMs = speechLeadMs;
  readonly #options: TalkOptions;
  readonly #gone = new AbortController();
  /** For audio of turns that are over: what reaches one is counted there. */
  readonly #strayAudio: TokenBucket;
  #language = '';
  #session: Session | undefined;
  #identity: Admitted['identity'] | undefined;
  #locale = '';
  #rateHz = 0;
  #wakeWord = '';
  #isWakeWordOff = false;
  #isDetecting = false;
  #listen: Listen | undefined;
  #pipeline: Pipeline | undefined;
  #transcript = '';
  #reply: Answer['reply'];
  #settle: ((answer: Answer) => void) | undefined;
  #answer: Promise<Answer> = Promise.resolve({ transcript: '', reply: undefined, code: '' });

  constructor(options: TalkOptions) {
    this.#options = options;
    const { audioBurstMs, audioRate } = options.gateway.limits;
    this.#strayAudio = new TokenBucket(audioBurstMs, audioRate);
  }

  get bufferedBytes(): number {
    return this.#options.bufferedBytes();
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
        this.#abandon();
        this.#language = languageOf(data['language']);
        return;
      case 'detect':
        this.#abandon();
        this.#isDetecting = true;
        return;
      case 'run-pipeline':
        return this.#run(readPipeline(data));
      case 'audio-start':
        return this.#begin(data);
      case 'audio-chunk':
        return this.#audio(data, payload);
      case 'audio-stop':
        return this.#stopped();
      case 'transcript':
        this.#language = languageOf(data['language']) || this.#language;
        return this.#handled(textOf(data));
      case 'recognize':
        return this.#recognised(textOf(data));
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

  /** A turn is asked for: its words follow as audio, or as a `transcript`. What ran is over. */
  #run(request: PipelineRequest): void {
    this.#abandon();
    this.#isDetecting = false;
    const { write } = this.#options;
    this.#pipeline = new Pipeline({
      ...{ request, write, known, speechFormat },
      locale: () => this.#locale,
      wakeWord: () => this.#wakeWord,
      errorData: (code) => errorData(code, this.#locale),
    });
  }

  /** A pipeline's turn, or what waits to become one, ends here. */
  #abandon(): void {
    if (this.#pipeline === undefined) return;
    const isRunning = !this.#pipeline.isOver;
    this.#pipeline = undefined;
    this.#listen = undefined;
    if (isRunning) this.#session?.handle({ $case: 'abort', value: { listenId: '', reason: 'barge_in' } });
  }

  async #begin(data: WyomingData): Promise<void> {
    const pipeline = this.#pipeline;
    // Of a pipeline there is one listen; its satellite may still send when it is over.
    if (pipeline !== undefined && (this.#listen !== undefined || pipeline.isOver)) return;
    const intake = new Intake(data);
    const session = await this.#open(intake.rateHz);
    if (intake.rateHz !== this.#rateHz) throw new EarshotError('AUDIO_FORMAT_UNSUPPORTED');
    const purpose = pipeline !== undefined ? 'pipeline' : this.#isDetecting ? 'detect' : 'transcribe';
    this.#isDetecting = false;
    const isWake = purpose === 'detect' || pipeline?.request.start === 'wake';
    const listen: Listen = {
      intake,
      purpose,
      kept: isWake ? [] : undefined,
      id: randomUUID(),
      isStopped: false,
    };
    this.#listen = listen;
    if (purpose !== 'pipeline') this.#expect();
    if (isWake) return;
    if (pipeline?.request.isWoken === true && this.#isWakeWordOff) {
      this.send(errorMessage('WAKE_WORD_OFF'));
      return;
    }
    // Whoever sends this heard a wake word or a button by itself. Without a pipeline it is heard for its words alone, and the
    // client says when they are over.
    const mode = purpose === 'pipeline' ? ListenMode.BUTTON : ListenMode.HELD_BUTTON;
    this.#startListen(session, listen, mode, 0);
  }

  #startListen(session: Session, { id, purpose }: Listen, mode: ListenMode, wakeAudioMs: number): void {
    const end = this.#pipeline?.request.end;
    const isTranscriptOnly = purpose !== 'pipeline' || end === 'asr' || end === 'wake';
    const isSilent = this.#pipeline?.isSpoken !== true;
    const value = { listenId: id, mode, wakeAudioMs, isTranscriptOnly, isSilent };
    session.handle({ $case: 'listenStart', value });
  }

  async #audio(data: WyomingData, payload: Buffer): Promise<void> {
    // Satellites do not say that audio begins.
    if (this.#listen === undefined && this.#pipeline?.isOver === false) await this.#begin(data);
    const listen = this.#listen;
    const session = this.#session;
    if (listen === undefined && this.#pipeline?.isOver !== true) {
      throw new EarshotError('AUDIO_OUTSIDE_LISTEN');
    }
    if (listen === undefined || session === undefined || !this.#isTaking(listen)) {
      // The turn is over: what still comes is for nobody.
      if (!this.#strayAudio.take(payload.length / 32)) throw new EarshotError('AUDIO_FLOOD');
      return;
    }
    for await (const frame of listen.intake.frames(payload)) {
      if (!this.#isTaking(listen)) return;
      if (listen.kept === undefined) session.handleAudio({ payload: frame, isLast: false, missing: 0 });
      else {
        listen.kept.push(frame);
        const { maxWakeAudioMs } = this.#options.gateway.limits;
        if (listen.kept.length * frameMs >= maxWakeAudioMs) await this.#woken(session, listen, listen.kept);
      }
    }
  }

  #isTaking(listen: Listen): boolean {
    if (this.#listen !== listen || listen.isStopped) return false;
    return listen.purpose === 'pipeline' ? this.#pipeline?.isHearing === true : this.#settle !== undefined;
  }

  /** The wake word is here, or as much as may be one: it is judged like everybody's. */
  async #woken(session: Session, listen: Listen, kept: Buffer[]): Promise<void> {
    listen.kept = undefined;
    this.#startListen(session, listen, ListenMode.WAKE_WORD, kept.length * frameMs);
    for (const payload of kept) session.handleAudio({ payload, isLast: false, missing: 0 });
    if (listen.purpose !== 'detect' && this.#pipeline?.request.end !== 'wake') return;
    listen.isStopped = true;
    session.handle({ $case: 'listenStop', value: { listenId: listen.id } });
    if (listen.purpose === 'detect') this.#detected((await this.#answer).code);
  }

  async #stopped(): Promise<void> {
    const listen = this.#listen;
    const session = this.#session;
    if (listen === undefined || session === undefined) {
      // A satellite says it of a pipeline of which nothing was heard.
      if (this.#pipeline !== undefined) return;
      throw new EarshotError('AUDIO_OUTSIDE_LISTEN');
    }
    // A pipeline's stays: its satellite may still send.
    if (listen.purpose !== 'pipeline') this.#listen = undefined;
    if (listen.kept !== undefined) {
      if (listen.kept.length > 0) await this.#woken(session, listen, listen.kept);
      else if (listen.purpose === 'detect') this.#detected('WAKE_NOT_VERIFIED');
      else this.send(errorMessage('WAKE_NOT_VERIFIED'));
    }
    if (listen.isStopped || listen.purpose === 'detect') return;
    listen.isStopped = true;
    session.handle({ $case: 'listenStop', value: { listenId: listen.id } });
    if (listen.purpose === 'pipeline') return;
    const { transcript, code } = await this.#answer;
    // Silence is an answer.
    if (!isSilence(code)) throw new EarshotError(known(code));
    this.#options.write('transcript', { text: transcript, language: this.#locale });
  }

  #detected(code: string): void {
    const { write } = this.#options;
    if (code === 'WAKE_NOT_VERIFIED') write('not-detected');
    else if (isSilence(code)) write('detection', { name: this.#wakeWord, timestamp: 0 });
    else throw new EarshotError(known(code));
  }

  async #handled(text: string): Promise<void> {
    const session = await this.#open(16_000);
    const pipeline = this.#pipeline?.isOver === false ? this.#pipeline : undefined;
    this.#pipeline = pipeline;
    if (pipeline === undefined) this.#expect();
    const isSilent = pipeline?.isSpoken !== true;
    session.handle({ $case: 'text', value: { listenId: randomUUID(), text, isSilent } });
    if (pipeline !== undefined) return;
    const { reply, code } = await this.#answer;
    // What is said instead of an answer is said in the language of whoever asked.
    const isSaid = isRefusal(code) && reply !== undefined;
    if (code !== '' && !isSaid) throw new EarshotError(known(code));
    const type = reply?.isUnderstood === true ? 'handled' : 'not-handled';
    this.#options.write(type, { text: reply?.text ?? '' });
  }

  /** What a text means; nothing of it is done, and what would be asked is asked by nobody. */
  async #recognised(text: string): Promise<void> {
    this.#abandon();
    const session = await this.#open(16_000);
    this.#expect();
    let meaning: Meaning | undefined;
    session.meaning({ listenId: randomUUID(), text }, (understood) => {
      meaning = meaningOf(understood);
    });
    const { code } = await this.#answer;
    if (meaning === undefined) throw new EarshotError(known(code));
    this.#options.write(meaning.type, meaning.data);
  }

  async #synthesised(text: string): Promise<void> {
    const { gateway, write } = this.#options;
    const session = await this.#open(16_000);
    const device = this.#identity?.device;
    if (device === undefined || !gateway.takeTurn(device)) throw new EarshotError('OVERLOADED');
    const audience = this.#identity?.audience;
    const ref = { turnId: randomUUID(), sessionId: session.sessionId, locale: this.#locale, audience };
    try {
      const chunks = gateway.services.synthesise(
        { turn: ref, speech: { text, locale: this.#locale }, sampleRateHz: speechRateHz },
        { deadlineMs: gateway.limits.maxReplyAudioMs, signal: this.#gone.signal },
      );
      write('audio-start', speechFormat);
      for await (const chunk of chunks) write('audio-chunk', speechFormat, chunk);
      write('audio-stop');
    } finally {
      gateway.releaseTurn(device);
    }
  }

  /** The session of this connection: its language is that of the first request. */
  async #open(rateHz: number): Promise<Session> {
    if (this.#session !== undefined) return this.#session;
    this.#rateHz = rateHz;
    const { gateway, admit } = this.#options;
    const admitted = await admit();
    if (this.#gone.signal.aborted) throw new EarshotError('CANCELLED');
    const session = gateway.open(this, admitted);
    this.#session = session;
    this.#identity = admitted.identity;
    const format = { codec: AudioCodec.PCM16, sampleRateHz: rateHz, frameMs };
    const value = {
      ...{ protocol: '', model: 'wyoming', firmware: '', capabilities: [], resumeSessionId: '' },
      locale: localeFor(this.#language),
      audioUp: format,
      audioDown: { ...format, sampleRateHz: speechRateHz },
      microphone: undefined,
    };
    session.handle({ $case: 'hello', value });
    return session;
  }

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
    this.#pipeline?.told(message);
    switch (message.$case) {
      case 'helloAck': {
        const { locale, wakeWords, microphone } = message.value;
        this.#locale = locale;
        this.#wakeWord = wakeWords[0] ?? '';
        this.#isWakeWordOff = microphone?.isWakeWordOff === true;
        break;
      }
      case 'microphone':
        this.#isWakeWordOff = message.value.isWakeWordOff;
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
      case 'turnEnded':
        this.#finish(message.value.code);
        break;
      default:
    }
  }

  #finish(code: string): void {
    this.#settle?.({ transcript: this.#transcript, reply: this.#reply, code });
  }

  sendAudio(pcm: Buffer): void {
    this.#pipeline?.speak(pcm);
  }

  /** The next event is not read before this one was taken, and no faster than somebody speaks. */
  pause(): void {}
  resume(): void {}

  close(code: ErrorCode): void {
    this.#finish(code);
    this.#options.close();
  }
}
