import '../node/outside.ts';
import {
  changeSnapshot,
  compileSkill,
  emptySnapshot,
  initialState,
  SkillIndex,
  understand,
} from '../engine.ts';
import { homophones, unrelated } from './homophones.ts';
import { testModels } from './models.ts';

/** What comparing by sound buys on misheard Mandarin, and what it costs in talk taken for commands. */
export interface SoundGain {
  readonly sentences: number;
  /** Right in intent and all slots. */
  readonly rightBySound: number;
  readonly rightBySpelling: number;
  readonly unrelated: number;
  readonly acceptedBySound: number;
  readonly acceptedBySpelling: number;
  /** Misheard sentences that comparing by sound does not bring back. */
  readonly missed: readonly string[];
}

const context = {
  locale: 'zh-CN',
  nowMs: Date.UTC(2026, 10, 23, 2, 0),
  timeZone: 'Asia/Shanghai',
  entities: [],
} as const;

export function measureSoundGain(): SoundGain {
  const enable = testModels.map(({ skillId, model }) => compileSkill(skillId, '1', model, 'zh-CN'));
  const bySound = changeSnapshot(emptySnapshot('zh-CN'), { enable }, new SkillIndex());
  const bySpelling = { ...bySound, isSpellingOnly: true };
  const meaningOf = (text: string, snapshot: typeof bySound) => {
    const input = {
      hypotheses: [{ text, confidence: 1 }],
      isRejectedByRecogniser: false,
      isBoundedOnly: false,
    };
    const { interpretation } = understand(input, snapshot, initialState, context);
    if (!interpretation) return undefined;
    const values = interpretation.slots
      .filter(({ typeName }) => typeName !== 'text')
      .map(({ value }) => String(typeof value === 'object' && 'degrees' in value ? value.degrees : value))
      .sort();
    return [interpretation.intent, ...values].join(' ');
  };
  const isRight = (text: string, expected: string, snapshot: typeof bySound) => {
    const [intent, ...values] = expected.split(' ');
    const got = meaningOf(text, snapshot);
    if (intent === 'Remind') return got?.startsWith('Remind') === true;
    return got === [intent, ...values.sort()].join(' ');
  };
  const right = (snapshot: typeof bySound) =>
    homophones.filter(([, heard, meaning]) => isRight(heard, meaning, snapshot));
  const accepted = (snapshot: typeof bySound) =>
    unrelated.filter((text) => meaningOf(text, snapshot) !== undefined);
  const recovered = new Set(right(bySound).map(([, heard]) => heard));
  return {
    sentences: homophones.length,
    rightBySound: recovered.size,
    rightBySpelling: right(bySpelling).length,
    unrelated: unrelated.length,
    acceptedBySound: accepted(bySound).length,
    acceptedBySpelling: accepted(bySpelling).length,
    missed: homophones
      .filter(([, heard]) => !recovered.has(heard))
      .map(([, heard]) => `${heard} = ${meaningOf(heard, bySound)}`),
  };
}

if (process.argv[1] === import.meta.filename) console.log(JSON.stringify(measureSoundGain(), null, 2));
