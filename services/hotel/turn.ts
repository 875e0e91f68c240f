/**
 * One hotel turn: words in, tickets and an answer of the hotel's own out. The words live in the arguments of this call
 * and nowhere else.
 */
import { localeFor } from '../../language/locale.ts';
import type { Locale } from '../../language/model/types.ts';
import { tokenise } from '../../language/text/tokenise.ts';
import { isCancel, isNo, isYes, plainText } from '../../language/understand/phrases.ts';
import type {
  ConvertRequest,
  ConvertResponse,
  OfferSkillRequest,
  OfferSkillResponse,
  SkillOpening,
} from '../../proto/gen/earshot/hotel/v1/hotel.ts';
import { EarshotError } from '../common/errors/earshot-error.ts';
import type { Catalogues } from './catalogue/catalogues.ts';
import type { Catalogue, Service } from './catalogue/types.ts';
import type { StandardCommand } from './conversion/command.ts';
import type { Converter } from './conversion/convert.ts';
import type { RoomDriver } from './rooms/driver.ts';
import type { Offers } from './skills/offers.ts';
import { HotelSpeech } from './speech/speech.ts';
import type { OpenQuestion, Questions } from './tickets/questions.ts';
import type { Tickets } from './tickets/store.ts';
import type { Place } from './tickets/types.ts';
import { toWire } from './wire.ts';

export interface HotelTurnParts {
  readonly catalogues: Pick<Catalogues, 'of' | 'find' | 'set' | 'written'>;
  readonly tickets: Tickets;
  readonly questions: Questions;
  readonly offers: Offers;
  /** Where the device stands. @throws EarshotError when it stands in no hotel's room */
  locate(deviceId: string): Promise<Place>;
  /** Which departments of a hotel hear of a ticket now. */
  reached(tenantId: string): Promise<(department: string) => boolean>;
  /** The hardware of the rooms. */
  readonly rooms: Pick<RoomDriver, 'control'>;
  /** As the guest wishes; the desk sees it. */
  setDoNotDisturb(place: Place, isOn: boolean): Promise<void>;
}

/** Answered without staff. */
const withoutStaff = new Set(['ask', 'room', 'chase']);

export async function hotelTurn(
  parts: HotelTurnParts,
  { turn, device, hypotheses }: ConvertRequest,
): Promise<ConvertResponse> {
  const { tickets, questions } = parts;
  if (turn === undefined || device === undefined) throw new EarshotError('INVALID_ARGUMENT');
  const locale = localeFor(turn.locale);
  const place = await parts.locate(device.deviceId);
  const [{ catalogue, converter }, changed, open] = await Promise.all([
    parts.catalogues.of(place.tenantId),
    tickets.news(place),
    questions.take(device.deviceId, place.stayId),
  ]);
  const speech = new HotelSpeech(catalogue, locale);
  const news = changed.map((row) => speech.state(row));
  const text = hypotheses[0]?.text ?? '';
  const read = readAnswer(converter, text, locale, open);
  const answer = async (words: string, rest: Partial<ConvertResponse> = {}): Promise<ConvertResponse> => ({
    speech: { text: speech.join([...news, words]), locale },
    isQuestion: false,
    roomCommands: [],
    isNothing: false,
    opened: undefined,
    ...rest,
  });
  if (read.isDropped) return answer(speech.say('dropped'));
  if (read.opened !== undefined) {
    await parts.offers.open(place, device.deviceId, read.opened);
    return answer('', { opened: read.opened });
  }
  const wanted = read.commands.filter(({ type }) => !withoutStaff.has(type));
  const chases = read.commands.filter(({ type }) => type === 'chase');
  const said: string[] = [];
  const reminders: StandardCommand[] = [];
  for (const chase of chases) {
    const row = await tickets.latest(place, chase.item ?? '');
    if (row !== undefined) said.push(speech.state(row));
    if (row === undefined || row.state === 'new' || row.is_escalated) {
      reminders.push(chase);
      said.push(speech.say('chased', { who: speech.department(catalogue.services.chase.department) }));
    }
  }
  const serviceOf = (command: StandardCommand): Service => serviceFor(catalogue, command);
  const kept = [...wanted, ...reminders];
  const switches = place.stayId === '' ? [] : kept.filter(({ type }) => type === 'do_not_disturb');
  for (const { value } of switches) await parts.setDoNotDisturb(place, value !== 'off');
  // A switch of the stay is set, and nobody has anything to do about it: the desk is shown that it was.
  const isOver = (command: StandardCommand) => switches.includes(command);
  const [isReached = () => true] =
    kept.length === 0
      ? []
      : await Promise.all([
          parts.reached(place.tenantId),
          tickets.create(place, turn.turnId, kept, serviceOf, isOver),
        ]);
  const told: Record<'accepted' | 'unwatched', { who: string; what: string }[]> = {
    accepted: [],
    unwatched: [],
  };
  for (const department of new Set(wanted.map((command) => serviceOf(command).department))) {
    const own = wanted.filter((command) => serviceOf(command).department === department);
    const what = speech.list(own.map((command) => speech.what(command)));
    const isHeard = isReached(department) || own.every(isOver);
    told[isHeard ? 'accepted' : 'unwatched'].push({ who: speech.department(department), what });
  }
  for (const sentence of ['accepted', 'unwatched'] as const) {
    const [first, ...others] = told[sentence];
    if (first === undefined) continue;
    said.push(speech.say(sentence, { who: first.who, what: speech.shared(first.what, others) }));
  }
  for (const { topic } of read.commands.filter(({ type }) => type === 'ask'))
    if (topic !== undefined) said.push(speech.answer(topic));
  const { isUnreachable, isControlled, roomCommands } = await control(parts.rooms, place, read.commands);
  if (isUnreachable) said.push(speech.say('unreachable'));
  else if (isControlled && said.length === 0) said.push(speech.say('room'));
  if (read.question !== undefined) {
    await questions.ask(device.deviceId, place.stayId, read.question);
    const what = speech.list(read.question.commands.map((command) => speech.what(command)));
    said.push(speech.say(read.question.missing === 'yes' ? 'confirm' : 'time', { what }));
  }
  // "Stop", where nothing is asked: the guest is done with the skill that is open.
  if (said.length === 0 && isCancel(plainText(tokenise(text, locale), locale), locale)) {
    if (await parts.offers.leave(place, device.deviceId)) return answer(speech.say('dropped'));
  }
  const isHeard = hypotheses.length > 0;
  const isNothing = isHeard && said.length === 0 && news.length === 0;
  if (said.length === 0) said.push(speech.say(isHeard ? 'nothing' : 'unheard'));
  return answer(speech.join(said), { isQuestion: read.question !== undefined, roomCommands, isNothing });
}

