/** `earshot skill suggestions`: what people said to a skill in vain, and what its developer makes of it. */
import '../../../language/node/outside.ts';
import { createEngine } from '../../../language/engine.ts';
import { localeFor } from '../../../language/locale.ts';
import type { InteractionModel } from '../../../language/model/types.ts';
import {
  SentenceReview,
  type SuggestedSentence,
  TurnEnd,
} from '../../../proto/gen/earshot/training/v1/training.ts';
import { inOneLine, SkillCommandError } from '../../../skills-sdk/src/command/failure.ts';
import { readSkill, type SkillFiles } from '../../../skills-sdk/src/command/read-skill.ts';
import { formatProblem, problemsOf } from '../../../skills-sdk/src/command/validate.ts';
import { type AsWhom, type Suggestions, withTraining } from './registry.ts';

export interface SuggestionOptions extends AsWhom {
  readonly locale: string;
  readonly take?: string;
  readonly decline?: string;
  readonly again?: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

const reviewNames = new Map<SentenceReview, string>([
  [SentenceReview.TAKEN, 'taken'],
  [SentenceReview.DECLINED, 'declined'],
]);

export async function suggestions(folder: string, options: SuggestionOptions): Promise<void> {
  await inOneLine(async () => {
    const skill = await readSkill(folder);
    const reviewed = reviewOf(options);
    await withTraining(options, (training) =>
      reviewed === undefined ? list(training, skill, options) : review(training, skill, options, reviewed),
    );
  });
}

type Reviewed = readonly [words: string, review: SentenceReview];

function reviewOf({ take, decline, again }: SuggestionOptions): Reviewed | undefined {
  const given: readonly (readonly [string | undefined, SentenceReview])[] = [
    [take, SentenceReview.TAKEN],
    [decline, SentenceReview.DECLINED],
    [again, SentenceReview.UNSPECIFIED],
  ];
  const said = given.filter((one): one is Reviewed => one[0] !== undefined);
  if (said.length > 1) throw new SkillCommandError('--take, --decline or --again: one at a time');
  return said[0];
}

async function review(
  training: Suggestions,
  { manifest }: SkillFiles,
  { locale, json }: SuggestionOptions,
  [text, verdict]: Reviewed,
): Promise<void> {
  await training.reviewSentence({ skillId: manifest.id, locale, text, review: verdict });
  const name = reviewNames.get(verdict) ?? 'open again';
  process.stdout.write(json ? `${JSON.stringify({ text, review: name })}\n` : `${name}: ${text}\n`);
}

async function list(
  training: Suggestions,
  skill: SkillFiles,
  { locale, all = false, json }: SuggestionOptions,
): Promise<void> {
  const { id } = skill.manifest;
  const request = { skillId: id, locale, withReviewed: all };
  const { sentences } = await training.suggestSentences(request);
  const nowMeans = meanings(skill, locale);
  const rows = sentences.map((one) => ({ ...described(one), now: nowMeans(one.text) }));
  if (json) {
    for (const row of rows) process.stdout.write(`${JSON.stringify(row)}\n`);
    return;
  }
  if (rows.length === 0) process.stdout.write(`nothing that ten people said to ${id} waits for a review\n`);
  for (const { text, speakers, was, now, review: verdict } of rows) {
    const state = verdict === '' ? '' : `  ${verdict}`;
    process.stdout.write(`${String(speakers).padStart(5)}  ${was.padEnd(9)}  ${text}  → ${now}${state}\n`);
  }
}

function described({ text, speakers, end, review: verdict }: SuggestedSentence) {
  const was = end === TurnEnd.CORRECTED ? 'corrected' : 'rejected';
  return { text, speakers, was, review: reviewNames.get(verdict) ?? '' };
}

/** What the model in the folder makes of a sentence: a suggestion that is in it is done. */
function meanings(skill: SkillFiles, locale: string): (text: string) => string {
  const errors = problemsOf(skill).filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new SkillCommandError(`\n${errors.map(formatProblem).join('')}`);
  const models = [{ skillId: skill.manifest.id, model: skill.model as InteractionModel }];
  const engine = createEngine({ models, locale: localeFor(locale), isTemplatesOnly: true });
  return (text) => engine.turn(text).interpretation?.intent ?? 'not in the model';
}
