/** Compiles a template into an automaton. */
import type { Locale } from '../model/types.ts';
import type { RuleSet, SequenceNode, TemplateNode } from '../templates/index.ts';
import { TemplateError } from '../templates/index.ts';
import { tokenise } from '../text/tokenise.ts';
import { formsOfNumber, numberAt } from './literal-numbers.ts';

/**
 * A template as an automaton without empty moves (Glushkov's construction): one position for each word or
 * slot in it, and which positions may follow. Its size is that of the template, not of its expansions.
 */
export interface Automaton {
  readonly positions: readonly Position[];
  readonly first: readonly number[];
  /** `follow[p]` = positions that may come after `p`. */
  readonly follow: readonly (readonly number[])[];
  /** Positions at which the template may end. */
  readonly last: ReadonlySet<number>;
}

export type Position =
  /** `number`: what the whole number is that the word is part of, in whichever form. */
  | { readonly kind: 'literal'; readonly key: string; readonly number?: string }
  | { readonly kind: 'slot'; readonly name: string; readonly type: string };

/** Bounds of one template once its rules are written out; beyond them nobody could test what it matches. */
export const maxPositions = 2_000;
const maxFollowEdges = 40_000;
/** Forms that "light[s]" and the like may grow into. */
const maxGluedForms = 64;

interface Fragment {
  readonly isNullable: boolean;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

const nothing: Fragment = { isNullable: true, first: [], last: [] };

/** The types of a slot, or the one that a template names. */
export type SlotTypes = (slotName: string, only: string | undefined) => readonly string[];

/** @throws TemplateError when a rule is unknown or recursive, or the template grows too large. */
export function compileTemplate(
  node: TemplateNode,
  rules: RuleSet,
  typesOf: SlotTypes,
  locale: Locale,
): Automaton {
  return new Compiler(rules, typesOf, locale).compile(node);
}

class Compiler {
  readonly #rules: RuleSet;
  readonly #typesOf: SlotTypes;
  readonly #locale: Locale;
  readonly #positions: Position[] = [];
  readonly #follow: number[][] = [];
  readonly #open = new Set<string>();
  #edges = 0;

  constructor(rules: RuleSet, typesOf: SlotTypes, locale: Locale) {
    this.#rules = rules;
    this.#typesOf = typesOf;
    this.#locale = locale;
  }

