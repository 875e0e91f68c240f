import type { Locale } from '@earshot/skills-sdk';
import { isBuiltInType } from '../slots/registry.ts';
import type { SlotMatch } from '../slots/types.ts';
import { tokenDistance } from '../text/sound.ts';
import { type Capture, isWithinBounds } from './match.ts';
import type { Scope } from './scope.ts';
import type { CompiledEnumeration, CompiledTemplate } from './skill.ts';
import { successors } from './trie.ts';
import { costToInsert, weightOf } from './weights.ts';

/** The cheapest way to read a sentence as a template when recognition or the speaker changed some words. */
export interface Alignment {
  readonly template: CompiledTemplate;
  readonly captures: readonly Capture[];
  /** 1 = as written, 0 = nothing in common. */
  readonly similarity: number;
  /** What had to be bent, readable: `"床联" heard for "窗帘"`. */
  readonly changes: readonly string[];
}

interface Cell {
  readonly cost: number;
  readonly weight: number;
  readonly captures: readonly Capture[];
  readonly changes: readonly string[];
}

const slotWeight = 1.2;
/** A slot that the sentence leaves out costs this much; the dialogue may ask for it. */
const missingSlotCost = 1.1;
/** Templates larger than this are matched precisely or not at all. */
const maxAlignPositions = 160;
const maxTokens = 40;
const maxFuzzyForms = 400;

/** `undefined` when nothing reasonable fits. */
export function align(
  template: CompiledTemplate,
  scope: Scope,
  minSimilarity: number,
): Alignment | undefined {
  const { positions, last } = template.automaton;
  if (positions.length > maxAlignPositions || scope.tokens.length > maxTokens) return undefined;
  return new Aligner(template, scope).run([...last], minSimilarity);
}

class Aligner {
  readonly #template: CompiledTemplate;
  readonly #scope: Scope;
  readonly #locale: Locale;
  /** Cells by token and by position + 1 (0 = before the first). */
  readonly #cells: (Cell | undefined)[][];

  constructor(template: CompiledTemplate, scope: Scope) {
    this.#template = template;
    this.#scope = scope;
    this.#locale = scope.context.locale;
    this.#cells = scope.tokens.map(() => []);
    this.#cells.push([]);
  }

