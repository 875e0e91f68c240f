/**
 * A labelled corpus as a developer would write it: skills whose samples are the training utterances with `{slot}`s in
 * place of values, and whose types list the values that training names.
 */
import type { InteractionModel, Locale } from '../../../language/model/types.ts';
import type { LabelledSlot } from '../../../language/statistical/types.ts';
import type { CorpusRow } from './corpus.ts';

export interface CorpusSkill {
  readonly skillId: string;
  readonly model: InteractionModel;
}

/** Signs that mean something in a template; no corpus needs them as words. */
const signs = /[()[\]{}|<>*?!:;=\\/"&^+~]/g;

const plain = (text: string): string => text.replace(signs, ' ').replace(/\s+/g, ' ').trim();

/** A model's names are letters, digits, - and _; others are spelt by their code points. */
export function modelName(name: string): string {
  if (/^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(name)) return name;
  return `x${[...name].map((character) => character.codePointAt(0)!.toString(16)).join('-')}`.slice(0, 64);
}

/** One skill for each value of `groupOf`; rows without an intent belong to none. */
export function skillsOf(
  rows: readonly CorpusRow[],
  locale: Locale,
  groupOf: (row: CorpusRow) => string,
): CorpusSkill[] {
  const groups = new Map<string, CorpusRow[]>();
  for (const row of rows) {
    if (row.intent === null) continue;
    const own = groups.get(groupOf(row));
    if (own === undefined) groups.set(groupOf(row), [row]);
    else own.push(row);
  }
  return [...groups].map(([skillId, own]) => ({ skillId, model: modelOf(skillId, own, locale) }));
}

function modelOf(skillId: string, rows: readonly CorpusRow[], locale: Locale): InteractionModel {
  const values = new Map<string, Set<string>>();
  const intents = new Map<string, { slots: Set<string>; samples: Set<string> }>();
  for (const row of rows) {
    const intentName = modelName(row.intent!);
    let intent = intents.get(intentName);
    if (intent === undefined) {
      intent = { slots: new Set(), samples: new Set() };
      intents.set(intentName, intent);
    }
    let sample = '';
    let from = 0;
    for (const { name: said, start, end } of withoutOverlap(row.slots)) {
      const name = modelName(said);
      const value = plain(row.text.slice(start, end));
      if (value === '') continue;
      const known = values.get(name);
      if (known === undefined) values.set(name, new Set([value]));
      else known.add(value);
      intent.slots.add(name);
      sample += `${plain(row.text.slice(from, start))} {${name}} `;
      from = end;
    }
    sample = (sample + plain(row.text.slice(from))).trim();
    if (sample !== '')
      intent.samples.add(locale === 'zh-CN' ? sample.replaceAll(/\s*(\{[\w-]+\})\s*/g, '$1') : sample);
  }
  return {
    invocationNames: { [locale]: [`skill ${skillId.replaceAll(/[^a-zA-Z]+/g, ' ').trim()}`] },
    types: Object.fromEntries(
      [...values].map(([name, forms]) => [
        name,
        {
          isOpen: true,
          values: [...forms].map((form, n) => ({ id: `${name}-${n}`, forms: { [locale]: [form] } })),
        },
      ]),
    ),
    intents: Object.fromEntries(
      [...intents].map(([name, { slots, samples }]) => [
        name,
        {
          slots: Object.fromEntries([...slots].map((slot) => [slot, { type: slot }])),
          samples: { [locale]: [...samples] },
        },
      ]),
    ),
  };
}

/** A template says each slot once, and no slot inside another: the first and longest stays. */
function withoutOverlap(slots: readonly LabelledSlot[]): LabelledSlot[] {
  const kept: LabelledSlot[] = [];
  const names = new Set<string>();
  for (const slot of [...slots].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (slot.start < (kept.at(-1)?.end ?? 0) || names.has(slot.name)) continue;
    kept.push(slot);
    names.add(slot.name);
  }
  return kept;
}
