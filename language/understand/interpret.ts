/** All readings of a sentence, from exact matches to the statistical model. */
import { type Alignment, align } from '../matcher/align.ts';
import { promising } from '../matcher/candidates.ts';
import { walk } from '../matcher/match.ts';
import type { Scope } from '../matcher/scope.ts';
import type { CompiledIntent, CompiledTemplate } from '../matcher/skill.ts';
import { type Snapshot, statisticalKey } from '../matcher/snapshot.ts';
import type { SlotContext } from '../slots/types.ts';
import type { SkillHypothesis } from '../statistical/skill-snapshot.ts';
import { plainSentence, type Token, tokenise } from '../text/tokenise.ts';
import { statisticalAlone } from './confidence.ts';
import { type Variant, variantsOf } from './courtesy.ts';
import { addressedTo } from './invocation.ts';
import { templatesNear } from './near-samples.ts';
import { farBehind, leastConfidence, type Reading, Readings } from './readings.ts';
import { withoutSkipWords } from './skip-words.ts';

/** Longer sentences are not commands. */
export const maxCommandTokens = 80;
const maxAlignedTemplates = 150;
const manyTemplates = 40;
const minSimilarity = 0.68;
/** A template that says it as plainly as this needs no comparison. */
export const wellSaid = 0.8;

/** Words that no template says exactly, to be compared with what templates nearly say and with samples. */
interface Unsaid {
  readonly tokens: readonly Token[];
  readonly onlySkill: string | undefined;
  readonly variants: readonly Variant[];
}

/**
 * All readings of one sentence, best first.
 * @param isWordForWord Only what templates say exactly: another sentence was plainly said already, and nothing less beats that.
 */
export function interpret(
  input: string,
  snapshot: Snapshot,
  context: SlotContext,
  isWordForWord = false,
): Reading[] {
  const found = new Readings(input, snapshot, context);
  for (const unsaid of readExactly(found, snapshot)) {
    // What was said to one skill by name may have been understood by now.
    if (unsaid.onlySkill !== undefined || found.best() < wellSaid) {
      if (!isWordForWord) addClose(found, unsaid, snapshot);
    } else if (found.isWeighed()) weighOpen(found, unsaid, snapshot);
  }
  return found.sorted();
}

/** The sentences that {@link interpret} will compare with samples: those whose vectors it could use. */
export function comparedSentences(input: string, snapshot: Snapshot, context: SlotContext): string[] {
  if (!snapshot.statistical) return [];
  const unsaid = readExactly(new Readings(input, snapshot, context), snapshot);
  return unsaid.map(({ tokens }) => plainSentence(tokens, snapshot.locale));
}

/** Finds what templates say word for word; the result is what remains to be compared. */
function readExactly(found: Readings, snapshot: Snapshot): Unsaid[] {
  const tokens = tokenise(found.input, snapshot.locale);
  if (tokens.length === 0 || tokens.length > maxCommandTokens) return [];
  const variants = variantsOf(tokens, snapshot.locale);
  for (const variant of variants) {
    const scope = found.scopeOf(variant.tokens);
    for (const match of walk(snapshot.trie, scope).matches) found.addExact(match, scope, variant, undefined);
  }
  const unsaid: Unsaid[] = [];
  for (const { skill, rest } of withoutSkipWords(found.scopeOf(tokens), snapshot)) {
    for (const variant of variantsOf(rest, snapshot.locale)) {
      const scope = found.scopeOf(variant.tokens);
      for (const match of walk(snapshot.trie, scope).matches) {
        if (match.template.intent.skill === skill) found.addExact(match, scope, variant, undefined);
      }
    }
  }
  for (const { skillId, rest } of addressedTo(tokens, snapshot)) {
    const skill = snapshot.skills.get(skillId);
    if (!skill || rest.length === 0) continue;
    const restVariants = variantsOf(rest, snapshot.locale);
    for (const variant of restVariants) {
      const scope = found.scopeOf(variant.tokens);
      for (const match of walk(snapshot.trie, scope).matches) {
        if (match.template.intent.skill === skill) found.addExact(match, scope, variant, skillId);
      }
    }
    if (!found.hasSkill(skillId)) unsaid.push({ tokens: rest, onlySkill: skillId, variants: restVariants });
  }
  if (found.best() < wellSaid || found.isWeighed()) unsaid.push({ tokens, onlySkill: undefined, variants });
  return unsaid;
}

