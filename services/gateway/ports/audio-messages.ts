/**
 * The frames of an utterance as messages to the recogniser. They are most of what a gateway writes, so they are put together
 * by hand: one buffer, and the sound copied once. The generated code makes two buffers of it, and grows the first.
 */
import { RecogniseRequest } from '../../../proto/gen/earshot/asr/v1/asr.ts';

/** Field 2, `audio`, and its length follows. */
const audioTag = 0x12;

/** The same bytes as the generated code makes of it. */
export function encodeRecogniseRequest(message: RecogniseRequest): Buffer {
  const { request } = message;
  if (request?.$case !== 'audio') return Buffer.from(RecogniseRequest.encode(message).finish());
  const pcm = request.value;
  const encoded = Buffer.allocUnsafe(1 + varintBytes(pcm.length) + pcm.length);
  encoded[0] = audioTag;
  pcm.copy(encoded, writeVarint(encoded, 1, pcm.length));
  return encoded;
}

/** How many bytes a number takes, seven bits in each. */
function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes += 1;
  return bytes;
}

/** @returns where the next byte stands */
function writeVarint(target: Buffer, at: number, value: number): number {
  let position = at;
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) target[position++] = (rest & 0x7f) | 0x80;
  target[position++] = rest;
  return position;
}
