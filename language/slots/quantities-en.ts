/** English amounts: numbers, ordinals, percentages, temperatures, durations. */
import type { Token } from '../text/tokenise.ts';
import { addedParts, cardinals, numbers, ordinalNumbers } from './numbers-en.ts';
import {
  hasWords,
  lengthOfAny,
  Phrases,
  phrases,
  type SlotMatch,
  type SlotParser,
  sortMatches,
} from './types.ts';

export const numberEn: SlotParser = (tokens, start) => sortMatches(numbers(tokens, start));

export const ordinalEn: SlotParser = (tokens, start) => {
  const at = tokens[start]?.text === 'the' ? start + 1 : start;
  const found: SlotMatch[] = ordinalNumbers(tokens, at);
  for (const { end, value } of [...found]) {
    if (tokens[end]?.text === 'one') found.push({ end: end + 1, value });
  }
  if (tokens[start]?.text === 'number') found.push(...numbers(tokens, start + 1).filter(isWhole));
  return sortMatches(found);
};

const isWhole = (match: { value: number; isWeak?: boolean }) =>
  Number.isInteger(match.value) && match.value >= 0 && match.isWeak !== true;

const fractions: readonly (readonly [string, number])[] = [
  ['three quarters', 75],
  ['a quarter', 25],
  ['one quarter', 25],
  ['quarter', 25],
  ['a half', 50],
  ['one half', 50],
  ['half way', 50],
  ['halfway', 50],
  ['half', 50],
  ['a third', 33],
  ['one third', 33],
  ['two thirds', 67],
];

export const percentageEn: SlotParser = (tokens, start) => {
  const found: SlotMatch[] = [];
  for (const [phrase, value] of fractions) {
    const words = phrase.split(' ');
    if (!hasWords(tokens, start, words)) continue;
    const end = start + words.length;
    // "Half a percent" is none of the whole.
    const ofOne = lengthOfAny(tokens, end, onePercent);
    found.push(ofOne > 0 ? { end: end + ofOne, value: value / 100 } : { end, value });
  }
  for (const { end, value, isWeak } of numbers(tokens, start)) {
    if (value < 0 || value > 100 || isWeak === true) continue;
    const unit = lengthOfAny(tokens, end, percentUnits);
    if (unit > 0) found.push({ end: end + unit, value });
    found.push({ end, value, isWeak: true });
  }
  return sortMatches(found);
};
const percentUnits = phrases('percent|per cent|%');
const onePercent = phrases('a percent|of a percent|of one percent|percent|a per cent|of a per cent');

export const temperatureEn: SlotParser = (tokens, start) => {
  const found: SlotMatch[] = [];
  for (const { end, value, isWeak } of numbers(tokens, start)) {
    if (isWeak === true || Math.abs(value) > 1000) continue;
    const unit = tokens[end]?.text;
    const isUnit = unit === 'degrees' || unit === 'degree' || unit === '°';
    const scales = [
      scaleAt(tokens, end),
      ...(isUnit ? [{ end: end + 1, unit: null }, scaleAt(tokens, end + 1)] : []),
    ];
    found.push({ end, value: { degrees: value, unit: null }, isWeak: true });
    for (const scale of scales) {
      if (!scale) continue;
      found.push({ end: scale.end, value: { degrees: value, unit: scale.unit } });
      const below = lengthOfAny(tokens, scale.end, belowZero);
      if (below > 0 && value > 0) {
        found.push({ end: scale.end + below, value: { degrees: -value, unit: scale.unit } });
      }
    }
    const below = lengthOfAny(tokens, end, belowZero);
    if (below > 0 && value > 0) found.push({ end: end + below, value: { degrees: -value, unit: null } });
  }
  return sortMatches(found);
};
const belowZero = phrases('below zero|below');

function scaleAt(tokens: readonly Token[], at: number): { end: number; unit: 'C' | 'F' } | undefined {
  const word = tokens[at]?.text;
  if (word === 'celsius' || word === 'centigrade' || word === 'c') return { end: at + 1, unit: 'C' };
  if (word === 'fahrenheit' || word === 'f') return { end: at + 1, unit: 'F' };
  return undefined;
}

