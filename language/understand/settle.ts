/** Puts every time that was said where it belongs, before a reading is believed. */
import type { Capture } from '../matcher/capture.ts';
import { fitsBounds } from '../matcher/match.ts';
import type { Scope } from '../matcher/scope.ts';
import type { CompiledIntent, CompiledSlot } from '../matcher/skill.ts';
import type { DayPart } from '../slots/day-parts.ts';
import { dayAfter, namesHalfOfDay, partIn, timeInPart } from '../slots/said-part.ts';
import type { SlotMatch } from '../slots/types.ts';
import { isRecurring, meaningsIn, timeAt } from './meaning.ts';
import { isEmptyTalk } from './phrases.ts';
import { typeRead } from './slots.ts';

/**
 * Puts every time that was said where it belongs, before a reading is believed. "Remind me to take my pills tonight
 * at ten" fits "remind me to {what} at {when}", which would leave "tonight" in the text and set the morning.
 */
export interface Settled {
  readonly captures: readonly Capture[];
  /** Words that carry meaning and that nothing in the reading takes up; such a reading is not to be believed. */
  readonly leftover: readonly string[];
  /** The part of the day that was said; an hour that is still to be said is in it. */
  readonly part: DayPart | undefined;
}

const temporal = new Set(['datetime', 'date', 'time', 'duration']);
const isOpen = (slot: CompiledSlot | undefined) =>
  slot?.typeName === 'text' || slot?.typeName === 'person-name';

/** Before these a time belongs to what it is said of: "tickets for tomorrow", 关于明天. */
const belongsTo = new Set([
  ...'for about of from with like than before after until since the my this 关于 是 比'.split(' '),
]);
/** A time after one of these is a bound and not the moment of what is asked for. */
const bounding = new Set('before after until till since than from of about for'.split(' '));
/** Words between two parts of one time. */
const links = new Set(['at', 'on', 'by', 'around', 'for', '的', 'in']);
/** Words before a value that say nothing of their own: "on friday" where "friday" has its place. */
const particles = new Set(['at', 'on', 'in', 'for', 'of', 'the', 'a', 'an', '的', '在']);

/** `extra` are the tokens that no word of the sample explains; `taken` are slots that an earlier turn has filled. */
export function settle(
  intent: CompiledIntent,
  captures: readonly Capture[],
  scope: Scope,
  extra: ReadonlySet<number> = new Set(),
  taken: ReadonlySet<string> = new Set(),
): Settled {
  return new Settling(intent, captures, scope, extra, taken).run();
}

/** Nothing but a part of today. */
const todaysPart =
  /^(?:tonight|this (?:morning|afternoon|evening)|今[早晚夜]|今天(?:早上|上午|中午|下午|傍晚|晚上))$/;

interface Span {
  readonly start: number;
  readonly end: number;
}

class Settling {
  readonly #intent: CompiledIntent;
  readonly #scope: Scope;
  readonly #captures: Map<string, Capture>;
  readonly #extra: Set<number>;
  readonly #taken: ReadonlySet<string>;
  readonly #leftover: string[] = [];
  #part: DayPart | undefined;

  constructor(
    intent: CompiledIntent,
    captures: readonly Capture[],
    scope: Scope,
    extra: ReadonlySet<number>,
    taken: ReadonlySet<string>,
  ) {
    this.#taken = taken;
    this.#intent = intent;
    this.#scope = scope;
    this.#captures = new Map(captures.map((capture) => [capture.name, capture]));
    this.#extra = new Set(extra);
  }

