/** A thousand made-up skills of ten intents each, all enabled: what one more skill and one more query cost. */
import '../../../language/node/outside.ts';
import { createRandom } from '../../../language/statistical/hashing.ts';
import { SkillIndex } from '../../../language/statistical/skill-index.ts';
import type { LabelledUtterance } from '../../../language/statistical/types.ts';
import { bestOfThree, quantile } from './evaluate.ts';

export interface ManySkillsResult {
  readonly skills: number;
  readonly intents: number;
  readonly samples: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Time to enable one skill while the others stay, the median and the worst of those measured. */
  readonly enableP50Ms: number;
  readonly enableMaxMs: number;
  /** Paraphrases with slot values that no sample has: skill and intent right. */
  readonly accuracy: number;
  readonly memoryMegabytes: number;
}

const intentsPerSkill = 10;
const samplesPerIntent = 12;
const verbs =
  'turn set play open show order book find tell start stop cancel check move send change raise lower clean lock'.split(
    ' ',
  );
const frames = [
  '{verb} the {object}',
  'please {verb} the {object}',
  '{verb} my {object} {value}',
  'can you {verb} the {object} for {value}',
  '{verb} {object} to {value}',
  'i want to {verb} the {object} {value}',
];
const paraphrases = [
  'could you {verb} the {object} for {value}',
  'i would like to {verb} my {object} {value} now',
  '{verb} the {object} to {value} please',
];

interface Intent {
  readonly verb: string;
  readonly object: string;
}

export interface MadeSkill {
  readonly id: string;
  readonly intents: readonly Intent[];
  readonly examples: readonly LabelledUtterance[];
}

function fill(frame: string, intent: Intent, value: string): { text: string; start: number } {
  const text = frame.replace('{verb}', intent.verb).replace('{object}', intent.object);
  return { text: text.replace('{value}', value), start: text.indexOf('{value}') };
}

/** Objects are pairs of made-up words out of 4,000, so that skills overlap in words and differ in meaning. */
export function makeSkills(count: number, seed: number): MadeSkill[] {
  const random = createRandom(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const consonants = 'bcdfghklmnprstvwz';
  const word = (): string => {
    let made = '';
    for (let k = 2 + below(2); k > 0; k--) made += consonants[below(consonants.length)]! + 'aeiou'[below(5)]!;
    return made;
  };
  const words = Array.from({ length: 4000 }, word);
  return Array.from({ length: count }, (_, s) => {
    const intents = Array.from({ length: intentsPerSkill }, () => ({
      verb: verbs[below(verbs.length)]!,
      object: `${words[below(words.length)]!} ${words[below(words.length)]!}`,
    }));
    const examples = intents.flatMap((intent, i) =>
      Array.from({ length: samplesPerIntent }, (_, k) => {
        const value = words[below(words.length)]!;
        const { text, start } = fill(frames[k % frames.length]!, intent, value);
        const slots = start < 0 ? [] : [{ name: `value-${i % 3}`, start, end: start + value.length }];
        return { text, intent: `intent-${i}`, slots };
      }),
    );
    return { id: `skill-${s}`, intents, examples };
  });
}

export function measureManySkills(counts: readonly number[], queries: number): ManySkillsResult[] {
  const skills = makeSkills(Math.max(...counts), 7);
  const index = new SkillIndex();
  const results: ManySkillsResult[] = [];
  let enabled = 0;
  for (const count of [...counts].sort((a, b) => a - b)) {
    const enabling: number[] = [];
    for (; enabled < count; enabled++) {
      const { id, examples } = skills[enabled]!;
      const started = performance.now();
      index.enable(id, examples, { locale: 'en-US' });
      enabling.push(performance.now() - started);
    }
    const random = createRandom(11);
    const below = (n: number): number => Math.floor(random() * n);
    const elapsed: number[] = [];
    let right = 0;
    for (let q = -400; q < queries; q++) {
      const skill = skills[below(count)]!;
      const i = below(intentsPerSkill);
      const { text } = fill(
        paraphrases[below(paraphrases.length)]!,
        skill.intents[i]!,
        `novel${below(1000)}`,
      );
      const best = index.query(text)[0];
      if (q < 0) continue;
      // Slots are found when asked for, and whoever asks wants those of the best.
      elapsed.push(bestOfThree(() => index.query(text)[0]?.slots));
      if (best?.skillId === skill.id && best.intent === `intent-${i}`) right++;
    }
    results.push({
      skills: count,
      intents: count * intentsPerSkill,
      samples: count * intentsPerSkill * samplesPerIntent,
      p50Ms: quantile(elapsed, 0.5),
      p99Ms: quantile(elapsed, 0.99),
      enableP50Ms: quantile(enabling, 0.5),
      enableMaxMs: Math.max(...enabling),
      accuracy: right / queries,
      memoryMegabytes: Math.round(process.memoryUsage().rss / 2 ** 20),
    });
  }
  return results;
}
