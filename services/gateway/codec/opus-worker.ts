/** The thread that encodes Opus. It holds one encoder for each piece of speech that is being sent. */
import { parentPort } from 'node:worker_threads';
import { OpusEncoder } from '../../common/audio/opus.ts';

export interface EncodeRequest {
  readonly id: number;
  readonly rateHz: number;
  readonly frameBytes: number;
  /** Whole frames, one after another. */
  readonly pcm: Uint8Array;
  /** No more follows: forget the encoder. */
  readonly isLast: boolean;
}

export interface EncodeResponse {
  readonly id: number;
  /** `undefined` when libopus refused. */
  readonly packets: Uint8Array[] | undefined;
}

const encoders = new Map<number, OpusEncoder>();

function encode({ id, rateHz, frameBytes, pcm, isLast }: EncodeRequest): Uint8Array[] | undefined {
  let encoder = encoders.get(id);
  if (encoder === undefined) {
    encoder = new OpusEncoder(rateHz);
    encoders.set(id, encoder);
  }
  try {
    const packets: Uint8Array[] = [];
    for (let at = 0; at < pcm.length; at += frameBytes) {
      packets.push(encoder.encode(pcm.subarray(at, at + frameBytes)));
    }
    return packets;
  } catch {
    return undefined;
  } finally {
    if (isLast) {
      encoder.close();
      encoders.delete(id);
    }
  }
}

parentPort?.on('message', (request: EncodeRequest) => {
  parentPort?.postMessage({ id: request.id, packets: encode(request) } satisfies EncodeResponse);
});
