/** A partner's gRPC stream as a player's socket; k6 and Node each bring the stream. */
import { fromPartner, type PartnerRequest, type PartnerResponse, toPartner } from './partner-messages.ts';
import type { PlayerSocket } from './stage.ts';

/** What the streams of both have, in the JSON form of proto3. */
export interface PartnerStream {
  write(request: PartnerRequest): void;
  end(): void;
  /** @param heard told of each response, and once `undefined` when it is over, for whatever reason */
  follow(heard: (response: PartnerResponse | undefined) => void): void;
}

export function partnerSocket(stream: PartnerStream, base64: (bytes: ArrayBuffer) => string): PlayerSocket {
  const listeners = new Map<string, (event: never) => void>();
  const tell = (type: string, event: object = {}) => listeners.get(type)?.(event as never);
  stream.follow((response) => {
    if (response === undefined) tell('close');
    else tell('message', { data: fromPartner(response) ?? new ArrayBuffer(0) });
  });
  return {
    binaryType: 'arraybuffer',
    send: (data) => stream.write(toPartner(data, base64)),
    close: () => stream.end(),
    addEventListener(type, listener) {
      listeners.set(type, listener);
      // A stream takes messages as soon as it is there.
      if (type === 'open') listener({} as never);
    },
  };
}
