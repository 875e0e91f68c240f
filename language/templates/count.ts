/** In how many ways a template can be said, without expanding it. */
import type { RuleSet, TemplateNode } from './ast.ts';
import { TemplateError } from './ast.ts';

/** Rules within rules; bounds the recursion of everything that follows rules. */
export const maxRuleDepth = 32;

/**
 * In how many ways a template can be said (a slot counts as one word), without expanding it. Saturates at
 * `Infinity`. Cost is linear in the size of template and rules, however many expansions there are.
 * @throws TemplateError for an unknown rule, and for rules that use themselves or nest too deep
 */
export function countExpansions(node: TemplateNode, rules: RuleSet = new Map()): number {
  return new Counter(rules).count(node);
}

/** Counts many templates over the same rules; each rule is counted once. */
export class Counter {
  readonly #rules: RuleSet;
  readonly #done = new Map<string, number>();
  readonly #open = new Set<string>();

  constructor(rules: RuleSet) {
    this.#rules = rules;
  }

  count(node: TemplateNode): number {
    switch (node.kind) {
      case 'words':
      case 'slot':
        return 1;
      case 'optional':
        return 1 + this.count(node.body);
      case 'alternatives':
        return node.options.reduce((sum, option) => sum + this.count(option), 0);
      case 'sequence':
        return node.parts.reduce((product, part) => product * this.count(part), 1);
      case 'rule':
        return this.#countRule(node.name, node.start);
    }
  }

  #countRule(name: string, offset: number): number {
    const known = this.#done.get(name);
    if (known !== undefined) return known;
    const body = this.#rules.get(name);
    if (!body) throw new TemplateError('unknown-rule', offset, `there is no rule <${name}>`);
    if (this.#open.has(name)) {
      throw new TemplateError('recursive-rule', offset, `rule <${name}> uses itself`);
    }
    if (this.#open.size >= maxRuleDepth) {
      const message = `rules use each other more than ${maxRuleDepth} deep`;
      throw new TemplateError('too-deep', offset, message);
    }
    this.#open.add(name);
    const total = this.count(body);
    this.#open.delete(name);
    this.#done.set(name, total);
    return total;
  }
}

/** True when the template can be said by saying nothing at all: such a sample would match silence. */
export function canBeEmpty(node: TemplateNode, rules: RuleSet = new Map()): boolean {
  switch (node.kind) {
    case 'words':
    case 'slot':
      return false;
    case 'optional':
      return true;
    case 'alternatives':
      return node.options.some((option) => canBeEmpty(option, rules));
    case 'sequence':
      return node.parts.every((part) => canBeEmpty(part, rules));
    case 'rule': {
      const body = rules.get(node.name);
      return body !== undefined && canBeEmpty(body, rules);
    }
  }
}

/** Every slot or rule name used in a template itself (rules are not followed), with where it first stands. */
export function referencesOf(node: TemplateNode, kind: 'slot' | 'rule'): Map<string, number> {
  const found = new Map<string, number>();
  const visit = (at: TemplateNode): void => {
    switch (at.kind) {
      case 'words':
        return;
      case 'slot':
      case 'rule':
        if (at.kind === kind && !found.has(at.name)) found.set(at.name, at.start);
        return;
      case 'optional':
        visit(at.body);
        return;
      case 'alternatives':
        for (const option of at.options) visit(option);
        return;
      case 'sequence':
        for (const part of at.parts) visit(part);
    }
  };
  visit(node);
  return found;
}
