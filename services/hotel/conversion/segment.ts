/** A part of a sentence that says one thing, and what is in it. */
import type { CommandType } from '../catalogue/types.ts';
import { type Cue, idOf, isCue, readingOf, type Span } from './spans.ts';

/** A catalogue's item where it was said, with the amount that belongs to it. */
export interface MentionedItem {
  readonly id: string;
  readonly at: number;
  readonly quantity: number | undefined;
  /** Said as not wanted. */
  readonly isNegated: boolean;
}

export class Segment {
  readonly spans: readonly Span[];
  /** Words of which nothing is known. */
  readonly unknown: number;

  /** It ends with a question mark. */
  readonly isQuestioned: boolean;

  constructor(spans: readonly Span[], isQuestioned = false) {
    this.spans = spans;
    this.isQuestioned = isQuestioned;
    this.unknown = spans.filter(
      (span) => span.meanings[0]?.kind === 'unknown' || isCue(span, 'other'),
    ).length;
  }

  has(...wanted: readonly Cue[]): boolean {
    if (wanted.includes('want') && this.#isComeWith()) return true;
    if (wanted.includes('question') && this.#isInverted) return true;
    return this.spans.some((span, at) => wanted.some((cue) => isCue(span, cue) && !this.#isCount(cue, at)));
  }

  /** "Are dogs allowed", and not "we are at dinner": the verb stands first. */
  get #isInverted(): boolean {
    const first = this.spans.find((span) => !isCue(span, 'filler') && !isCue(span, 'join'));
    return first !== undefined && isCue(first, 'inverted');
  }

  /** 我们四个人呢 counts people, and asks after nobody. */
  #isCount(cue: Cue, at: number): boolean {
    const before = this.spans[at - 1];
    return (
      cue === 'chase' &&
      isCue(this.spans[at]!, 'people') &&
      before !== undefined &&
      readingOf(before, 'number') !== undefined
    );
  }

  /** 来两瓶水, but not 门口来了. */
  #isComeWith(): boolean {
    return this.spans.some((span, index) => {
      const next = this.spans[index + 1];
      return (
        isCue(span, 'come') &&
        next?.meanings.some(
          ({ kind }) => kind === 'number' || kind === 'measure' || kind === 'item' || kind === 'service',
        ) === true
      );
    });
  }

  /** As `has`, of words that are nothing else as well: 开 may be on, but the 开 of 开发票 is not. */
  indexOf(cue: Cue): number {
    return this.spans.findIndex((span) => isCue(span, cue));
  }

  ids(kind: 'need' | 'object' | 'fault' | 'device' | 'scene' | 'topic'): string[] {
    return this.spans.flatMap((span) => idOf(span, kind) ?? []);
  }

  services(): CommandType[] {
    return this.spans.flatMap((span) =>
      span.meanings.flatMap((meaning) => (meaning.kind === 'service' ? [meaning.id] : [])),
    );
  }

  get times() {
    const said = this.spans.filter(
      (span) =>
        readingOf(span, 'time') !== undefined && span.meanings.every(({ kind }) => kind !== 'room-number'),
    );
    return this.#meant(said).flatMap((span) => readingOf(span, 'time') ?? []);
  }

  /** "At six instead of six thirty": of several values that which is not refused. */
  #meant(said: readonly Span[]): readonly Span[] {
    const meant = said.filter((span) => !this.#isRefused(span));
    return meant.length > 0 ? meant : said;
  }

  #isRefused(span: Span): boolean {
    const before = this.spans.slice(0, this.spans.indexOf(span));
    const last = before.findLast(
      (one) => !isCue(one, 'filler') && !isCue(one, 'want') && !isCue(one, 'bring'),
    );
    return last !== undefined && isCue(last, 'negate');
  }

  /** Numbers that no refusal stands before. */
  get meantValues(): number[] {
    return this.spans.flatMap((span) =>
      this.#isRefused(span) || isCue(span, 'filler') ? [] : (readingOf(span, 'number')?.value ?? []),
    );
  }

