/** Reads the parts of one breath in their order: what each asks, corrects, refuses or only mentions. */
import type { Locale } from '../../../language/model/types.ts';
import type { Catalogue } from '../catalogue/types.ts';
import { Breath } from './breath.ts';
import { readChase, readCorrection, readRefusal } from './changes.ts';
import type { StandardCommand } from './command.ts';
import { readItems, readPeople } from './item-wishes.ts';
import type { Segment } from './segment.ts';
import { readChange, readCold, readDirt, readFaults, readLost, readNeeds } from './told-as-facts.ts';
import { readQuestion, readRoom, readServices } from './whole-wishes.ts';

export function readBreath(
  segments: readonly Segment[],
  catalogue: Catalogue,
  locale: Locale,
  isWished = false,
): { readonly commands: readonly StandardCommand[]; readonly isInsisted: boolean } {
  // Strict first; then with patience for strange words; then, where the whole sentence sounds like a wish, as one.
  const depths = isWished ? (['strict', 'generous', 'insisted'] as const) : (['strict', 'generous'] as const);
  const isCourteous =
    segments.some((segment) => segment.has('polite')) && !segments.some((one) => one.has('company'));
  for (const depth of depths) {
    const breath = new Breath(catalogue, locale, depth, isCourteous);
    const commands = readOnce(segments, breath);
    if (commands.length === 0 && breath.isTakenBack) break;
    if (commands.length > 0) return { commands, isInsisted: depth === 'insisted' };
  }
  return { commands: [], isInsisted: false };
}

function readOnce(segments: readonly Segment[], breath: Breath): StandardCommand[] {
  for (const segment of segments) {
    read(breath, segment);
    if (segment.has('each')) breath.giveEach(segment.numbers.at(-1));
  }
  return finish(breath);
}

/** "It was freezing, but the heating has kicked in": what was told or waited for is over; what was asked for stands. */
function readSolved(breath: Breath, segment: Segment): boolean {
  if (segment.has('polite', 'bring', 'undone', 'chase') || segment.isQuestioned) return false;
  if (breath.isPolite) breath.wishes.removeType('chase');
  else breath.wishes.clear();
  breath.isTakenBack = true;
  breath.suggested.length = 0;
  breath.mentioned = [];
  breath.mentionedObjects = [];
  breath.mood = 'none';
  return true;
}

function read(breath: Breath, segment: Segment): void {
  breath.isPolite ||= segment.has('polite', 'thanks');
  breath.isAsking ||= segment.has(
    'polite',
    'want',
    'bring',
    'borrow',
    'exist',
    'act',
    'fix',
    'change',
    'chase',
    'undone',
  );
  breath.isCompany ||= segment.has('company');
  const isAsked = segment.has('want', 'bring', 'borrow', 'act', 'exist', 'more', 'fix', 'change');
  const services = segment.services();
  const isSure =
    (segment.has('polite') && isAsked) ||
    (services.length > 0 && segment.times.length > 0 && !segment.has('company')) ||
    (breath.isGenerous && isWish(segment)) ||
    services.includes('do_not_disturb') ||
    services.includes('open_door') ||
    (segment.has('noise') && segment.has('neighbour')) ||
    (services.length > 0 && segment.has('act', 'want'));
  readPeople(breath, segment);
  breath.isUnreal ||= segment.has('unreal');
  if (breath.isUnreal && segment.has('own')) {
    breath.wishes.clear();
    return;
  }
  if (segment.has('solved') && readSolved(breath, segment)) return;
  // "Should we call a cab": asked of each other, or of nobody. Only the hotel's facts are an answer.
  if (segment.has('deliberate')) {
    readQuestion(breath, segment);
    return;
  }
  const isPlan = segment.has('plan') && services.length === 0 && !isAsked;
  if ((segment.has('talk') && !isSure && !breath.isInsisted) || isPlan) {
    const time = segment.times.at(-1);
    if (time !== undefined && breath.wishes.isEmpty) breath.pendingTime = time;
    // "My husband used up the shampoo": told of somebody, and what is asked for next.
    const isShort = segment.has('lack', 'scarce') && segment.items().length > 0;
    if (segment.items().length > 0) breath.mentioned = segment.items();
    breath.mentionedTopic = segment.ids('topic')[0];
    if (segment.ids('object').length > 0) breath.mentionedObjects = segment.ids('object');
    // "We will be out in an hour" is no talk, it says when.
    if (!isPlan && !isShort) breath.mood = 'talk';
    return;
  }
  if (readCorrection(breath, segment)) return;
  if (readRefusal(breath, segment)) return;
  if (readChase(breath, segment)) return;
  const found = [
    readServices(breath, segment),
    readCold(breath, segment) || readFaults(breath, segment),
    readLost(breath, segment),
    readDirt(breath, segment),
    readChange(breath, segment),
    readNeeds(breath, segment),
  ].some(Boolean);
  if (found && breath.mood !== 'changed') breath.mood = 'asked';
  // 关灯叫我起床: both in one breath.
  if (found && segment.services().includes('wake_up') && segment.ids('device').length > 0)
    readRoom(breath, segment);
  if (!found) {
    if (readRoom(breath, segment)) return;
    if (readQuestion(breath, segment)) return;
  }
  readItems(breath, segment, found);
}

