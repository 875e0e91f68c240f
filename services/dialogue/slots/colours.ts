import type { Locale } from '@earshot/skills-sdk';
import { phrases, type SlotMatch, type SlotParser, sortMatches } from './types.ts';

/** CSS colour names and how they are said; the first form is spoken back. */
const forms: readonly (readonly [css: string, english: string, chinese: string])[] = [
  ['red', 'red', '红色|红'],
  ['darkred', 'dark red', '深红色|暗红色|深红'],
  ['orange', 'orange', '橙色|橘色|橘黄色|橙'],
  ['yellow', 'yellow', '黄色|黄'],
  ['gold', 'gold|golden', '金色|金黄色'],
  ['green', 'green', '绿色|绿'],
  ['lightgreen', 'light green', '浅绿色|浅绿'],
  ['darkgreen', 'dark green', '深绿色|墨绿色|深绿'],
  ['lime', 'lime', '青柠色'],
  ['cyan', 'cyan', '青色'],
  ['turquoise', 'turquoise', '绿松石色|蓝绿色'],
  ['skyblue', 'sky blue', '天蓝色|天蓝'],
  ['lightblue', 'light blue', '浅蓝色|淡蓝色|浅蓝'],
  ['blue', 'blue', '蓝色|蓝'],
  ['darkblue', 'dark blue', '深蓝色|深蓝'],
  ['navy', 'navy|navy blue', '海军蓝|藏青色'],
  ['indigo', 'indigo', '靛蓝色|靛蓝'],
  ['purple', 'purple', '紫色|紫'],
  ['violet', 'violet', '紫罗兰色|紫罗兰'],
  ['magenta', 'magenta', '洋红色|品红色'],
  ['pink', 'pink', '粉色|粉红色|粉红'],
  ['brown', 'brown', '棕色|褐色|咖啡色'],
  ['beige', 'beige', '米色|米黄色'],
  ['ivory', 'ivory', '象牙色|象牙白'],
  ['white', 'white', '白色|白'],
  ['grey', 'grey|gray', '灰色|灰'],
  ['silver', 'silver', '银色'],
  ['black', 'black', '黑色|黑'],
];

const compile = (column: 1 | 2) =>
  forms.flatMap((row) => phrases(row[column]).map((words) => ({ css: row[0], words })));
const byLocale = { 'en-US': compile(1), 'zh-CN': compile(2) };

export const colour: SlotParser = (tokens, start, { locale }) => {
  const found: SlotMatch[] = [];
  for (const { css, words } of byLocale[locale]) {
    if (words.every((word, index) => tokens[start + index]?.text === word)) {
      // A lone 红 or 黑 is a colour only where one is expected.
      const isWeak = locale === 'zh-CN' && words.length === 1;
      found.push({ end: start + words.length, value: css, ...(isWeak ? { isWeak } : {}) });
    }
  }
  return sortMatches(found);
};

export function speakColour(css: string, locale: Locale): string {
  const row = forms.find(([name]) => name === css);
  return row ? row[locale === 'zh-CN' ? 2 : 1].split('|')[0]! : css;
}

export const colourNames: readonly string[] = forms.map(([css]) => css);