  run(): Settled {
    if ([...this.#intent.slots.values()].some((slot) => this.#takesTime(slot))) {
      for (const capture of [...this.#captures.values()]) {
        if (this.#typeOf(capture) !== 'text') continue;
        if (!this.#giveBack(capture)) this.#trim(capture);
      }
    }
    for (const capture of [...this.#captures.values()]) {
      const { name, start, end } = capture;
      const isText = this.#typeOf(capture) === 'text';
      // 提醒我: a pronoun and no more is no text; what is missing is asked for.
      if (isText && isEmptyTalk(this.#scope.tokens.slice(start, end), this.#scope.context.locale))
        this.#captures.delete(name);
    }
    if (this.#extra.size > 0) this.#takeUpExtras();
    this.#checkEdges();
    this.#settleHours();
    const captures = [...this.#captures.values()].sort((a, b) => a.start - b.start);
    return { captures, leftover: this.#leftover, part: this.#part };
  }

  /** "Tonight" in the slot for days and "at nine" in that for times: the nine is of the evening. */
  #settleHours(): void {
    const { locale } = this.#scope.context;
    for (const day of [...this.#captures.values()]) {
      if (this.#typeOf(day) !== 'date') continue;
      const part = partIn(this.#scope.tokens.slice(day.start, day.end), locale);
      if (!part) continue;
      this.#part = part;
      for (const time of [...this.#captures.values()]) {
        const { value } = time.match;
        if (this.#typeOf(time) !== 'time' || typeof value !== 'string') continue;
        if (namesHalfOfDay.test(this.#words(time))) continue;
        const settled = timeInPart(value, part);
        this.#captures.set(time.name, { ...time, match: { ...time.match, value: settled.time } });
        if (settled.daysLater === 0 || typeof day.match.value !== 'string') continue;
        const next = { ...day.match, value: dayAfter(day.match.value) };
        this.#captures.set(day.name, { ...day, match: next });
      }
    }
  }

  /** "Wake me tonight" where the hour is still to be said: the words of today's part of the day are not lost. */
  #keepPart(span: Span): boolean {
    const wantsTime = [...this.#intent.slots.values()].some(
      ({ name, typeName }) => typeName === 'time' && !this.#captures.has(name) && !this.#taken.has(name),
    );
    const part = wantsTime
      ? partIn(this.#scope.tokens.slice(span.start, span.end), this.#scope.context.locale)
      : undefined;
    if (!part || !todaysPart.test(this.#words(span))) return false;
    this.#part = part;
    return true;
  }

  /**
   * Times that a reading cuts in two, or sets against each other: "at ten, not at nine", 九点和十点, 每周 of 每周一. Which one is
   * meant would be a guess.
   */
  #checkEdges(): void {
    const { keys } = this.#scope;
    const all = [...this.#captures.values()];
    const typeOf = (capture: Capture) => this.#typeOf(capture);
    for (const text of all) {
      if (typeOf(text) !== 'text') continue;
      const isBeside = (at: number) => all.some((other) => temporal.has(typeOf(other)) && other.end === at);
      const isBefore = all.some((other) => {
        const between = keys.slice(text.end, other.start);
        return (
          temporal.has(typeOf(other)) && other.start >= text.end && between.every((key) => links.has(key))
        );
      });
      if (isBefore && /^(?:not|no|never|or|and|instead|不|别|不是|和|或)$/.test(keys[text.end - 1] ?? '')) {
        this.#leftover.push(keys[text.end - 1]!);
      }
      const joint = /^(?:或者|还是|以及|和|跟|或|与|and|or)/.exec(
        keys.slice(text.start, text.start + 2).join(''),
      )?.[0];
      if (joint === undefined || !isBeside(text.start)) continue;
      const after = text.start + (/^[a-z]/.test(joint) ? 1 : joint.length);
      if (timeAt(this.#scope, after) !== undefined) this.#leftover.push(joint);
    }
    for (const capture of all) {
      const slot = this.#intent.slots.get(capture.name);
      const said = keys
        .slice(capture.start, capture.end)
        .join(this.#scope.context.locale === 'zh-CN' ? '' : ' ');
      if (!slot?.enumeration || !isRecurring(said, this.#scope.context.locale)) continue;
      const stop = timeAt(this.#scope, capture.start) ?? 0;
      const isNext = all.some((other) => other.start === capture.end);
      const rest = keys.slice(capture.end, stop).join('');
      if (stop > capture.end && (!isNext || /^[一二三四五六日天]/.test(rest))) this.#leftover.push(rest);
    }
  }

  #typeOf({ name, match }: Capture): string {
    const slot = this.#intent.slots.get(name);
    return slot ? typeRead(slot, match).typeName : '';
  }

  /** A slot that a time can fill: of a type of times, or with values like "every day". */
  #takesTime(slot: CompiledSlot): boolean {
    if (slot.types.some(({ typeName }) => temporal.has(typeName))) return true;
    const { locale } = this.#scope.context;
    return (slot.enumeration?.forms ?? []).some(({ words }) =>
      isRecurring(words.join(locale === 'zh-CN' ? '' : ' '), locale),
    );
  }

  /** "Leave before ten": the time is part of what is said, and the text gets it back. */
  #giveBack(text: Capture): boolean {
    const { keys } = this.#scope;
    const isTemporal = (capture: Capture) => temporal.has(this.#typeOf(capture));
    const isBound = (from: number, until: number) =>
      Array.from({ length: until - from }, (_, index) => from + index).some(
        (at) => bounding.has(keys[at - 1] ?? '') && at > from && (timeAt(this.#scope, at) ?? 0) > text.end,
      );
    const time = [...this.#captures.values()].find(
      (other) =>
        isTemporal(other) &&
        ((other.start === text.end &&
          (bounding.has(keys[text.end - 1]!) || isBound(Math.max(text.start, text.end - 6), text.end))) ||
          (other.end === text.start &&
            /^[之以]?[前后]/.test(keys.slice(text.start, text.start + 2).join('')))),
    );
    if (!time) return false;
    const start = Math.min(text.start, time.start);
    const end = Math.max(text.end, time.end);
    const match = this.#scope
      .parse(this.#intent.slots.get(text.name)!.type, start)
      .find((candidate) => candidate.end === end);
    if (!match) return false;
    this.#captures.delete(time.name);
    this.#captures.set(text.name, { ...text, start, end, match });
    return true;
  }

  /** Times at the edges of free text go where times go. */
  #trim(capture: Capture): void {
    let { start, end } = capture;
    for (let isTrimmed = true; isTrimmed && start < end; ) {
      isTrimmed = false;
      const tail = this.#tailTime(start, end);
      if (tail && this.#place(tail)) {
        end = tail.start;
        isTrimmed = true;
        continue;
      }
      const head = this.#headTime(start, end);
      if (head && this.#place(head)) {
        start = head.end;
        isTrimmed = true;
      }
    }
    const { keys } = this.#scope;
    while (end > start && links.has(keys[end - 1]!) && end < capture.end) end -= 1;
    while (start < end && start > capture.start && /^(?:to|about|that|的)$/.test(keys[start]!)) start += 1;
    if (start === capture.start && end === capture.end) return;
    if (start >= end) {
      this.#captures.delete(capture.name);
      return;
    }
    const slot = this.#intent.slots.get(capture.name)!;
    const match = this.#scope.parse(slot.type, start).find((candidate) => candidate.end === end);
    if (match) this.#captures.set(capture.name, { ...capture, start, end, match });
  }

  /** Where the time at `at` ends; how long something takes is one where a slot wants to know. */
  #timeEnd(at: number): number | undefined {
    const end = timeAt(this.#scope, at);
    const wantsDuration = [...this.#intent.slots.values()].some(
      ({ name, typeName }) => typeName === 'duration' && !this.#captures.has(name),
    );
    const duration = wantsDuration ? this.#scope.parse('duration', at)[0]?.end : undefined;
    return end === undefined ? duration : Math.max(end, duration ?? 0);
  }

  /** The longest time that ends where the text ends. */
  #tailTime(start: number, end: number): Span | undefined {
    for (let at = Math.max(start, end - 8); at < end; at += 1) {
      const stop = this.#timeEnd(at);
      if (at > start && belongsTo.has(this.#scope.keys[at - 1]!)) {
        if ((stop ?? 0) >= end) return undefined;
        continue;
      }
      // A time that goes on after the text was cut in two.
      if (stop !== undefined && (stop === end || (stop > end && this.#isTime(end, stop)))) {
        return { start: at, end };
      }
    }
    return undefined;
  }

  #headTime(start: number, end: number): Span | undefined {
    const stop = this.#timeEnd(start);
    if (stop === undefined || stop > end || this.#scope.keys[stop] === '的') return undefined;
    // 十点之前出门: the hour is a bound.
    if (/^[之以]?[前后]/.test(this.#scope.keys.slice(stop, stop + 2).join(''))) return undefined;
    return { start, end: stop };
  }

  /** Whether the words from `from` to `to` belong to a time that was found. */
  #isTime(from: number, to: number): boolean {
    return [...this.#captures.values()].some(
      (capture) => temporal.has(this.#typeOf(capture)) && capture.start >= from - 1 && capture.end <= to,
    );
  }

  /** Puts a time into a slot: together with the time that is there already, or into an empty one. */
  #place(span: Span): boolean {
    const filled = [...this.#captures.values()].filter((capture) => temporal.has(this.#typeOf(capture)));
    for (const capture of filled) {
      const merged = this.#merge(span, capture);
      if (merged) {
        this.#captures.set(capture.name, merged);
        return true;
      }
    }
    for (const slot of this.#intent.slots.values()) {
      if (this.#captures.has(slot.name) || this.#taken.has(slot.name) || isOpen(slot)) continue;
      if (!temporal.has(slot.typeName) && !slot.enumeration) continue;
      const match = this.#scope
        .parse(slot.type, span.start)
        .find((candidate) => candidate.end === span.end && fitsBounds(slot.definition, candidate));
      if (!match) continue;
      this.#captures.set(slot.name, { name: slot.name, ...span, match });
      return true;
    }
    if (filled.length > 0) this.#leftover.push(this.#words(span));
    return false;
  }

  /** "Tonight" and "at ten" as one: as they stand, or with the day put before or after the hour. */
  #merge(span: Span, capture: Capture): Capture | undefined {
    const { tokens } = this.#scope;
    const slot = this.#intent.slots.get(capture.name)!;
    const own = tokens.slice(capture.start, capture.end);
    const other = tokens.slice(span.start, span.end);
    const isMiddleFree = (from: number, to: number) =>
      from <= to && this.#scope.keys.slice(from, to).every((key) => links.has(key));
    const orders: (typeof own)[] = [];
    if (isMiddleFree(span.end, capture.start)) orders.push(tokens.slice(span.start, capture.end));
    if (isMiddleFree(capture.end, span.start)) orders.push(tokens.slice(capture.start, span.end));
    orders.push([...other, ...own], [...own, ...other]);
    for (const words of orders) {
      const joined = this.#scope.over(words);
      const match = joined
        .parse(slot.type, 0)
        .find((candidate) => candidate.end === words.length && candidate.isWeak !== true);
      if (!match || isRange(match) !== isRange(capture.match)) continue;
      const start = Math.min(span.start, capture.start);
      const end = Math.max(span.end, capture.end);
      // Where something stands between the two, the words of the value are those of the hour.
      const isWhole = orders.indexOf(words) < orders.length - 2;
      return isWhole
        ? { ...capture, start, end, match: { ...match, end } }
        : { ...capture, match: { ...match, end: capture.end } };
    }
    return undefined;
  }

  /** What the sample has no word for: filled in where a slot wants it, else left over. */
  #takeUpExtras(): void {
    const hasNames = [...this.#intent.slots.values()].some(({ typeName }) =>
      /^(?:room|device)-name$/.test(typeName),
    );
    for (const span of meaningsIn(this.#scope, (at) => this.#extra.has(at), hasNames)) {
      if (this.#isPlaced(span) || this.#fillWith(span)) continue;
      const before = this.#leftover.length;
      if (timeAt(this.#scope, span.start) === span.end && (this.#place(span) || this.#keepPart(span)))
        continue;
      if (this.#leftover.length === before) this.#leftover.push(this.#words(span));
    }
  }

  /** All but particles in front belong to the sample or to a value already. */
  #isPlaced({ start, end }: Span): boolean {
    let at = start;
    while (at < end && this.#extra.has(at) && particles.has(this.#scope.keys[at]!)) at += 1;
    if (at === end) return false;
    for (; at < end; at += 1) if (this.#extra.has(at)) return false;
    return true;
  }

  #fillWith(span: Span): boolean {
    for (const slot of this.#intent.slots.values()) {
      if (this.#captures.has(slot.name) || slot.typeName === 'text') continue;
      const match = this.#scope
        .parse(slot.type, span.start)
        .find(
          (candidate: SlotMatch) =>
            candidate.end >= span.end &&
            Array.from({ length: candidate.end - span.start }, (_, index) => span.start + index).every((at) =>
              this.#extra.has(at),
            ) &&
            (slot.typeName === 'person-name' ? candidate.end === span.end : candidate.isWeak !== true) &&
            fitsBounds(slot.definition, candidate),
        );
      if (!match) continue;
      this.#captures.set(slot.name, { name: slot.name, start: span.start, end: match.end, match });
      return true;
    }
    return false;
  }

  #words({ start, end }: Span): string {
    return this.#scope.tokens
      .slice(start, end)
      .map(({ text }) => text)
      .join(this.#scope.context.locale === 'zh-CN' ? '' : ' ');
  }
}

const isRange = ({ value }: SlotMatch) => typeof value === 'object' && 'from' in value;
