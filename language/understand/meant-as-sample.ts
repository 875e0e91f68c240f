/** Whether values, and words that mean little by themselves, are a request: where samples ask in the same way. */
import type { Capture } from '../matcher/capture.ts';
import type { Scope } from '../matcher/scope.ts';
import type { CompiledIntent, CompiledTemplate } from '../matcher/skill.ts';
import { successors } from '../matcher/trie.ts';
import type { Locale } from '../model/types.ts';
import type { SkillHypothesis } from '../statistical/skill-snapshot.ts';
import type { Token } from '../text/tokenise.ts';
import { samplesCounted, templatesNear } from './near-samples.ts';
import { isEmptyWord } from './phrases.ts';

/** The words that these templates themselves say. */
export function literalsOf(templates: readonly CompiledTemplate[]): Set<string> {
  const positions = templates.flatMap(({ automaton }) => automaton.positions);
  return new Set(positions.flatMap((position) => (position.kind === 'literal' ? [position.key] : [])));
}

/** The nearest sample itself says these words, though a list has them too. */
export function isSaidBySample(
  captures: readonly Capture[],
  intent: CompiledIntent,
  hypothesis: SkillHypothesis,
  scope: Scope,
): boolean {
  const literals = literalsOf(templatesNear(intent, hypothesis, 1));
  return captures.some(({ start, end }) =>
    scope.tokens.slice(start, end).every((token) => literals.has(token.key)),
  );
}

/** So many of the nearest samples say what is usual for an intent. */
const samplesBelieved = 3;

/**
 * One of the nearest samples too is no more than values and words that mean nothing by themselves, and all of its values were
 * said (`said` names their slots): it is meant to be said so. Part of it is not: "large" is no order.
 */
export function isBareAsSample(
  said: ReadonlySet<string>,
  intent: CompiledIntent,
  hypothesis: SkillHypothesis,
  locale: Locale,
): boolean {
  return templatesNear(intent, hypothesis, samplesBelieved).some(({ automaton }) =>
    automaton.positions.every((position) =>
      position.kind === 'literal' ? isEmptyWord(position.key, locale) : said.has(position.name),
    ),
  );
}

/** So likely an intent must be, and so much of a sample's own words must be said, for words that mean little by themselves. */
const surelyMeant = 0.9;
const leastSaid = 2;
const shareSaid = 0.6;

/**
 * "Will there be fog after sunset" beside the sample "will there be {weather} {day}": values, and words that mean nothing by
 * themselves but are most of what one of the samples near says, where nothing else is likely.
 */
export function isAskedAsSample(
  rest: readonly Token[],
  intent: CompiledIntent,
  hypothesis: SkillHypothesis,
): boolean {
  if (hypothesis.confidence < surelyMeant) return false;
  const said = new Set(rest.map(({ key }) => key));
  return templatesNear(intent, hypothesis, samplesCounted).some((template) => {
    const literals = [...literalsOf([template])];
    const both = literals.filter((key) => said.has(key)).length;
    return both >= leastSaid && both >= shareSaid * Math.max(literals.length, said.size);
  });
}

/** So likely an intent must be for a question about values alone. */
const beyondDoubt = 0.95;
/** So many other words must be said beside one value, and beside several. */
const wordsBesideOne = 4;
const wordsBesideMore = 2;

/**
 * "Will it rain this evening" beside the sample "will there be {weather} {day}": values asked for with the first word of one of the
 * samples near, where nothing else is likely. A value by itself, or values before any word, ask for nothing.
 * @param valued names of the slots that have a value
 * @param rest the words beside the values
 */
export function isBegunAsSample(
  valued: ReadonlySet<string>,
  rest: readonly Token[],
  intent: CompiledIntent,
  hypothesis: SkillHypothesis,
  { keys }: Scope,
): boolean {
  const wanted = valued.size > 1 ? wordsBesideMore : wordsBesideOne;
  if (hypothesis.confidence < beyondDoubt || valued.size === 0 || rest.length < wanted) return false;
  return templatesNear(intent, hypothesis, samplesCounted).some(({ automaton }) =>
    successors(automaton, -1).some((at) => {
      const first = automaton.positions[at];
      return first?.kind === 'literal' && first.key === keys[0];
    }),
  );
}
