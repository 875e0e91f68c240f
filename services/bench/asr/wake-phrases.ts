/** What is said to a speaker when it is called, and what merely resembles that. Pure. */
import type { Locale } from '@earshot/skills-sdk';
import { defaultWakeWords } from '../../common/wake-words.ts';

export interface WakePhrase {
  readonly text: string;
  readonly group: 'wake' | 'near' | 'command' | 'none';
}

/** Near misses: they begin or end like a wake word, or sound like one. */
const nearMisses: Readonly<Record<Locale, readonly string[]>> = {
  'en-US': [
    'hey airship',
    'hey there',
    'hey Sherlock',
    'hey archer',
    'hey are you sure',
    'hey your shirt',
    'hey Earl',
    'hey, shut up',
    'they are short',
    'here is a shot',
    'a year ago',
    'hey ear',
    'her shot was good',
    'out of earshot',
    'within earshot of us',
    'hey, it is short',
    'hey ouch',
    'hair shop',
  ],
  'zh-CN': [
    '你好朋友',
    '你好儿子',
    '你好儿童',
    '你好多啊',
    '你好了没有',
    '你好二十度',
    '你好像饿了',
    '你好哥哥',
    '你好吗',
    '您好请问一下',
    '耳朵疼',
    '我的耳朵好痒',
    '你的耳朵红了',
    '你好可爱',
    '你好饿哦',
    '不好意思',
    '泥土真多',
    '兔子的耳朵',
  ],
};

/** Wake words that a household might choose instead, and what sounds like them. */
export const otherWakeWords: Readonly<Record<Locale, string>> = {
  'en-US': 'okay marvin',
  'zh-CN': '你好管家',
};

const otherNearMisses: Readonly<Record<Locale, readonly string[]>> = {
  'en-US': [
    'okay martin',
    'okay marble',
    'okay, my van',
    'okay carving',
    'okay, starving',
    'okay mum',
    'okay',
    'the bay marvin',
    'okay Calvin',
    'okay moving',
    'a cave in',
    'okay, marvellous',
    'marvin is here',
    'I said okay to marvin',
    'okay Arvid',
    'oh, K mart in town',
    'okay, more then',
    'stay marvin',
  ],
  'zh-CN': [
    '你好冠军',
    '你好专家',
    '你好大家',
    '你好国家',
    '你好官方',
    '你好管理',
    '你好晚家',
    '你好关门',
    '你好还在家',
    '管家来了',
    '我们的管家很好',
    '你好关家门',
    '你好管一下',
    '您好请问是管家吗',
    '不好管家',
    '你好看大家',
    '你好惯着他',
    '你好欢迎回家',
  ],
};

/**
 * Drawn from near misses, and from sentences given. Half of those who call a speaker go on speaking at once. Kinds
 * change every four phrases, so that every voice says all of them (see voiceFor).
 * @param said how often the wake word is said
 * @param notSaid how often it is not: near misses for a half, commands and talk for the rest
 * @param isOther the wake word is another than the default of the locale
 */
export function drawWakePhrases(
  locale: Locale,
  said: number,
  notSaid: number,
  commands: readonly string[],
  talk: readonly string[],
  isOther = false,
): WakePhrase[] {
  const wakeWord = isOther ? otherWakeWords[locale] : defaultWakeWords[locale][0];
  const glue = locale === 'en-US' ? ' ' : '';
  const pick = (from: readonly string[], at: number): string => from[at % from.length]!;
  const called = Array.from({ length: said }, (_, at): WakePhrase => {
    const isAlone = Math.floor(at / 4) % 2 === 0;
    return { text: isAlone ? wakeWord! : `${wakeWord}${glue}${pick(commands, at)}`, group: 'wake' };
  });
  const drawn = { near: 0, command: 0, none: 0 };
  const from = { near: (isOther ? otherNearMisses : nearMisses)[locale], command: commands, none: talk };
  const kinds = ['near', 'command', 'near', 'none'] as const;
  const others = Array.from({ length: notSaid }, (_, at): WakePhrase => {
    const group = kinds[Math.floor(at / 4) % kinds.length]!;
    return { text: pick(from[group], drawn[group]++), group };
  });
  return [...called, ...others];
}
