/** The house's engine as the benches drive it. */
import type { StatisticalModel } from '../../../language/statistical/index.ts';
import type { LabelledUtterance } from '../../../language/statistical/types.ts';
import type { Predicted } from './evaluate.ts';

export function predictWith(model: StatisticalModel): (text: string) => Predicted {
  return (text) => {
    const { intents, slots, confidence } = model.predict(text);
    return { intent: intents[0]?.name ?? null, slots, confidence };
  };
}

/** The locale whose script most of the text is written in. */
export function detectLocale(rows: readonly LabelledUtterance[]): 'zh-CN' | 'en-US' {
  let han = 0;
  let letters = 0;
  for (const { text } of rows.slice(0, 5000)) {
    han += text.match(/\p{Script=Han}/gu)?.length ?? 0;
    letters += text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  }
  // A Chinese character says about as much as four letters.
  return han * 4 > letters ? 'zh-CN' : 'en-US';
}
