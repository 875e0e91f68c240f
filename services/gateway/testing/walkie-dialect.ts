/**
 * A dialect that is as unlike `earshot.v1` as the seam allows: a path and a handshake of its own, no hello, no
 * subprotocol, no listen ids, no frame header, plain words for messages, several messages for one reply, none for others.
 */
import { AudioCodec, type AudioFormat } from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import { ListenMode } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { Connection, Dialect, Frame, Heard, Translator } from '../dialect/dialect.ts';
import type { ControlMessage } from '../session/link.ts';

export const walkiePath = '/walkie/talk';
/** Devices of this dialect know one close code. */
export const walkieCloseCode = 4999;
const maxKeptFrames = 100;
const format: AudioFormat = { codec: AudioCodec.PCM16, sampleRateHz: 16_000, frameMs: 20 };

export const walkieDialect: Dialect = {
  path: walkiePath,
  subprotocol: undefined,
  isAnsweringPings: false,
  isOfLocalNetworks: false,
  requests: {},
  tokenOf({ headers }) {
    const key = headers['x-walkie-key'];
    return typeof key === 'string' ? `token-${key}` : undefined;
  },
  closeCode: () => walkieCloseCode,
  open: (connection) => new WalkieTranslator(connection),
};

class WalkieTranslator implements Translator {
  readonly headroomBytes = 0;
  readonly paceLeadMs = undefined;
  readonly #connection: Connection;
  /** Frames that came before the device said that they are a wake word. */
  #kept: Heard[] = [];
  #listenId = '';
  #listens = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  opened(): readonly Heard[] {
    const { headers } = this.#connection.upgrade;
    const value = {
      protocol: '',
      model: 'walkie',
      firmware: '',
      locale: String(headers['accept-language'] ?? ''),
      capabilities: ['audio'],
      audioUp: format,
      audioDown: format,
      resumeSessionId: '',
      microphone: undefined,
    };
    return [{ message: { $case: 'hello', value } }];
  }

  onText(bytes: Buffer): readonly Heard[] {
    const [word, ...rest] = bytes.toString('utf8').split(' ');
    switch (word) {
      case 'press':
        return [this.#listen(ListenMode.HELD_BUTTON, 0)];
      case 'woke': {
        // The wake word comes before the listen that it begins: a session takes it the other way round.
        const kept = this.#kept;
        this.#kept = [];
        return [this.#listen(ListenMode.WAKE_WORD, kept.length * format.frameMs), ...kept];
      }
      case 'release':
        return [{ message: { $case: 'listenStop', value: { listenId: this.#listenId } } }];
      case 'say': {
        const value = { listenId: this.#nextId(), text: rest.join(' '), isSilent: false };
        return [{ message: { $case: 'text', value } }];
      }
      case 'hush':
        return [{ message: { $case: 'abort', value: { listenId: '', reason: 'user' } } }];
      case 'marco':
        // The session hears nothing of it.
        this.#connection.write('polo');
        return [];
      default:
        throw new EarshotError('MESSAGE_UNKNOWN');
    }
  }

  onBinary(fragments: readonly Buffer[]): readonly Heard[] {
    const heard = { audio: { payload: Buffer.concat(fragments), isLast: false, missing: 0 } };
    if (this.#listenId !== '') return [heard];
    if (this.#kept.length < maxKeptFrames) this.#kept.push(heard);
    return [];
  }

  send(message: ControlMessage): readonly Frame[] {
    switch (message.$case) {
      case 'helloAck':
        return ['ready'];
      case 'reply':
        return ['thinking', ...message.value.text.split(/(?<=[.?!]) /).map((text) => `says ${text}`)];
      case 'turnEnded':
        this.#listenId = '';
        return [`over ${message.value.end === 1 ? 'well' : 'ill'}`];
      case 'error':
        return [`no ${message.value.code}`];
      default:
        return [];
    }
  }

  sendAudio(message: Buffer): readonly Frame[] {
    return [message];
  }

  closed(): void {
    this.#kept = [];
  }

  #listen(mode: ListenMode, wakeAudioMs: number): Heard {
    const value = { listenId: this.#nextId(), mode, wakeAudioMs, isTranscriptOnly: false, isSilent: false };
    return { message: { $case: 'listenStart', value } };
  }

  #nextId(): string {
    this.#listens += 1;
    this.#listenId = `walkie-${this.#listens}`;
    return this.#listenId;
  }
}
