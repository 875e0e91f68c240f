/** Corrections, refusals, and asking after what was asked before. */
import type { Breath } from './breath.ts';
import type { StandardCommand } from './command.ts';
import type { Segment } from './segment.ts';
import { isCue } from './spans.ts';
import { housework, isRefused, timedServices } from './whole-wishes.ts';

/** "算了，三瓶吧", "actually make it three", "no wait, seven". */
export function readCorrection(breath: Breath, segment: Segment): boolean {
  const isDrop = segment.has('drop');
  // "No slippers and no toothbrushes" corrects nothing.
  const isSoft = segment.spans.some(
    (span, index) =>
      isCue(span, 'correct') &&
      !(isCue(span, 'lack') && segment.spans[index + 1]?.meanings.some(({ kind }) => kind === 'item')),
  );
  const named = breath.lastNamed;
  const [only, another] = segment.items();
  breath.lastNamed =
    only !== undefined && another === undefined && segment.unknown === 0 && segment.spans.length <= 2
      ? only.id
      : undefined;
  if (isDrop || isSoft) {
    if (breath.wishes.isEmpty) {
      if (breath.pendingTime === undefined || correctPending(breath, segment)) return false;
      breath.correcting = 'soft';
      return false;
    }
    // 水算了: that thing alone.
    if (isDrop && named !== undefined && breath.wishes.commands.length > 1 && breath.wishes.hasItem(named)) {
      breath.wishes.removeItem(named);
      breath.replaced = true;
      return true;
    }
    breath.correcting = isDrop ? 'drop' : breath.correcting === 'drop' ? 'drop' : 'soft';
  }
  if (breath.correcting === 'no') return false;
  if (breath.wishes.isEmpty) {
    if (correctPending(breath, segment)) breath.correcting = 'no';
    return false;
  }
  const items = segment.items().filter(({ isNegated }) => !isNegated);
  const numbers = segment.numbers;
  const [item] = items;
  if (segment.services().length > 0 || segment.unknown > 3) return false;
  if (items.length === 1 && item && segment.has('lack')) {
    // "A bottle of water, no wait, no water".
    if (!breath.wishes.hasItem(item.id)) return false;
    breath.wishes.removeItem(item.id);
    breath.replaced = true;
    breath.correcting = 'no';
    return true;
  }
  if (items.length === 1 && item) {
    const quantity = item.quantity ?? numbers.at(-1);
    const asked = breath.wishes.last;
    // "I asked for three waters, make it five": another number for what is on its way.
    if (asked?.type === 'chase' && asked.item === item.id && quantity !== undefined) {
      breath.wishes.removeLast();
      breath.wishes.add(breath.give(item.id, quantity), true);
      breath.correcting = 'no';
      return true;
    }
    if (breath.wishes.hasItem(item.id)) {
      if (quantity !== undefined) breath.wishes.correctNumber(quantity, item.id);
      else if (segment.has('negate')) breath.wishes.removeItem(item.id);
    } else if (segment.has('more')) {
      breath.correcting = 'no';
      return false;
    } else {
      const last = breath.wishes.last;
      if (last?.item === undefined) return false;
      breath.wishes.removeLast();
      breath.wishes.add(breath.give(item.id, quantity ?? last.quantity ?? 1), true);
    }
    breath.correcting = 'no';
    // "So two coffees, and a tea for him": what stands behind is asked for as well.
    if (!segment.has('negate')) breath.mood = 'asked';
    return true;
  }
  if (items.length > 1 && items.some(({ id }) => breath.wishes.hasItem(id))) {
    // 两杯咖啡……一杯咖啡一杯茶: said anew.
    for (const { id, quantity } of items) {
      breath.wishes.removeItem(id);
      breath.wishes.add(breath.give(id, quantity ?? 1), true);
    }
    breath.correcting = 'no';
    return true;
  }
  const time = segment.times.at(-1);
  if (items.length === 0 && time !== undefined && breath.wishes.last && breath.wishes.last.type !== 'ask') {
    breath.wishes.changeLast((command) => breath.withTime(command, time.value, time.isOpen));
    breath.correcting = 'no';
    return true;
  }
  const [minutes] = segment.whiles;
  if (items.length === 0 && minutes !== undefined && breath.wishes.last?.time?.startsWith('+') === true) {
    breath.wishes.changeLast((command) => ({ ...command, time: `+${minutes}m` }));
    breath.correcting = 'no';
    return true;
  }
  const temperature = segment.temperatures.at(-1);
  const number = temperature ?? numbers.at(-1);
  const chased = breath.wishes.last;
  if (items.length === 0 && number !== undefined && chased?.type === 'chase' && chased.item !== undefined) {
    breath.wishes.removeLast();
    breath.wishes.add(breath.give(chased.item, number), true);
    breath.correcting = 'no';
    return true;
  }
  // "At quarter to five, no, let us say five".
  if (
    items.length === 0 &&
    number !== undefined &&
    number >= 1 &&
    number <= 12 &&
    isHour(breath.wishes.last)
  ) {
    const time = `${String(number).padStart(2, '0')}:00`;
    breath.wishes.changeLast((command) => breath.withTime(command, time, true));
    breath.correcting = 'no';
    return true;
  }
  const isPlain = segment.ids('object').length === 0 && segment.unknown <= 2;
  if (items.length === 0 && number !== undefined && isPlain && breath.wishes.correctNumber(number)) {
    breath.correcting = 'no';
    return true;
  }
  return false;
}

