/** What an owner wants of a device beside talking to it: firmware that they allow, and its log when they ask to see it. */
import type { SystemLog } from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { Identity, Services } from '../ports/services.ts';
import { asideDeadlineMs } from './host.ts';
import type { ControlMessage } from './link.ts';

export interface UpkeepOptions {
  readonly services: Pick<Services, 'keepDeviceLog'>;
  readonly send: (message: ControlMessage) => void;
}

export class Upkeep {
  readonly #options: UpkeepOptions;
  /** As the device said in hello. */
  #firmware = '';
  #offeredVersion = '';
  /** A case whose log was asked for on this connection, and whether the answer came. */
  #askedCaseId = '';
  #isAnswered = false;

  constructor(options: UpkeepOptions) {
    this.#options = options;
  }

  greeted(firmware: string, identity: Identity): void {
    this.#firmware = firmware;
    this.look(identity);
  }

  /** After each look at the device: what is new of it is said, once on a connection. */
  look({ firmware, logCaseId = '' }: Identity): void {
    const version = firmware?.version ?? '';
    if (firmware !== undefined && version !== this.#firmware && version !== this.#offeredVersion) {
      const { url, sha256, signature } = firmware;
      this.#options.send({ $case: 'firmware', value: { version, url, sha256, signature } });
    }
    this.#offeredVersion = version;
    if (logCaseId !== '' && logCaseId !== this.#askedCaseId) {
      this.#isAnswered = false;
      this.#options.send({ $case: 'logWanted', value: { requestId: logCaseId } });
    }
    this.#askedCaseId = logCaseId;
  }

  /** @throws EarshotError NOT_FOUND for a log that nobody asked for: it is let go of unread; what keeping it throws */
  async take({ requestId, text }: SystemLog, deviceId: string): Promise<void> {
    if (requestId === '' || requestId !== this.#askedCaseId || this.#isAnswered) {
      throw new EarshotError('NOT_FOUND');
    }
    if (text.trim() === '') throw new EarshotError('TEXT_UNUSABLE');
    this.#isAnswered = true;
    await this.#options.services.keepDeviceLog(deviceId, requestId, text, { deadlineMs: asideDeadlineMs });
  }
}
