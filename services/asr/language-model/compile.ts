/** From the interaction models of the enabled skills to the files that a decoder loads. */
import type { InteractionModel, Locale, SlotDefinition } from '@earshot/skills-sdk';
import { givenNamesKey, isGivenNamesKey } from '../../../language/answer/given-names.ts';
import { templatesOf, typesOf } from '../../../language/model/samples.ts';
import type { RuleSet, TemplateNode } from '../../../language/templates/index.ts';
import {
  canBeEmpty,
  countExpansions,
  parseTemplate,
  referencesOf,
  TemplateError,
} from '../../../language/templates/index.ts';
import type { Lexicon, Pronouncer } from '../pronunciation/lexicon.ts';
import { withWordsOf, writeLexicon } from '../pronunciation/lexicon.ts';
import type { BackgroundModel, Smoothing } from './arpa.ts';
import { writeArpa } from './arpa.ts';
import { boundedNumber } from './bounded-numbers.ts';
import { countNGrams, unpackHistory, Vocabulary } from './counts.ts';
import { everyday } from './everyday.ts';
import { listSentences, maxGrammarSentences, writeFiniteGrammar } from './finite-grammar.ts';
import { glue } from './glue.ts';
import type { Courtesy, GraphScope, WordGraph } from './graph.ts';
import { GraphBuilder } from './graph.ts';
import { readingsOf, withSaidNumbers } from './said-numbers.ts';
import { englishSpokenRules } from './spoken-en.ts';
import { mandarinSpokenRules } from './spoken-zh.ts';
import { toWords } from './words.ts';

/** Names known at run time only, by slot type (`device-name`, `room-name`, `person-name`). */
export type RunTimeNames = { readonly [slotType: string]: readonly string[] };

/** Whether some of the names are of a conversation. */
export const isOfConversation = (names: RunTimeNames): boolean =>
  Object.entries(names).some(([type, forms]) => isGivenNamesKey(type) && forms.length > 0);

export interface SkillSource {
  readonly skillId: string;
  readonly model: InteractionModel;
  /** How much likelier than others, e.g. for the skill that just asked a question. Default 1. */
  readonly weight?: number;
}

export interface CompileInput {
  readonly locale: Locale;
  readonly skills: readonly SkillSource[];
  readonly names: RunTimeNames;
}

export interface CompileResources {
  readonly lexicon: Lexicon;
  readonly pronouncer: Pronouncer;
  readonly smoothing: Smoothing;
  readonly background?: BackgroundModel;
}

/** A sample that had to be left out, and why; the skill's validator says the same with a file and line. */
export interface SkippedSample {
  readonly skillId: string;
  readonly intent: string;
  readonly sampleIndex: number;
  readonly reason: string;
}

export interface CompiledLanguageModel {
  /** Everything that may be said, of which the rest was made. */
  readonly graph: WordGraph;
  readonly arpa: string;
  readonly lexicon: string;
  /** The part of it that the commands have. */
  readonly commandLexicon: string;
  /** Present for a short list of fixed sentences: chooses among them when the language model accepts. */
  readonly grammar?: string;
  /** Words of the commands, without the background's. */
  readonly commandWords: readonly string[];
  readonly guessedWords: readonly string[];
  readonly skipped: readonly SkippedSample[];
  readonly stateCount: number;
}

const spokenLimits = { maxLength: 20_000, maxDepth: 16, maxNodes: 5_000 };
const spokenRules = new Map<Locale, RuleSet>();

/** The built-in slot types' spoken forms, parsed once. */
export function builtInRules(locale: Locale): RuleSet {
  let rules = spokenRules.get(locale);
  if (!rules) {
    const source = locale === 'en-US' ? englishSpokenRules : mandarinSpokenRules;
    rules = new Map(Object.entries(source).map(([name, text]) => [name, parseTemplate(text, spokenLimits)]));
    spokenRules.set(locale, rules);
  }
  return rules;
}

/** Spoken forms as one node without going through the template language: names may hold any character. */
function formsNode(forms: readonly string[], locale: Locale): TemplateNode | undefined {
  const options = forms
    .filter((form) => toWords(form, locale).length > 0)
    .flatMap((form) => readingsOf(form, locale))
    .map((text) => ({ kind: 'words', text, spaceBefore: true, spaceAfter: true, start: 0, end: 0 }) as const);
  if (options.length < 2) return options[0];
  return { kind: 'alternatives', options, start: 0, end: 0 };
}

function slotNode(
  skill: SkillSource,
  intent: string,
  slotName: string,
  offset: number,
  only: string | undefined,
  input: CompileInput,
): TemplateNode {
  const { model } = skill;
  const slot = model.intents[intent]?.slots?.[slotName];
  if (slot === undefined) throw new TemplateError('bad-name', offset, `there is no slot {${slotName}}`);
  const options = typesOf(slot)
    .filter((type) => (only ?? type) === type && isSpoken(skill.model, type, input.locale))
    .map((type) => typeNode(skill, slot, slotName, type, offset, input));
  if (options.length < 2)
    return options[0] ?? typeNode(skill, slot, slotName, typesOf(slot)[0]!, offset, input);
  return { kind: 'alternatives', options, start: offset, end: offset };
}

