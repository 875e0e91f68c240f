/** What a sample utterance's template is made of. Offsets are UTF-16 units into the template's own text. */

interface Position {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** Literal words, as written; may hold spaces inside, never at its ends. */
export interface WordsNode extends Position {
  readonly kind: 'words';
  readonly text: string;
  /** Whether white space (or the template's edge) stands before and after: `light[s]` is not `light [s]`. */
  readonly spaceBefore: boolean;
  readonly spaceAfter: boolean;
}

/** `{name}`, or `{name:Type}` for one type of a slot that has several. */
export interface SlotNode extends Position {
  readonly kind: 'slot';
  readonly name: string;
  readonly type?: string;
}

/** `<name>` */
export interface RuleNode extends Position {
  readonly kind: 'rule';
  readonly name: string;
}

/** `[body]` */
export interface OptionalNode extends Position {
  readonly kind: 'optional';
  readonly body: TemplateNode;
}

/** `(one|or|other)`; also the inside of `[a|b]` and a rule's `a|b`. Always two options or more. */
export interface AlternativesNode extends Position {
  readonly kind: 'alternatives';
  readonly options: readonly TemplateNode[];
}

/** One after the other. */
export interface SequenceNode extends Position {
  readonly kind: 'sequence';
  readonly parts: readonly TemplateNode[];
}

export type TemplateNode = WordsNode | SlotNode | RuleNode | OptionalNode | AlternativesNode | SequenceNode;

/** Parsed rules of one locale, by name. */
export type RuleSet = ReadonlyMap<string, TemplateNode>;

/** Why a template was refused; stable, for messages in other languages. */
export type TemplateErrorReason =
  | 'empty'
  | 'too-long'
  | 'too-deep'
  | 'too-many-parts'
  | 'control-character'
  | 'unexpected-character'
  | 'unclosed'
  | 'empty-group'
  | 'empty-alternative'
  | 'bad-name'
  | 'unknown-rule'
  | 'recursive-rule'
  | 'too-many-expansions'
  | 'all-optional';

/** A template that cannot be used: where (UTF-16 offset into the template) and why. */
export class TemplateError extends Error {
  readonly reason: TemplateErrorReason;
  readonly offset: number;

  constructor(reason: TemplateErrorReason, offset: number, message: string) {
    super(`${message} (at character ${offset + 1})`);
    this.name = 'TemplateError';
    this.reason = reason;
    this.offset = offset;
  }
}
