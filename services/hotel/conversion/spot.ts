/** Reads a sentence as stretches of words with meanings: the reading that leaves the fewest words unread. */
import type { Locale } from '../../../language/model/types.ts';
import * as numbersEn from '../../../language/slots/numbers-en.ts';
import * as numbersZh from '../../../language/slots/numbers-zh.ts';
import { durations as durationsEn } from '../../../language/slots/quantities-en.ts';
import { durations as durationsZh } from '../../../language/slots/quantities-zh.ts';
import { parseAt } from '../../../language/slots/registry.ts';
import { hasWords, type SlotContext } from '../../../language/slots/types.ts';
import { type Token, tokenise } from '../../../language/text/tokenise.ts';
import { insideWords } from './boundaries.ts';
import { type Lexicon, plainText } from './lexicon.ts';
import type { Meaning, Span } from './spans.ts';

/** Noon of a Monday: no reading of a time of day may depend on when it was said. */
const someNoon = { nowMs: Date.UTC(2024, 0, 1, 12), timeZone: 'UTC', entities: [] } as const;

/** Nobody says more in one breath; the rest is not read. */
const maxTokens = 160;

const punctuation = /[,，。.!！?？;；:：、…—\n]/;

/** Tokens before which punctuation stands. */
function stopsOf(text: string, tokens: readonly Token[], isChinese: boolean): Set<number> {
  const stops = new Set<number>();
  for (let index = 1; index < tokens.length; index += 1) {
    const between = text.slice(tokens[index - 1]!.end, tokens[index]!.start);
    // Chinese is written without spaces: one between its characters stands where the speaker paused.
    const isPause =
      isChinese &&
      /\s/.test(between) &&
      !/[a-z0-9]/i.test(`${text[tokens[index - 1]!.end - 1]}${text[tokens[index]!.start]}`);
    if (punctuation.test(between) || isPause) stops.add(index);
  }
  return stops;
}

function stopAt(text: string, tokens: readonly Token[], at: number): Span {
  const between = text.slice(tokens[at - 1]?.end ?? 0, tokens[at]?.start ?? text.length);
  return { start: at, end: at, meanings: [{ kind: 'stop', isQuestion: /[?？]/.test(between) }] };
}

export function spot(said: string, lexicon: Lexicon): Span[] {
  const text = plainText(said, lexicon.locale);
  const tokens = tokenise(text, lexicon.locale).slice(0, maxTokens);
  const inside = insideWords(text, tokens, lexicon);
  const stops = stopsOf(text, tokens, lexicon.locale === 'zh-CN');
  const best: { cost: number; from: number; span: Span | undefined }[] = [
    { cost: 0, from: 0, span: undefined },
  ];
  for (let end = 1; end <= tokens.length; end += 1)
    best.push({ cost: Number.POSITIVE_INFINITY, from: 0, span: undefined });
  for (let start = 0; start < tokens.length; start += 1) {
    const nextStop = [...stops].find((stop) => stop > start) ?? tokens.length;
    for (const { span, cost } of readings(tokens, start, nextStop, lexicon, inside)) {
      const total = best[start]!.cost + cost;
      if (total < best[span.end]!.cost) best[span.end] = { cost: total, from: start, span };
    }
  }
  const spans: Span[] = [];
  for (let at = tokens.length; at > 0; at = best[at]!.from) {
    const { span, from } = best[at]!;
    if (span) spans.unshift(span);
    if (stops.has(from)) spans.unshift(stopAt(text, tokens, from));
  }
  if (tokens.length > 0) spans.push(stopAt(text, tokens, tokens.length));
  return spans;
}

interface Reading {
  readonly span: Span;
  readonly cost: number;
}

const unknownCost = 10;
const wordCost = 1;
/** A phrase of many words says more than its words one by one; courtesy says least. */
const fillerCost = 1.3;

/** What a single character must not be taken for when it is part of a longer word. */
const isThing = ({ kind, ...rest }: Meaning) =>
  /^(?:item|object|topic|service|device|need)$/.test(kind) ||
  ('cue' in rest && /^(?:too_cold|too_hot|cold)$/.test(rest.cue));

function readings(
  tokens: readonly Token[],
  start: number,
  stop: number,
  lexicon: Lexicon,
  inside: ReadonlySet<number>,
): Reading[] {
  const found: Reading[] = [
    { span: { start, end: start + 1, meanings: [{ kind: 'unknown' }] }, cost: unknownCost },
  ];
  const add = (end: number, meanings: readonly Meaning[], cost = wordCost) => {
    if (end <= stop) found.push({ span: { start, end, meanings }, cost });
  };
  const byEnd = new Map<number, Meaning[]>();
  for (const { end, meanings } of lexicon.at(tokens, start, stop)) {
    const own = end === start + 1 && inside.has(start) ? meanings.filter((one) => !isThing(one)) : meanings;
    if (own.length > 0) byEnd.set(end, [...own]);
  }
  for (const { end, meaning } of valuesAt(tokens, start, lexicon.locale)) {
    byEnd.set(end, [...(byEnd.get(end) ?? []), meaning]);
  }
  const spoken = finalNo(tokens, start, stop, lexicon.locale);
  if (spoken !== undefined) byEnd.set(start + 1, [spoken]);
  for (const [end, meanings] of byEnd) {
    const isFiller = meanings.every((meaning) => meaning.kind === 'cue' && meaning.cue === 'filler');
    add(end, meanings, isFiller ? fillerCost : wordCost);
  }
  return found;
}