/** A list whose values samples give is never said. */
const isSpoken = ({ types = {} }: InteractionModel, type: string, locale: Locale): boolean =>
  !Object.hasOwn(types, type) || types[type]!.values.some(({ forms }) => (forms[locale]?.length ?? 0) > 0);

function typeNode(
  { model, skillId }: SkillSource,
  slot: SlotDefinition,
  slotName: string,
  type: string,
  offset: number,
  input: CompileInput,
): TemplateNode {
  const own = model.types?.[type];
  // What a skill named itself stands under its own id: a type of that name may be another skill's too.
  const given = input.names[givenNamesKey(skillId, type)] ?? [];
  const forms = own
    ? [...own.values.flatMap((value) => value.forms[input.locale] ?? []), ...given]
    : input.names[type];
  const node =
    (forms && formsNode(forms, input.locale)) ??
    (own ? undefined : boundedNumber({ ...slot, type }, input.locale));
  if (node) return node;
  if (!builtInRules(input.locale).has(type)) {
    throw new TemplateError('bad-name', offset, `slot {${slotName}} has no words in ${input.locale}`);
  }
  return { kind: 'rule', name: type, start: offset, end: offset };
}

/**
 * A list of fixed sentences, such as the words of a wake-word check or of one menu: nobody wraps these in
 * courtesies, and one syllable more or less is another entry.
 */
