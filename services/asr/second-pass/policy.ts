/** When an utterance is worth a second hearing by the open-vocabulary engine: pure, and written as a list. */
import type { Locale } from '@earshot/skills-sdk';
import type { KnownAudience } from '../../common/audience.ts';
import { type EngineRecipient, mayReceiveAudio } from '../../common/wyoming/recipients.ts';
import type { Hypothesis } from '../engine.ts';

/** What the first pass, the commands' own model, made of the utterance. */
export interface FirstPassResult {
  /** Best first; empty when it heard nothing. */
  readonly hypotheses: readonly Hypothesis[];
  /** It holds that no enabled skill foresees this. */
  readonly isRejected: boolean;
  /** A question is open that wants any words: those of the second pass are the better ones. */
  readonly isFreeTextAsked?: boolean;
}

export interface SecondPassContext {
  readonly locale: Locale;
  /** Whose audio it is, and whether it may go to an engine that is not in-house. */
  readonly audience: KnownAudience;
  /** Speech that the voice-activity detector found. Models for everything make up words for silence. */
  readonly speechMs: number;
  /** The dialogue waits for words that no model can foresee (a message, a name). */
  readonly isFreeText: boolean;
  /** The first hearing had no commands to go by: it was an open one itself. */
  readonly isOpen?: boolean;
}

export interface SecondPassPolicy {
  /** Below this a first hypothesis is heard again, 0 to 1. */
  readonly sureConfidence: number;
  /** Below this for any of its words it is too: 十三 for 三十 is a command all the same, and another one. */
  readonly sureWordConfidence: Readonly<Record<Locale, number>>;
  /** Less speech than this is never sent. */
  readonly minSpeechMs: number;
}

/**
 * What the service goes by, but for the confidence that is a setting of it. The words: about one sure command in
 * ten is heard again for them, on audio of our own.
 */
export const usualPolicy = {
  sureWordConfidence: { 'en-US': 0.3, 'zh-CN': 0.7 },
  minSpeechMs: 160,
} as const;

export interface SecondEngineState {
  readonly recipient: EngineRecipient;
  readonly locales: readonly Locale[];
  /** It failed lately and is left alone. */
  readonly isResting: boolean;
  /** What its readings in this language say of who heard them; absent: nobody else. */
  readonly hearsLike?: string | undefined;
}

export type SecondPassReason = 'nothing-heard' | 'rejected' | 'unsure' | 'unsure-of-a-word' | 'free-text';
export type SecondPassRefusal =
  | 'no-engine'
  | 'locale'
  | 'recipient'
  | 'resting'
  | 'no-speech'
  | 'same-ears'
  | 'first-pass-is-sure';

export type SecondPassDecision =
  | { readonly isWanted: true; readonly reason: SecondPassReason }
  | { readonly isWanted: false; readonly reason: SecondPassRefusal };

const no = (reason: SecondPassRefusal): SecondPassDecision => ({ isWanted: false, reason });
const yes = (reason: SecondPassReason): SecondPassDecision => ({ isWanted: true, reason });

export function decideSecondPass(
  first: FirstPassResult,
  context: SecondPassContext,
  engine: SecondEngineState | undefined,
  policy: SecondPassPolicy,
): SecondPassDecision {
  if (engine === undefined) return no('no-engine');
  if (!engine.locales.includes(context.locale)) return no('locale');
  if (!mayReceiveAudio(engine.recipient, context.audience)) return no('recipient');
  if (context.speechMs < policy.minSpeechMs) return no('no-speech');
  if (engine.isResting) return no('resting');
  const [best] = first.hypotheses;
  if (context.isOpen && best !== undefined && best.engine === engine.hearsLike) return no('same-ears');
  if (context.isFreeText) return yes('free-text');
  if (best === undefined) return yes('nothing-heard');
  if (first.isRejected || best.isRejected) return yes('rejected');
  if (best.confidence < policy.sureConfidence) return yes('unsure');
  if (best.words.some(({ confidence }) => confidence < policy.sureWordConfidence[context.locale])) {
    return yes('unsure-of-a-word');
  }
  return no('first-pass-is-sure');
}
