/**
 * Sentences that no skill here is meant by: what people say to other machines and to each other. They compete with the
 * samples of the enabled skills for every sentence, so that the nearest of those is not taken because it is the only one.
 * The same for every skill; whoever offers what they ask for pushes them aside (`../statistical/skill-snapshot.ts`).
 */
import { drawSentences } from '../matcher/samples.ts';
import { compileSkill } from '../matcher/skill.ts';
import type { InteractionModel, Locale } from '../model/types.ts';
import { english } from './english.ts';
import { mandarin } from './mandarin.ts';

const cities = {
  'en-US': ['london', 'new york', 'paris', 'berlin', 'chicago', 'tokyo'],
  'zh-CN': ['北京', '上海', '广州', '成都', '杭州', '西安'],
} as const;
const people = {
  'en-US': ['john', 'mary', 'my sister', 'susan', 'michael', 'my boss'],
  'zh-CN': ['小王', '刘德华', '李白', '姐姐', '张伟', '王阿姨'],
} as const;
/** Drawn from each template. */
const perTemplate = 8;

const made = new Map<Locale, readonly string[]>();

/** Always the same ones, drawn from the templates beside it. */
export function backgroundSentences(locale: Locale): readonly string[] {
  let sentences = made.get(locale);
  if (sentences === undefined) {
    const lines = (locale === 'en-US' ? english : mandarin).split('\n');
    sentences = drawSentences(compileSkill('background', '1.0.0', modelOf(lines, locale), locale), perTemplate);
    made.set(locale, sentences);
  }
  return sentences;
}

function modelOf(lines: readonly string[], locale: Locale): InteractionModel {
  const listed = (name: string, forms: readonly string[]) => [
    name,
    { values: forms.map((form, n) => ({ id: `${name}-${n}`, forms: { [locale]: [form] } })) },
  ];
  const builtIn = ['time', 'date', 'duration', 'number', 'percentage', 'temperature', 'colour'];
  return {
    invocationNames: {},
    types: Object.fromEntries([listed('city', cities[locale]), listed('who', people[locale])]),
    intents: {
      none: {
        slots: Object.fromEntries([...builtIn, 'city', 'who'].map((name) => [name, { type: name }])),
        samples: { [locale]: lines.filter((line) => line.trim() !== '' && !line.startsWith('#')) },
      },
    },
  };
}