export function isShortList(input: CompileInput): boolean {
  let sentences = 0;
  for (const { model } of input.skills) {
    for (const intent of Object.values(model.intents)) {
      for (const { source: sample } of templatesOf(intent, input.locale)) {
        if (/[{<]/.test(sample)) return false;
        try {
          sentences += countExpansions(parseTemplate(sample));
        } catch {
          // Reported where the sample is compiled.
        }
        if (sentences > shortListSentences) return false;
      }
    }
  }
  return true;
}

const shortListSentences = 150;
/** What the background gets of a short list's first word: single syllables have little evidence to set against it. */
const shortListEscape = 0.001;

/** All templates of all skills as one graph. Each skill, and in it each intent, has an equal share of the mass. */
export function buildGraph(input: CompileInput): { graph: WordGraph; skipped: SkippedSample[] } {
  const { locale } = input;
  const skipped: SkippedSample[] = [];
  // Inside built-in types a run of Chinese is one word as it stands; English always splits at spaces.
  const inner: GraphScope = {
    rules: builtInRules(locale),
    slot: (name, offset) => {
      throw new TemplateError('bad-name', offset, `{${name}} inside a built-in type`);
    },
    words: (text) => (locale === 'en-US' ? toWords(text, locale) : text.split(/\s+/)),
  };
  const words = (text: string) => toWords(text, locale);
  const plain: GraphScope = { ...inner, words };
  const isShort = isShortList(input);
  const builder = isShort ? new GraphBuilder() : new GraphBuilder(courtesyOf(input, plain));
  if (!isShort) {
    for (const answer of everyday[locale].answers) builder.add(parseTemplate(answer), plain, answerWeight);
  }
  for (const { model } of input.skills) {
    for (const node of addressNodes(model, locale, 'alone')) builder.add(node, plain, answerWeight, false);
  }
  for (const skill of input.skills) {
    const rules = parseRules(skill.model, locale);
    const intents = Object.entries(skill.model.intents);
    for (const [intent, definition] of intents) {
      const samples = templatesOf(definition, locale);
      const required = Object.entries(definition.slots ?? {})
        .filter(([, slot]) => slot.required)
        .map(([name]) => name);
      const weight = (skill.weight ?? 1) / Math.max(1, samples.length);
      const slotScope: GraphScope = { ...inner, words: (text) => nameOrSpoken(text, locale) };
      const slot = (name: string, offset: number, only?: string) =>
        slotNode(skill, intent, name, offset, only, input);
      const scope: GraphScope = { rules, words, slot, inner: slotScope };
      for (const [name, asked] of Object.entries(definition.slots ?? {})) {
        // The bare value is what people answer when they are asked for it.
        if (!asked.required && !asked.elicit) continue;
        try {
          const node: TemplateNode = { kind: 'slot', name, start: 0, end: 0 };
          builder.add(node, scope, (skill.weight ?? 1) * answerWeight, false);
        } catch (error) {
          if (!(error instanceof TemplateError)) throw error;
        }
      }
      samples.forEach((sample, sampleIndex) => {
        try {
          const node = withSaidNumbers(glue(parseTemplate(sample.source)), locale);
          if (canBeEmpty(node, rules)) throw new TemplateError('all-optional', 0, 'the sample can be empty');
          const named = referencesOf(node, 'slot');
          const given = new Set([...Object.keys(sample.constants ?? {}), sample.roomSlot]);
          const isWhole = required.every((name) => named.has(name) || given.has(name));
          builder.add(node, scope, weight, isWhole);
        } catch (error) {
          if (!(error instanceof TemplateError)) throw error;
          skipped.push({ skillId: skill.skillId, intent, sampleIndex, reason: error.message });
        }
      });
    }
  }
  return { graph: builder.build(), skipped };
}

/** How likely an answer is, beside one intent's 1. */
const answerWeight = 0.3;
const leadShare = 0.12;
const tailShare = 0.08;

function courtesyOf(input: CompileInput, scope: GraphScope): Courtesy {
  const { lead, tail } = everyday[input.locale];
  const names = input.skills
    .flatMap(({ model }) => addressNodes(model, input.locale, 'lead'))
    .slice(0, maxAddressed);
  const courteous = parseTemplate(lead);
  const options =
    names.length === 0
      ? []
      : [{ kind: 'alternatives', options: [...names, ...names], start: 0, end: 0 } as const];
  const node: TemplateNode = {
    kind: 'alternatives',
    options: [courteous, courteous, ...options],
    start: 0,
    end: 0,
  };
  return { lead: node, leadShare, tail: parseTemplate(tail), tailShare, scope };
}

/** With more skills than this, names in front of commands are left to the dialogue's skill search. */
const maxAddressed = 200;

/** "ask NAME for" or "open NAME", for each name that can be said. */
function addressNodes(model: InteractionModel, locale: Locale, which: 'lead' | 'alone'): TemplateNode[] {
  return (model.invocationNames[locale] ?? []).flatMap((name) => {
    const said = toWords(name, locale).join(' ');
    return said === '' ? [] : [parseTemplate(everyday[locale].addressed(said)[which])];
  });
}

/** Enumerations' forms are ordinary text; the built-in rules' Chinese words are taken as they stand. */
function nameOrSpoken(text: string, locale: Locale): readonly string[] {
  if (locale === 'en-US' || !spokenWords().has(text)) return toWords(text, locale);
  return text.split(/\s+/);
}

let literalWords: Set<string> | undefined;
function spokenWords(): Set<string> {
  if (literalWords) return literalWords;
  const found = new Set<string>();
  const visit = (node: TemplateNode): void => {
    if (node.kind === 'words') found.add(node.text);
    else if (node.kind === 'optional') visit(node.body);
    else if (node.kind === 'alternatives') node.options.forEach(visit);
    else if (node.kind === 'sequence') node.parts.forEach(visit);
  };
  for (const node of builtInRules('zh-CN').values()) visit(node);
  literalWords = found;
  return found;
}

function parseRules(model: InteractionModel, locale: Locale): RuleSet {
  const rules = new Map<string, TemplateNode>();
  for (const [name, text] of Object.entries(model.rules?.[locale] ?? {})) {
    try {
      rules.set(name, withSaidNumbers(glue(parseTemplate(text)), locale));
    } catch (error) {
      // Samples that use it are reported as skipped, for want of the rule.
      if (!(error instanceof TemplateError)) throw error;
    }
  }
  return rules;
}

export function compileLanguageModel(
  input: CompileInput,
  resources: CompileResources,
): CompiledLanguageModel {
  const { graph, skipped } = buildGraph(input);
  const vocabulary = new Vocabulary();
  const counts = countNGrams(graph, vocabulary);
  const commandWords = vocabulary.words.slice(3);
  const background = resources.background;
  const isShort = isShortList(input);
  const smoothing = isShort
    ? { ...resources.smoothing, startEscape: Math.min(shortListEscape, resources.smoothing.startEscape) }
    : resources.smoothing;
  const everyWord = new Set([...commandWords, ...(background?.unigrams.keys() ?? [])]);
  const lexicon = writeLexicon(everyWord, resources.lexicon, resources.pronouncer);
  // The library ends the process over a word without pronunciation: such words leave the counts altogether.
  for (const word of lexicon.unsayable) removeWord(counts, vocabulary.id(word));
  const unsayable = new Set(lexicon.unsayable);
  const sentences = isShort ? listSentences(graph, maxGrammarSentences) : undefined;
  // A grammar that lacks a sentence would put another one in its place.
  const isWholeList = sentences?.every((sentence) => !sentence.some((word) => unsayable.has(word)));
  return {
    graph,
    arpa: writeArpa(counts, vocabulary, smoothing, background),
    lexicon: lexicon.text,
    commandLexicon: withWordsOf(lexicon.text, commandWords),
    ...(sentences?.length && isWholeList ? { grammar: writeFiniteGrammar(sentences) } : {}),
    commandWords,
    guessedWords: lexicon.guessed,
    skipped,
    stateCount: graph.arcs.length,
  };
}

function removeWord(counts: ReturnType<typeof countNGrams>, word: number): void {
  counts.unigrams.delete(word);
  counts.bigrams.delete(word);
  for (const row of counts.bigrams.values()) row.delete(word);
  for (const [history, row] of counts.trigrams) {
    if (unpackHistory(history).includes(word)) counts.trigrams.delete(history);
    else row.delete(word);
  }
}
