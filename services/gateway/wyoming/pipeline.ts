/**
 * A whole turn as a Wyoming satellite hears of it: `run-pipeline` asks for it, and from then on the satellite is told what
 * becomes of what it sends. It stops sending when it is given a transcript, so it is always given one.
 */
import { Stage } from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import type { ErrorCode } from '../../common/errors/catalogue.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { WyomingData } from '../../common/wyoming/codec.ts';
import type { ControlMessage } from '../session/link.ts';

const stages = ['wake', 'asr', 'handle', 'tts'] as const;
type PipelineStage = (typeof stages)[number];

export interface PipelineRequest {
  readonly start: PipelineStage;
  readonly end: PipelineStage;
  /** The satellite heard a wake word by itself, which begins what `start` says. */
  readonly isWoken: boolean;
}

/** @throws EarshotError MESSAGE_MALFORMED for stages that are not in order, or that are not offered here */
export function readPipeline(data: WyomingData): PipelineRequest {
  // Whoever names the intent names what is done with it: here they are one.
  const stageOf = (value: unknown) => (value === 'intent' ? 'handle' : value);
  const start = stages.find((stage) => stage === stageOf(data['start_stage']));
  const end = stages.find((stage) => stage === stageOf(data['end_stage']));
  if (start === undefined || end === undefined || stages.indexOf(start) > stages.indexOf(end)) {
    throw new EarshotError('MESSAGE_MALFORMED');
  }
  const name = data['wake_word_name'];
  return { start, end, isWoken: typeof name === 'string' && name !== '' };
}

type Write = (type: string, data?: WyomingData, payload?: Buffer) => void;

/** Nobody spoke, or nobody was meant: no failure that anybody is told of. */
const quietCodes: ReadonlySet<string> = new Set(['', 'NO_SPEECH', 'LISTEN_STALLED', 'WAKE_NOT_VERIFIED']);

export interface PipelineOptions {
  readonly request: PipelineRequest;
  readonly write: Write;
  readonly locale: () => string;
  readonly speechFormat: WyomingData;
  /** Of the wake word that was verified. */
  readonly wakeWord: () => string;
  readonly errorData: (code: ErrorCode) => WyomingData;
  /** The code that a speaker would be told, as one that is known here. */
  readonly known: (code: string) => ErrorCode;
}

export class Pipeline {
  readonly request: PipelineRequest;
  readonly #options: PipelineOptions;
  #isWoken: boolean;
  #hasTranscript: boolean;
  #isHearing = true;
  #isOver = false;

  constructor(options: PipelineOptions) {
    this.request = options.request;
    this.#options = options;
    this.#isWoken = options.request.start !== 'wake';
    this.#hasTranscript = options.request.start === 'handle' || options.request.start === 'tts';
  }

  /** What comes is for it: nobody decided yet that speech has ended. */
  get isHearing(): boolean {
    return this.#isHearing && !this.#isOver;
  }

  /** Everything that will be said of it has been said. */
  get isOver(): boolean {
    return this.#isOver;
  }

  get isSpoken(): boolean {
    return this.request.end === 'tts';
  }

  /** A message of the turn. */
  told(message: ControlMessage): void {
    if (this.#isOver) return;
    const { write, locale, speechFormat } = this.#options;
    switch (message.$case) {
      case 'stage':
        if (message.value.stage === Stage.LISTEN && !message.value.isEnd) {
          this.#woken();
          write('voice-started', { timestamp: 0 });
        }
        break;
      case 'listenEnded':
        this.#isHearing = false;
        write('voice-stopped', { timestamp: message.value.speechEndMs });
        break;
      case 'transcript':
        if (!message.value.isFinal) break;
        this.#woken();
        if (this.request.end !== 'wake') this.#transcribed(message.value.text);
        break;
      case 'reply':
        if (message.value.isProgress) break;
        // A transcript that nobody may be shown is an empty one.
        this.#transcribed('');
        if (this.isSpoken) {
          write('synthesize', { text: message.value.text, voice: { language: locale() } });
        } else {
          write(message.value.skillId === '' ? 'not-handled' : 'handled', { text: message.value.text });
        }
        break;
      case 'audioStart':
        write('audio-start', speechFormat);
        break;
      case 'audioEnd':
        write('audio-stop');
        break;
      case 'error':
        // Others are asides that end nothing.
        if (message.value.isFatal || message.value.listenId !== '') this.#ended(message.value.code);
        break;
      case 'turnEnded':
        this.#ended(message.value.code);
        break;
      default:
    }
  }

  /** PCM of the reply. */
  speak(pcm: Buffer): void {
    if (!this.#isOver) this.#options.write('audio-chunk', this.#options.speechFormat, pcm);
  }

  #woken(): void {
    if (this.#isWoken) return;
    this.#isWoken = true;
    this.#options.write('detection', { name: this.#options.wakeWord(), timestamp: 0 });
  }

  #transcribed(text: string): void {
    if (this.#hasTranscript) return;
    this.#hasTranscript = true;
    this.#options.write('transcript', { text, language: this.#options.locale() });
  }

  #ended(code: string): void {
    const { write, errorData, known } = this.#options;
    if (code === 'WAKE_NOT_VERIFIED') write('not-detected');
    else {
      if (quietCodes.has(code)) this.#woken();
      else write('error', errorData(known(code)));
      if (this.request.end !== 'wake') this.#transcribed('');
    }
    this.#isOver = true;
  }
}
