/** The same thousand skills through the whole dialogue engine: templates, sound, statistics, arbitration. */
import '../../../language/node/outside.ts';
import type { InteractionModel } from '@earshot/skills-sdk';
import {
  changeSnapshot,
  compileSkill,
  emptySnapshot,
  initialState,
  SkillIndex,
  understand,
} from '../../../language/engine.ts';
import { createRandom } from '../../../language/statistical/hashing.ts';
import { quantile } from './evaluate.ts';
import { type MadeSkill, type ManySkillsResult, makeSkills } from './many-skills.ts';

const values = ['red', 'blue', 'seven', 'bright', 'slow', 'tomorrow', 'evening', 'half'];
/** As templates say it, then as none does. */
const exact = [
  '{verb} the {object}',
  'please {verb} my {object} {value} now',
  'can you {verb} the {object} {value}',
];
const loose = ['could you {verb} the {object} for {value}', '{verb} that {object} to {value} right now'];
/** Each sentence is understood this often and the fastest counts, so that other processes do not. */
const repeats = 5;

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

export interface WholeEngineResult extends Omit<ManySkillsResult, 'samples'> {
  /** Sentences that some template says, word for word but for courtesy. */
  readonly exactP99Ms: number;
}

export function measureWholeEngine(counts: readonly number[], queries: number): WholeEngineResult[] {
  const skills = makeSkills(Math.max(...counts), 7);
  const index = new SkillIndex();
  const context = { locale: 'en-US', nowMs: 0, timeZone: 'UTC', entities: [] } as const;
  let snapshot = emptySnapshot('en-US');
  let enabled = 0;
  return [...counts]
    .sort((a, b) => a - b)
    .map((count) => {
      const enabling: number[] = [];
      for (; enabled < count; enabled += 1) {
        const made = skills[enabled]!;
        const started = performance.now();
        const skill = compileSkill(made.id, '1.0.0', modelOf(made), 'en-US');
        snapshot = changeSnapshot(snapshot, { enable: [skill] }, index);
        enabling.push(performance.now() - started);
      }
      const random = createRandom(11);
      const below = (n: number): number => Math.floor(random() * n);
      const elapsed: number[] = [];
      const elapsedExact: number[] = [];
      let right = 0;
      for (let q = -1_000; q < queries; q += 1) {
        const skill = skills[below(count)]!;
        const intent = below(skill.intents.length);
        const isExact = below(2) === 0;
        const frames = isExact ? exact : loose;
        const text = frames[below(frames.length)]!.replace('{verb}', skill.intents[intent]!.verb)
          .replace('{object}', skill.intents[intent]!.object)
          .replace('{value}', values[below(values.length)]!);
        const input = {
          hypotheses: [{ text, confidence: 1 }],
          isRejectedByRecogniser: false,
          isHotel: false,
        };
        let took = Number.POSITIVE_INFINITY;
        let best: string | undefined;
        for (let repeat = 0; repeat < (q < 0 ? 1 : repeats); repeat += 1) {
          const started = performance.now();
          const { interpretation } = understand(input, snapshot, initialState, context);
          took = Math.min(took, performance.now() - started);
          best = interpretation && `${interpretation.skillId} ${interpretation.intent}`;
        }
        if (q < 0) continue;
        elapsed.push(took);
        if (isExact) elapsedExact.push(took);
        if (best === `${skill.id} intent-${intent}`) right += 1;
      }
      return {
        skills: count,
        intents: skills.slice(0, count).reduce((sum, { intents }) => sum + intents.length, 0),
        p50Ms: quantile(elapsed, 0.5),
        p99Ms: quantile(elapsed, 0.99),
        exactP99Ms: quantile(elapsedExact, 0.99),
        enableP50Ms: quantile(enabling, 0.5),
        enableMaxMs: Math.max(...enabling),
        accuracy: right / queries,
        memoryMegabytes: Math.round(process.memoryUsage().rss / 2 ** 20),
      };
    });
}
