/** Reads the parts of one breath in their order: what each asks, corrects, refuses or only mentions. */
import type { Locale } from '../../../language/model/types.ts';
import type { Catalogue } from '../catalogue/types.ts';
import { Breath } from './breath.ts';
import { readChase, readCorrection, readRefusal } from './changes.ts';
import type { StandardCommand } from './command.ts';
import { readItems } from './item-wishes.ts';
import type { Segment } from './segment.ts';
import { readChange, readDirt, readFaults, readNeeds } from './told-as-facts.ts';
import { readQuestion, readRoom, readServices } from './whole-wishes.ts';

export function readBreath(
  segments: readonly Segment[],
  catalogue: Catalogue,
  locale: Locale,
): StandardCommand[] {
  const breath = new Breath(catalogue, locale);
  for (const segment of segments) read(breath, segment);
  return finish(breath);
}

function read(breath: Breath, segment: Segment): void {
  breath.isPolite ||= segment.has('polite', 'thanks');
  const isAsked = segment.has('want', 'bring', 'borrow', 'act', 'exist', 'more', 'fix', 'change');
  const services = segment.services();
  const isSure =
    (segment.has('polite') && isAsked) ||
    services.includes('do_not_disturb') ||
    (services.length > 0 && segment.has('act', 'want'));
  if (segment.has('talk') && !isSure) {
    const time = segment.times.at(-1);
    if (time !== undefined && breath.wishes.isEmpty) breath.pendingTime = time;
    breath.mood = 'talk';
    return;
  }
  if (readCorrection(breath, segment)) return;
  if (readRefusal(breath, segment)) return;
  if (readChase(breath, segment)) return;
  const found = [
    readServices(breath, segment),
    readFaults(breath, segment),
    readDirt(breath, segment),
    readChange(breath, segment),
    readNeeds(breath, segment),
  ].some(Boolean);
  if (found && breath.mood !== 'changed') breath.mood = 'asked';
  if (!found) {
    if (readRoom(breath, segment)) return;
    if (readQuestion(breath, segment)) return;
  }
  readItems(breath, segment, found);
}

function finish(breath: Breath): StandardCommand[] {
  if (breath.correcting === 'drop') breath.wishes.clear();
  // "Send somebody" says how, when something else says what.
  if (breath.wishes.commands.some(({ type }) => type !== 'front_desk'))
    breath.wishes.removeType('front_desk');
  const isGiven = breath.wishes.commands.some(({ item, type }) => item !== undefined && type !== 'chase');
  // What was lost or felt was the reason for what is asked.
  if (isGiven) breath.wishes.removeType('lost_property');
  if (isGiven && breath.isComplaint) breath.wishes.removeType('room');
  return breath.wishes.commands;
}