const isHour = (command: StandardCommand | undefined) =>
  command?.time?.includes(':') === true && timedServices.has(command.type);

/** "In half an hour, no, make it twenty minutes, a taxi please": the hour is said before the wish, and corrected before it. */
function correctPending(breath: Breath, segment: Segment): boolean {
  const { pendingTime } = breath;
  if (pendingTime === undefined || segment.items().length > 0 || segment.services().length > 0) return false;
  const [minutes] = segment.whiles;
  const time = segment.times.at(-1);
  if (time !== undefined) breath.pendingTime = time;
  else if (minutes !== undefined && pendingTime.value.startsWith('+'))
    breath.pendingTime = { value: `+${minutes}m`, isOpen: false };
  else return false;
  return true;
}

/** 叫早别六点半了，六点吧: the wish stands, its hour or number comes. */
function readRefusedValue(breath: Breath, segment: Segment): boolean {
  const [item, another] = segment.items();
  const [service] = segment.services();
  if (!segment.isValueRefused || another !== undefined || (item === undefined) === (service === undefined))
    return false;
  if (segment.unknown > 2 || segment.times.length + segment.meantValues.length > 1) return false;
  if (service !== undefined && service !== 'wake_up' && service !== 'taxi') return false;
  // "Instead of four towels bring three".
  const [meant] = segment.meantValues;
  if (item !== undefined) breath.add(breath.give(item.id, meant ?? 1), meant !== undefined);
  else if (service !== undefined) breath.add({ type: service });
  breath.correcting = 'soft';
  breath.mood = 'asked';
  return true;
}

/** 不用了, "not the coffee", "cancel do not disturb". */
export function readRefusal(breath: Breath, segment: Segment): boolean {
  const services = segment.services();
  if (services.includes('do_not_disturb')) {
    if (segment.unknown > breath.tolerance.told) return true;
    const isOver =
      segment.has('resume') ||
      (segment.has('off') && !segment.has('on')) ||
      (segment.has('negate') && segment.has('want', 'more')) ||
      isRefused(segment, 'do_not_disturb');
    breath.add({ type: 'do_not_disturb', value: isOver ? 'off' : 'on' });
    breath.mood = 'none';
    return true;
  }
  if (!segment.has('negate')) return false;
  if (readRefusedValue(breath, segment)) return true;
  const items = segment.items();
  const refused = items.filter(({ isNegated }) => isNegated);
  const wanted = items.filter(({ isNegated }) => !isNegated);
  for (const { id } of refused) {
    breath.replaced ||= breath.wishes.hasItem(id);
    breath.wishes.removeItem(id);
  }
  const at = segment.indexOf('negate');
  const isOfService =
    segment.spans
      .slice(at + 1, at + 4)
      .some(({ meanings }) => meanings.some(({ kind }) => kind === 'service')) ||
    segment.spans
      .slice(Math.max(0, at - 2), at)
      .some(({ meanings }) => meanings.some(({ kind }) => kind === 'service'));
  if (services.length > 0 && !isOfService) return false;
  for (const service of services) breath.wishes.removeType(service);
  if (wanted.length > 0 && refused.length > 0) {
    for (const { id, quantity } of wanted)
      breath.wishes.add(breath.give(id, quantity ?? 1), quantity !== undefined);
    breath.mood = 'asked';
    return true;
  }
  if (refused.length === 0 && services.length > 0) {
    // "不用打扫，倒一下垃圾就行" comes in two parts; the first refuses.
    breath.mood = 'refused';
    return true;
  }
  if (refused.length === 0 && wanted.length === 0 && services.length === 0) {
    const isFact =
      segment.has('broken') || segment.ids('fault').length > 0 || segment.has('too_cold', 'too_hot');
    if (isFact || segment.ids('object').length > 0 || segment.ids('device').length > 0) return false;
    // 下午三点来打扫，现在别来: the hour stands.
    if (segment.has('now') && breath.wishes.last?.time !== undefined) return true;
    if (segment.unknown === 0 && breath.correcting !== 'no') breath.wishes.clear();
    else if (segment.unknown === 0 && segment.spans.length <= 3) breath.wishes.removeLast();
    breath.mood = 'refused';
    return true;
  }
  if (refused.length > 0) breath.mood = 'refused';
  return refused.length > 0;
}

