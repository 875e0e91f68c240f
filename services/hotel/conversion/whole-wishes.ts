/** Wishes that a phrase says whole: services, the room itself, questions about the hotel. */
import type { CommandType } from '../catalogue/types.ts';
import type { Breath } from './breath.ts';
import type { StandardCommand } from './command.ts';
import { roomCommand } from './room-rules.ts';
import type { Segment } from './segment.ts';
import { isCue } from './spans.ts';

/** Told as facts, these are wishes: nobody says them for the sake of saying them. */
const factServices = new Set<CommandType>([
  'open_door',
  'lost_property',
  'quiet',
  'do_not_disturb',
  'check_out',
  'wake_up',
  'extend_stay',
  'collect_trash',
  'make_bed',
]);
/** Wishes of an hour. */
export const timedServices = new Set<CommandType>([
  'clean',
  'make_bed',
  'turn_down',
  'collect_trash',
  'laundry',
  'iron_clothes',
  'wake_up',
  'taxi',
  'luggage',
  'check_out',
  'late_check_out',
]);
/** What is done every day without being asked for; "it was not done" asks for it. */
export const housework: ReadonlySet<CommandType> = new Set([
  'clean',
  'make_bed',
  'collect_trash',
  'turn_down',
]);
/** Named without a wish, a later "could someone help" may mean them. */
const referable: ReadonlySet<CommandType> = new Set([
  'luggage',
  'taxi',
  'laundry',
  'iron_clothes',
  'collect_trash',
  'make_bed',
  'clean',
]);
/** A more exact wish goes before a vaguer one that the same words hold. */
const outranks: readonly (readonly [CommandType, CommandType])[] = [
  ['late_check_out', 'check_out'],
  ['open_door', 'lost_property'],
  ['iron_clothes', 'laundry'],
  ['invoice', 'bill'],
  ['luggage', 'front_desk'],
  ['make_bed', 'clean'],
  ['collect_trash', 'clean'],
  ['turn_down', 'make_bed'],
  ['change_room', 'quiet'],
];