/** A thing of the hotel's, and words that ask for it or say what is wrong with it. */
function isWish(segment: Segment): boolean {
  const isNamed =
    segment.items().length > 0 || segment.services().length > 0 || segment.ids('object').length > 0;
  return isNamed && !segment.has('company') && segment.has('want', 'polite', 'lack', 'broken', 'fix');
}

function finish(breath: Breath): StandardCommand[] {
  // "We drank all the water, let us go" was told to somebody else.
  if (breath.isCompany && !breath.isAsking && !breath.isInsisted) return [];
  // Somebody else is told to turn the light off, or was.
  if (breath.isCompany && !breath.isPolite && !breath.isToRoom) breath.wishes.removeType('room');
  if (breath.correcting === 'drop') {
    breath.isTakenBack ||= !breath.wishes.isEmpty;
    breath.wishes.clear();
  } else if (breath.wishes.isEmpty && breath.mood !== 'talk')
    for (const command of breath.suggested.slice(0, 1)) breath.wishes.add(command);
  // "Send somebody" says how, when something else says what.
  if (breath.wishes.commands.some(({ type }) => type !== 'front_desk'))
    breath.wishes.removeType('front_desk');
  const isGiven = breath.wishes.commands.some(({ item, type }) => item !== undefined && type !== 'chase');
  // What was lost or felt was the reason for what is asked.
  if (isGiven) breath.wishes.removeType('lost_property');
  if (isGiven && breath.isComplaint) breath.wishes.removeType('room');
  for (const [wish, reason] of explained)
    if (breath.wishes.commands.some(wish)) breath.wishes.removeWhere(reason);
  return breath.wishes.commands;
}

type Test = (command: StandardCommand) => boolean;
/** A wish, and what was said as its reason only. */
const explained: readonly (readonly [Test, Test])[] = [
  [({ type }) => type === 'late_check_out', ({ type }) => type === 'check_out'],
  [
    ({ type }) => type === 'change_room',
    ({ type, time }) => type === 'quiet' || (type === 'clean' && time === undefined),
  ],
  [({ item, type }) => type === 'borrow' && item === 'iron', ({ type }) => type === 'iron_clothes'],
  // No socket where it is needed.
  [({ item }) => item === 'extension_cord' || item === 'adaptor', ({ object }) => object === 'power'],
  // "It is boiling, and the air conditioner does nothing": no degree helps.
  [
    ({ object, type }) => type === 'repair' && (object === 'air_conditioner' || object === 'heating'),
    ({ device, value }) => device === 'air_conditioner' && (value === 'warmer' || value === 'cooler'),
  ],
];
