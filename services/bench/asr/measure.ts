/** One labelled folder through the whole path, from frames to intent. */
import type { Locale } from '@earshot/skills-sdk';
import { isForNobody, type Label, readAudio } from './dataset.ts';
import type { Heard } from './recogniser.ts';
import { editDistance, percentile, unitsOf } from './score.ts';
import { hasSlots, type Meaning, sameMeaning, type Understander } from './understanding.ts';

export interface Figures {
  readonly utterances: number;
  /** Of rows that are meant for a skill. */
  readonly commands: number;
  /** Commands whose words are labelled, and how many were heard word for word (or by character), whatever the verdict. */
  readonly transcribed: number;
  readonly rightSentences: number;
  /** Accepted, with the intent and all slots that the label has (or that its text means). */
  readonly exactMatches: number;
  readonly intentsRight: number;
  /** Rows that carry an intent, or whose text means one: the denominator of the two above. */
  readonly withIntent: number;
  /** Commands that were refused. */
  readonly commandsRejected: number;
  /** Rows meant for nobody, and how many of them ended as a command all the same. */
  readonly forNobody: number;
  readonly falselyAccepted: number;
  /** Of those, how many the recogniser itself had let through. */
  readonly falselyHeard: number;
  readonly errorUnits: number;
  readonly labelledUnits: number;
  readonly realTimeFactor: number;
  readonly finalP50Ms: number;
  readonly finalP99Ms: number;
}

export interface Outcome<H extends Heard = Heard> {
  readonly label: Label;
  readonly heard: H;
  readonly meaning: Meaning | undefined;
}

export interface MeasureOptions<H extends Heard> {
  readonly dir: string;
  readonly labels: readonly Label[];
  readonly locale: Locale;
  /** One engine, or both passes. */
  readonly hear: (samples: Int16Array) => Promise<H>;
  readonly understander: Understander | undefined;
  /** Streams at once; 1 for figures of latency. */
  readonly parallel?: number;
}

export async function measure<H extends Heard>(
  options: MeasureOptions<H>,
): Promise<{ figures: Figures; outcomes: Outcome<H>[] }> {
  const { locale, understander } = options;
  const outcomes: Outcome<H>[] = [];
  const left = [...options.labels];
  const work = async (): Promise<void> => {
    for (let label = left.shift(); label; label = left.shift()) {
      const heard = await options.hear(readAudio(options.dir, label));
      outcomes.push({ label, heard, meaning: understander?.ofHypotheses(heard.hypotheses) });
    }
  };
  await Promise.all(Array.from({ length: options.parallel ?? 1 }, work));
  return { figures: summarise(outcomes, locale, understander), outcomes };
}

/** What the label wants; its text's own meaning where it names no intent. */
function wanted(label: Label, understander: Understander | undefined): Meaning | undefined {
  if (label.intent) return { intent: label.intent, slots: label.slots ?? {}, confidence: 1 };
  return label.text === undefined ? undefined : understander?.ofText(label.text);
}

/** A label may say `Intent` or `skill.Intent`, and name slots by id or by value. */
function isIntent(meaning: Meaning | undefined, want: Meaning): boolean {
  return (
    meaning !== undefined && (meaning.intent === want.intent || meaning.intent.endsWith(`.${want.intent}`))
  );
}

function isExact(meaning: Meaning | undefined, want: Meaning, label: Label): boolean {
  if (label.intent) return isIntent(meaning, want) && hasSlots(meaning!, label.slots ?? {});
  return isIntent(meaning, want) && sameMeaning({ ...meaning!, intent: want.intent }, want);
}

/** Whether a command was taken as what its label means, or talk for nobody was left alone. */
export function isRight({ label, meaning }: Outcome, understander: Understander): boolean {
  if (isForNobody(label)) return meaning === undefined;
  const want = wanted(label, understander);
  return want !== undefined && isExact(meaning, want, label);
}

