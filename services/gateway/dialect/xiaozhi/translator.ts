/**
 * One device that speaks the xiaozhi protocol, as a session takes it.
 *
 * These devices open their microphone again by themselves after every reply. Here audio is taken after a verified wake
 * word, a pressed button, or a question; so when nothing was asked, the connection ends with the reply, which such a
 * device takes as the end of the conversation, and it opens another with the next wake word or button.
 */
import type { Locale } from '@earshot/skills-sdk';
import { AudioCodec, TurnEnd } from '../../../../proto/gen/earshot/speaker/v1/speaker.ts';
import { ListenMode } from '../../../../proto/gen/earshot/turn/v1/turn.ts';
import { EarshotError } from '../../../common/errors/earshot-error.ts';
import { defaultLimits, maxTextLength } from '../../limits.ts';
import type { ControlMessage, DownPosition } from '../../session/link.ts';
import { isRefusal, refusalText } from '../../session/refusals.ts';
import { TokenBucket } from '../../session/token-bucket.ts';
import type { Connection, Frame, Heard, Translator } from '../dialect.ts';
import { type FrameVersion, headerBytes, readFrame, writeFrameHeader } from './frames.ts';
import { type DeviceMessage, readMessage, toDevice } from './messages.ts';
import { readProfile, xiaozhiWakeWords } from './profile.ts';
import { DeviceSpeech } from './speech.ts';
import { deviceTexts } from './texts.ts';
import { DeviceTools } from './tools.ts';
import { isWakeWord, KeptAudio } from './wake.ts';

export const down = { sampleRateHz: 24_000, frameMs: 60 } as const;
const upRateHz = 16_000;
const upFramesMs: ReadonlySet<number> = new Set([20, 40, 60]);
/** A listen that follows a wake word's text so soon was begun by it, whatever word it was. */
const wakeToListenMs = 1_500;
/** A device takes a connection for dead on which it read nothing for 120 s. */
const idleCloseMs = 110_000;

type Mode = 'auto' | 'manual' | 'realtime' | 'text';

/** Why the device may listen next. `unheard`: a wake word of which there is no audio that anybody could verify. */
type Cause = 'pressed' | 'woken' | 'asked' | 'unheard';

/** A manual listen lasts for as long as the button is held. */
const modes: Readonly<Record<Exclude<Mode, 'text'>, ListenMode>> = {
  auto: ListenMode.BUTTON,
  realtime: ListenMode.BUTTON,
  manual: ListenMode.HELD_BUTTON,
};

/** Whether the device opens its microphone by itself after a reply. */
const isListeningAgain = (mode: Mode): boolean => mode === 'auto' || mode === 'realtime';

interface Listen {
  readonly id: string;
  readonly mode: Mode;
  /** Its audio is being taken. */
  isOpen: boolean;
}

export class XiaozhiTranslator implements Translator {
  readonly #connection: Omit<Connection, 'upgrade'>;
  readonly #locale: Locale;
  readonly #kept = new KeptAudio(defaultLimits.maxWakeAudioMs);
  readonly #speech = new DeviceSpeech(down.frameMs);
  /** For audio that reaches no session: what does is counted there. */
  readonly #strayAudio = new TokenBucket(defaultLimits.audioBurstMs, defaultLimits.audioRate);
  readonly paceLeadMs: number | undefined;
  /** Of a device that has some. */
  #tools: DeviceTools | undefined;
  #version: FrameVersion = 1;
  #frameMs = 60;
  #sessionId = '';
  #wakeWords: readonly string[] = [];
  #listens = 0;
  /** The newest. */
  #listen: Listen | undefined;
  /** Of the turn that runs; empty when none does. */
  #runningId = '';
  #isExpecting = false;
  #cause: Cause = 'pressed';
  /** The device said `abort` and waits for `tts stop`. */
  #isAborting = false;
  #detectedMs = Number.NEGATIVE_INFINITY;
  #ending: NodeJS.Timeout | undefined;
  #isEnded = false;
  readonly #idle: NodeJS.Timeout;

