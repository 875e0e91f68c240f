/** How much each word counts when a sentence and a template differ. */
import type { Locale } from '../model/types.ts';

/** How much a word matters when sentence and template differ in it. */

const lightEnglish = new Set(
  "a an the to of in on at for with my your our me us i you we it is are be do does am this that some any please can could would will have get and just there up so 's".split(
    ' ',
  ),
);
const lightChinese = new Set([...'的了吧呢啊呀吗嘛把给我你您请一个下要想帮能可以到在是那这就也再还它']);
/** Changing one of these turns a command into its opposite. */
const decisive = new Set([
  ...'on off open close not no never dont stop cancel up down more less'.split(' '),
  ...'开关不别没停取消大小高低亮暗升降',
]);
const silentEnglish = new Set(
  'um uh er erm hmm ah oh well so like please hi hey hello okay maybe just actually kindly thanks thank you now'.split(
    ' ',
  ),
);
const silentChinese = new Set([...'嗯呃额啊哦喂哎唉诶那个吧呢呀嘛哈啦请了的']);

/** What leaving the word out, or hearing another instead, takes from the similarity. */
export function weightOf(key: string, locale: Locale): number {
  if (decisive.has(key)) return 1.6;
  return (locale === 'zh-CN' ? lightChinese : lightEnglish).has(key) ? 0.4 : 1;
}

/** Somebody else who does it makes a command a story: "she ordered two lattes". */
const others = new Set(['he', 'she', 'they', '她']);

/** What a word that the template does not have takes. */
export function costToInsert(key: string, locale: Locale): number {
  if ((locale === 'zh-CN' ? silentChinese : silentEnglish).has(key)) return 0.08;
  if (others.has(key)) return 2;
  if (key === 'not' || key === 'never' || key === 'no' || key === '不' || key === '别' || key === '没')
    return 2.5;
  if ((locale === 'zh-CN' ? lightChinese : lightEnglish).has(key)) return 0.3;
  return locale === 'zh-CN' ? 0.8 : 1;
}
