/** What people ask about skills rather than of them: what one can do, and what it just said. */
import { invocationType, lookUp } from '../matcher/lexicon.ts';
import type { CompiledSkill, CompiledTemplate } from '../matcher/skill.ts';
import type { Snapshot } from '../matcher/snapshot.ts';
import { successors } from '../matcher/trie.ts';
import type { Locale } from '../model/types.ts';
import { tokenise } from '../text/tokenise.ts';

/**
 * Intents that a model may have without a sample. People reach them in words that mean the same for every skill: by
 * opening it, asking what it can do, having it say something again, and by saying to it what it does not understand.
 */
export const wellKnownIntents = ['Launch', 'Help', 'Repeat', 'Fallback'] as const;
export type WellKnownIntent = (typeof wellKnownIntents)[number];

const help: { readonly [L in Locale]: readonly RegExp[] } = {
  'en-US': [
    /^(?:what (?:else )?can|what does) (?<name>.+?) do(?: for me)?$/,
    /^what can i (?:say to|ask|do with|use) (?<name>.+?)(?: for| about| do)?$/,
    /^(?:help (?:me )?with|tell me about|how do i use|how does) (?<name>.+?)(?: work)?$/,
    /^(?:please )?(?:help(?: me)?(?: please)?|i need help|what can i (?:say|do|ask)(?: here| now)?|what are my options)$/,
  ],
  'zh-CN': [
    /^(?<name>.+?)(?:都|还)?(?:能|会|可以)(?:帮我)?(?:做|干)(?:些|点)?(?:什么|啥|嘛)$/,
    /^(?:怎么用|怎么使用|介绍一下)(?<name>.+?)$/,
    /^(?<name>.+?)(?:怎么用|有什么用|有什么功能|有哪些功能)$/,
    /^(?:帮助|帮帮我|使用帮助|我(?:能|可以)(?:说|问|做)(?:些)?(?:什么|啥)|有什么功能|有哪些功能)$/,
  ],
};
const ourselves: { readonly [L in Locale]: RegExp } = {
  'en-US': /^(?:you|it|this|earshot|that)$/,
  'zh-CN': /^(?:你|您|它|这个|这)$/,
};
const repeat: { readonly [L in Locale]: RegExp } = {
  'en-US':
    /^(?:sorry )?(?:(?:please |can you |could you )*(?:repeat(?: that| it)?|say (?:that|it) again|come again)(?: please)?|pardon(?: me)?|(?:once|one) more time|what did you (?:just )?say|what was that)$/,
  'zh-CN':
    /^(?:请|麻烦)?(?:(?:你)?再(?:说|讲|念|读)一(?:遍|次|下)|重复一(?:遍|下|次)|(?:你)?(?:刚才|刚刚)(?:说|讲)(?:了)?(?:什么|啥)|没听清(?:楚)?(?:再说一遍)?)(?:吧|吗)?$/,
};

export const isRepeat = (plain: string, locale: Locale) => plain.length <= 60 && repeat[locale].test(plain);

/** "What can bean counter do": the skill, or `undefined` in `skill` for the assistant as a whole. */
export function askedAbout(
  plain: string,
  snapshot: Snapshot,
): { readonly skill: CompiledSkill | undefined } | undefined {
  const { locale } = snapshot;
  if (plain.length > 80) return undefined;
  for (const pattern of help[locale]) {
    const match = pattern.exec(plain);
    if (!match) continue;
    const name = match.groups?.['name'];
    if (name === undefined || ourselves[locale].test(name)) return { skill: undefined };
    const skill = skillCalled(name, snapshot);
    if (skill) return { skill };
  }
  return undefined;
}

function skillCalled(name: string, snapshot: Snapshot): CompiledSkill | undefined {
  const keys = tokenise(name, snapshot.locale).map(({ key }) => key);
  for (const start of keys[0] === 'the' ? [0, 1] : [0]) {
    const found = lookUp(snapshot.lexicon, keys, start).matches.find(
      ({ type, end }) => type === invocationType && end === keys.length,
    );
    if (found) return snapshot.skills.get(found.valueId);
  }
  return undefined;
}

const maxExamples = 3;

/** A few things that may be said to a skill, one for each of its first intents. */
export function examplesOf(skill: CompiledSkill): string[] {
  return [...skill.intents.values()]
    .filter(({ name }) => !(wellKnownIntents as readonly string[]).includes(name))
    .flatMap(({ templates }) => {
      const example = templates.map((template) => exampleOf(template)).find((text) => text !== undefined);
      return example === undefined ? [] : [example];
    })
    .slice(0, maxExamples);
}

/** The shortest way to say a sample, with the first value of each slot; `undefined` where a slot has no such value. */
function exampleOf({ automaton, intent }: CompiledTemplate): string | undefined {
  const { locale } = intent.skill;
  const queue: { at: number; words: readonly string[] }[] = [{ at: -1, words: [] }];
  const seen = new Set<number>();
  for (let index = 0; index < queue.length; index += 1) {
    const { at, words } = queue[index]!;
    if (at >= 0 && automaton.last.has(at)) return words.join(locale === 'zh-CN' ? '' : ' ');
    for (const next of successors(automaton, at)) {
      if (seen.has(next)) continue;
      seen.add(next);
      const position = automaton.positions[next]!;
      const said = position.kind === 'literal' ? position.key : exampleValue(intent, position.name);
      if (said !== undefined) queue.push({ at: next, words: [...words, said] });
    }
  }
  return undefined;
}

const values: { readonly [L in Locale]: Readonly<Record<string, string>> } = {
  'en-US': {
    number: 'two',
    ordinal: 'the first',
    percentage: 'thirty percent',
    temperature: 'twenty two degrees',
    duration: 'ten minutes',
    date: 'tomorrow',
    time: 'half past seven',
    datetime: 'tomorrow at seven',
    'room-number': '1204',
    digits: '4 2 7 1',
    'phone-number': '555 0100',
    colour: 'blue',
    'person-name': 'mom',
    'device-name': 'the light',
    'room-name': 'living room',
  },
  'zh-CN': {
    number: '两',
    ordinal: '第一',
    percentage: '百分之三十',
    temperature: '二十二度',
    duration: '十分钟',
    date: '明天',
    time: '七点半',
    datetime: '明天早上七点',
    'room-number': '1204',
    digits: '四二七幺',
    'phone-number': '幺零零八六',
    colour: '蓝色',
    'person-name': '妈妈',
    'device-name': '灯',
    'room-name': '客厅',
  },
};

function exampleValue(intent: CompiledTemplate['intent'], slotName: string): string | undefined {
  const slot = intent.slots.get(slotName);
  const { locale } = intent.skill;
  const form = slot?.enumeration?.values[0]?.forms[locale]?.[0];
  return form ?? (slot ? values[locale][slot.typeName] : undefined);
}
