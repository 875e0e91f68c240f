/** Reads the parts of one breath in their order: what each asks, corrects, refuses or only mentions. */
import type { Locale } from '../../../language/model/types.ts';
import type { Catalogue, CommandType } from '../catalogue/types.ts';
import type { StandardCommand } from './command.ts';
import { roomCommand } from './room-rules.ts';
import type { MentionedItem, Segment } from './segment.ts';
import { Wishes } from './wishes.ts';

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
const timedServices = new Set<CommandType>([
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

/** Words of which nothing is known that a wish may hold beside it: reasons, names, what the recogniser misheard. */
const tolerance: Readonly<Record<Locale, { readonly asked: number; readonly told: number }>> = {
  'zh-CN': { asked: 7, told: 5 },
  'en-US': { asked: 5, told: 4 },
};

type Mood = 'none' | 'asked' | 'changed' | 'refused' | 'talk';

export class Reader {
  readonly #catalogue: Catalogue;
  readonly #tolerance: { readonly asked: number; readonly told: number };
  readonly #wishes = new Wishes();
  #mood: Mood = 'none';
  /** The guest has begun to change their mind. */
  #correcting: 'no' | 'soft' | 'drop' = 'no';
  /** An hour that was said before what it is for. */
  #pendingTime: { readonly value: string; readonly isOpen: boolean } | undefined;
  #isPolite = false;
  /** The room's air or light was only complained of. */
  #isComplaint = false;
  /** Something was taken back, and the next thing comes in its place. */
  #replaced = false;
  /** Items seen without a wish: what "could you change them" refers to. */
  #mentioned: readonly MentionedItem[] = [];
  #mentionedObjects: readonly string[] = [];

  constructor(catalogue: Catalogue, locale: Locale) {
    this.#catalogue = catalogue;
    this.#tolerance = tolerance[locale];
  }

  finish(): StandardCommand[] {
    if (this.#correcting === 'drop') this.#wishes.clear();
    // "Send somebody" says how, when something else says what.
    if (this.#wishes.commands.some(({ type }) => type !== 'front_desk'))
      this.#wishes.removeType('front_desk');
    const isGiven = this.#wishes.commands.some(({ item, type }) => item !== undefined && type !== 'chase');
    // What was lost or felt was the reason for what is asked.
    if (isGiven) this.#wishes.removeType('lost_property');
    if (isGiven && this.#isComplaint) this.#wishes.removeType('room');
    return this.#wishes.commands;
  }

  read(segment: Segment): void {
    this.#isPolite ||= segment.has('polite', 'thanks');
    const isAsked = segment.has('want', 'bring', 'borrow', 'act', 'exist', 'more', 'fix', 'change');
    const services = segment.services();
    const isSure =
      (segment.has('polite') && isAsked) ||
      services.includes('do_not_disturb') ||
      (services.length > 0 && segment.has('act', 'want'));
    if (segment.has('talk') && !isSure) {
      const time = segment.times.at(-1);
      if (time !== undefined && this.#wishes.isEmpty) this.#pendingTime = time;
      this.#mood = 'talk';
      return;
    }
    if (this.#readCorrection(segment)) return;
    if (this.#readRefusal(segment)) return;
    if (this.#readChase(segment)) return;
    const found = [
      this.#readServices(segment),
      this.#readFaults(segment),
      this.#readDirt(segment),
      this.#readChange(segment),
      this.#readNeeds(segment),
    ].some(Boolean);
    if (found && this.#mood !== 'changed') this.#mood = 'asked';
    if (!found) {
      if (this.#readRoom(segment)) return;
      if (this.#readQuestion(segment)) return;
    }
    this.#readItems(segment, found);
  }

  #add(command: StandardCommand, isCounted = false): void {
    if (this.#correcting !== 'no' && !this.#wishes.isEmpty) this.#wishes.removeLast();
    this.#correcting = 'no';
    this.#wishes.add(command, isCounted);
  }

  /** "算了，三瓶吧", "actually make it three", "no wait, seven". */
  #readCorrection(segment: Segment): boolean {
    const isDrop = segment.has('drop');
    const isSoft = segment.has('correct');
    if (isDrop || isSoft) {
      if (this.#wishes.isEmpty) {
        return false;
      }
      this.#correcting = isDrop ? 'drop' : this.#correcting === 'drop' ? 'drop' : 'soft';
    }
    if (this.#correcting === 'no') return false;
    const items = segment.items().filter(({ isNegated }) => !isNegated);
    const numbers = segment.numbers;
    const [item] = items;
    if (segment.services().length > 0 || segment.unknown > 3) return false;
    if (items.length === 1 && item && !segment.has('lack')) {
      const quantity = item.quantity ?? numbers.at(-1);
      if (this.#wishes.hasItem(item.id)) {
        if (quantity !== undefined) this.#wishes.correctNumber(quantity, item.id);
        else if (segment.has('negate')) this.#wishes.removeItem(item.id);
      } else if (segment.has('more')) {
        this.#correcting = 'no';
        return false;
      } else {
        const last = this.#wishes.last;
        if (last?.item === undefined) return false;
        this.#wishes.removeLast();
        this.#wishes.add(this.#give(item.id, quantity ?? last.quantity ?? 1), true);
      }
      this.#correcting = 'no';
      return true;
    }
    const time = segment.times.at(-1);
    if (items.length === 0 && time !== undefined && this.#wishes.last) {
      this.#wishes.changeLast((command) => this.#withTime(command, time.value, time.isOpen));
      this.#correcting = 'no';
      return true;
    }
    const temperature = segment.temperatures.at(-1);
    const number = temperature ?? numbers.at(-1);
    if (items.length === 0 && number !== undefined && this.#wishes.correctNumber(number)) {
      this.#correcting = 'no';
      return true;
    }
    return false;
  }

  /** 不用了, "not the coffee", "cancel do not disturb". */
  #readRefusal(segment: Segment): boolean {
    const services = segment.services();
    if (services.includes('do_not_disturb')) {
      if (segment.unknown > this.#tolerance.told) return true;
      const isOver =
        segment.has('resume') ||
        (segment.has('off') && !segment.has('on')) ||
        (segment.has('negate') && segment.has('want', 'more'));
      this.#add({ type: 'do_not_disturb', value: isOver ? 'off' : 'on' });
      this.#mood = 'none';
      return true;
    }
    if (!segment.has('negate')) return false;
    const items = segment.items();
    const refused = items.filter(({ isNegated }) => isNegated);
    const wanted = items.filter(({ isNegated }) => !isNegated);
    for (const { id } of refused) {
      this.#replaced ||= this.#wishes.hasItem(id);
      this.#wishes.removeItem(id);
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
    for (const service of services) this.#wishes.removeType(service);
    if (wanted.length > 0 && refused.length > 0) {
      for (const { id, quantity } of wanted)
        this.#wishes.add(this.#give(id, quantity ?? 1), quantity !== undefined);
      this.#mood = 'asked';
      return true;
    }
    if (refused.length === 0 && services.length > 0) {
      // "不用打扫，倒一下垃圾就行" comes in two parts; the first refuses.
      this.#mood = 'refused';
      return true;
    }
    if (refused.length === 0 && wanted.length === 0 && services.length === 0) {
      const isFact =
        segment.has('broken') || segment.ids('fault').length > 0 || segment.has('too_cold', 'too_hot');
      if (isFact || segment.ids('object').length > 0 || segment.ids('device').length > 0) return false;
      if (segment.unknown === 0 && this.#correcting !== 'no') this.#wishes.clear();
      else if (segment.unknown === 0 && segment.spans.length <= 3) this.#wishes.removeLast();
      this.#mood = 'refused';
      return true;
    }
    if (refused.length > 0) this.#mood = 'refused';
    return refused.length > 0;
  }

  /** 刚才要的水怎么还没来, "where are my towels". */
  #readChase(segment: Segment): boolean {
    const items = segment.items();
    const services = segment.services().filter((type) => type !== 'front_desk');
    const isWhere = segment.has('where') && items.length > 0;
    // "Nobody has cleaned" asks for it to be done; there was no request before.
    if (segment.has('nobody') && services.length > 0) return false;
    const isWaiting = segment.has('chase') || (isWhere && segment.has('question', 'lack'));
    const isWhereAre =
      isWhere &&
      segment.unknown === 0 &&
      !segment.has('want', 'bring', 'act', 'change', 'dirty', 'broken', 'fix');
    if (!isWaiting && !isWhereAre) return false;
    const isNamed =
      items.length > 0 || services.length > 0 || this.#mentioned.length > 0 || segment.has('where');
    if (segment.unknown > (isNamed ? this.#tolerance.asked : 2)) return false;
    if (!segment.has('chase') && segment.has('change', 'dirty', 'broken', 'fix')) return false;
    const [first] = items;
    const known = this.#wishes.commands.find(({ type }) => type === 'chase');
    if (first === undefined && known !== undefined) return true;
    if (first !== undefined && known !== undefined && known.item === undefined)
      this.#wishes.removeType('chase');
    // What was said before was the thing that is waited for.
    const last = this.#wishes.last;
    const item =
      first?.id ?? this.#mentioned.at(-1)?.id ?? (last?.type === 'deliver' ? last.item : undefined);
    if (last?.type === 'deliver' && last.item === item) this.#wishes.removeLast();
    this.#add({ type: 'chase', ...(item === undefined ? {} : { item }) });
    this.#mood = 'none';
    return true;
  }

  #readServices(segment: Segment): boolean {
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
      const allowed = isAsked ? this.#tolerance.asked : this.#tolerance.told;
      if (segment.unknown > allowed) continue;
      const isSaid = isCommand || (segment.unknown === 0 && this.#isPolite && !segment.has('state'));
      if (!isTold && !isAsked && !isSaid) continue;
      if (!isTold && !isAsked && this.#mood === 'talk') continue;
      const time = segment.times.at(-1);
      let command: StandardCommand = { type };
      if (type === 'extend_stay') {
        const nights = segment.numbers.at(-1) ?? this.#spokenNights(segment);
        command = nights === undefined ? command : { ...command, nights };
      }
      if (time !== undefined) command = this.#withTime(command, time.value, time.isOpen);
      else if (this.#pendingTime !== undefined && timedServices.has(type))
        command = this.#withTime(command, this.#pendingTime.value, this.#pendingTime.isOpen);
      this.#pendingTime = undefined;
      this.#add(command);
      isFound = true;
    }
    return isFound;
  }

  #spokenNights(segment: Segment): number | undefined {
    return segment.has('single') ? 1 : undefined;
  }

  /** 空调坏了, "the sink is clogged", "no hot water". */
  #readFaults(segment: Segment): boolean {
    if (segment.unknown > this.#tolerance.asked) return false;
    const faults = segment.ids('fault');
    const objects = segment.ids('object');
    const isAsked =
      segment.has('polite', 'act', 'want') ||
      segment.services().length > 0 ||
      this.#mentionedObjects.length > 0;
    const isGone = segment.has('lack') && segment.items().length === 0;
    const isBroken = segment.has('broken') || (segment.has('fix') && isAsked) || isGone;
    if (objects.length > 0 && !isBroken && faults.length === 0) this.#mentionedObjects = objects;
    if (
      segment.has('fix') &&
      objects.length === 0 &&
      faults.length === 0 &&
      this.#mentionedObjects.length === 0
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
                objects.length > 0 ? objects : segment.has('broken', 'fix') ? this.#mentionedObjects : [],
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
    this.#mentionedObjects = [];
    const last = this.#wishes.last;
    for (const object of found.slice(0, 1)) {
      // "没有热水，淋浴的": the same fault said twice.
      if (last?.type === 'repair' && last.object === object) continue;
      this.#add({ type: 'repair', object });
    }
    return true;
  }

  /** 床单脏了, "the floor is sticky". */
  #readDirt(segment: Segment): boolean {
    if (!segment.has('dirty') || segment.unknown > this.#tolerance.told) return false;
    const said = segment.items();
    // Milk on the sheets: what was spilled is not what is changed.
    const items = said.filter(({ id }) => this.#catalogue.items[id]?.change === true);
    if (items.length > 0) {
      for (const { id, quantity } of items) this.#add({ type: 'change', item: id, quantity: quantity ?? 1 });
      return true;
    }
    if (said.length > 0) return false;
    if (segment.has('bed') && !segment.services().includes('make_bed'))
      this.#add({ type: 'change', item: 'bed_sheet', quantity: 1 });
    else if (segment.has('place')) this.#add({ type: 'clean' });
    else return false;
    return true;
  }

  #readChange(segment: Segment): boolean {
    if (!segment.has('change') || segment.unknown > this.#tolerance.asked) return false;
    const items = segment.items().filter(({ isNegated }) => !isNegated);
    if (items.length === 0) {
      const isPlain = segment.services().length === 0 && segment.ids('object').length === 0;
      const before = isPlain ? this.#mentioned : [];
      for (const { id, quantity } of before) this.#add({ type: 'change', item: id, quantity: quantity ?? 1 });
      this.#mentioned = [];
      return before.length > 0;
    }
    for (const { id, quantity } of items)
      this.#add({ type: 'change', item: id, quantity: quantity ?? 1 }, quantity !== undefined);
    this.#mood = 'changed';
    return true;
  }

  /** "The air is so dry": a fact that asks for something without naming it. */
  #readNeeds(segment: Segment): boolean {
    const needs =
      segment.items().length === 0 && segment.unknown <= this.#tolerance.told ? segment.ids('need') : [];
    for (const id of needs) this.#add(this.#give(id, 1));
    return needs.length > 0;
  }

  #readRoom(segment: Segment): boolean {
    const command = roomCommand(segment, this.#tolerance.told);
    if (command === undefined) return false;
    this.#mentionedObjects = [];
    this.#isComplaint = segment.ids('device').length === 0 && segment.ids('scene').length === 0;
    const last = this.#wishes.last;
    // "房间太冷了，空调调高一点" says one thing twice.
    if (last?.type === 'room' && last.device === command.device) this.#wishes.changeLast(() => command);
    else this.#add(command);
    this.#mood = 'none';
    return true;
  }

  #readQuestion(segment: Segment): boolean {
    const topics = segment.ids('topic');
    const topic = topics.includes('check_out_time') ? 'check_out_time' : topics[0];
    if (topic === undefined || segment.unknown > this.#tolerance.told) return false;
    const isAsked = segment.has('question', 'exist') || (segment.has('polite') && segment.unknown === 0);
    const isShort =
      segment.unknown === 0 &&
      !segment.has('state') &&
      ['wifi', 'check_out_time', 'phone_number', 'address'].includes(topic);
    if (!isAsked && !isShort && topic !== 'check_out_time') return false;
    this.#add({ type: 'ask', topic });
    this.#mood = 'none';
    return true;
  }

  #readItems(segment: Segment, isTaken: boolean): void {
    const items = segment.items().filter(({ isNegated }) => !isNegated);
    const time = segment.times.at(-1);
    if (items.length === 0) {
      if (!isTaken && this.#readReference(segment)) return;
      this.#readRest(segment, isTaken);
      return;
    }
    this.#mentioned = items;
    if (isTaken) return;
    const isAsked =
      segment.has('want', 'bring', 'borrow', 'exist', 'more', 'act') ||
      (segment.has('have') && segment.has('question')) ||
      (segment.has('polite') && !segment.has('own'));
    const isLacking = segment.has('lack', 'scarce') || (segment.has('only') && segment.numbers.length > 0);
    const isFragment =
      (this.#replaced && segment.unknown === 0) ||
      (segment.unknown === 0 &&
        !segment.has('state', 'own', 'question') &&
        (this.#mood === 'asked' ||
          this.#mood === 'changed' ||
          ((this.#isPolite || items.some(({ quantity }) => quantity !== undefined)) &&
            this.#mood !== 'talk')));
    if (!isAsked && !isLacking && !isFragment) return;
    if (segment.has('price')) return;
    if (segment.has('own') && !isLacking) {
      for (const { id } of items) this.#wishes.removeItem(id);
      return;
    }
    if (segment.unknown > (isAsked ? this.#tolerance.asked : this.#tolerance.told)) return;
    if (this.#mood === 'talk' && !segment.has('polite', 'bring', 'exist')) return;
    for (const { id, quantity } of items) {
      const isRest = isLacking && !isAsked;
      const counted = isRest ? this.#missing(segment, quantity) : quantity;
      if (this.#mood === 'changed' && !isAsked)
        this.#add({ type: 'change', item: id, quantity: counted ?? 1 }, counted !== undefined);
      else {
        const command = this.#give(id, counted ?? 1, segment.has('borrow'));
        const at = time?.value ?? this.#pendingTime?.value;
        this.#add(at === undefined ? command : { ...command, time: at }, counted !== undefined);
      }
    }
    this.#pendingTime = undefined;
    if (this.#mood !== 'changed' || isAsked) this.#mood = 'asked';
  }

  /** "Do you have one", 送一点过来: what was mentioned just before. */
  #readReference(segment: Segment): boolean {
    const isAsked = segment.has('bring', 'exist', 'borrow') || (segment.has('want') && segment.has('polite'));
    if (!isAsked || segment.unknown > 0 || segment.times.length > 0) return false;
    const open = this.#mentioned.filter(({ id }) => !this.#wishes.hasItem(id));
    const count = segment.numbers.at(-1);
    for (const { id } of open) this.#add(this.#give(id, count ?? 1), count !== undefined);
    this.#mentioned = [];
    return open.length > 0;
  }

  /** 毛巾只有一条，我们是两个人: what is missing is one. */
  #missing(segment: Segment, present: number | undefined): number | undefined {
    const people = segment.people;
    return segment.has('only') && people !== undefined && present !== undefined && people > present
      ? people - present
      : undefined;
  }

  /** A part that names nothing may still give a wish its number or its hour. */
  #readRest(segment: Segment, isTaken: boolean): void {
    if (isTaken || segment.unknown > this.#tolerance.told) return;
    const time = segment.times.at(-1);
    const last = this.#wishes.last;
    if (time !== undefined) {
      if (
        last !== undefined &&
        (last.time === undefined || segment.unknown === 0) &&
        (timedServices.has(last.type) || last.item !== undefined)
      )
        this.#wishes.changeLast((command) => this.#withTime(command, time.value, time.isOpen));
      else if (last === undefined) this.#pendingTime = time;
      return;
    }
    const number = segment.numbers.at(-1);
    if (
      number !== undefined &&
      segment.unknown === 0 &&
      segment.people === undefined &&
      this.#mood === 'asked'
    )
      this.#wishes.countLast(number);
  }

  #give(id: string, quantity: number, isBorrowed = false): StandardCommand {
    const type = isBorrowed ? 'borrow' : (this.#catalogue.items[id]?.give ?? 'deliver');
    return { type, item: id, quantity };
  }

  /** People are woken in the morning, whatever hour they leave open. */
  #withTime(command: StandardCommand, time: string, isOpen: boolean): StandardCommand {
    const hour = Number(time.slice(0, 2));
    // "Six this evening, no, half past": the half of the day was said before.
    const isLater =
      command.time !== undefined && isOpen && Number(command.time.slice(0, 2)) >= 12 && hour < 12;
    if (isLater) return { ...command, time: `${hour + 12}${time.slice(2)}` };
    const isEarly = command.type === 'wake_up' && isOpen && hour >= 13 && hour <= 17;
    return { ...command, time: isEarly ? `${String(hour - 12).padStart(2, '0')}${time.slice(2)}` : time };
  }
}

/** Faults that name no thing of their own belong to the thing beside them. */
const belongs = (fault: string, object: string) =>
  fault === 'television' ||
  fault === 'air_conditioner' ||
  fault === 'power' ||
  (fault === 'drain' && object !== 'shower');