/** What the templates nearly say, and what the statistical model makes of it. */
function addClose(found: Readings, { tokens, onlySkill, variants }: Unsaid, snapshot: Snapshot): void {
  const hypotheses = statisticalHypotheses(plainSentence(tokens, snapshot.locale), snapshot, onlySkill);
  // The barest variant is the one that leaves least to bend.
  const barest = variants.at(-1)!;
  const scopes = [variants[0]!, ...(barest === variants[0] ? [] : [barest])].map((variant) => ({
    variant,
    scope: found.scopeOf(variant.tokens),
  }));
  const templates = new Set<CompiledTemplate>();
  for (const { scope } of snapshot.isSpellingOnly === true ? [] : scopes) {
    for (const { template } of walk(snapshot.soundTrie, scope, 0, true).matches) {
      if (templates.size < maxAlignedTemplates) templates.add(template);
    }
  }
  for (const { intent, hypothesis } of hypotheses) {
    // Of an intent with many templates only those whose samples are near could be what was nearly said.
    const near = templatesNear(intent, hypothesis);
    for (const template of intent.templates.length > manyTemplates ? near : intent.templates)
      if (templates.size < maxAlignedTemplates) templates.add(template);
  }
  const best = new Map<CompiledIntent, { alignment: Alignment; scope: Scope; variant: Variant }>();
  const allowed = [...templates].filter(
    ({ intent }) => onlySkill === undefined || intent.skill.skillId === onlySkill,
  );
  // What is far behind the best so far could not win any more.
  let nearest = 0;
  for (const { scope, variant } of scopes) {
    for (const template of promising(allowed, scope)) {
      const floor = Math.max(
        minSimilarity,
        nearest - 0.15,
        best.get(template.intent)?.alignment.similarity ?? 0,
      );
      const alignment = align(template, scope, floor);
      if (!alignment) continue;
      nearest = Math.max(nearest, alignment.similarity);
      best.set(template.intent, { alignment, scope, variant });
    }
  }
  for (const [intent, { alignment, scope, variant }] of best) {
    const hypothesis = hypotheses.find((candidate) => candidate.intent === intent)?.hypothesis;
    found.addClose(alignment, scope, variant, hypothesis, onlySkill);
  }
  for (const { intent, hypothesis } of hypotheses) {
    if (hypothesis.confidence < leastConfidence) continue;
    // A template that was bent too far to be believed does not stand in the way of its own samples; one that leaves words over does.
    const isBelieved = found.confidenceOf(intent) >= statisticalAlone(hypothesis.confidence);
    if (best.has(intent) && (isBelieved || found.isBlocked(intent))) continue;
    // The likeliest comes first: what is this far behind it could not be meant, and finding its slots is dear.
    if (statisticalAlone(hypothesis.confidence) < found.best() - farBehind) continue;
    found.addStatistical(intent, hypothesis, scopes.at(-1)!.scope, onlySkill);
  }
  const [likeliest] = hypotheses;
  if (likeliest) found.addUnlikely(likeliest.intent, likeliest.hypothesis, scopes.at(-1)!.scope);
}

/** So likely another intent must be to be meant instead of what a template of an open list says word for word. */
const surelyOther = 0.9;

/**
 * "Turn on the {device}" of a skill that has "coffee machine" among its devices says word for word what another skill is there for, and
 * "play {anything}" says what nobody here is. Samples near by, and the background, have a say in what a template with a value of an open
 * list is worth.
 */
function weighOpen(found: Readings, { tokens, variants }: Unsaid, snapshot: Snapshot): void {
  const hypotheses = statisticalHypotheses(plainSentence(tokens, snapshot.locale), snapshot, undefined);
  const [likeliest] = hypotheses;
  if (likeliest === undefined) return;
  const likelihoodOf = (intent: CompiledIntent) =>
    hypotheses.find((candidate) => candidate.intent === intent)?.hypothesis.confidence ?? 0;
  found.weighOpen(likelihoodOf, likeliest.hypothesis.confidence);
  if (found.has(likeliest.intent) || likeliest.hypothesis.confidence < surelyOther) return;
  const scope = found.scopeOf(variants.at(-1)!.tokens);
  found.addStatistical(likeliest.intent, likeliest.hypothesis, scope, undefined);
}

function statisticalHypotheses(
  text: string,
  snapshot: Snapshot,
  onlySkill: string | undefined,
): { intent: CompiledIntent; hypothesis: SkillHypothesis }[] {
  if (!snapshot.statistical) return [];
  const only = onlySkill === undefined ? undefined : snapshot.skills.get(onlySkill);
  const enabled = only ? new Set([statisticalKey(only)]) : snapshot.statisticalKeys;
  const options = { enabled, locale: snapshot.locale, nBest: 6 };
  return snapshot.statistical.query(text, options).flatMap((hypothesis) => {
    const skillId = hypothesis.skillId.slice(0, hypothesis.skillId.lastIndexOf('@'));
    const intent = snapshot.skills.get(skillId)?.intents.get(hypothesis.intent);
    return intent ? [{ intent, hypothesis }] : [];
  });
}
