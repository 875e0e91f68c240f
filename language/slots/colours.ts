/** Colours and how they are said. */
import type { Locale } from '../model/types.ts';
import { hasWords, lengthOfAny, phrases, type SlotMatch, type SlotParser, sortMatches } from './types.ts';

/** CSS colour names and how they are said; the first form is spoken back. */
const forms: readonly (readonly [css: string, english: string, chinese: string])[] = [
  ['red', 'red', '红色|红'],
  ['darkred', 'dark red', '深红色'],
  ['crimson', 'crimson', '绯红色'],
  ['maroon', 'maroon|burgundy', '酒红色|栗色'],
  ['orange', 'orange', '橙色|橘色|橘黄色|橙黄色|橙'],
  ['darkorange', 'dark orange', '深橙色'],
  ['yellow', 'yellow', '黄色|黄'],
  ['lightyellow', 'light yellow', '浅黄色'],
  ['gold', 'gold|golden', '金色|金黄色'],
  ['green', 'green', '绿色|绿'],
  ['lightgreen', 'light green', '浅绿色'],
  ['darkgreen', 'dark green', '深绿色|墨绿色'],
  ['olive', 'olive|olive green', '橄榄色|橄榄绿'],
  ['lime', 'lime', '青柠色'],
  ['cyan', 'cyan', '青色'],
  ['teal', 'teal', '水鸭色'],
  ['turquoise', 'turquoise', '绿松石色|蓝绿色'],
  ['skyblue', 'sky blue', '天蓝色'],
  ['lightblue', 'light blue', '浅蓝色'],
  ['blue', 'blue', '蓝色|蓝'],
  ['darkblue', 'dark blue', '深蓝色'],
  ['navy', 'navy|navy blue', '海军蓝|藏青色'],
  ['indigo', 'indigo', '靛蓝色'],
  ['purple', 'purple', '紫色|紫'],
  ['violet', 'violet', '紫罗兰色'],
  ['lavender', 'lavender|light purple', '薰衣草色|浅紫色'],
  ['magenta', 'magenta', '洋红色|品红色'],
  ['pink', 'pink', '粉色|粉红色'],
  ['lightpink', 'light pink', '浅粉色|浅粉红色'],
  ['brown', 'brown', '棕色|褐色|咖啡色'],
  ['beige', 'beige', '米色|米黄色'],
  ['ivory', 'ivory', '象牙色|象牙白'],
  ['white', 'white', '白色|白'],
  ['grey', 'grey|gray', '灰色|灰'],
  ['lightgrey', 'light grey|light gray', '浅灰色'],
  ['darkgrey', 'dark grey|dark gray', '深灰色'],
  ['silver', 'silver', '银色'],
  ['black', 'black', '黑色|黑'],
];

/** Shades have two words each, and a longer name goes without its 色. */
const alternatives: readonly (readonly [pattern: RegExp, form: string])[] = [
  [/^light /, 'pale '],
  [/^dark /, 'deep '],
  [/^浅/, '淡'],
  [/^深/, '暗'],
];
const spellings = (form: string): string[] => {
  const shades = [
    form,
    ...alternatives.filter(([p]) => p.test(form)).map(([p, other]) => form.replace(p, other)),
  ];
  return shades.flatMap((name) => (/^.{2,}色$/.test(name) ? [name, name.slice(0, -1)] : [name]));
};

const compile = (column: 1 | 2) =>
  forms.flatMap((row) =>
    phrases(row[column].split('|').flatMap(spellings).join('|')).map((words) => ({ css: row[0], words })),
  );
/** "Bright red" and 大红色 are red. */
const emphases = { 'en-US': phrases('bright|vivid|pure'), 'zh-CN': phrases('大|鲜|亮|纯|正') };
const byLocale = { 'en-US': compile(1), 'zh-CN': compile(2) };

export const colour: SlotParser = (tokens, start, { locale }) => {
  const found: SlotMatch[] = [];
  const at = start + lengthOfAny(tokens, start, emphases[locale]);
  for (const { css, words } of byLocale[locale]) {
    if (hasWords(tokens, at, words)) {
      // A lone 红 or 黑 is a colour only where one is expected.
      const isWeak = locale === 'zh-CN' && words.length === 1;
      found.push({ end: at + words.length, value: css, ...(isWeak ? { isWeak } : {}) });
    }
  }
  return sortMatches(found);
};

export function speakColour(css: string, locale: Locale): string {
  const row = forms.find(([name]) => name === css);
  return row ? row[locale === 'zh-CN' ? 2 : 1].split('|')[0]! : css;
}

export const colourNames: readonly string[] = forms.map(([css]) => css);
