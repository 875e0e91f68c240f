/**
 * Sentences that no skill here is meant by: what people say to other machines and to each other. They compete with the
 * samples of the enabled skills for every sentence, so that the nearest of those is not taken because it is the only one.
 * The same for every skill; whoever offers what they ask for pushes them aside (`../statistical/compete.ts`).
 */
import { drawSentences } from '../matcher/samples.ts';
import { compileSkill } from '../matcher/skill.ts';
import type { InteractionModel, Locale } from '../model/types.ts';
import type { LabelledUtterance } from '../statistical/types.ts';
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
const builtIn = ['time', 'date', 'duration', 'number', 'percentage', 'temperature', 'colour'];
/** Drawn from each template. */
const perTemplate = 8;

const made = new Map<Locale, readonly LabelledUtterance[]>();

/** Always the same ones, by subject. */
export function backgroundSentences(locale: Locale): readonly LabelledUtterance[] {
  let sentences = made.get(locale);
  if (sentences === undefined) {
    const model = modelOf(locale === 'en-US' ? english : mandarin, locale);
    sentences = drawSentences(compileSkill('background', '1.0.0', model, locale), perTemplate);
    made.set(locale, sentences);
  }
  return sentences;
}

/** Lines that begin with # name a subject; the others are its templates. */
function modelOf(text: string, locale: Locale): InteractionModel {
  const listed = (name: string, forms: readonly string[]) => [
    name,
    { values: forms.map((form, n) => ({ id: `${name}-${n}`, forms: { [locale]: [form] } })) },
  ];
  const slots = Object.fromEntries([...builtIn, 'city', 'who'].map((name) => [name, { type: name }]));
  const [, ...subjects] = `\n${text}`.split('\n# ');
  return {
    invocationNames: {},
    types: Object.fromEntries([listed('city', cities[locale]), listed('who', people[locale])]),
    intents: Object.fromEntries(
      subjects.map((subject) => {
        const [name, ...lines] = subject.split('\n');
        return [name!, { slots, samples: { [locale]: lines.filter((line) => line.trim() !== '') } }];
      }),
    ),
  };
}
