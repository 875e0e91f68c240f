/** The languages that are spoken here, and the one reading of what somebody calls a language. */
import type { Locale } from './model/types.ts';

export const locales: readonly Locale[] = ['zh-CN', 'en-US'];

const byLanguage: ReadonlyMap<string, Locale> = new Map([
  ['zh', 'zh-CN'],
  ['en', 'en-US'],
]);

/** What is spoken with somebody who asks for this language tag (BCP 47): `en-US` for `en-GB`. Nothing for others. */
export function agreedLocale(tag: string): Locale | undefined {
  return byLanguage.get(tag.split(/[-_]/, 1)[0]?.toLowerCase() ?? '');
}

/** The same, where somebody has to be answered whatever they speak. */
export const localeFor = (tag: string): Locale => agreedLocale(tag) ?? 'en-US';