  /** 毛巾别拿四条了: the thing is wanted, the number is not. */
  get isValueRefused(): boolean {
    const times = this.spans.filter((span) => readingOf(span, 'time') !== undefined);
    if (times.length > 0) return times.every((span) => this.#isRefused(span));
    return this.spans.some(
      (span) => readingOf(span, 'number') !== undefined && !isCue(span, 'filler') && this.#isRefused(span),
    );
  }

  /** Minutes of "twenty minutes", of which nothing says from when. */
  get whiles(): number[] {
    return this.spans.flatMap((span) =>
      span.meanings.flatMap((meaning) => (meaning.kind === 'while' ? [meaning.minutes] : [])),
    );
  }

  get temperatures() {
    return this.spans.flatMap((span) => readingOf(span, 'temperature')?.value ?? []);
  }

  /** Numbers that count no people. */
  get numbers(): number[] {
    return this.spans.flatMap((span, index) => {
      const value = readingOf(span, 'number')?.value;
      const next = this.spans[index + 1];
      const isPeople = next !== undefined && isCue(next, 'people');
      return value === undefined || isPeople ? [] : [value];
    });
  }

  get people(): number | undefined {
    const index = this.spans.findIndex((span) => isCue(span, 'people'));
    const before = this.spans[index - 1];
    return index > 0 && before ? readingOf(before, 'number')?.value : undefined;
  }

  /** Items with the numbers that stand before them, or right behind them ("水两瓶"). */
  items(): MentionedItem[] {
    const found: MentionedItem[] = [];
    let isNegated = false;
    const taken = new Set<number>();
    this.spans.forEach((span, index) => {
      if (isCue(span, 'negate')) isNegated = true;
      else if (isNegated && (isCue(span, 'correct') || isCue(span, 'want') || isCue(span, 'bring')))
        isNegated = false;
      const id = idOf(span, 'item');
      if (id === undefined) return;
      found.push({ id, at: index, quantity: this.#quantityOf(index, taken), isNegated });
    });
    // "咖啡不要了": the refusal stands behind its only thing.
    const last = this.spans.findLastIndex((span) => isCue(span, 'negate'));
    if (
      found.length === 1 &&
      last > found[0]!.at &&
      // 不用拿了: what stands right behind the word is what is refused.
      !this.spans.slice(last + 2).some((span) => isCue(span, 'want'))
    )
      return found.map((item) => ({ ...item, isNegated: true }));
    return found;
  }

  /** "牙刷两把牙膏一支": numbers stand behind their things from beginning to end. */
  get #isCountedBehind(): boolean {
    const isThingOrNumber = (span: Span) =>
      idOf(span, 'item') !== undefined || readingOf(span, 'number') !== undefined;
    const first = this.spans.find(isThingOrNumber);
    const last = this.spans.findLast(isThingOrNumber);
    return (
      first !== undefined && last !== undefined && idOf(first, 'item') !== undefined && !idOf(last, 'item')
    );
  }

  #quantityOf(index: number, taken: Set<number>): number | undefined {
    const isBehind = this.#isCountedBehind;
    let strangers = 0;
    for (let at = index - 1; at >= 0 && at >= index - 5 && !isBehind; at -= 1) {
      const span = this.spans[at]!;
      const value = readingOf(span, 'number')?.value;
      const next = this.spans[at + 1];
      if (value !== undefined && next !== undefined && isCue(next, 'people')) break;
      if (value !== undefined && !taken.has(at)) {
        taken.add(at);
        return value;
      }
      if (idOf(span, 'item') !== undefined || value !== undefined) break;
      // "Two black coffees", 两杯美式咖啡: of what kind.
      if (span.meanings[0]?.kind === 'unknown' && strangers < 2) strangers += 1;
      else if (!isLoose(span)) break;
    }
    for (let at = index + 1; at < this.spans.length && at <= index + 3; at += 1) {
      const span = this.spans[at]!;
      const value = readingOf(span, 'number')?.value;
      if (value !== undefined) {
        const next = this.spans[at + 1];
        const afterNext = this.spans[at + 2];
        const isOfNext =
          (next && idOf(next, 'item') !== undefined) || (afterNext && idOf(afterNext, 'item') !== undefined);
        const isPeople = next !== undefined && isCue(next, 'people');
        if ((isOfNext && !isBehind) || isPeople) return undefined;
        taken.add(at);
        return value;
      }
      if (
        !isLoose(span) &&
        !isCue(span, 'want') &&
        !isCue(span, 'bring') &&
        !isCue(span, 'more') &&
        !isCue(span, 'only')
      )
        break;
    }
    return undefined;
  }
}

/** May stand between a number and its thing. */
const isLoose = (span: Span) =>
  span.meanings.some(({ kind }) => kind === 'measure') || isCue(span, 'filler') || isCue(span, 'more');

const isThing = (span: Span) =>
  span.meanings.some(({ kind }) => /^(?:item|object|device|service|topic|fault|scene|need)$/.test(kind));

/** Words that begin a thought of their own, where nobody wrote a comma. */
const beginsAnew = (span: Span) =>
  isCue(span, 'correct') ||
  isCue(span, 'drop') ||
  (isCue(span, 'polite') &&
    span.end - span.start >= 2 &&
    !isCue(span, 'question') &&
    !isCue(span, 'thanks') &&
    isCue(span, 'want'));

const isSwitch = (span: Span) => (['on', 'off', 'open', 'close'] as const).some((cue) => isCue(span, cue));

/** Splits at punctuation and at words that begin something else. */
export function segmentsOf(spans: readonly Span[]): Segment[] {
  const groups: Span[][] = [[]];
  const questioned = new Set<Span[]>();
  for (const span of spans) {
    const [first] = span.meanings;
    const isStop = first?.kind === 'stop';
    if (first?.kind === 'stop' && first.isQuestion) questioned.add(groups.at(-1)!);
    const isJoin = isCue(span, 'join');
    const group = groups.at(-1) ?? [];
    const isNewThought = span.end > span.start && beginsAnew(span) && group.some(isThing);
    const isNextDevice =
      idOf(span, 'device') !== undefined && group.some((one) => idOf(one, 'device') !== undefined);
    if (isStop || isJoin || isNewThought || isNextDevice) groups.push([]);
    // 关灯关窗帘: the second 关 is the curtain's.
    const before = group.at(-1);
    if (isNextDevice && before && isSwitch(before) && group.slice(0, -1).some(isSwitch))
      groups.at(-1)?.push(group.pop()!);
    if (!isStop && !isJoin) groups.at(-1)?.push(span);
  }
  return groups.filter((group) => group.length > 0).map((group) => new Segment(group, questioned.has(group)));
}
