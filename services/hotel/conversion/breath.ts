/** What is known while one breath is read: its wishes so far, and what later words may refer to. */
import type { Locale } from '../../../language/model/types.ts';
import type { Catalogue, CommandType } from '../catalogue/types.ts';
import type { StandardCommand } from './command.ts';
import type { MentionedItem } from './segment.ts';
import { Wishes } from './wishes.ts';

/** Words of which nothing is known that a wish may hold beside it: reasons, names, what the recogniser misheard. */
const tolerance: Readonly<Record<Locale, { readonly asked: number; readonly told: number }>> = {
  'zh-CN': { asked: 7, told: 5 },
  'en-US': { asked: 5, told: 4 },
};

const daytime: ReadonlySet<CommandType> = new Set([
  'clean',
  'make_bed',
  'turn_down',
  'laundry',
  'iron_clothes',
  'late_check_out',
]);

/** What the last words did; a part that only names things continues it. */
export type Mood = 'none' | 'asked' | 'changed' | 'refused' | 'talk';

export class Breath {
  readonly catalogue: Catalogue;
  readonly tolerance: { readonly asked: number; readonly told: number };
  readonly wishes = new Wishes();
  mood: Mood = 'none';
  /** The guest has begun to change their mind. */
  correcting: 'no' | 'soft' | 'drop' = 'no';
  /** An hour that was said before what it is for. */
  pendingTime: { readonly value: string; readonly isOpen: boolean } | undefined;
  isPolite: boolean;
  /** Somebody is asked politely somewhere in the breath: "a needle and thread, please". */
  readonly isCourteous: boolean;
  /** Something was asked of somebody, it was not only told. */
  isAsking = false;
  /** A scene, or degrees: said to the room and to nobody else. */
  isToRoom = false;
  /** Words for somebody else in the room, or about somebody else. */
  isCompany = false;
  /** "I was going to ask for towels": takes nothing back by itself, but whoever has enough asks for nothing. */
  isUnreal = false;
  /** What was wished for was taken back or is settled: then no more patient reading finds it again. */
  isTakenBack = false;
  /** Something of the guest's is gone. */
  isMissed = false;
  /** The room's air or light was only complained of. */
  isComplaint = false;
  /** The only thing in the words just before: 水 of 水算了. */
  lastNamed: string | undefined;
  /** Something was taken back, and the next thing comes in its place. */
  replaced = false;
  /** How many are there, as was said. */
  people: number | undefined;
  /** What of something is there, where that is too little. */
  present: { readonly id: string; readonly count: number } | undefined;
  /** Items seen without a wish: what "could you change them" refers to. */
  mentioned: readonly MentionedItem[] = [];
  mentionedObjects: readonly string[] = [];
  /** Asked about in the words after: "those drinks in the minibar, are they free". */
  mentionedTopic: string | undefined;
  /** "It blows on my knees, make it warmer". */
  mentionedDevice: string | undefined;
  /** Services named without a wish: "we have a lot of luggage". */
  mentionedServices: readonly CommandType[] = [];
  /** What facts only suggest ("my phone died"): a wish if nothing else is one. */
  readonly suggested: StandardCommand[] = [];

  /** A second reading, of a breath in which the first found nothing: more strange words, and talk beside the wish. */
  readonly isGenerous: boolean;
  /** A third: the sentence as a whole sounds like a wish, so what it names is wished for. */
  readonly isInsisted: boolean;

  constructor(
    catalogue: Catalogue,
    locale: Locale,
    depth: 'strict' | 'generous' | 'insisted' = 'strict',
    isCourteous = false,
  ) {
    this.catalogue = catalogue;
    this.isCourteous = isCourteous;
    this.isGenerous = depth !== 'strict';
    this.isInsisted = depth === 'insisted';
    this.isPolite = this.isInsisted;
    const { asked, told } = tolerance[locale];
    this.tolerance = {
      asked: this.isGenerous ? asked * 2 : asked,
      told: this.isInsisted ? told * 2 : told,
    };
  }

  add(command: StandardCommand, isCounted = false): void {
    if (this.correcting !== 'no' && !this.wishes.isEmpty) this.wishes.removeLast();
    this.correcting = 'no';
    this.wishes.add(command, isCounted);
  }

  /** "There are three of us, could we get one each". */
  giveEach(quantity = 1): void {
    const { last } = this.wishes;
    if (this.people === undefined || last?.quantity === undefined || last.quantity >= this.people) return;
    this.wishes.changeLast((command) => ({ ...command, quantity: quantity * (this.people ?? 1) }));
  }

  give(id: string, quantity: number, isBorrowed = false): StandardCommand {
    const type = isBorrowed ? 'borrow' : (this.catalogue.items[id]?.give ?? 'deliver');
    return { type, item: id, quantity };
  }

  /** People are woken in the morning, whatever hour they leave open. */
  withTime(command: StandardCommand, time: string, isOpen: boolean): StandardCommand {
    const hour = Number(time.slice(0, 2));
    // "Six this evening, no, half past": the half of the day was said before.
    const isLater =
      command.time !== undefined && isOpen && Number(command.time.slice(0, 2)) >= 12 && hour < 12;
    if (isLater) return { ...command, time: `${hour + 12}${time.slice(2)}` };
    // Nobody irons, cleans or leaves late before seven in the morning.
    const isDaytime = daytime.has(command.type) && isOpen && hour >= 1 && hour < 7;
    if (isDaytime) return { ...command, time: `${hour + 12}${time.slice(2)}` };
    const isEarly = command.type === 'wake_up' && isOpen && hour >= 13 && hour <= 17;
    return { ...command, time: isEarly ? `${String(hour - 12).padStart(2, '0')}${time.slice(2)}` : time };
  }
}
