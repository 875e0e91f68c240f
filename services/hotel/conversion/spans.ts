/** What stretches of words may mean: the vocabulary between the words of two languages and the rules that read them. */
import type { CommandType } from '../catalogue/types.ts';

/** What words do in a sentence, whatever the language. */
export const cues = [
  'want',
  'bring',
  'borrow',
  'exist',
  'more',
  'act',
  'polite',
  'lack',
  'only',
  'scarce',
  'people',
  'broken',
  'fix',
  'dirty',
  'place',
  'bed',
  'change',
  'negate',
  'resume',
  'drop',
  'correct',
  'chase',
  'where',
  'question',
  'price',
  'join',
  'filler',
  'state',
  'own',
  'talk',
  'on',
  'off',
  'open',
  'close',
  'up',
  'down',
  'brighter',
  'dimmer',
  'warmer',
  'cooler',
  'louder',
  'quieter',
  'too_cold',
  'too_hot',
  'too_dark',
  'too_bright',
  'set',
  'now',
  'single',
  'come',
  'past',
  'neighbour',
  'noise',
  'nobody',
  'thanks',
  'have',
  'back',
  'undone',
  'other',
  'unfit',
  'cold',
  'there',
  'plan',
  'mislaid',
  'company',
  'when',
  'unreal',
  'deliberate',
  'ring',
  'each',
  'solved',
  'seek',
  'inverted',
] as const;
export type Cue = (typeof cues)[number];

export type Meaning =
  | { readonly kind: 'cue'; readonly cue: Cue }
  | {
      readonly kind: 'item' | 'need' | 'object' | 'fault' | 'device' | 'scene' | 'topic';
      readonly id: string;
    }
  | { readonly kind: 'service'; readonly id: CommandType }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'measure' }
  /** "HH:MM", or "+30m". isOpen: morning or afternoon was not said. */
  | { readonly kind: 'time'; readonly value: string; readonly isOpen: boolean }
  /** How long, where it was not said from when. */
  | { readonly kind: 'while'; readonly minutes: number }
  | { readonly kind: 'temperature'; readonly value: number }
  | { readonly kind: 'room-number' }
  /** isQuestion: the writer, or a recogniser that hears tone, put a question mark there. */
  | { readonly kind: 'stop'; readonly isQuestion: boolean }
  | { readonly kind: 'unknown' };

/** A stretch of tokens with everything that it may mean. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly meanings: readonly Meaning[];
}

export const isCue = (span: Span, cue: Cue) =>
  span.meanings.some((meaning) => meaning.kind === 'cue' && meaning.cue === cue);

/** The id that a span has as such a thing. */
export function idOf(
  span: Span,
  kind: 'item' | 'need' | 'object' | 'fault' | 'device' | 'scene' | 'topic',
): string | undefined {
  return span.meanings.find((meaning) => meaning.kind === kind && 'id' in meaning)?.['id' as never];
}

export function readingOf<K extends 'number' | 'time' | 'temperature'>(
  span: Span,
  kind: K,
): Extract<Meaning, { kind: K }> | undefined {
  return span.meanings.find((meaning): meaning is Extract<Meaning, { kind: K }> => meaning.kind === kind);
}