  constructor({ upgrade, ...connection }: Connection) {
    this.#connection = connection;
    const { locale, burstFrames } = readProfile(upgrade.url);
    this.#locale = locale;
    this.paceLeadMs = burstFrames === undefined ? undefined : burstFrames * down.frameMs;
    this.#idle = setTimeout(() => this.#end(), idleCloseMs);
    this.#idle.unref();
  }

  get headroomBytes(): number {
    return headerBytes[this.#version];
  }

  opened(): readonly Heard[] {
    return [];
  }

  onText(bytes: Buffer): readonly Heard[] {
    // What it says into a connection that was ended is for the next one.
    if (this.#isEnded) return [];
    const message = readMessage(bytes);
    switch (message.type) {
      case 'hello':
        return [this.#hello(message)];
      case 'listen':
        return this.#onListen(message);
      case 'abort':
        return this.#abort(message.reason ?? '');
      case 'ping':
        this.#connection.write(toDevice.pong(Date.now()));
        return [];
      case 'goodbye':
        this.#end();
        return [];
      case 'mcp':
        this.#tools?.take(message.payload);
        return [];
      case 'iot':
        return [];
    }
  }

  onBinary(fragments: readonly Buffer[]): readonly Heard[] {
    if (this.#isEnded) return [];
    const payload = readFrame(this.#version, fragments);
    if (this.#listen?.isOpen === true) return [{ audio: { payload, isLast: false, missing: 0 } }];
    if (!this.#strayAudio.take(this.#frameMs)) throw new EarshotError('AUDIO_FLOOD');
    this.#kept.keep(payload, this.#frameMs);
    return [];
  }

  #hello({ version = 1, features, audio_params: audio }: DeviceMessage & { type: 'hello' }): Heard {
    if (version !== 1 && version !== 2 && version !== 3) throw new EarshotError('PROTOCOL_UNSUPPORTED');
    const isFit =
      audio.format === 'opus' &&
      audio.sample_rate === upRateHz &&
      audio.channels === 1 &&
      upFramesMs.has(audio.frame_duration);
    if (!isFit) throw new EarshotError('AUDIO_FORMAT_UNSUPPORTED');
    this.#version = version;
    if (features?.mcp === true) {
      this.#tools = new DeviceTools({
        write: (payload) => this.#write(toDevice.mcp(this.#sessionId, payload)),
        onTools: (tools) =>
          this.#connection.hear([{ message: { $case: 'tools', value: { tools: [...tools] } } }]),
        onStatus: (value) => this.#connection.hear([{ message: { $case: 'deviceState', value } }]),
      });
    }
    this.#frameMs = audio.frame_duration;
    const value = {
      protocol: '',
      model: 'xiaozhi',
      firmware: '',
      locale: this.#locale,
      capabilities: features?.mcp === true ? ['device-control'] : [],
      audioUp: { codec: AudioCodec.OPUS, sampleRateHz: upRateHz, frameMs: audio.frame_duration },
      audioDown: { codec: AudioCodec.OPUS, ...down },
      resumeSessionId: '',
      microphone: undefined,
    };
    return { message: { $case: 'hello', value } };
  }

  #onListen({ state, mode = 'auto', text = '' }: DeviceMessage & { type: 'listen' }): readonly Heard[] {
    switch (state) {
      case 'start':
        return this.#start(mode);
      case 'stop':
        return this.#stop();
      case 'detect':
        return this.#detect(text);
    }
  }

  /** A wake word, or a text that somebody typed: devices say both in the same way. */
  #detect(text: string): readonly Heard[] {
    const isWoken = isWakeWord(text, [...this.#wakeWords, ...xiaozhiWakeWords[this.#locale]]);
    this.#detectedMs = performance.now();
    if (isWoken) {
      this.#cause = this.#kept.isEmpty ? 'unheard' : 'woken';
      return [];
    }
    if (text.trim() === '') return [];
    const id = this.#next('text', false);
    const value = { listenId: id, text: text.slice(0, maxTextLength + 1), isSilent: false };
    return [{ message: { $case: 'text', value } }];
  }

  #start(mode: Exclude<Mode, 'text'>): readonly Heard[] {
    const isAfterText = performance.now() - this.#detectedMs < wakeToListenMs;
    // A word that we took for typed, and that began a listen, was a wake word that we do not know.
    if (isAfterText && this.#cause === 'pressed') this.#cause = this.#kept.isEmpty ? 'unheard' : 'woken';
    const cause = this.#cause;
    this.#cause = 'pressed';
    this.#detectedMs = Number.NEGATIVE_INFINITY;
    this.#settle();
    if (cause === 'unheard') {
      this.#refuse(deviceTexts[this.#locale].wakeUnheard);
      return [];
    }
    this.#tools?.refresh();
    const listenId = this.#next(mode, true);
    if (cause === 'woken') {
      const frames = this.#kept.take();
      const value = {
        listenId,
        mode: ListenMode.WAKE_WORD,
        wakeAudioMs: frames.length * this.#frameMs,
        isTranscriptOnly: false,
        isSilent: false,
      };
      const begun: Heard = { message: { $case: 'listenStart', value } };
      return [begun, ...frames.map((audio) => ({ audio }))];
    }
    this.#kept.drop();
    const isFollowUp = cause === 'asked' && mode !== 'manual';
    const value = {
      listenId,
      mode: isFollowUp ? ListenMode.FOLLOW_UP : modes[mode],
      wakeAudioMs: 0,
      isTranscriptOnly: false,
      isSilent: false,
    };
    return [{ message: { $case: 'listenStart', value } }];
  }

  #next(mode: Mode, isOpen: boolean): string {
    this.#listens += 1;
    const id = `xiaozhi-${this.#listens}`;
    this.#listen = { id, mode, isOpen };
    return id;
  }

  #stop(): readonly Heard[] {
    const listen = this.#listen;
    if (listen === undefined || !listen.isOpen) return [];
    listen.isOpen = false;
    return [{ message: { $case: 'listenStop', value: { listenId: listen.id } } }];
  }

  #abort(reason: string): readonly Heard[] {
    // Its owner pressed a button, or said the wake word; of the latter no audio comes unless `detect` says so.
    this.#cause = reason === 'wake_word_detected' ? 'unheard' : 'pressed';
    clearTimeout(this.#ending);
    this.#kept.drop();
    if (this.#runningId === '') {
      for (const frame of this.#speech.stop(true)) this.#write(frame);
      return [];
    }
    this.#isAborting = true;
    return [{ message: { $case: 'abort', value: { listenId: '', reason: 'barge_in' } } }];
  }

  send(message: ControlMessage): readonly Frame[] {
    const frames = this.#say(message);
    if (frames.length > 0) this.#idle.refresh();
    return frames;
  }

  #say(message: ControlMessage): readonly Frame[] {
    switch (message.$case) {
      case 'helloAck':
        this.#sessionId = message.value.sessionId;
        this.#speech.sessionId = this.#sessionId;
        this.#wakeWords = message.value.wakeWords;
        // After the answer to hello, which is what the device waits for.
        queueMicrotask(() => this.#tools?.begin());
        return [toDevice.hello(this.#sessionId, down.sampleRateHz, down.frameMs)];
      case 'turnStarted':
        this.#runningId = message.value.listenId;
        this.#isExpecting = false;
        return [];
      case 'transcript':
        return message.value.isFinal ? [toDevice.stt(this.#sessionId, message.value.text)] : [];
      case 'listenEnded':
        if (this.#listen?.id === this.#runningId) this.#listen.isOpen = false;
        return [];
      case 'reply':
        if (!message.value.isProgress) this.#isExpecting = message.value.isExpectingSpeech;
        return this.#speech.reply(message.value);
      case 'audioStart':
        return this.#speech.begin();
      case 'directive':
        this.#tools?.direct(message.value.directive?.directive);
        return [];
      case 'turnEnded':
        return this.#turnEnded(message.value);
      case 'error':
        return this.#failed(message.value);
      default:
        return [];
    }
  }

  sendAudio(message: Buffer, position: DownPosition): readonly Frame[] {
    writeFrameHeader(this.#version, message, position.timestampMs);
    this.#speech.sent(position);
    this.#idle.refresh();
    return [message];
  }

  #turnEnded({ end, code }: Extract<ControlMessage, { $case: 'turnEnded' }>['value']): readonly Frame[] {
    const listen = this.#listen;
    const isNewest = listen !== undefined && listen.id === this.#runningId;
    const isAsked = this.#isAborting;
    this.#isAborting = false;
    this.#runningId = '';
    // Barged in on: what it says next goes on.
    if (!isNewest) return this.#speech.stop(isAsked);
    listen.isOpen = false;
    if (isAsked) return this.#speech.stop(true);
    const isSilent = !this.#speech.isSpeaking;
    // Silenced by a switch, from wherever: it is to stop at once.
    this.#finishAfter(end === TurnEnd.ABORTED ? 0 : this.#speech.remainingMs, listen);
    return end === TurnEnd.FAILED && isSilent ? this.#alertFor(code) : [];
  }

  /** Once what was said has been played: the device listens for an answer, or the conversation is over. */
  #finishAfter(delayMs: number, { mode }: Listen): void {
    const isAsked = this.#isExpecting;
    clearTimeout(this.#ending);
    this.#ending = setTimeout(() => {
      for (const frame of this.#speech.stop()) this.#write(frame);
      if (isAsked) this.#cause = 'asked';
      // Its microphone never closed, so it says nothing when it listens again.
      if (isAsked && mode === 'realtime') this.#connection.hear(this.#start(mode));
      else if (!isAsked && isListeningAgain(mode)) this.#end();
    }, delayMs);
  }

  /** What was to happen when speech has been played happens now. */
  #settle(): void {
    clearTimeout(this.#ending);
    if (this.#runningId !== '') return;
    for (const frame of this.#speech.stop()) this.#write(frame);
  }

  #failed({
    code,
    isFatal,
    listenId,
  }: Extract<ControlMessage, { $case: 'error' }>['value']): readonly Frame[] {
    if (isFatal || listenId === '' || listenId !== this.#listen?.id) return [];
    this.#listen.isOpen = false;
    this.#finishAfter(0, this.#listen);
    return this.#alertFor(code);
  }

  #alertFor(code: string): readonly Frame[] {
    const texts = deviceTexts[this.#locale];
    // Nobody spoke to it, or nobody is to know that it heard.
    if (code === 'NO_SPEECH' || code === 'LISTEN_STALLED' || code === 'FOLLOW_UP_NOT_EXPECTED') return [];
    const text = isRefusal(code)
      ? refusalText(code, this.#locale)
      : code === 'WAKE_NOT_VERIFIED'
        ? texts.wakeUnheard
        : code === 'MICROPHONE_MUTED' || code === 'WAKE_WORD_OFF'
          ? texts.muted
          : code === 'OVERLOADED' || code === 'DRAINING'
            ? texts.busy
            : texts.failed;
    return [toDevice.alert(this.#sessionId, 'Earshot', text)];
  }

  #refuse(text: string): void {
    this.#kept.drop();
    this.#write(toDevice.alert(this.#sessionId, 'Earshot', text));
    this.#end();
  }

  #end(): void {
    this.#isEnded = true;
    this.#connection.end();
  }

  #write(frame: Frame): void {
    this.#idle.refresh();
    this.#connection.write(frame);
  }

  closed(): void {
    clearTimeout(this.#idle);
    clearTimeout(this.#ending);
    this.#kept.drop();
  }
}