  compile(node: TemplateNode): Automaton {
    const { first, last } = this.#visit(node);
    // Lists that grew have room to spare; there are as many of them as words in all templates of all skills.
    const follow = this.#follow.map((list) => list.slice());
    return { positions: this.#positions.slice(), follow, first, last: new Set(last) };
  }

  #visit(node: TemplateNode): Fragment {
    switch (node.kind) {
      case 'words':
        return this.#words(node.text);
      case 'slot':
        return merge(
          this.#typesOf(node.name, node.type).map((type) =>
            this.#position({ kind: 'slot', name: node.name, type }, node.start),
          ),
        );
      case 'rule':
        return this.#rule(node.name, node.start);
      case 'optional':
        return { ...this.#visit(node.body), isNullable: true };
      case 'alternatives':
        return merge(node.options.map((option) => this.#visit(option)));
      case 'sequence':
        return this.#sequence(node);
    }
  }

  #rule(name: string, offset: number): Fragment {
    const body = this.#rules.get(name);
    if (!body) throw new TemplateError('unknown-rule', offset, `there is no rule <${name}>`);
    if (this.#open.has(name)) throw new TemplateError('recursive-rule', offset, `rule <${name}> uses itself`);
    this.#open.add(name);
    const fragment = this.#visit(body);
    this.#open.delete(name);
    return fragment;
  }

  #sequence(node: SequenceNode): Fragment {
    const fragments: Fragment[] = [];
    for (let at = 0; at < node.parts.length; ) {
      const glued = this.#locale === 'en-US' ? gluedRun(node.parts, at) : undefined;
      if (glued) {
        fragments.push(merge(glued.forms.map((form) => this.#words(form))));
        at = glued.end;
      } else {
        fragments.push(this.#visit(node.parts[at]!));
        at += 1;
      }
    }
    return fragments.reduce((left, right) => this.#join(left, right), nothing);
  }

  #words(text: string): Fragment {
    const tokens = tokenise(text, this.#locale);
    const fragments: Fragment[] = [];
    for (let at = 0; at < tokens.length; ) {
      const number = numberAt(tokens, at, this.#locale);
      const end = number?.end ?? at + 1;
      const own = tokens.slice(at, end);
      const forms = number ? formsOfNumber(own, number.value, this.#locale) : [[own[0]!.key]];
      fragments.push(merge(forms.map((keys) => this.#keys(keys, number?.value))));
      at = end;
    }
    return fragments.reduce((left, right) => this.#join(left, right), nothing);
  }

  #keys(keys: readonly string[], number?: string): Fragment {
    const value = number === undefined ? {} : { number };
    return keys
      .map((key) => this.#position({ kind: 'literal', key, ...value }, 0))
      .reduce((left, right) => this.#join(left, right), nothing);
  }

  #position(position: Position, offset: number): Fragment {
    if (this.#positions.length >= maxPositions) {
      const message = `with its rules written out the template has more than ${maxPositions} words`;
      throw new TemplateError('too-many-parts', offset, message);
    }
    const index = this.#positions.push(position) - 1;
    this.#follow.push([]);
    return { isNullable: false, first: [index], last: [index] };
  }

  #join(left: Fragment, right: Fragment): Fragment {
    for (const from of left.last) {
      const follow = this.#follow[from]!;
      for (const to of right.first) {
        if (follow.includes(to)) continue;
        follow.push(to);
        this.#edges += 1;
      }
    }
    if (this.#edges > maxFollowEdges) {
      throw new TemplateError('too-many-parts', 0, 'the template has too many optional parts in a row');
    }
    return {
      isNullable: left.isNullable && right.isNullable,
      first: left.isNullable ? [...left.first, ...right.first] : left.first,
      last: right.isNullable ? [...left.last, ...right.last] : right.last,
    };
  }
}

function merge(fragments: readonly Fragment[]): Fragment {
  return {
    isNullable: fragments.some(({ isNullable }) => isNullable),
    first: fragments.flatMap(({ first }) => first),
    last: fragments.flatMap(({ last }) => last),
  };
}

/** Alternatives inside a sequence stand in parentheses, which are not part of the node. */
const outerStart = (node: TemplateNode) => (node.kind === 'alternatives' ? node.start - 1 : node.start);
const outerEnd = (node: TemplateNode) => (node.kind === 'alternatives' ? node.end + 1 : node.end);

/** Parts written without a space between them: "light[s]", "(switch|turn)ed". They are one word. */
function gluedRun(
  parts: readonly TemplateNode[],
  from: number,
): { forms: string[]; end: number } | undefined {
  let end = from + 1;
  // `[of ](the|my)`: a space inside a group that stands at its edge keeps the words apart, as it does outside.
  while (end < parts.length && outerEnd(parts[end - 1]!) === outerStart(parts[end]!)) {
    if (hasSpaceAt(parts[end - 1]!, 'after') || hasSpaceAt(parts[end]!, 'before')) break;
    end += 1;
  }
  if (end === from + 1) return undefined;
  let forms = [''];
  for (const part of parts.slice(from, end)) {
    const own = formsOf(part);
    if (!own || own.length * forms.length > maxGluedForms) return undefined;
    forms = forms.flatMap((head) => own.map((tail) => head + tail));
  }
  return { forms: forms.filter((form) => form.trim() !== ''), end };
}

/** Whether words at that edge of a group are set off by a space; the edge of the group is none. */
function hasSpaceAt(node: TemplateNode, side: 'before' | 'after'): boolean {
  switch (node.kind) {
    case 'words':
      return side === 'before' ? node.spaceBefore : node.spaceAfter;
    case 'optional':
      return hasSpaceAt(node.body, side);
    case 'alternatives':
      return node.options.some((option) => hasSpaceAt(option, side));
    case 'sequence':
      return hasSpaceAt(side === 'before' ? node.parts[0]! : node.parts.at(-1)!, side);
    default:
      return false;
  }
}

function formsOf(node: TemplateNode): string[] | undefined {
  switch (node.kind) {
    case 'words':
      return [node.text];
    case 'optional': {
      const body = formsOf(node.body);
      return body && ['', ...body];
    }
    case 'alternatives': {
      const options = node.options.map(formsOf);
      return options.includes(undefined) ? undefined : options.flatMap((forms) => forms!);
    }
    default:
      return undefined;
  }
}
