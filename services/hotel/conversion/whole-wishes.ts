/** Wishes that a phrase says whole: services, the room itself, questions about the hotel. */
import type { CommandType } from '../catalogue/types.ts';
import type { Breath } from './breath.ts';
import type { StandardCommand } from './command.ts';
import { roomCommand } from './room-rules.ts';
import type { Segment } from './segment.ts';

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
  const [firstMeaningful] = segment.spans.filter(
    ({ meanings }) => !meanings.every((m) => m.kind === 'cue' && m.cue === 'filler'),
  );
  // A whole phrase ("clean the room"), not a bare noun ("taxi").
  const isCommand =
    firstMeaningful?.meanings.some(({ kind }) => kind === 'service') === true &&
    (segment.unknown === 0
      ? !segment.has('state') || firstMeaningful.end - firstMeaningful.start >= 2
      : firstMeaningful.end - firstMeaningful.start >= 3);
  const isQuestion = segment.ids('topic').length > 0 && segment.ids('topic').includes('check_out_time');
  let isFound = false;
  if (
    !services.includes('quiet') &&
    segment.has('neighbour') &&
    segment.has('noise') &&
    services.length === 0
  )
    services = ['quiet'];
  for (const type of services) {
    const isTold = factServices.has(type);
    if (isQuestion && (type === 'check_out' || type === 'late_check_out')) continue;
    const allowed = isAsked ? breath.tolerance.asked : breath.tolerance.told;
    if (segment.unknown > allowed) continue;
    const isSaid = isCommand || (segment.unknown === 0 && breath.isPolite && !segment.has('state'));
    if (!isTold && !isAsked && !isSaid) continue;
    if (!isTold && !isAsked && breath.mood === 'talk') continue;
    const time = segment.times.at(-1);
    let command: StandardCommand = { type };
    if (type === 'extend_stay') {
      const nights = segment.numbers.at(-1) ?? spokenNights(segment);
      command = nights === undefined ? command : { ...command, nights };
    }
    if (time !== undefined) command = breath.withTime(command, time.value, time.isOpen);
    else if (breath.pendingTime !== undefined && timedServices.has(type))
      command = breath.withTime(command, breath.pendingTime.value, breath.pendingTime.isOpen);
    breath.pendingTime = undefined;
    breath.add(command);
    isFound = true;
  }
  return isFound;
}

function spokenNights(segment: Segment): number | undefined {
  return segment.has('single') ? 1 : undefined;
}

export function readRoom(breath: Breath, segment: Segment): boolean {
  const command = roomCommand(segment, breath.tolerance.told);
  if (command === undefined) return false;
  breath.mentionedObjects = [];
  breath.isComplaint = segment.ids('device').length === 0 && segment.ids('scene').length === 0;
  const last = breath.wishes.last;
  // "房间太冷了，空调调高一点" says one thing twice.
  if (last?.type === 'room' && last.device === command.device) breath.wishes.changeLast(() => command);
  else breath.add(command);
  breath.mood = 'none';
  return true;
}

export function readQuestion(breath: Breath, segment: Segment): boolean {
  const topics = segment.ids('topic');
  const topic = topics.includes('check_out_time') ? 'check_out_time' : topics[0];
  if (topic === undefined || segment.unknown > breath.tolerance.told) return false;
  const isAsked = segment.has('question', 'exist') || (segment.has('polite') && segment.unknown === 0);
  const isShort =
    segment.unknown === 0 &&
    !segment.has('state') &&
    ['wifi', 'check_out_time', 'phone_number', 'address'].includes(topic);
  if (!isAsked && !isShort && topic !== 'check_out_time') return false;
  breath.add({ type: 'ask', topic });
  breath.mood = 'none';
  return true;
}