/** 能再给两瓶不: the last word asks; alone between pauses (五个，不，三个) it takes back. */
function finalNo(tokens: readonly Token[], start: number, stop: number, locale: Locale): Meaning | undefined {
  if (locale !== 'zh-CN' || tokens[start]?.text !== '不' || start + 1 !== stop) return undefined;
  const isAlone = start === 0 || tokens[start - 1]!.end < tokens[start]!.start;
  return { kind: 'cue', cue: isAlone ? 'correct' : 'question' };
}

function* valuesAt(
  tokens: readonly Token[],
  start: number,
  locale: Locale,
): Generator<{ end: number; meaning: Meaning }> {
  const context: SlotContext = { locale, ...someNoon };
  for (const end of roomNumbers(tokens, start, context)) yield { end, meaning: { kind: 'room-number' } };
  for (const { end, minutes } of waits(tokens, start, locale))
    yield { end, meaning: { kind: 'time', value: `+${minutes}m`, isOpen: false } };
  for (const { end, seconds } of (locale === 'zh-CN' ? durationsZh : durationsEn)(tokens, start))
    if (isWait(seconds)) yield { end, meaning: { kind: 'while', minutes: Math.round(seconds / 60) } };
  const time = timeAt(tokens, start, context);
  if (time) yield time;
  for (const { end, value } of parseAt('temperature', tokens, start, context)) {
    const last = tokens[end - 1]?.text ?? '';
    if (/^(?:degrees?|度|°|c|f)$/.test(last) && typeof value === 'object' && 'degrees' in value)
      yield { end, meaning: { kind: 'temperature', value: value.degrees } };
  }
  const numbers = (locale === 'zh-CN' ? numbersZh : numbersEn).numbers(tokens, start);
  if (locale === 'en-US' && tokens[start]?.text === 'couple')
    yield {
      end: tokens[start + 1]?.text === 'of' ? start + 2 : start + 1,
      meaning: { kind: 'number', value: 2 },
    };
  if (locale === 'en-US' && tokens[start]?.text === 'both')
    yield { end: start + 1, meaning: { kind: 'number', value: 2 } };
  for (const [end, value] of dozens(tokens, start, locale)) yield { end, meaning: { kind: 'number', value } };
  const pair = locale === 'zh-CN' ? '俩仨'.indexOf(tokens[start]?.text ?? '-') : -1;
  if (pair >= 0 && !/^[们我你娘爷儿]$/.test(tokens[start - 1]?.text ?? ''))
    yield { end: start + 1, meaning: { kind: 'number', value: pair + 2 } };
  for (const { end, value, isWeak } of numbers) {
    if (isWeak === true || !Number.isInteger(value) || value < 0) continue;
    yield { end, meaning: value >= 100 ? { kind: 'room-number' } : { kind: 'number', value } };
  }
  const digits = (locale === 'zh-CN' ? numbersZh : numbersEn).digitStrings(tokens, start);
  for (const { end, digits: text } of digits)
    if (text.length >= 3) yield { end, meaning: { kind: 'room-number' } };
}

const isWait = (seconds: number) => seconds >= 60 && seconds <= 12 * 3600;

/** "in half an hour", 半小时后, "thirty minutes from now": the end and the minutes. */
function waits(tokens: readonly Token[], start: number, locale: Locale): { end: number; minutes: number }[] {
  const found: { end: number; minutes: number }[] = [];
  const add = (end: number, seconds: number) => {
    if (isWait(seconds)) found.push({ end, minutes: Math.round(seconds / 60) });
  };
  if (locale === 'en-US') {
    // "In half an hour", "give me half an hour", "no longer than forty minutes".
    const before = tokens[start - 1]?.text ?? '';
    // "Give me half an hour": the wait begins behind the words.
    const isGiven =
      /^(?:me|us)$/.test(tokens[start - 1]?.text ?? '') &&
      /^(?:give|allow)$/.test(tokens[start - 2]?.text ?? '');
    if (isGiven || tokens[start - 1]?.text === 'gimme')
      for (const { end, seconds } of durationsEn(tokens, start)) add(end, seconds);
    const isLead =
      /^(?:in|within|than)$/.test(tokens[start]?.text ?? '') ||
      (/^(?:me|us)$/.test(tokens[start]?.text ?? '') && /^(?:give|gimme)$/.test(before));
    // "In about half an hour".
    const lead = /^(?:about|around|roughly|say|like|maybe)$/.test(tokens[start + 1]?.text ?? '') ? 2 : 1;
    if (isLead) for (const { end, seconds } of durationsEn(tokens, start + lead)) add(end, seconds);
    for (const { end, seconds } of durationsEn(tokens, start)) {
      if (hasWords(tokens, end, ['from', 'now'])) add(end + 2, seconds);
      if (tokens[end]?.text === 'later') add(end + 1, seconds);
    }
    return found;
  }
  const lead = tokens[start]?.text === '过' ? 1 : hasWords(tokens, start, ['再', '过']) ? 2 : 0;
  for (const { end, seconds } of durationsZh(tokens, start + lead)) {
    const after = tokens[end]?.text ?? '';
    if (hasWords(tokens, end, ['以', '后']) || hasWords(tokens, end, ['之', '后'])) add(end + 2, seconds);
    else if (after === '后') add(end + 1, seconds);
    else if (lead > 0) add(end, seconds);
  }
  return found;
}

