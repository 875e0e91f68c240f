/** A thousand made-up skills of ten intents each, all enabled: what one more skill and one more sentence cost. */
import '../../../language/node/outside.ts';
import { learntSentences } from '../../../language/encoder/learnt-sentences.ts';
import {
  changeSnapshot,
  compileSkill,
  emptySnapshot,
  HeldVectors,
  initialState,
  type SentenceEncoder,
  SkillIndex,
  understand,
} from '../../../language/engine.ts';
import type { InteractionModel } from '../../../language/model/types.ts';
import { createRandom } from '../../../language/statistical/hashing.ts';
import { comparedSentences } from '../../../language/understand/interpret.ts';
import { quantile, quickest } from './evaluate.ts';

export interface ManySkillsResult {
  readonly skills: number;
  readonly intents: number;
  readonly isEncoded: boolean;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Processor time of the event loop to enable one skill while the others stay: the median and the worst. */
  readonly enableP50Ms: number;
  readonly enableMaxMs: number;
  /** Skill and intent right: half of the sentences are said by a template, half by none. */
  readonly accuracy: number;
  readonly memoryMegabytes: number;
}

const intentsPerSkill = 10;
const verbs =
  'turn set play open show order book find tell start stop cancel check move send change raise lower clean lock'.split(
    ' ',
  );
const values = ['red', 'blue', 'seven', 'bright', 'slow', 'tomorrow', 'evening', 'half'];
/** As templates say it, then as none does. */
const exact = [
  '{verb} the {object}',
  'please {verb} my {object} {value} now',
  'can you {verb} the {object} {value}',
];
const loose = ['could you {verb} the {object} for {value}', '{verb} that {object} to {value} right now'];

interface MadeSkill {
  readonly id: string;
  readonly intents: readonly { readonly verb: string; readonly object: string }[];
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
  return Array.from({ length: count }, (_, s) => ({
    id: `skill-${s}`,
    intents: Array.from({ length: intentsPerSkill }, () => ({
      verb: verbs[below(verbs.length)]!,
      object: `${words[below(words.length)]!} ${words[below(words.length)]!}`,
    })),
  }));
}

function modelOf({ id, intents }: MadeSkill): InteractionModel {
  return {
    invocationNames: { 'en-US': [id.replace('-', ' ')] },
    types: { Value: { values: values.map((value) => ({ id: value, forms: { 'en-US': [value] } })) } },
    intents: Object.fromEntries(
      intents.map(({ verb, object }, index) => [
        `intent-${index}`,
        {
          slots: { value: { type: 'Value' } },
          samples: {
            'en-US': [
              `[please|can you] ${verb} (the|my) ${object} [{value}]`,
              `${verb} ${object} to {value}`,
              `(i want|i would like) to ${verb} the ${object} [{value}]`,
            ],
          },
        },
      ]),
    ),
  };
}

/** Of this thread, whoever else shares the cores; to a few milliseconds. */
function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** With an encoder, a sentence's vector is part of its time, and a skill's vectors are computed before it is enabled. */
export async function measureManySkills(
  counts: readonly number[],
  queries: number,
  encoder: SentenceEncoder | undefined,
  progress: (line: string) => void,
): Promise<ManySkillsResult[]> {
  const skills = makeSkills(Math.max(...counts), 7);
  const vectors = encoder && new HeldVectors(encoder);
  const index = new SkillIndex(vectors);
  const context = { locale: 'en-US', nowMs: 0, timeZone: 'UTC', entities: [] } as const;
  let snapshot = emptySnapshot('en-US');
  let enabled = 0;
  const results: ManySkillsResult[] = [];
  for (const count of [...counts].sort((a, b) => a - b)) {
    const enabling: number[] = [];
    for (; enabled < count; enabled += 1) {
      const made = skills[enabled]!;
      const started = processorMs();
      const skill = compileSkill(made.id, '1.0.0', modelOf(made), 'en-US');
      let tookMs = processorMs() - started;
      const enable = () => {
        const from = processorMs();
        snapshot = changeSnapshot(snapshot, { enable: [skill] }, index);
        tookMs += processorMs() - from;
      };
      if (vectors) await vectors.hold(learntSentences([skill], 'en-US'), enable);
      else enable();
      // The first one also reads the word vectors and learns the background.
      if (enabled > 0) enabling.push(tookMs);
    }
    const random = createRandom(11);
    const below = (n: number): number => Math.floor(random() * n);
    const elapsed: number[] = [];
    let right = 0;
    for (let q = -200; q < queries; q += 1) {
      const skill = skills[below(count)]!;
      const intent = below(skill.intents.length);
      const frames = below(2) === 0 ? exact : loose;
      const text = frames[below(frames.length)]!.replace('{verb}', skill.intents[intent]!.verb)
        .replace('{object}', skill.intents[intent]!.object)
        .replace('{value}', values[below(values.length)]!);
      const input = {
        hypotheses: [{ text, confidence: 1 }],
        isRejectedByRecogniser: false,
        isBoundedOnly: false,
      };
      const run = () => understand(input, snapshot, initialState, context);
      const { answer, tookMs } = await quickest(() =>
        vectors ? vectors.hold(comparedSentences(text, snapshot, context), run) : run(),
      );
      if (q < 0) continue;
      elapsed.push(tookMs);
      const { interpretation } = answer;
      const best = interpretation && `${interpretation.skillId} ${interpretation.intent}`;
      if (best === `${skill.id} intent-${intent}`) right += 1;
    }
    const result = {
      skills: count,
      intents: count * intentsPerSkill,
      isEncoded: encoder !== undefined,
      p50Ms: quantile(elapsed, 0.5),
      p99Ms: quantile(elapsed, 0.99),
      maxMs: quantile(elapsed, 1),
      enableP50Ms: quantile(enabling, 0.5),
      enableMaxMs: Math.max(...enabling),
      accuracy: right / queries,
      memoryMegabytes: Math.round(process.memoryUsage().rss / 2 ** 20),
    };
    results.push(result);
    progress(
      `  ${count} skills: p99 ${result.p99Ms.toFixed(2)} ms, enabling ${result.enableMaxMs.toFixed(0)} ms`,
    );
  }
  return results;
}
