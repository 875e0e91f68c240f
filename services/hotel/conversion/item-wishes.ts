/** Things of the catalogue that a guest asks for, lacks, or only mentions. */
import type { Breath } from './breath.ts';
import type { Segment } from './segment.ts';
import { timedServices } from './whole-wishes.ts';

export function readItems(breath: Breath, segment: Segment, isTaken: boolean): void {
  const items = segment.items().filter(({ isNegated }) => !isNegated);
  const time = segment.times.at(-1);
  if (items.length === 0) {
    if (!isTaken && readReference(breath, segment)) return;
    readRest(breath, segment, isTaken);
    return;
  }
  breath.mentioned = items;
  if (isTaken) return;
  const isAsked =
    segment.has('want', 'bring', 'borrow', 'exist', 'more', 'act') ||
    (segment.has('have') && segment.has('question')) ||
    (segment.has('polite') && !segment.has('own'));
  const isLacking = segment.has('lack', 'scarce') || (segment.has('only') && segment.numbers.length > 0);
  const isFragment =
    (breath.replaced && segment.unknown === 0) ||
    (segment.unknown === 0 &&
      !segment.has('state', 'own', 'question') &&
      (breath.mood === 'asked' ||
        breath.mood === 'changed' ||
        ((breath.isPolite || items.some(({ quantity }) => quantity !== undefined)) &&
          breath.mood !== 'talk')));
  if (!isAsked && !isLacking && !isFragment) return;
  if (segment.has('price')) return;
  if (segment.has('own') && !isLacking) {
    for (const { id } of items) breath.wishes.removeItem(id);
    return;
  }
  if (segment.unknown > (isAsked ? breath.tolerance.asked : breath.tolerance.told)) return;
  if (breath.mood === 'talk' && !segment.has('polite', 'bring', 'exist')) return;
  for (const { id, quantity } of items) {
    const isRest = isLacking && !isAsked;
    const counted = isRest ? missing(segment, quantity) : quantity;
    if (breath.mood === 'changed' && !isAsked)
      breath.add({ type: 'change', item: id, quantity: counted ?? 1 }, counted !== undefined);
    else {
      const command = breath.give(id, counted ?? 1, segment.has('borrow'));
      const at = time?.value ?? breath.pendingTime?.value;
      breath.add(at === undefined ? command : { ...command, time: at }, counted !== undefined);
    }
  }
  breath.pendingTime = undefined;
  if (breath.mood !== 'changed' || isAsked) breath.mood = 'asked';
}

/** "Do you have one", 送一点过来: what was mentioned just before. */
function readReference(breath: Breath, segment: Segment): boolean {
  const isAsked = segment.has('bring', 'exist', 'borrow') || (segment.has('want') && segment.has('polite'));
  if (!isAsked || segment.unknown > 0 || segment.times.length > 0) return false;
  const open = breath.mentioned.filter(({ id }) => !breath.wishes.hasItem(id));
  const count = segment.numbers.at(-1);
  for (const { id } of open) breath.add(breath.give(id, count ?? 1), count !== undefined);
  breath.mentioned = [];
  return open.length > 0;
}

/** 毛巾只有一条，我们是两个人: what is missing is one. */
function missing(segment: Segment, present: number | undefined): number | undefined {
  const people = segment.people;
  return segment.has('only') && people !== undefined && present !== undefined && people > present
    ? people - present
    : undefined;
}

/** A part that names nothing may still give a wish its number or its hour. */
function readRest(breath: Breath, segment: Segment, isTaken: boolean): void {
  if (isTaken || segment.unknown > breath.tolerance.told) return;
  const time = segment.times.at(-1);
  const last = breath.wishes.last;
  if (time !== undefined) {
    if (
      last !== undefined &&
      (last.time === undefined || segment.unknown === 0) &&
      (timedServices.has(last.type) || last.item !== undefined)
    )
      breath.wishes.changeLast((command) => breath.withTime(command, time.value, time.isOpen));
    else if (last === undefined) breath.pendingTime = time;
    return;
  }
  const number = segment.numbers.at(-1);
  if (
    number !== undefined &&
    segment.unknown === 0 &&
    segment.people === undefined &&
    breath.mood === 'asked'
  )
    breath.wishes.countLast(number);
}