export function readServices(breath: Breath, segment: Segment): boolean {
  let services = [...new Set(segment.services())];
  for (const [exact, vague] of outranks)
    if (services.includes(exact)) services = services.filter((type) => type !== vague);
  const isAsked = segment.has(
    'polite',
    'want',
    'act',
    'bring',
    'borrow',
    'exist',
    'more',
    'now',
    'nobody',
    'question',
  );
  const isOver = segment.has('own') && !segment.has('polite', 'want', 'lack', 'undone');
  const [firstMeaningful] = segment.spans.filter(
    ({ meanings }) =>
      !meanings.every(
        (m) =>
          /^(?:time|room-number)$/.test(m.kind) ||
          (m.kind === 'cue' && /^(?:filler|where|polite)$/.test(m.cue)),
      ),
  );
  const isForStaff = services.every((type) => type === 'front_desk');
  if (isForStaff && readServiceReference(breath, segment)) return true;
  // A whole phrase ("clean the room"), not a bare noun ("taxi").
  const isCommand =
    firstMeaningful?.meanings.some(({ kind }) => kind === 'service') === true &&
    (segment.unknown === 0
      ? !segment.has('state') || firstMeaningful.end - firstMeaningful.start >= 2
      : firstMeaningful.end - firstMeaningful.start >= 3);
  const isQuestion = segment.ids('topic').length > 0 && segment.ids('topic').includes('check_out_time');
  let isFound = false;
  const isRoomUndone = segment.has('undone') && segment.has('place') && segment.items().length === 0;
  if (services.length === 0 && isRoomUndone && segment.ids('object').length === 0) services = ['clean'];
  // "Call me at seven", and nothing else: an hour to be woken at.
  const isRung =
    services.length === 0 && segment.has('ring') && segment.times.length > 0 && segment.unknown === 0;
  if (isRung && segment.items().length === 0 && segment.ids('object').length === 0) services = ['wake_up'];
  if (
    !services.includes('quiet') &&
    segment.has('neighbour') &&
    segment.has('noise') &&
    services.length === 0
  )
    services = ['quiet'];
  for (const type of services) {
    // "The maid already brought them" asks for nothing.
    if (isOver && !factServices.has(type)) continue;
    const isTold = factServices.has(type) || (housework.has(type) && segment.has('undone', 'nobody'));
    // "It will not open", of the safe that was named before, is no door.
    if (
      type === 'open_door' &&
      breath.mentionedObjects.some((object) => object === 'safe' || object === 'window')
    ) {
      breath.add({ type: 'repair', object: breath.mentionedObjects[0] ?? 'safe' });
      breath.mentionedObjects = [];
      isFound = true;
      continue;
    }
    if (type === 'quiet' && (isTelevision(breath, segment) || isOwnNoise(breath, segment))) continue;
    // "I left my charger at home, do you have one": nobody looks for it here.
    if (
      type === 'lost_property' &&
      segment.items().length > 0 &&
      segment.has('exist', 'borrow', 'want', 'lack')
    )
      continue;
    // "Our taxi cost us eighty".
    if (referable.has(type) && segment.has('price') && !segment.has('polite', 'want')) continue;
    // 落了耳机，已经退房了: when it was lost, and no wish to leave.
    const isLost = breath.wishes.commands.some(({ type: known }) => known === 'lost_property');
    if (type === 'check_out' && isLost && !segment.has('polite', 'want')) continue;
    // "Housekeeping forgot the towels": they are named as those who forgot.
    if (housework.has(type) && segment.items().length > 0 && segment.has('lack')) continue;
    // "Could the lady bring some pads": who is to bring it.
    if (type === 'front_desk' && segment.items().length > 0 && segment.has('bring', 'borrow', 'lack'))
      continue;
    const isAboutTopic = segment.has('question') && segment.ids('topic').length > 0;
    if ((type === 'front_desk' && segment.has('own')) || (type === 'open_door' && isAboutTopic)) continue;
    if (type === 'front_desk' && (isAboutTopic || segment.ids('topic').includes('phone_number'))) continue;
    if (housework.has(type) && isRefused(segment, type)) continue;
    if (isQuestion && (type === 'check_out' || type === 'late_check_out')) continue;
    const allowed = isAsked ? breath.tolerance.asked : breath.tolerance.told;
    if (segment.unknown > allowed) continue;
    const isSaid =
      isCommand || breath.isInsisted || (segment.unknown === 0 && breath.isPolite && !segment.has('state'));
    if (!isTold && !isAsked && !isSaid) {
      if (breath.mood !== 'talk' && referable.has(type)) breath.mentionedServices = [type];
      continue;
    }
    if (!isTold && !isAsked && breath.mood === 'talk') continue;
    breath.mentionedServices = [];
    // 都四点了还没收拾: that hour has passed.
    const time = segment.has('undone') ? undefined : segment.times.at(-1);
    const isLate = type === 'check_out' && isAsked && time !== undefined && time.value > '12:00';
    let command: StandardCommand = { type: isLate ? 'late_check_out' : type };
    if (type === 'extend_stay') {
      const nights = segment.numbers.at(-1) ?? spokenNights(segment);
      command = nights === undefined ? command : { ...command, nights };
    }
    if (time !== undefined) command = breath.withTime(command, time.value, time.isOpen);
    else if (breath.pendingTime !== undefined && timedServices.has(type))
      command = breath.withTime(command, breath.pendingTime.value, breath.pendingTime.isOpen);
    if (timedServices.has(type)) breath.pendingTime = undefined;
    breath.add(command);
    isFound = true;
  }
  return isFound;
}

/** "We have loads of bags, could someone help us": what was only named before. */
function readServiceReference(breath: Breath, segment: Segment): boolean {
  const isPlain =
    segment.items().length === 0 && segment.ids('object').length === 0 && segment.ids('topic').length === 0;
  if (breath.mentionedServices.length === 0 || !isPlain || segment.unknown > 3) return false;
  // It drips on the suitcase: nobody carries that away.
  if (segment.has('fix') || breath.wishes.last?.type === 'repair') return false;
  if (!segment.has('act', 'bring', 'want')) return false;
  for (const type of breath.mentionedServices) {
    const time = timedServices.has(type) ? segment.times.at(-1) : undefined;
    breath.add(time === undefined ? { type } : breath.withTime({ type }, time.value, time.isOpen));
  }
  breath.mentionedServices = [];
  return true;
}

/** "Turn the television down, it is so loud" says nothing of neighbours. */
const isTelevision = (breath: Breath, segment: Segment) =>
  !segment.has('neighbour') &&
  (segment.ids('device').includes('television') || breath.wishes.last?.device === 'television');

/** "The toilet keeps running, I cannot sleep": it is no neighbour who is loud. */
const isOwnNoise = (breath: Breath, segment: Segment) =>
  !segment.has('neighbour') && breath.wishes.last?.type === 'repair';

