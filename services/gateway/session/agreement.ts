/** What a speaker said about itself in hello, checked. */
import type { Locale } from '@earshot/skills-sdk';
import { agreedLocale } from '../../../language/locale.ts';
import type { AudioFormat, Hello } from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { checkFormat } from '../codec/formats.ts';

const capabilityShape = /^[a-z][a-z0-9-]{0,39}$/;

export interface Agreement {
  /** What is spoken, which may be another than was asked for: `en-US` for `en-GB`. */
  readonly locale: Locale;
  readonly capabilities: readonly string[];
  readonly audioUp: AudioFormat;
  readonly audioDown: AudioFormat;
}

/** @throws EarshotError LOCALE_UNSUPPORTED, MESSAGE_MALFORMED, AUDIO_FORMAT_UNSUPPORTED */
export function agree(hello: Hello): Agreement {
  const locale = agreedLocale(hello.locale);
  if (locale === undefined) throw new EarshotError('LOCALE_UNSUPPORTED');
  if (!hello.capabilities.every((name) => capabilityShape.test(name))) {
    throw new EarshotError('MESSAGE_MALFORMED');
  }
  return {
    locale,
    capabilities: hello.capabilities,
    audioUp: checkFormat(hello.audioUp),
    audioDown: checkFormat(hello.audioDown),
  };
}