/** "Half a dozen", 半打. */
function dozens(tokens: readonly Token[], start: number, locale: Locale): [end: number, value: number][] {
  const phrases: readonly (readonly [readonly string[], number])[] =
    locale === 'zh-CN'
      ? [
          [['半', '打'], 6],
          [['一', '打'], 12],
        ]
      : [
          [['half', 'a', 'dozen'], 6],
          [['a', 'dozen'], 12],
        ];
  return phrases.flatMap(([words, value]) =>
    hasWords(tokens, start, words) ? [[start + words.length, value] as [number, number]] : [],
  );
}

const leads = new Set('at by around about until till before after for is to from past'.split(' '));

/** A time of day with whatever day stands beside it; the day is not kept. */
function timeAt(
  tokens: readonly Token[],
  start: number,
  context: SlotContext,
): { end: number; meaning: Meaning } | undefined {
  const before = tokens[start - 1]?.text ?? '';
  const isHour = ({ isWeak, end }: { isWeak?: boolean | undefined; end: number }) =>
    isWeak !== true || (leads.has(before) && !isCounted(tokens, end));
  const times = parseAt('time', tokens, start, context).filter(isHour);
  const dated = parseAt('datetime', tokens, start, context).filter(
    (found) => typeof found.value === 'string' && isHour(found) && saysHour(tokens, start, found.end),
  );
  const found = [...times, ...dated].sort((a, b) => b.end - a.end)[0];
  if (!found || typeof found.value !== 'string') return undefined;
  const value = found.value.slice(-5);
  if (!/^[0-2][0-9]:[0-5][0-9]$/.test(value)) return undefined;
  const words = tokens.slice(start, found.end).map(({ text }) => text);
  // "There is one behind the door".
  if (before === 'is' && words.join('') === 'one') return undefined;
  // 送一点过来 is a little, 延到一点 is an hour.
  if (words.join('') === '一点' && before !== '到') return undefined;
  if (/now|现在|马上|立刻/.test(words.join(''))) return undefined;
  const isOpen = !words.some((word) =>
    /^(?:pm|am|p|a|morning|afternoon|evening|night|tonight|noon|midnight|早|上|下|晚|中|凌|傍|夜|清)$/.test(
      word,
    ),
  );
  return { end: found.end, meaning: { kind: 'time', value, isOpen } };
}

/** "By one night", "there is two of us": a number of something is no hour. */
const isCounted = (tokens: readonly Token[], end: number) =>
  /^(?:of|more|people|guests|adults|kids|persons?|nights?|days?|weeks?|hours?|minutes?|bottles?|pairs?|towels?|waters?|pillows?|beds?|rooms?|bags?|pieces?|cups?|extra|new|clean|fresh|other)$/.test(
    tokens[end]?.text ?? '',
  );

/** A moment that only names a wait ("in ten minutes") is no time of day. */
const saysHour = (tokens: readonly Token[], start: number, end: number) =>
  !tokens.slice(start, end).some(({ text }) => /^(?:minutes?|hours?|钟头|小|后)$/.test(text));

/** A room's number where one is said as such: "room twelve oh four", 一二零四房间, "I'm in 305". Every end it may have. */
function roomNumbers(tokens: readonly Token[], start: number, context: SlotContext): number[] {
  const word = tokens[start]?.text ?? '';
  const before = tokens[start - 1]?.text ?? '';
  const ends = parseAt('room-number', tokens, start, context).flatMap(({ end, value }) =>
    typeof value === 'string' && value.length >= 3 ? [end] : [],
  );
  if (context.locale === 'zh-CN' || /^(?:room|number)$/.test(word) || /^(?:room|number)$/.test(before))
    return ends;
  if (word.includes(':')) return [];
  // "Push it to two thirty" is an hour, "up to three oh five" is not.
  const isSpelt = (end: number) => tokens.slice(start, end).some(({ text }) => text === 'oh' || text === 'o');
  if (before === 'to' || before === 'for')
    return ends.filter((end) => isSpelt(end) || /^[0-9]{3,4}$/.test(word));
  return /^(?:in|from|is|suite)$/.test(before) ? ends : [];
}