/** "No housekeeping today", 不用再挂免打扰: the service right behind the word. */
export const isRefused = (segment: Segment, type: CommandType) =>
  segment.spans.some(
    (span, index) =>
      ((isCue(span, 'lack') && span.end - span.start === 1) || isCue(span, 'negate')) &&
      segment.spans[index + 1]?.meanings.some((one) => one.kind === 'service' && one.id === type) === true,
  );

function spokenNights(segment: Segment): number | undefined {
  return segment.has('single') ? 1 : undefined;
}

export function readRoom(breath: Breath, segment: Segment): boolean {
  const command = roomCommand(segment, breath.tolerance.told, breath.mentionedDevice);
  breath.mentionedDevice =
    segment.ids('device').at(-1) ?? (command === undefined ? breath.mentionedDevice : undefined);
  if (command === undefined) return false;
  // "The window won't shut and it's freezing": who comes for the window has heard why.
  const isOfFault = breath.wishes.last?.type === 'repair' && segment.has('too_cold', 'too_hot');
  if (isOfFault && segment.ids('device').length === 0 && !segment.has('polite', 'want')) return true;
  // Who cannot hear on a telephone that is reported wants no louder television.
  if (breath.wishes.last?.object === 'telephone' && command.value === 'louder') return true;
  breath.mentionedObjects = [];
  breath.isComplaint = segment.ids('device').length === 0 && segment.ids('scene').length === 0;
  // A scene and a number of degrees are said to nobody else.
  breath.isToRoom ||= command.device === 'scene' || typeof command.value === 'number';
  breath.isAsking ||= breath.isToRoom;
  const last = breath.wishes.last;
  // "房间太冷了，空调调高一点" says one thing twice.
  if (last?.type === 'room' && last.device === command.device) breath.wishes.changeLast(() => command);
  else breath.add(command);
  breath.mood = 'none';
  return true;
}

/** 听说你们有水疗，做到晚上几点: what was only named before. */
function readTopicReference(breath: Breath, segment: Segment): boolean {
  const topic = breath.mentionedTopic;
  breath.mentionedTopic = undefined;
  const isPlain =
    segment.items().length === 0 && segment.ids('object').length === 0 && segment.ids('device').length === 0;
  if (topic === undefined || !isPlain || segment.unknown > 2) return false;
  if (!segment.has('question', 'price') || segment.has('want', 'bring', 'company')) return false;
  if (breath.wishes.commands.some((command) => command.topic === topic)) return false;
  breath.add({ type: 'ask', topic });
  return true;
}

/** Places of the hotel, of which several may be asked for in one breath. */
const facilities: ReadonlySet<string> = new Set(['pool', 'gym', 'spa', 'restaurant', 'breakfast', 'parking']);

export function readQuestion(breath: Breath, segment: Segment): boolean {
  const topics = segment.ids('topic');
  if (topics.length === 0 && readTopicReference(breath, segment)) return true;
  const topic = topics.includes('check_out_time') ? 'check_out_time' : topics[0];
  breath.mentionedTopic = topic;
  // Other people have addresses and numbers too.
  const isAmbiguous = topic === 'address' || topic === 'phone_number';
  if (topic === undefined || segment.unknown > breath.tolerance.told - (isAmbiguous ? 3 : 0)) return false;
  const isAsked =
    segment.isQuestioned ||
    segment.has('question', 'exist', 'price') ||
    (segment.has('polite') && segment.unknown === 0);
  const isShort =
    segment.unknown === 0 &&
    !segment.has('state') &&
    ['wifi', 'check_out_time', 'phone_number', 'address'].includes(topic);
  // "And the pool", after a question of the same kind.
  const isNext = segment.unknown === 0 && breath.wishes.last?.type === 'ask' && facilities.has(topic);
  if (!isAsked && !isShort && !isNext && topic !== 'check_out_time') return false;
  // The code of the safe is no network's.
  const isSafe = segment.ids('object').includes('safe') || breath.wishes.last?.object === 'safe';
  if (topic === 'wifi' && isSafe) return false;
  // 泳池跟健身房几点开: both are asked for.
  const asked = topics.every((one) => facilities.has(one)) ? [...new Set(topics)] : [topic];
  for (const one of asked) breath.add({ type: 'ask', topic: one });
  breath.mood = 'none';
  return true;
}
