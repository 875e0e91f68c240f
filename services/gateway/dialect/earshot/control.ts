/** Control messages of `earshot.v1`: what a speaker may say and what it is told. docs/protocol.md. */
import type { GatewayMessage, SpeakerMessage } from '../../../../proto/gen/earshot/speaker/v1/speaker.ts';
import { EarshotError } from '../../../common/errors/earshot-error.ts';
import { maxSystemLogLength } from '../../limits.ts';
import { SchemaJson } from './json-codec.ts';

export const protocolName = 'earshot.v1';
/** Largest control message from a speaker, in bytes of UTF-8. */
export const maxControlBytes = 8 * 1024;
const fromSpeaker = new SchemaJson({
  // The session answers a text that is too long with a sentence; only what no message can hold is malformed.
  textLengths: { 'TextInput.text': maxControlBytes, 'SystemLog.text': maxSystemLogLength },
  // Hello with a codec that is not spoken here is refused by what it asks for, not by its shape.
  openEnumerations: ['earshot.speaker.v1.AudioCodec'],
}).message('earshot.speaker.v1.SpeakerMessage');
const toSpeaker = new SchemaJson().message('earshot.speaker.v1.GatewayMessage');

/**
 * Reads one control message.
 * @throws EarshotError MESSAGE_TOO_LARGE, MESSAGE_MALFORMED (not JSON, or a field of the wrong type, size or
 *   value), MESSAGE_UNKNOWN (a `type` that is not known here) or PROTOCOL_UNSUPPORTED (a hello of another version)
 */
export function decodeControl(bytes: Buffer): SpeakerMessage {
  if (bytes.length > maxControlBytes) throw new EarshotError('MESSAGE_TOO_LARGE');
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch {
    // The cause would carry a piece of the text.
    throw new EarshotError('MESSAGE_MALFORMED');
  }
  const decoded = fromSpeaker.decode(json) as SpeakerMessage;
  const { message } = decoded;
  if (message?.$case === 'hello' && message.value.protocol !== protocolName) {
    throw new EarshotError('PROTOCOL_UNSUPPORTED');
  }
  return decoded;
}

/**
 * The same bounds for a message that did not come as JSON: texts, lists, numbers and enumerations, each as above.
 * @throws EarshotError MESSAGE_TOO_LARGE, MESSAGE_MALFORMED
 */
export function checkControl(message: SpeakerMessage): SpeakerMessage {
  if (message.message === undefined) throw new EarshotError('MESSAGE_MALFORMED');
  return decodeControl(Buffer.from(JSON.stringify(fromSpeaker.encode(message))));
}

/** Writes one control message as JSON text. */
export function encodeControl(message: GatewayMessage): string {
  return JSON.stringify(toSpeaker.encode(message));
}