export function summarise(
  outcomes: readonly Outcome[],
  locale: Locale,
  understander: Understander | undefined,
): Figures {
  const count = (test: (outcome: Outcome) => boolean): number => outcomes.filter(test).length;
  const isCommand = ({ label }: Outcome): boolean => !isForNobody(label);
  const isTaken = ({ heard, meaning }: Outcome): boolean =>
    understander
      ? meaning !== undefined
      : heard.hypotheses[0] !== undefined && !heard.hypotheses[0].isRejected;
  const isHeard = ({ heard }: Outcome): boolean =>
    heard.hypotheses[0] !== undefined && !heard.hypotheses[0].isRejected;
  const textOf = ({ heard }: Outcome): string => heard.hypotheses[0]?.text ?? '';
  const isRightSentence = (outcome: Outcome): boolean =>
    unitsOf(textOf(outcome), locale).join(' ') === unitsOf(outcome.label.text ?? '', locale).join(' ');
  const wants = new Map(
    outcomes.map((outcome) => [
      outcome,
      isCommand(outcome) ? wanted(outcome.label, understander) : undefined,
    ]),
  );
  let errorUnits = 0;
  let labelledUnits = 0;
  for (const outcome of outcomes) {
    if (!isCommand(outcome) || outcome.label.text === undefined) continue;
    const said = unitsOf(outcome.label.text, locale);
    errorUnits += editDistance(said, unitsOf(textOf(outcome), locale));
    labelledUnits += said.length;
  }
  const finals = outcomes.map(({ heard }) => heard.finalMs);
  const audioMs = outcomes.reduce((sum, { heard }) => sum + heard.audioMs, 0);
  return {
    utterances: outcomes.length,
    commands: count(isCommand),
    transcribed: count((outcome) => isCommand(outcome) && outcome.label.text !== undefined),
    rightSentences: count(
      (outcome) => isCommand(outcome) && outcome.label.text !== undefined && isRightSentence(outcome),
    ),
    withIntent: count((outcome) => wants.get(outcome) !== undefined),
    intentsRight: count((outcome) => {
      const want = wants.get(outcome);
      return want !== undefined && isIntent(outcome.meaning, want);
    }),
    exactMatches: count((outcome) => {
      const want = wants.get(outcome);
      return want !== undefined && isExact(outcome.meaning, want, outcome.label);
    }),
    commandsRejected: count((outcome) => isCommand(outcome) && !isTaken(outcome)),
    forNobody: count((outcome) => !isCommand(outcome)),
    falselyAccepted: count((outcome) => !isCommand(outcome) && isTaken(outcome)),
    falselyHeard: count((outcome) => !isCommand(outcome) && isHeard(outcome)),
    errorUnits,
    labelledUnits,
    realTimeFactor:
      audioMs === 0 ? 0 : outcomes.reduce((sum, { heard }) => sum + heard.decodeMs, 0) / audioMs,
    finalP50Ms: percentile(finals, 50),
    finalP99Ms: percentile(finals, 99),
  };
}

function percent(hits: number, total: number): number | null {
  return total === 0 ? null : Number(((hits / total) * 100).toFixed(2));
}

/** The figures under names that say what they are, for machines. */
export function asJson(figures: Figures) {
  return {
    utterances: figures.utterances,
    commands: figures.commands,
    errorRatePercent: percent(figures.errorUnits, figures.labelledUnits),
    sentenceAccuracyPercent: percent(figures.rightSentences, figures.transcribed),
    intentAccuracyPercent: percent(figures.intentsRight, figures.withIntent),
    exactMatchPercent: percent(figures.exactMatches, figures.withIntent),
    commandsRejectedPercent: percent(figures.commandsRejected, figures.commands),
    forNobody: figures.forNobody,
    falseAcceptancePercent: percent(figures.falselyAccepted, figures.forNobody),
    realTimeFactor: Number(figures.realTimeFactor.toFixed(4)),
    finalP50Ms: Number(figures.finalP50Ms.toFixed(1)),
    finalP99Ms: Number(figures.finalP99Ms.toFixed(1)),
  };
}