  run(last: readonly number[], minSimilarity: number): Alignment | undefined {
    const length = this.#scope.tokens.length;
    this.#cells[0]![0] = { cost: 0, weight: 0, captures: [], changes: [] };
    for (let at = 0; at <= length; at += 1) this.#row(at, length);
    let best: Alignment | undefined;
    for (const position of last) {
      const cell = this.#cells[length]![position + 1];
      if (!cell || cell.weight === 0) continue;
      const similarity = Math.max(0, 1 - cell.cost / Math.max(cell.weight, 2));
      if (similarity < minSimilarity || (best && best.similarity >= similarity)) continue;
      const captures = cell.captures;
      if (!captures.every((capture) => isWithinBounds(this.#template, capture))) continue;
      best = { template: this.#template, captures, similarity, changes: cell.changes };
    }
    return best;
  }

  /** Moves out of every cell that has consumed `at` tokens; skips within the row run left to right. */
  #row(at: number, length: number): void {
    const row = this.#cells[at]!;
    const queue = [...row.keys()].filter((key) => row[key] !== undefined);
    for (let index = 0; index < queue.length; index += 1) {
      const position = queue[index]! - 1;
      const cell = row[position + 1]!;
      for (const next of successors(this.#template.automaton, position)) {
        const skipped = this.#skip(cell, next);
        if (this.#put(at, next, skipped)) queue.push(next + 1);
        if (at < length) this.#consume(cell, next, at);
      }
      if (at < length) {
        const token = this.#scope.tokens[at]!;
        const cost = cell.cost + costToInsert(token.key, this.#locale);
        const isSilent = cost - cell.cost <= 0.1;
        const changes = isSilent ? cell.changes : [...cell.changes, `extra "${token.text}"`];
        this.#put(at + 1, position, { ...cell, cost, changes });
      }
    }
  }

  #put(at: number, position: number, cell: Cell): boolean {
    const row = this.#cells[at]!;
    const known = row[position + 1];
    // A cheaper reading wins; between equals the one that explains more.
    const isBetter =
      !known ||
      cell.cost < known.cost - 1e-9 ||
      (cell.cost < known.cost + 1e-9 && cell.weight > known.weight);
    if (!isBetter || cell.cost > 6) return false;
    row[position + 1] = cell;
    return true;
  }

  #skip(cell: Cell, next: number): Cell {
    const target = this.#template.automaton.positions[next]!;
    if (target.kind === 'slot') {
      const changes = [...cell.changes, `{${target.name}} not said`];
      return { ...cell, cost: cell.cost + missingSlotCost, weight: cell.weight + slotWeight, changes };
    }
    const weight = weightOf(target.key, this.#locale);
    const changes = [...cell.changes, `"${target.key}" not said`];
    return { ...cell, cost: cell.cost + weight, weight: cell.weight + weight, changes };
  }

  #consume(cell: Cell, next: number, at: number): void {
    const target = this.#template.automaton.positions[next]!;
    if (target.kind === 'literal') {
      const key = this.#scope.keys[at]!;
      const distance = tokenDistance(target.key, key, this.#locale);
      if (distance >= 0.7) return;
      const weight = weightOf(target.key, this.#locale);
      const changes = distance === 0 ? cell.changes : [...cell.changes, `"${key}" heard for "${target.key}"`];
      this.#put(at + 1, next, {
        ...cell,
        cost: cell.cost + distance * weight,
        weight: cell.weight + weight,
        changes,
      });
      return;
    }
    for (const match of this.#scope.parse(target.type, at)) {
      this.#capture(cell, next, at, target.name, match, match.isWeak === true ? 0.1 : 0);
    }
    if (isBuiltInType(target.type)) return;
    const enumeration = this.#template.intent.slots.get(target.name)?.enumeration;
    for (const { match, cost } of this.#fuzzyValues(enumeration, at)) {
      this.#capture(cell, next, at, target.name, match, cost);
    }
  }

  #capture(cell: Cell, next: number, at: number, name: string, match: SlotMatch, cost: number): void {
    const heard = this.#scope.tokens.slice(at, match.end).map(({ text }) => text);
    const said = heard.join(this.#locale === 'zh-CN' ? '' : ' ');
    this.#put(match.end, next, {
      cost: cell.cost + cost,
      weight: cell.weight + slotWeight,
      captures: [...cell.captures, { name, start: at, end: match.end, match }],
      changes:
        cost > 0.15
          ? [...cell.changes, `"${said}" heard for {${name}} ${match.valueId ?? ''}`.trimEnd()]
          : cell.changes,
    });
  }

  /** Values of the enumeration that sound like what stands at `at`. */
  #fuzzyValues(
    enumeration: CompiledEnumeration | undefined,
    at: number,
  ): { match: SlotMatch; cost: number }[] {
    if (!enumeration || enumeration.forms.length > maxFuzzyForms) return [];
    const best = new Map<string, { match: SlotMatch; cost: number }>();
    for (const { words, valueId } of enumeration.forms) {
      const end = at + words.length;
      if (
        end > this.#scope.tokens.length ||
        (words.length === 1 && words[0]!.length < 2 && this.#locale === 'en-US')
      ) {
        continue;
      }
      let distance = 0;
      for (let index = 0; index < words.length && distance < words.length * 0.5; index += 1) {
        distance += tokenDistance(words[index]!, this.#scope.keys[at + index]!, this.#locale);
      }
      const mean = distance / words.length;
      if (mean === 0 || mean > 0.4) continue;
      const key = `${valueId}:${end}`;
      const cost = mean * slotWeight + 0.1;
      if (cost < (best.get(key)?.cost ?? Infinity)) {
        best.set(key, { match: { end, value: valueId, valueId }, cost });
      }
    }
    return [...best.values()];
  }
}