const unitSeconds = new Map<string, number>([
  ['second', 1],
  ['sec', 1],
  ['s', 1],
  ['minute', 60],
  ['min', 60],
  ['m', 60],
  ['hour', 3600],
  ['hr', 3600],
  ['h', 3600],
  ['day', 86_400],
  ['week', 604_800],
  ['fortnight', 1_209_600],
]);

function unitAt(tokens: readonly Token[], at: number): number | undefined {
  const word = tokens[at]?.text ?? '';
  return (
    unitSeconds.get(word) ??
    unitSeconds.get(word.replace(/s$/, '')) ??
    unitSeconds.get(word.replace(/'s$|s'$/, ''))
  );
}

export interface DurationMatch {
  readonly end: number;
  readonly seconds: number;
}

const wholeDurations = new Phrases<number>([
  ['half an hour', 1800],
  ['half a minute', 30],
  ['half a day', 43_200],
  ['a half hour', 1800],
  ['half hour', 1800],
  ['half of an hour', 1800],
  ['one half hour', 1800],
  ['one half of an hour', 1800],
  ['a half an hour', 1800],
  ['half minute', 30],
  ['a half minute', 30],
  ['half of a minute', 30],
  ['half day', 43_200],
  ['a half day', 43_200],
  ['half a week', 302_400],
  ['a quarter hour', 900],
  ['one quarter hour', 900],
  ['one quarter of an hour', 900],
  ['three quarters of an hour', 2700],
  ['three quarter hour', 2700],
  ['three quarter hours', 2700],
  ['a third of an hour', 1200],
  ['two thirds of an hour', 2400],
  ['a quarter of an hour', 900],
  ['quarter of an hour', 900],
  ['quarter hour', 900],
]);

/** One part: "two hours", "an hour and a half", "half an hour". */
function durationParts(tokens: readonly Token[], start: number): (DurationMatch & { unit: number })[] {
  const found: (DurationMatch & { unit: number })[] = [];
  for (const { end, meaning: seconds } of wholeDurations.at(tokens, start)) {
    // Smaller than its unit and larger than the next: "half an hour and ten minutes".
    found.push({ end, seconds, unit: (unitAt(tokens, end - 1) ?? 60) - 1 });
  }
  for (const { end, value } of numbers(tokens, start)) {
    const unit = value > 0 ? unitAt(tokens, end) : undefined;
    if (unit === undefined) continue;
    found.push({ end: end + 1, seconds: Math.round(value * unit), unit });
    for (const [words, part] of addedParts) {
      if (!hasWords(tokens, end + 1, words)) continue;
      found.push({
        end: end + 1 + words.length,
        seconds: Math.round((value + part) * unit),
        unit: unit / 60,
      });
    }
    // "One hour thirty", "an hour and thirty" leave the minutes out.
    const isLinked = tokens[end + 1]?.text === 'and';
    for (const rest of unit === 3600 ? cardinals(tokens, isLinked ? end + 2 : end + 1) : []) {
      if (rest.value < 5 || rest.value > 59 || (isLinked && rest.end < tokens.length)) continue;
      found.push({ end: rest.end, seconds: value * unit + rest.value * 60, unit: 1 });
    }
  }
  return found;
}

/** Parts in falling order: "one hour and twenty minutes"; longest first. */
export function durations(tokens: readonly Token[], start: number): DurationMatch[] {
  const found: DurationMatch[] = [];
  const extend = (at: number, seconds: number, smallest: number): void => {
    for (const part of durationParts(tokens, at)) {
      if (part.unit >= smallest) continue;
      found.push({ end: part.end, seconds: seconds + part.seconds });
      extend(tokens[part.end]?.text === 'and' ? part.end + 1 : part.end, seconds + part.seconds, part.unit);
    }
  };
  extend(tokens[start]?.text === 'another' ? start + 1 : start, 0, Number.POSITIVE_INFINITY);
  return found.sort((a, b) => b.end - a.end);
}

export const durationEn: SlotParser = (tokens, start) =>
  sortMatches(durations(tokens, start).map(({ end, seconds }) => ({ end, value: seconds })));

export const quantityWords: ReadonlySet<string> = new Set([
  ...[...unitSeconds.keys()].flatMap((word) => [word, `${word}s`]),
  ...'percent per cent % degrees degree ° celsius fahrenheit quarter quarters an of'.split(' '),
]);