/** Something was asked for, or chased, in the same breath. */
const isWaitedFor = (breath: Breath) =>
  breath.mentioned.length > 0 || breath.wishes.commands.some(({ type }) => type === 'chase');

/** A thing is asked for, or something is said of it: then it is not only named. */
const isAskedOrDescribed = (segment: Segment) =>
  segment.has('want', 'bring', 'borrow', 'exist', 'more', 'act', 'polite') ||
  segment.has('lack', 'only', 'change', 'dirty', 'broken');

/** 刚才要的水怎么还没来, "where are my towels". */
export function readChase(breath: Breath, segment: Segment): boolean {
  const items = segment.items();
  const services = segment.services().filter((type) => type !== 'front_desk');
  // 都催了两遍了，毛毯呢: what is waited for is named behind.
  const waited = breath.wishes.last;
  const isOnlyNamed = items.length === 1 && segment.unknown === 0 && !isAskedOrDescribed(segment);
  if (waited?.type === 'chase' && waited.item === undefined && isOnlyNamed && items[0]?.isNegated === false) {
    const { id } = items[0];
    return breath.wishes.changeLast((command) => ({ ...command, item: id }));
  }
  // "Cancel that taxi I asked for": what is taken back is waited for no more.
  if (segment.has('drop') && !segment.has('chase')) return false;
  // "I left my glasses, did anyone hand them in" waits for nothing that was asked for.
  if (waited?.type === 'lost_property' && !segment.has('chase', 'where')) return false;
  // A pizza that was ordered elsewhere is nobody's here.
  if (segment.has('other') && items.length === 0) return false;
  const isWhere = segment.has('where') && items.length > 0;
  // "Nobody has cleaned" asks for it to be done; there was no request before.
  const isUndone = segment.has('undone', 'nobody') && services.some((type) => housework.has(type));
  const isExplicit = segment.spans.some(
    (span) => (isCue(span, 'chase') || isCue(span, 'when')) && !isCue(span, 'undone'),
  );
  if (isUndone && !isExplicit && !segment.has('where')) return false;
  const isWaiting =
    segment.has('chase') ||
    (segment.has('when') &&
      (items.length > 0 || services.length > 0 || segment.has('fix') || isWaitedFor(breath))) ||
    (segment.has('undone') && items.length > 0) ||
    (isWhere && segment.has('question', 'lack'));
  const isWhereAre =
    isWhere &&
    segment.unknown === 0 &&
    !segment.has('want', 'bring', 'act', 'change', 'dirty', 'broken', 'fix');
  if (!isWaiting && !isWhereAre) return false;
  const isNamed =
    segment.has('fix') ||
    items.length > 0 ||
    services.length > 0 ||
    breath.mentioned.length > 0 ||
    segment.has('where');
  if (segment.unknown > (isNamed ? breath.tolerance.asked : 2)) return false;
  if (!segment.has('chase', 'undone', 'when') && segment.has('change', 'dirty', 'broken', 'fix'))
    return false;
  const [first] = items;
  const known = breath.wishes.commands.find(({ type }) => type === 'chase');
  if (first === undefined && known !== undefined) return true;
  if (first !== undefined && known !== undefined && known.item === undefined)
    breath.wishes.removeType('chase');
  // What was said before was the thing that is waited for.
  const last = breath.wishes.last;
  const given = last?.type === 'deliver' || last?.type === 'borrow' ? last.item : undefined;
  const item = first?.id ?? breath.mentioned.at(-1)?.id ?? given;
  if (given !== undefined && given === item) breath.wishes.removeLast();
  breath.add({ type: 'chase', ...(item === undefined ? {} : { item }) });
  breath.mood = 'none';
  return true;
}
