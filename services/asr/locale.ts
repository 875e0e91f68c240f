/** The locale that a tag of the wire means. */
import type { Locale } from '@earshot/skills-sdk';
import { EarshotError } from '../common/errors/earshot-error.ts';

/** @throws EarshotError ASR_LOCALE_UNSUPPORTED */
export function localeOf(tag: string): Locale {
  const language = tag.split(/[-_]/, 1)[0]?.toLowerCase();
  if (language === 'en') return 'en-US';
  if (language === 'zh') return 'zh-CN';
  throw new EarshotError('ASR_LOCALE_UNSUPPORTED');
}
