/** Parses templates: words, options, slots, rules. */
import type { SequenceNode, TemplateErrorReason, TemplateNode } from './ast.ts';
import { TemplateError } from './ast.ts';

/** Bounds that no honest template meets: a person has to be able to say it in one breath. */
export interface TemplateLimits {
  readonly maxLength: number;
  readonly maxDepth: number;
  readonly maxNodes: number;
}

export const defaultTemplateLimits: TemplateLimits = { maxLength: 2_000, maxDepth: 16, maxNodes: 500 };

const namePattern = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
const special = new Set(['[', ']', '(', ')', '{', '}', '<', '>', '|', ';']);
/** Parts that may come in any order: five are 120 orders already. */
const maxPermuted = 5;
const closerOf = { '[': ']', '(': ')', '{': '}', '<': '>' } as const;

/** Control, format and private characters; tab and newline too, as a template is one line of speech. */
const unspeakable = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/u;

/**
 * Parses one template into a tree. Linear in its length; recursion is bounded by `maxDepth`.
 * @throws TemplateError with offset and reason
 */
export function parseTemplate(text: string, limits: TemplateLimits = defaultTemplateLimits): TemplateNode {
  if (text.length > limits.maxLength) {
    const message = `a template has at most ${limits.maxLength} characters, this one ${text.length}`;
    throw new TemplateError('too-long', limits.maxLength, message);
  }
  const control = unspeakable.exec(text);
  if (control) {
    const code = control[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    throw new TemplateError('control-character', control.index, `character U+${code} cannot be spoken`);
  }
  if (text.trim() === '') throw new TemplateError('empty', 0, 'the template is empty');
  return new Parser(text, limits).parse();
}

class Parser {
  readonly #text: string;
  readonly #limits: TemplateLimits;
  #at = 0;
  #nodes = 0;

  constructor(text: string, limits: TemplateLimits) {
    this.#text = text;
    this.#limits = limits;
  }

  parse(): TemplateNode {
    const node = this.#alternatives(0, undefined, 0);
    if (this.#at < this.#text.length) {
      this.#fail('unexpected-character', this.#at, `"${this.#text[this.#at]}" closes nothing`);
    }
    return node;
  }

  #fail(reason: TemplateErrorReason, offset: number, message: string): never {
    throw new TemplateError(reason, offset, message);
  }

  #count(): void {
    this.#nodes += 1;
    if (this.#nodes > this.#limits.maxNodes) {
      this.#fail('too-many-parts', this.#at, `a template has at most ${this.#limits.maxNodes} parts`);
    }
  }

  /** Options separated by `|`, up to `closer` (not consumed) or the end of the text. */
  #alternatives(depth: number, closer: string | undefined, openedAt: number): TemplateNode {
    if (depth > this.#limits.maxDepth) {
      this.#fail('too-deep', openedAt, `groups nest at most ${this.#limits.maxDepth} deep`);
    }
    const start = this.#at;
    const options: TemplateNode[] = [];
    let separator: string | undefined;
    let separatedAt = start;
    for (;;) {
      const optionStart = this.#at;
      const option = this.#sequence(depth);
      const next = this.#text[this.#at];
      if (!option) {
        if (next !== '|' && next !== ';' && options.length === 0) {
          if (next !== undefined && next !== closer) {
            this.#fail('unexpected-character', this.#at, `"${next}" closes nothing`);
          }
          this.#fail('empty-group', openedAt, 'the group is empty');
        }
        this.#fail(
          'empty-alternative',
          optionStart,
          'an alternative is empty; write [ ] for something optional',
        );
      }
      options.push(option);
      if (next !== '|' && next !== ';') break;
      if (separator === undefined) {
        separator = next;
        separatedAt = this.#at;
      }
      if (next !== separator) {
        this.#fail('unexpected-character', this.#at, 'put ( ) around what is separated by ; or by |');
      }
      this.#at += 1;
    }
    if (separator === ';' && closer === undefined) {
      this.#fail('unexpected-character', separatedAt, 'put ( ) around the parts that come in any order');
    }
    if (closer !== undefined && this.#text[this.#at] !== closer) {
      if (this.#at >= this.#text.length) {
        this.#fail('unclosed', openedAt, `"${this.#text[openedAt]}" is never closed by "${closer}"`);
      }
      this.#fail('unexpected-character', this.#at, `expected "${closer}", found "${this.#text[this.#at]}"`);
    }
    if (options.length === 1) return options[0]!;
    this.#count();
    return {
      kind: 'alternatives',
      options: separator === ';' ? this.#orders(options) : options,
      start,
      end: this.#at,
    };
  }

  /** `(a;b)`: every order, written out. */
  #orders(parts: readonly TemplateNode[]): SequenceNode[] {
    if (parts.length > maxPermuted) {
      const message = `at most ${maxPermuted} parts may come in any order`;
      this.#fail('too-many-parts', parts[maxPermuted]!.start, message);
    }
    return permutations(parts).map((order): SequenceNode => {
      this.#count();
      return { kind: 'sequence', parts: order, start: parts[0]!.start, end: this.#at };
    });
  }

  /** Parts up to `|`, a closing character or the end; undefined when there is none. */
  #sequence(depth: number): TemplateNode | undefined {
    const start = this.#at;
    const parts: TemplateNode[] = [];
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at]!;
      if (character === '|' || character === ';' || character === ']' || character === ')') break;
      if (character === '}' || character === '>') {
        this.#fail('unexpected-character', this.#at, `"${character}" closes nothing`);
      }
      if (character === '{' || character === '<') parts.push(this.#reference(character));
      else if (character === '[' || character === '(') parts.push(this.#group(character, depth));
      else {
        const words = this.#words();
        if (words) parts.push(words);
      }
    }
    if (parts.length === 0) return undefined;
    if (parts.length === 1) return parts[0]!;
    this.#count();
    const sequence: SequenceNode = { kind: 'sequence', parts, start, end: this.#at };
    return sequence;
  }

  #group(opener: '[' | '(', depth: number): TemplateNode {
    const start = this.#at;
    this.#at += 1;
    const body = this.#alternatives(depth + 1, closerOf[opener], start);
    this.#at += 1;
    if (opener === '(') return body;
    this.#count();
    return { kind: 'optional', body, start, end: this.#at };
  }

  #reference(opener: '{' | '<'): TemplateNode {
    const start = this.#at;
    const closer = closerOf[opener];
    const close = this.#text.indexOf(closer, start + 1);
    if (close < 0) this.#fail('unclosed', start, `"${opener}" is never closed by "${closer}"`);
    const inner = this.#text.slice(start + 1, close);
    const colon = opener === '{' ? inner.indexOf(':') : -1;
    const name = colon < 0 ? inner : inner.slice(0, colon);
    const type = colon < 0 ? undefined : inner.slice(colon + 1);
    if (!namePattern.test(name) || !namePattern.test(type ?? name)) {
      const message = 'a name is a letter followed by letters, digits, - or _, at most 64 in all';
      this.#fail('bad-name', start + 1, message);
    }
    this.#at = close + 1;
    this.#count();
    if (opener === '<') return { kind: 'rule', name, start, end: this.#at };
    return { kind: 'slot', name, ...(type === undefined ? {} : { type }), start, end: this.#at };
  }

  #words(): TemplateNode | undefined {
    const start = this.#at;
    while (this.#at < this.#text.length && !special.has(this.#text[this.#at]!)) this.#at += 1;
    const raw = this.#text.slice(start, this.#at);
    const text = raw.trim();
    if (text === '') return undefined;
    // Other template languages mean something by it (any order); read as a comma it would be dropped without a word.
    const reserved = /[；&*\\]/u.exec(raw);
    if (reserved) {
      const message = `"${reserved[0]}" means nothing here; write a comma, or ( ; ) for any order`;
      this.#fail('unexpected-character', start + reserved.index, message);
    }
    this.#count();
    const lead = raw.length - raw.trimStart().length;
    const spaceBefore = lead > 0 || start === 0;
    const spaceAfter = raw.length > lead + text.length || this.#at === this.#text.length;
    const node = { kind: 'words', text, spaceBefore, spaceAfter } as const;
    return { ...node, start: start + lead, end: start + lead + text.length };
  }
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, at) =>
    permutations([...items.slice(0, at), ...items.slice(at + 1)]).map((rest) => [item, ...rest]),
  );
}
