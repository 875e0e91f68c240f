/** Everyday words of each language. */
import type { Locale } from '../../model/types.ts';
import type { Token } from '../tokenise.ts';
import { en } from './en.ts';
import { zh } from './zh.ts';

/** Which words are everyday words of the language: what sounds like another of them is still not that other. */

/** Everyday words that the lists, which were drawn from written texts, hold too rarely. */
const spoken = {
  'en-US':
    'lamp lamps pill pills grandma grandpa mom dad tonight kitchen bathroom bedroom fan heater timer alarm remind reminder curtains blinds towel towels pillow latte mocha',
  'zh-CN':
    '今天 明天 后天 昨天 前天 每天 天天 今晚 明晚 今早 明早 早上 晚上 中午 下午 上午 爷爷 奶奶 妈妈 爸爸 提醒 闹钟 空调 卧室 客厅 厨房 窗帘 关灯 开灯',
} as const;

/** Different words that are said alike; recognisers write one for the other. */
const homophones = new Map(
  'of off|to too two|for four fore|right write rite|there their|hear here|weather whether|by buy bye|one won|ate eight|son sun|no know|not knot|meet meat|see sea|hour our|week weak|wait weight|red read|blue blew|hi high|wood would|night knight|mail male|plain plane|pair pear|piece peace|sail sale|bean been|brake break|role roll|tail tale|waist waste|where wear|which witch|new knew|steal steel|light lite|living leaving|be bee|in inn'
    .split('|')
    .flatMap((group, index) => group.split(' ').map((word) => [word, index] as const)),
);

export const isSaidAlike = (a: string, b: string) =>
  homophones.has(a) && homophones.get(a) === homophones.get(b);

let english: ReadonlySet<string> | undefined;
let chinese: ReadonlySet<string> | undefined;

const longestChinese = 4;

/** An everyday English word. */
export function isEnglishWord(word: string): boolean {
  english ??= new Set(`${en} ${spoken['en-US']}`.split(' '));
  return english.has(word);
}

/** For each token, whether it stands in an everyday word: in Chinese, one of two characters or more. */
export function everydayWords(tokens: readonly Token[], locale: Locale): readonly boolean[] {
  if (locale === 'en-US') return tokens.map(({ key }) => isEnglishWord(key));
  chinese ??= new Set(`${zh} ${spoken['zh-CN']}`.split(' '));
  const found = tokens.map(() => false);
  for (let at = 0; at < tokens.length; ) {
    let end = Math.min(at + longestChinese, tokens.length);
    while (
      end > at + 1 &&
      !chinese.has(
        tokens
          .slice(at, end)
          .map(({ key }) => key)
          .join(''),
      )
    )
      end -= 1;
    if (end > at + 1) found.fill(true, at, end);
    at = Math.max(end, at + 1);
  }
  return found;
}
