/** Needs told as facts: what is broken, dirty, or missing without being named; and what is to be changed. */
import type { Breath } from './breath.ts';
import type { Segment } from './segment.ts';

/** 空调坏了, "the sink is clogged", "no hot water". */
export function readFaults(breath: Breath, segment: Segment): boolean {
  if (segment.unknown > breath.tolerance.asked) return false;
  const faults = segment.ids('fault');
  const objects = segment.ids('object');
  const isAsked =
    segment.has('polite', 'act', 'want') ||
    segment.services().length > 0 ||
    breath.mentionedObjects.length > 0;
  const isGone = segment.has('lack') && segment.items().length === 0;
  const isBroken = segment.has('broken') || (segment.has('fix') && isAsked) || isGone;
  if (objects.length > 0 && !isBroken && faults.length === 0) breath.mentionedObjects = objects;
  if (
    segment.has('fix') &&
    objects.length === 0 &&
    faults.length === 0 &&
    breath.mentionedObjects.length === 0
  )
    return false;
  const found =
    faults.length > 0
      ? [
          ...new Set(
            faults.map((fault) =>
              objects.includes(fault) ? fault : (objects.find((object) => belongs(fault, object)) ?? fault),
            ),
          ),
        ]
      : isBroken
        ? [
            ...new Set(
              objects.length > 0 ? objects : segment.has('broken', 'fix') ? breath.mentionedObjects : [],
            ),
          ]
        : [];
  if (found.length === 0) return false;
  if (
    segment.has('question') &&
    segment.ids('topic').length > 0 &&
    faults.length === 0 &&
    !segment.has('broken')
  )
    return false;
  breath.mentionedObjects = [];
  const last = breath.wishes.last;
  for (const object of found.slice(0, 1)) {
    // "没有热水，淋浴的": the same fault said twice.
    if (last?.type === 'repair' && last.object === object) continue;
    breath.add({ type: 'repair', object });
  }
  return true;
}

/** 床单脏了, "the floor is sticky". */
export function readDirt(breath: Breath, segment: Segment): boolean {
  if (!segment.has('dirty') || segment.unknown > breath.tolerance.told) return false;
  const said = segment.items();
  // Milk on the sheets: what was spilled is not what is changed.
  const items = said.filter(({ id }) => breath.catalogue.items[id]?.change === true);
  if (items.length > 0) {
    for (const { id, quantity } of items) breath.add({ type: 'change', item: id, quantity: quantity ?? 1 });
    return true;
  }
  if (said.length > 0) return false;
  if (segment.has('bed') && !segment.services().includes('make_bed'))
    breath.add({ type: 'change', item: 'bed_sheet', quantity: 1 });
  else if (segment.has('place')) breath.add({ type: 'clean' });
  else return false;
  return true;
}

export function readChange(breath: Breath, segment: Segment): boolean {
  if (!segment.has('change') || segment.unknown > breath.tolerance.asked) return false;
  const items = segment.items().filter(({ isNegated }) => !isNegated);
  if (items.length === 0) {
    const isPlain = segment.services().length === 0 && segment.ids('object').length === 0;
    const before = isPlain ? breath.mentioned : [];
    for (const { id, quantity } of before) breath.add({ type: 'change', item: id, quantity: quantity ?? 1 });
    breath.mentioned = [];
    return before.length > 0;
  }
  for (const { id, quantity } of items)
    breath.add({ type: 'change', item: id, quantity: quantity ?? 1 }, quantity !== undefined);
  breath.mood = 'changed';
  return true;
}

/** "The air is so dry": a fact that asks for something without naming it. */
export function readNeeds(breath: Breath, segment: Segment): boolean {
  const needs =
    segment.items().length === 0 && segment.unknown <= breath.tolerance.told ? segment.ids('need') : [];
  for (const id of needs) breath.add(breath.give(id, 1));
  return needs.length > 0;
}

/** Faults that name no thing of their own belong to the thing beside them. */
const belongs = (fault: string, object: string) =>
  fault === 'television' ||
  fault === 'air_conditioner' ||
  fault === 'power' ||
  (fault === 'drain' && object !== 'shower');
