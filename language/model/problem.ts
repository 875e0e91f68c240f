/** One thing that is wrong with a model, in words that its author can act on. */
export interface ModelProblem {
  /** `error` keeps the model from being used; `warning` does not. */
  readonly severity: 'error' | 'warning';
  readonly code: ModelProblemCode;
  /** The file given by the caller, if any. */
  readonly file: string | undefined;
  /** Where, e.g. `intents.Order.samples.en-US[3]`. */
  readonly path: string;
  /** What is wrong. */
  readonly message: string;
  /** What to do. */
  readonly hint: string;
}

export type ModelProblemCode =
  | 'MODEL_NOT_JSON'
  | 'MODEL_TOO_LARGE'
  | 'MODEL_TOO_DEEP'
  | 'MODEL_SHAPE'
  | 'NAME_INVALID'
  | 'CONTROL_CHARACTER'
  | 'NO_INTENTS'
  | 'NO_LOCALE'
  | 'INTENT_EMPTY'
  | 'TOO_MANY'
  | 'TEXT_EMPTY'
  | 'TEMPLATE_SYNTAX'
  | 'TEMPLATE_SILENT'
  | 'TEMPLATE_TOO_LARGE'
  | 'TEMPLATE_EXPLODES'
  | 'SLOT_UNKNOWN'
  | 'SLOT_UNUSED'
  | 'SLOT_BOUNDS'
  | 'SLOT_CHECK'
  | 'REFUSE_MISSING'
  | 'CONFIRM_MISSING'
  | 'SLOT_KINDS'
  | 'CONSTANT_INVALID'
  | 'ROOM_SLOT_INVALID'
  | 'TYPE_UNKNOWN'
  | 'TYPE_EMPTY'
  | 'TYPE_SHADOWS'
  | 'VALUE_DUPLICATE'
  | 'FORM_AMBIGUOUS'
  | 'FORM_IS_TEMPLATE'
  | 'RULE_UNKNOWN'
  | 'RULE_RECURSIVE'
  | 'ELICIT_MISSING'
  | 'PROMPT_SLOT_UNKNOWN'
  | 'INVOCATION_MISSING'
  | 'SAMPLES_COLLIDE'
  | 'SAMPLES_REPEAT'
  | 'COLLISIONS_UNCHECKED'
  | 'SAMPLE_CATCHES_ALL';

/** Keeps the list readable: nobody mends the two hundredth problem before the first. */
export const maxProblems = 200;

export class ProblemList {
  readonly #file: string | undefined;
  readonly #problems: ModelProblem[] = [];

  constructor(file: string | undefined) {
    this.#file = file;
  }

  error(code: ModelProblemCode, path: string, message: string, hint: string): void {
    this.#add('error', code, path, message, hint);
  }

  warn(code: ModelProblemCode, path: string, message: string, hint: string): void {
    this.#add('warning', code, path, message, hint);
  }

  get isFull(): boolean {
    return this.#problems.length >= maxProblems;
  }

  get hasErrors(): boolean {
    return this.#problems.some(({ severity }) => severity === 'error');
  }

  done(): ModelProblem[] {
    return [...this.#problems];
  }

  #add(
    severity: 'error' | 'warning',
    code: ModelProblemCode,
    path: string,
    message: string,
    hint: string,
  ): void {
    if (!this.isFull) this.#problems.push({ severity, code, file: this.#file, path, message, hint });
  }
}

/** Untrusted text inside a message: short, and nothing that could move a terminal's cursor. */
export function quoted(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029]/gu, '\ufffd');
  return `"${clean.length > 60 ? `${clean.slice(0, 57)}...` : clean}"`;
}

export function pathOf(parts: readonly PropertyKey[]): string {
  return parts.reduce<string>((path, part) => {
    if (typeof part === 'number') return `${path}[${part}]`;
    const text = quoted(String(part)).slice(1, -1);
    return path === '' ? text : `${path}.${text}`;
  }, '');
}
