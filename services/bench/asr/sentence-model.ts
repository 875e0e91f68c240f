/** A model whose every sentence is an intent of its own: the grammar of a list of things to say. */
import type { Locale } from '@earshot/skills-sdk';
import type { SkillSource } from '../../asr/language-model/compile.ts';

export function sentenceSkill(sentences: readonly string[], locale: Locale): SkillSource {
  const intents = Object.fromEntries(
    [...new Set(sentences)].map((sentence, index) => [
      `Sentence${index}`,
      { samples: { [locale]: [sentence] } },
    ]),
  );
  return { skillId: 'sentences', model: { invocationNames: {}, intents } };
}

/** A made-up skill set of so many intents, with slots and alternatives like real ones: for figures of cost. */
export function syntheticSkills(intents: number, locale: Locale, words: readonly string[]): SkillSource[] {
  const pick = (seed: number): string => words[(seed * 7_919) % words.length]!;
  const skills: SkillSource[] = [];
  for (let from = 0; from < intents; from += 10) {
    const own = Object.fromEntries(
      Array.from({ length: Math.min(10, intents - from) }, (_, index) => {
        const seed = from + index + 1;
        const [a, b, c] = [pick(seed), pick(seed + 1_000), pick(seed + 2_000)];
        const samples =
          locale === 'en-US'
            ? [
                `[please] (${a}|${b}) the ${c} {count} times`,
                `${a} my ${c} [in the ${b}]`,
                `can you ${a} ${c}`,
              ]
            : [`[请]把${a}(${b}|${c}){count}次`, `给我${a}${c}`, `我想${b}${a}`];
        const slots = { count: { type: 'number', min: 1, max: 20 } };
        return [`Intent${seed}`, { slots, samples: { [locale]: samples } }];
      }),
    );
    skills.push({ skillId: `skill${from}`, model: { invocationNames: {}, intents: own } });
  }
  return skills;
}
