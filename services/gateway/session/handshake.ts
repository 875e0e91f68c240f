/** Hello and its answer: once, in time, before anything else. */

import type { Hello } from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { wakeWordsIn } from '../../common/wake-words.ts';
import { maxFrameBytes } from '../codec/formats.ts';
import type { Identity } from '../ports/services.ts';
import type { Microphone } from '../switches/microphone.ts';
import { type Agreement, agree } from './agreement.ts';
import type { SessionHost } from './host.ts';
import type { ControlMessage } from './link.ts';

export interface HandshakeOptions {
  readonly host: Pick<SessionHost, 'limits' | 'sessionIds'>;
  readonly deviceId: string;
  readonly onTimeout: () => void;
}

export class Handshake {
  readonly #options: HandshakeOptions;
  readonly #timer: NodeJS.Timeout;
  #agreement: Agreement | undefined;
  #sessionId = '';

  constructor(options: HandshakeOptions) {
    this.#options = options;
    this.#timer = setTimeout(options.onTimeout, options.host.limits.helloTimeoutMs);
  }

  /** What was agreed; absent before hello. */
  get agreement(): Agreement | undefined {
    return this.#agreement;
  }

  /** Empty before hello. */
  get sessionId(): string {
    return this.#sessionId;
  }

  /**
   * Takes hello. `isRefusedResume`: it named a session that is not this device's to resume, and got a new one.
   * @throws EarshotError HELLO_REPEATED and what `agree` throws
   */
  hello(hello: Hello): { readonly isRefusedResume: boolean } {
    const { host, deviceId } = this.#options;
    if (this.#agreement !== undefined) throw new EarshotError('HELLO_REPEATED');
    this.#agreement = agree(hello);
    clearTimeout(this.#timer);
    const { resumeSessionId } = hello;
    const isResumed = resumeSessionId !== '' && host.sessionIds.belongsTo(resumeSessionId, deviceId);
    this.#sessionId = isResumed ? resumeSessionId : host.sessionIds.create(deviceId);
    return { isRefusedResume: resumeSessionId !== '' && !isResumed };
  }

  /** The answer to hello, once it was taken. */
  acknowledgement(microphone: Microphone, { surroundings, isTokenOld }: Identity): ControlMessage {
    const { pingIntervalMs, maxUtteranceMs } = this.#options.host.limits;
    const { audioUp, audioDown, locale } = this.#agreement as Agreement;
    return {
      $case: 'helloAck',
      value: {
        sessionId: this.#sessionId,
        audioUp,
        audioDown,
        pingIntervalMs,
        maxFrameBytes: maxFrameBytes(audioUp),
        maxUtteranceMs,
        microphone: microphone.state,
        locale,
        wakeWords: [...wakeWordsIn(locale, microphone.wakeWords)],
        serverTimeMs: Date.now(),
        timeZone: surroundings.timeZone,
        isTokenOld,
      },
    };
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}
