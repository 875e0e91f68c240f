/** Things of the catalogue that a guest asks for, lacks, or only mentions. */
import type { Breath } from './breath.ts';
import type { MentionedItem, Segment } from './segment.ts';
import { idOf, isCue, type Span } from './spans.ts';
import { timedServices } from './whole-wishes.ts';

const isNamed = (span: Span) =>
  idOf(span, 'item') !== undefined ||
  span.meanings.some(({ kind }) => kind === 'measure' || kind === 'number' || kind === 'stop');

export function readItems(breath: Breath, segment: Segment, isTaken: boolean): void {
  const items = segment.items().filter(({ isNegated }) => !isNegated);
  const time = segment.times.at(-1);
  if (items.length === 0) {
    if (!isTaken && readReference(breath, segment)) return;
    readRest(breath, segment, isTaken);
    return;
  }
  // "Forgot the shampoo and the shower gel, can you run some up": what stands behind "and" alone goes with what stood before.
  const isAlone =
    segment.unknown === 0 && segment.spans.every((span) => isCue(span, 'filler') || isNamed(span));
  const before = isAlone ? breath.mentioned.filter(({ id }) => items.every((item) => item.id !== id)) : [];
  breath.mentioned = [...before, ...items];
  if (isTaken) return;
  const isTooFew = segment.has('lack', 'scarce') || (segment.has('only') && segment.numbers.length > 0);
  if (segment.has('own') && !isTooFew) {
    for (const { id } of items) breath.wishes.removeItem(id);
    return;
  }
  readUnfit(breath, segment, items);
  const isAsked =
    breath.isInsisted ||
    segment.has('want', 'bring', 'borrow', 'exist', 'more', 'act') ||
    (segment.has('have') && segment.has('question')) ||
    (segment.has('polite') && !segment.has('own'));
  const isInstead = breath.replaced || breath.mood === 'refused';
  const isLacking =
    segment.has('lack', 'scarce') || (segment.has('only') && segment.numbers.length > 0 && !isInstead);
  const isForRoom = segment.spans.some(({ meanings }) => meanings.some(({ kind }) => kind === 'room-number'));
  const isFragment =
    (breath.replaced && segment.unknown === 0) ||
    (breath.mood === 'refused' && segment.unknown === 0 && !segment.has('own', 'state')) ||
    (segment.unknown === 0 &&
      !segment.has('state', 'own', 'question') &&
      (breath.mood === 'asked' ||
        breath.mood === 'changed' ||
        ((breath.isPolite ||
          breath.isCourteous ||
          isForRoom ||
          items.some(({ quantity }) => quantity !== undefined)) &&
          breath.mood !== 'talk')));
  if (!isAsked && !isLacking && !isFragment) return;
  if (segment.has('price')) return;
  if (segment.unknown > (isAsked ? breath.tolerance.asked : breath.tolerance.told)) return;
  if (breath.mood === 'talk' && !breath.isGenerous && !segment.has('polite', 'bring', 'exist')) return;
  for (const { id, quantity } of items) {
    const isRest = isLacking && !isAsked;
    const isOfPeople = isRest && segment.has('only');
    if (isOfPeople) breath.present = { id, count: quantity ?? 1 };
    const counted = isOfPeople ? missing(breath) : isRest ? undefined : quantity;
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
  // 瓶子见底了, "I could not find it": lacking is asking, when the thing was named just before.
  const count = segment.numbers.at(-1);
  const isCounted = count !== undefined && segment.has('want', 'bring') && segment.people === undefined;
  const isAsked =
    segment.has('bring', 'exist', 'borrow', 'lack') ||
    (segment.has('more') && segment.unknown === 0) ||
    isCounted ||
    (segment.has('want') && segment.has('polite'));
  const isOther = segment.services().length > 0 || segment.ids('object').length > 0;
  if (!isAsked || isOther || segment.unknown > 2 || segment.times.length > 0) return false;
  if ((breath.mood === 'talk' && !isCounted) || breath.mood === 'refused') return false;
  // "I forgot my umbrella, could I borrow one": what the fact suggested is asked for otherwise.
  const last = breath.wishes.last;
  if (segment.has('borrow') && last?.type === 'deliver' && last.item !== undefined) {
    breath.wishes.changeLast((command) => ({ ...command, type: 'borrow' }));
    return true;
  }
  const open = breath.mentioned.filter(({ id }) => !breath.wishes.hasItem(id));
  for (const { id } of open)
    breath.add(breath.give(id, count ?? 1, segment.has('borrow')), count !== undefined);
  breath.mentioned = [];
  if (open.length > 0) breath.mood = 'asked';
  return open.length > 0;
}

/** 被子太薄, "the kettle is broken": another one, if nothing else is asked. */
function readUnfit(breath: Breath, segment: Segment, items: readonly MentionedItem[]): void {
  if (!segment.has('unfit', 'broken') || segment.unknown > 2 || breath.mood === 'talk') return;
  if (segment.ids('object').length > 0) return;
  for (const { id } of items.slice(0, 1)) breath.suggested.push(breath.give(id, 1));
}

/** 毛巾只有一条，我们是两个人: what is missing is one. */
function missing({ people, present }: Breath): number | undefined {
  return people !== undefined && present !== undefined && people > present.count
    ? people - present.count
    : undefined;
}

/** The people may be counted after the things. */
export function readPeople(breath: Breath, segment: Segment): void {
  if (segment.people === undefined) return;
  breath.people = segment.people;
  const count = missing(breath);
  if (count === undefined || segment.items().length > 0) return;
  if (breath.wishes.last?.item === breath.present?.id) breath.wishes.countLast(count);
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
      (timedServices.has(last.type) || (last.item !== undefined && last.type !== 'chase'))
    )
      breath.wishes.changeLast((command) => breath.withTime(command, time.value, time.isOpen));
    else if (last === undefined) breath.pendingTime = time;
    return;
  }
  const number = segment.numbers.at(-1);
  if (number !== undefined && last?.device === 'air_conditioner' && number >= 14 && number <= 30) {
    breath.wishes.changeLast((command) => ({ ...command, value: number }));
    return;
  }
  if (
    number !== undefined &&
    segment.unknown === 0 &&
    segment.people === undefined &&
    breath.mood === 'asked'
  )
    breath.wishes.countLast(number);
}
