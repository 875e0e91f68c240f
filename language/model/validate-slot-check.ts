/** Rules for a slot's values: that they are about its types, and can be kept. */
import type { ProblemList } from './problem.ts';
import { typesOf } from './samples.ts';
import type { InteractionModel, SlotCheck, SlotDefinition } from './types.ts';

/** Types that each rule is about; `own` are the skill's own. */
const about: Readonly<Record<keyof SlotCheck, readonly string[]>> = {
  fromDay: ['date', 'datetime'],
  toDay: ['date', 'datetime'],
  fromTime: ['time', 'datetime'],
  toTime: ['time', 'datetime'],
  minDigits: ['digits', 'phone-number', 'room-number'],
  maxDigits: ['digits', 'phone-number', 'room-number'],
  step: ['number', 'duration'],
  values: ['own'],
};

/** Reports rules that no value of the slot could be measured by, and pairs that leave none. */
export function checkSlotCheck(
  model: InteractionModel,
  slot: SlotDefinition,
  path: string,
  problems: ProblemList,
): void {
  const { check } = slot;
  if (check === undefined) return;
  const types = typesOf(slot);
  for (const rule of Object.keys(check) as (keyof SlotCheck)[]) {
    const isOwn = (type: string) => Object.hasOwn(model.types ?? {}, type);
    if (types.some((type) => about[rule].includes(isOwn(type) ? 'own' : type))) continue;
    const wanted = rule === 'values' ? 'a type of the skill' : about[rule].join(' or ');
    problems.error('SLOT_CHECK', `${path}.check.${rule}`, `the slot is no ${wanted}`, 'remove the rule');
  }
  const pairs = [
    ['fromDay', 'toDay'],
    ['fromTime', 'toTime'],
    ['minDigits', 'maxDigits'],
  ] as const;
  for (const [from, to] of pairs) {
    const [least, most] = [check[from], check[to]];
    if (least !== undefined && most !== undefined && least > most)
      problems.error('SLOT_CHECK', `${path}.check`, `${from} is above ${to}`, 'swap them');
  }
  for (const id of check.values ?? []) {
    const isListed = types.some((type) => model.types?.[type]?.values.some((value) => value.id === id));
    if (!isListed)
      problems.error(
        'SLOT_CHECK',
        `${path}.check.values`,
        `no type of the slot lists "${id}"`,
        'name one of its ids',
      );
  }
}
