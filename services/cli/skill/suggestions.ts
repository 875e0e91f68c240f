/** `earshot skill suggestions`: what people said to a skill in vain, and what its developer makes of it. */
import '../../../language/node/outside.ts';
import { createEngine } from '../../../language/engine.ts';
import { localeFor } from '../../../language/locale.ts';
import type { InteractionModel } from '../../../language/model/types.ts';
import {
  SentenceReview,
  type SuggestedSentence,
  TrainingServiceClient,
  TurnEnd,
} from '../../../proto/gen/earshot/training/v1/training.ts';
import { inOneLine, SkillCommandError } from '../../../skills-sdk/src/command/failure.ts';
import { readSkill, type SkillFiles } from '../../../skills-sdk/src/command/read-skill.ts';
import { formatProblem, problemsOf } from '../../../skills-sdk/src/command/validate.ts';
import { stateDir } from '../../common/addresses.ts';
import { loadConfig } from '../../common/config.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { callUnary, connect } from '../../common/grpc/client.ts';
import { callingAs, developer } from '../identity.ts';
import { addressOf } from './local.ts';

export interface SuggestionOptions {
  readonly locale: string;
  readonly take?: string;
  readonly decline?: string;
  readonly again?: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

/** Every sample of the time is opened. */
const limits = { deadlineMs: 60_000 };

const reviewNames = new Map<SentenceReview, string>([
  [SentenceReview.TAKEN, 'taken'],
  [SentenceReview.DECLINED, 'declined'],
]);

export async function suggestions(folder: string, options: SuggestionOptions): Promise<void> {
  await inOneLine(async () => {
    const skill = await readSkill(folder);
    const { stateDir: state } = loadConfig({ stateDir });
    const credentials = callingAs(developer(), state);
    const training = connect(TrainingServiceClient, await addressOf('training', state), credentials);
    try {
      const reviewed = reviewOf(options);
      if (reviewed === undefined) await list(training, skill, options);
      else await review(training, skill, options, reviewed);
    } finally {
      training.close();
    }
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
  training: TrainingServiceClient,
  { manifest }: SkillFiles,
  { locale, json }: SuggestionOptions,
  [text, verdict]: Reviewed,
): Promise<void> {
  const request = { skillId: manifest.id, locale, text, review: verdict };
  try {
    await callUnary(training, 'reviewSentence', request, limits);
  } catch (error) {
    if (codeOf(error) !== 'NOT_FOUND') throw error;
    throw new SkillCommandError(`“${text}” is not suggested; look with: earshot skill suggestions --all`);
  }
  const name = reviewNames.get(verdict) ?? 'open again';
  process.stdout.write(json ? `${JSON.stringify({ text, review: name })}\n` : `${name}: ${text}\n`);
}

async function list(
  training: TrainingServiceClient,
  skill: SkillFiles,
  { locale, all = false, json }: SuggestionOptions,
): Promise<void> {
  const { id } = skill.manifest;
  const request = { skillId: id, locale, withReviewed: all };
  const { sentences } = await callUnary(training, 'suggestSentences', request, limits);
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