/** Words that are nothing of the hotel's, as a skill of somebody else's would have them: announced, and asked about, first. */
export async function offerSkill(
  parts: HotelTurnParts,
  { turn, device, opening: asked }: OfferSkillRequest,
): Promise<OfferSkillResponse> {
  if (turn === undefined || device === undefined || asked === undefined)
    throw new EarshotError('INVALID_ARGUMENT');
  const locale = localeFor(turn.locale);
  const place = await parts.locate(device.deviceId);
  const { opening, entry } = await parts.offers.offer(place, device.deviceId, asked, locale);
  if (entry === undefined) return { isOpen: true, opening, speech: undefined, card: undefined };
  const { catalogue } = await parts.catalogues.of(place.tenantId);
  const text = new HotelSpeech(catalogue, locale).say('announce', { who: entry.operator, what: entry.name });
  return { isOpen: false, opening, speech: { text, locale }, card: { title: entry.name, text } };
}

/** The room's own devices: by the driver where it knows them, else by the speaker in the room. */
async function control(rooms: HotelTurnParts['rooms'], place: Place, commands: readonly StandardCommand[]) {
  const asked = commands.filter(({ type }) => type === 'room');
  const outcomes = await Promise.all(
    asked.map(({ device, value }) =>
      device === undefined || value === undefined ? 'absent' : rooms.control(place, { device, value }),
    ),
  );
  return {
    isControlled: asked.length > 0,
    isUnreachable: outcomes.includes('unreachable'),
    roomCommands: asked.filter((_command, index) => outcomes[index] === 'absent').map(toWire),
  };
}

interface Reading {
  readonly commands: readonly StandardCommand[];
  readonly question: OpenQuestion | undefined;
  readonly isDropped: boolean;
  /** What a yes opens. */
  readonly opened?: SkillOpening;
}

/** The words, in the light of what was asked back. */
function readAnswer(
  converter: Converter,
  text: string,
  locale: Locale,
  open: OpenQuestion | undefined,
): Reading {
  const { commands, toConfirm, toAsk, toComplete } = converter.convert(text, locale);
  const isFresh = commands.length + toConfirm.length + toComplete.length > 0;
  if (open !== undefined && !isFresh) {
    const plain = plainText(tokenise(text, locale), locale);
    const time = open.missing === 'time' ? converter.timeIn(text, locale, open.commands[0]) : undefined;
    if (time !== undefined) return answered(open.commands.map((command) => ({ ...command, time })));
    if (open.missing === 'yes' && isYes(plain, locale)) return answered(open.commands);
    if (open.opening !== undefined && isYes(plain, locale)) return { ...answered([]), opened: open.opening };
    if (isNo(plain, locale)) return { ...answered([]), isDropped: true };
  }
  const question: OpenQuestion | undefined =
    toConfirm.length + toAsk.length > 0
      ? { commands: [...toConfirm, ...toAsk], missing: 'yes' }
      : toComplete.length > 0
        ? { commands: toComplete.map(({ command }) => command), missing: 'time' }
        : undefined;
  return { commands, question, isDropped: false };
}

const answered = (commands: readonly StandardCommand[]): Reading => ({
  commands,
  question: undefined,
  isDropped: false,
});

/** A service with the department of the item, where the hotel names one. */
function serviceFor(catalogue: Catalogue, { type, item }: StandardCommand): Service {
  const service = catalogue.services[type];
  const department = item === undefined ? undefined : catalogue.items[item]?.department;
  return department === undefined ? service : { ...service, department };
}
