/** Templates of sample utterances: parsed once here for the recogniser, the dialogue engine and the validator. */
export type {
  AlternativesNode,
  OptionalNode,
  RuleNode,
  RuleSet,
  SequenceNode,
  SlotNode,
  TemplateErrorReason,
  TemplateNode,
  WordsNode,
} from './ast.ts';
export { TemplateError } from './ast.ts';
export { Counter, canBeEmpty, countExpansions, maxRuleDepth, referencesOf } from './count.ts';
export { defaultTemplateLimits, parseTemplate, type TemplateLimits } from './parse.ts';
