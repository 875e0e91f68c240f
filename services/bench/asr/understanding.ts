/** From hypotheses to intent with the dialogue service's own pure code, one sentence at a time. */
import type { Locale } from '@earshot/skills-sdk';
import type { Hypothesis } from '../../asr/engine.ts';
import type { SkillSource } from '../../asr/language-model/compile.ts';
import { compileSkill } from '../../dialogue/matcher/skill.ts';
import { changeSnapshot, emptySnapshot } from '../../dialogue/matcher/snapshot.ts';
import type { SlotContext } from '../../dialogue/slots/types.ts';
import { SkillIndex } from '../../dialogue/statistical/index.ts';
import { hypothesisFactor, rejectBelow, rejectedFactor } from '../../dialogue/understand/confidence.ts';
import { interpret } from '../../dialogue/understand/interpret.ts';
import { isCancel, isNo, isYes } from '../../dialogue/understand/phrases.ts';

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

  const read = (text: string, factor: number): Meaning | undefined => {
    const builtIn = isCancel(text, locale)
      ? 'cancel'
      : isYes(text, locale)
        ? 'yes'
        : isNo(text, locale)
          ? 'no'
          : undefined;
    const [best] = interpret(text, snapshot, context);
    if (!best)
      return builtIn ? { intent: `earshot.${builtIn}`, slots: {}, confidence: 0.9 * factor } : undefined;
    const slots = Object.fromEntries(best.slots.map((slot) => [slot.name, slot.valueId ?? slot.value]));
    const slotForms = Object.fromEntries(
      best.slots.map((slot) => [
        slot.name,
        [slot.valueId, slot.value, slot.raw].filter((form) => form !== undefined),
      ]),
    );
    return {
      intent: `${best.skill.skillId}.${best.intent.name}`,
      slots,
      slotForms,
      confidence: best.confidence * factor,
    };
  };
  const accepted = (meaning: Meaning | undefined): Meaning | undefined =>
    meaning && meaning.confidence >= rejectBelow ? meaning : undefined;

  return {
    ofText: (text) => accepted(read(text, 1)),
    ofHypotheses(hypotheses) {
      let best: Meaning | undefined;
      for (const [place, hypothesis] of hypotheses.slice(0, 3).entries()) {
        // The recogniser's order stands unless a later reading means clearly more.
        const factor =
          hypothesisFactor(hypothesis.confidence) *
          (hypothesis.isRejected ? rejectedFactor : 1) *
          (1 - 0.1 * place);
        const meaning = read(hypothesis.text, factor);
        if (meaning && (!best || meaning.confidence > best.confidence)) best = meaning;
      }
      return accepted(best);
    },
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
