/** What a speaker said about itself in hello, checked. */
import type { AudioFormat, Hello } from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { checkFormat } from '../codec/formats.ts';

export const protocolName = 'earshot.v1';

const localeShape = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/;
const capabilityShape = /^[a-z][a-z0-9-]{0,39}$/;

export interface Agreement {
  readonly locale: string;
  readonly capabilities: readonly string[];
  readonly audioUp: AudioFormat;
  readonly audioDown: AudioFormat;
}

/** @throws EarshotError PROTOCOL_UNSUPPORTED, MESSAGE_MALFORMED, AUDIO_FORMAT_UNSUPPORTED */
export function agree(hello: Hello): Agreement {
  if (hello.protocol !== protocolName) throw new EarshotError('PROTOCOL_UNSUPPORTED');
  if (!localeShape.test(hello.locale)) throw new EarshotError('MESSAGE_MALFORMED');
  if (!hello.capabilities.every((name) => capabilityShape.test(name))) {
    throw new EarshotError('MESSAGE_MALFORMED');
  }
  return {
    locale: hello.locale,
    capabilities: hello.capabilities,
    audioUp: checkFormat(hello.audioUp),
    audioDown: checkFormat(hello.audioDown),
  };
}
