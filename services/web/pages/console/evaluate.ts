/** A developer's own sentences with what each should mean, and what became of them. */
import type { EvaluatedSentence } from '../../../../proto/gen/earshot/dialogue/v1/developing.ts';
import { Decision } from '../../../../proto/gen/earshot/dialogue/v1/dialogue.ts';

export interface Wanted {
  /** Of the skill; empty where the sentence must be refused. */
  readonly intent: string;
  readonly sentence: string;
}

export interface SentenceFile {
  readonly wanted: readonly Wanted[];
  /** Numbers of lines that are no such line. */
  readonly unreadable: readonly number[];
}

export interface Evaluation {
  readonly rightCount: number;
  readonly rows: readonly (Wanted & {
    readonly got: string;
    readonly isRight: boolean;
    readonly confidence: number;
    readonly reasons: readonly string[];
  })[];
  /** What came, by what was expected. */
  readonly confusion: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly unreadable: readonly number[];
}

/** `Intent: sentence`, or a tab between them; `-` for what must be refused; `#` begins a remark. */
export function readSentences(text: string): SentenceFile {
  const wanted: Wanted[] = [];
  const unreadable: number[] = [];
  // Some editors put a byte order mark in front.
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    const [, intent = '', sentence = ''] = /^\s*([\w.-]+)\s*(?:\t|:|：)\s*(\S.*?)\s*$/u.exec(line) ?? [];
    if (sentence === '') unreadable.push(index + 1);
    else wanted.push({ intent: intent === '-' ? '' : intent, sentence });
  }
  return { wanted, unreadable };
}

/** What another skill took is named by that skill. */
function gotOf({ decision, skillId, intent }: EvaluatedSentence, own: string): string {
  if (decision === Decision.REJECT) return '';
  return skillId === own ? intent : `${skillId}/${intent}`;
}

export function evaluationOf(
  { wanted, unreadable }: SentenceFile,
  evaluated: readonly EvaluatedSentence[],
  skillId: string,
): Evaluation {
  const confusion: Record<string, Record<string, number>> = Object.create(null);
  const rows = wanted.map((one, index) => {
    const sentence = evaluated[index];
    const got = sentence === undefined ? '' : gotOf(sentence, skillId);
    const counts = confusion[one.intent] ?? (Object.create(null) as Record<string, number>);
    confusion[one.intent] = counts;
    counts[got] = (counts[got] ?? 0) + 1;
    const { confidence = 0, reasons = [] } = sentence ?? {};
    return { ...one, got, isRight: got === one.intent, confidence, reasons };
  });
  return { rightCount: rows.filter(({ isRight }) => isRight).length, rows, confusion, unreadable };
}
