/** From hypotheses to intent with the dialogue service's own pure code, one sentence at a time. */
import '../../../language/node/outside.ts';
import type { Locale } from '@earshot/skills-sdk';
import { compileSkill } from '../../../language/matcher/skill.ts';
import { changeSnapshot, emptySnapshot } from '../../../language/matcher/snapshot.ts';
import type { SlotContext } from '../../../language/slots/types.ts';
import { SkillIndex } from '../../../language/statistical/skill-index.ts';
import type { Outcome } from '../../../language/understand/outcome.ts';
import { isNo, isYes } from '../../../language/understand/phrases.ts';
import { initialState } from '../../../language/understand/state.ts';
import { understand } from '../../../language/understand/turn.ts';
import type { Hypothesis } from '../../asr/engine.ts';
import type { SkillSource } from '../../asr/language-model/compile.ts';

export interface Meaning {
  /** `skill.intent`, or a built-in one such as `earshot.cancel`. */
  readonly intent: string;
  readonly slots: Readonly<Record<string, unknown>>;
  /** Every way in which a label may write each slot: id, value, the words themselves. */
  readonly slotForms?: Readonly<Record<string, readonly unknown[]>>;
  readonly confidence: number;
}

export interface Understander {
  /** What a sentence of certain words means. */
  ofText(text: string): Meaning | undefined;
  /** What the recogniser's readings mean; undefined = no skill means this. */
  ofHypotheses(hypotheses: readonly Hypothesis[]): Meaning | undefined;
}

export function createUnderstander(skills: readonly SkillSource[], locale: Locale): Understander {
  const compiled = skills.map((skill) => compileSkill(skill.skillId, '1', skill.model, locale));
  const snapshot = changeSnapshot(emptySnapshot(locale), { enable: compiled }, new SkillIndex());
  // A fixed moment: "tomorrow" has to mean the same in the label and in what was heard.
  const context: SlotContext = { locale, nowMs: Date.UTC(2026, 0, 14, 10), timeZone: 'UTC', entities: [] };

  const read = (
    hypotheses: readonly Pick<Hypothesis, 'text' | 'confidence'>[],
    isRejectedByRecogniser: boolean,
  ): Meaning | undefined => {
    const input = { hypotheses, isRejectedByRecogniser, isBoundedOnly: false };
    const outcome = understand(input, snapshot, initialState, context);
    const meaning = meaningOf(outcome);
    if (meaning || isRejectedByRecogniser) return meaning;
    // Answers to a question that nobody asked here: the dialogue takes them only where one is open.
    const text = hypotheses[0]?.text ?? '';
    if (isYes(text, locale)) return { intent: 'earshot.yes', slots: {}, confidence: 1 };
    return isNo(text, locale) ? { intent: 'earshot.no', slots: {}, confidence: 1 } : undefined;
  };

  return {
    ofText: (text) => read([{ text, confidence: 1 }], false),
    ofHypotheses: (hypotheses) => read(hypotheses, hypotheses[0]?.isRejected ?? false),
  };
}

/** What the first turn of a conversation comes to; a question back counts as what it is about. */
function meaningOf({ decision, interpretation, alternatives, nextState }: Outcome): Meaning | undefined {
  if (decision === 'cancel') return { intent: 'earshot.cancel', slots: {}, confidence: 1 };
  if (decision === 'reject') return undefined;
  if (!interpretation) {
    const options = alternatives.map(({ skillId, intent }) => `${skillId}.${intent}`).sort();
    return options.length > 0
      ? { intent: 'earshot.which', slots: { options }, confidence: 1 }
      : { intent: 'earshot.open', slots: { skill: nextState.frame?.skillId }, confidence: 1 };
  }
  const { slots } = interpretation;
  return {
    intent: `${interpretation.skillId}.${interpretation.intent}`,
    slots: Object.fromEntries(slots.map((slot) => [slot.name, slot.valueId ?? slot.value])),
    slotForms: Object.fromEntries(
      slots.map((slot) => [
        slot.name,
        [slot.valueId, slot.value, slot.raw].filter((form) => form !== undefined),
      ]),
    ),
    confidence: interpretation.confidence,
  };
}

export const sameMeaning = (a: Meaning | undefined, b: Meaning | undefined): boolean =>
  a?.intent === b?.intent && JSON.stringify(sorted(a?.slots)) === JSON.stringify(sorted(b?.slots));

const written = (value: unknown): string =>
  (typeof value === 'string' ? value : JSON.stringify(value)).toLowerCase();

/** Whether the slots are those that a label names, each in any of its forms, and no others. */
export function hasSlots(meaning: Meaning, label: Readonly<Record<string, unknown>>): boolean {
  const forms = meaning.slotForms ?? {};
  const names = Object.keys(label);
  return (
    names.length === Object.keys(meaning.slots).length &&
    names.every((name) => (forms[name] ?? []).some((form) => written(form) === written(label[name])))
  );
}

const sorted = (slots: Readonly<Record<string, unknown>> | undefined): [string, unknown][] =>
  Object.entries(slots ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
