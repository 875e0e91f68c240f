/** The switches of every device that is connected here, or that still has a silence to be stored. */
import type { WatchDevicesResponse } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import type { Services } from '../ports/services.ts';
import type { KeptSilences } from './kept-silences.ts';
import { Microphone, type Silences } from './microphone.ts';

const storeDeadlineMs = 3_000;

export interface MicrophonesOptions {
  readonly services: Pick<Services, 'setListening'>;
  readonly kept: KeptSilences;
}

export class Microphones {
  readonly #options: MicrophonesOptions;
  readonly #byDevice = new Map<string, Microphone>();

  /** Takes up what an earlier process had not stored. */
  constructor(options: MicrophonesOptions) {
    this.#options = options;
    for (const [deviceId, silences] of options.kept.load()) this.#make(deviceId, silences);
  }

  /** The one for all connections of a device. Lives for as long as somebody watches it, or it has something to store. */
  of(deviceId: string): Microphone {
    return this.#byDevice.get(deviceId) ?? this.#make(deviceId, {});
  }

  /** Does what another gateway was asked for. */
  apply({ deviceId, change, isStored }: WatchDevicesResponse): void {
    if (change !== undefined) this.#byDevice.get(deviceId)?.apply(change, isStored);
  }

  close(): void {
    for (const microphone of this.#byDevice.values()) microphone.close();
  }

  #make(deviceId: string, kept: Silences): Microphone {
    const { services, kept: disk } = this.#options;
    const microphone = new Microphone({
      kept,
      store: (change) => services.setListening(deviceId, change, { deadlineMs: storeDeadlineMs }),
      keep: (silences) => disk.keep(deviceId, silences),
      onSettled: () => {
        if (this.#byDevice.get(deviceId) !== microphone) return;
        this.#byDevice.delete(deviceId);
        microphone.close();
      },
    });
    this.#byDevice.set(deviceId, microphone);
    return microphone;
  }
}
