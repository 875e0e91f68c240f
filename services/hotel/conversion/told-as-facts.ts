/** Needs told as facts: what is broken, dirty, or missing without being named; and what is to be changed. */
import type { Breath } from './breath.ts';
import type { StandardCommand } from './command.ts';
import type { Segment } from './segment.ts';
import { idOf } from './spans.ts';

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
  if (found.length === 0) return segment.has('fix') && repairInstead(breath);
  // "The sink is blocked and it won't drain": the same fault said twice.
  const isOfLast = objects.length === 0 && breath.wishes.last?.type === 'repair';
  if (isOfLast && found.every((fault) => belongs(fault, breath.wishes.last?.object ?? ''))) return true;
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

/** 空调不太凉，让人来看一下: no wish for a warmer room. */
function repairInstead(breath: Breath): boolean {
  const last = breath.wishes.last;
  if (
    last?.type !== 'room' ||
    last.device === undefined ||
    !Object.hasOwn(breath.catalogue.objects, last.device)
  )
    return false;
  breath.wishes.removeLast();
  breath.add({ type: 'repair', object: last.device });
  return true;
}

/** 洗澡水还是冰的, "the radiator is stone cold": what should be warm, or cold, and is not. */
export function readCold(breath: Breath, segment: Segment): boolean {
  const at = segment.indexOf('cold');
  if (at < 0 || segment.unknown > breath.tolerance.told || segment.has('want', 'bring', 'borrow', 'more'))
    return false;
  if (segment.isQuestioned || segment.has('company')) return false;
  const before = segment.spans.slice(0, at);
  const object = ['hot_water', 'shower', 'heating'].find((id) =>
    before.some((span) => idOf(span, 'object') === id),
  );
  const isWater = before.some((span) => idOf(span, 'item') === 'water');
  if (object === undefined && !isWater) return false;
  breath.add({ type: 'repair', object: object === 'heating' ? object : 'hot_water' });
  return true;
}

/** "I forgot my watch in the room": a thing of the guest's own, and where it may be. */
export function readLost(breath: Breath, segment: Segment): boolean {
  // 婚戒不见了，求你们找找: it was missed before, and is looked for now.
  if (segment.has('mislaid')) breath.isMissed = true;
  if (breath.isMissed && segment.has('seek') && segment.services().length === 0) {
    breath.wishes.removeType('deliver');
    breath.add({ type: 'lost_property' });
    return true;
  }
  if (!segment.has('mislaid') || !segment.has('there') || segment.services().length > 0) return false;
  if (segment.items().length > 0 || segment.unknown === 0 || segment.unknown > breath.tolerance.asked)
    return false;
  breath.add({ type: 'lost_property' });
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
  // Water on the floor is cleaned away.
  if (said.length > 0 && !segment.has('place')) return false;
  if (segment.has('bed') && !segment.services().includes('make_bed'))
    breath.add({ type: 'change', item: 'bed_sheet', quantity: 1 });
  // Water of a fault that was told of is no wish of its own, unless somebody is asked for.
  else if (breath.wishes.last?.type === 'repair' && !segment.has('polite', 'want', 'act', 'fix'))
    return false;
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
    for (const { id, quantity } of before) {
      breath.wishes.removeItem(id);
      breath.add(fresh(breath, id, quantity ?? segment.numbers.at(-1)));
    }
    breath.mentioned = [];
    return before.length > 0;
  }
  for (const { id, quantity } of items) breath.add(fresh(breath, id, quantity), quantity !== undefined);
  breath.mood = 'changed';
  return true;
}

/** A towel is changed; of a kettle another one is brought. */
const fresh = (breath: Breath, id: string, quantity = 1): StandardCommand =>
  breath.catalogue.items[id]?.change === true
    ? { type: 'change', item: id, quantity }
    : breath.give(id, quantity);

/** "The air is so dry": a fact that asks for something without naming it. */
export function readNeeds(breath: Breath, segment: Segment): boolean {
  const needs =
    segment.items().length === 0 && segment.unknown <= breath.tolerance.told ? segment.ids('need') : [];
  if (breath.mood !== 'talk') for (const id of needs) breath.suggested.push(breath.give(id, 1));
  if (needs.length > 0)
    breath.mentioned = needs.map((id) => ({ id, at: 0, quantity: undefined, isNegated: false }));
  return false;
}

/** Faults that name no thing of their own belong to the thing beside them. */
const belongs = (fault: string, object: string) =>
  fault === 'television' ||
  fault === 'air_conditioner' ||
  fault === 'power' ||
  (fault === 'drain' && object !== 'shower');
