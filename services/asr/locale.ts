/** The locale that a tag of the wire means. */
import type { Locale } from '@earshot/skills-sdk';
import { agreedLocale } from '../../language/locale.ts';
import { EarshotError } from '../common/errors/earshot-error.ts';

/** @throws EarshotError ASR_LOCALE_UNSUPPORTED */
export function localeOf(tag: string): Locale {
  const locale = agreedLocale(tag);
  if (locale === undefined) throw new EarshotError('ASR_LOCALE_UNSUPPORTED');
  return locale;
}
