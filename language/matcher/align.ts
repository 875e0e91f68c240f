/** Aligns a sentence with a template when recognition or the speaker changed some words. */
import type { Locale } from '../model/types.ts';
import type { SlotMatch } from '../slots/types.ts';
import type { Capture } from './capture.ts';
import { fuzzyValues } from './fuzzy.ts';
import { isWithinBounds } from './match.ts';
import { asMeant, isMeantHere } from './meant.ts';
import type { Scope } from './scope.ts';
import { type CompiledTemplate, typeAt } from './skill.ts';
import { successors } from './trie.ts';
import { costToInsert, weightOf } from './weights.ts';

/** The cheapest way to read a sentence as a template when recognition or the speaker changed some words. */
export interface Alignment {
  readonly template: CompiledTemplate;
  readonly captures: readonly Capture[];
  /** 1 = as written, 0 = nothing in common. */
  readonly similarity: number;
  /** Share of the words and closed values that are said just as the template has them: 0 when all are bent. */
  readonly firmShare: number;
  /** What had to be bent, readable: `"床联" heard for "窗帘"`. */
  readonly changes: readonly string[];
  /** Tokens of the sentence that no word and no slot of the template explains. */
  readonly extra: ReadonlySet<number>;
  /** Slots whose values are out of their bounds, and so were left out. */
  readonly refused: readonly string[];
}

/** How far the sentence was read, and how it came there. */
interface Cell {
  readonly at: number;
  readonly cost: number;
  /** Of everything the template wanted so far. */
  readonly weight: number;
  readonly from: Cell | undefined;
  readonly step: Step | undefined;
}

type Step =
  | { readonly kind: 'bent'; readonly key: string }
  | { readonly kind: 'skipped'; readonly key: string }
  | { readonly kind: 'extra' }
  | {
      readonly kind: 'value';
      readonly name: string;
      readonly type: string;
      readonly match: SlotMatch;
      readonly cost: number;
      readonly fit: Fit;
    };

/** How a value was read: as it is said, as any words at all, or as words that sound like it. */
type Fit = 'firm' | 'free' | 'bent';

const slotWeight = 1.2;
/** A slot that the sentence leaves out costs this much; the dialogue may ask for it. */
const missingSlotCost = 1.1;
/** What a word can weigh at most (decisive ones aside), for the bound on what can still be gained. */
const heaviest = 1.2;
/** Templates larger than this are matched precisely or not at all. */
const maxAlignPositions = 400;
const maxTokens = 30;
/** Free text is cheap to fit, so it has to cost. */
const freeTextCost = 0.12;

/** `undefined` when nothing reaches `minSimilarity`. */
export function align(
  template: CompiledTemplate,
  scope: Scope,
  minSimilarity: number,
): Alignment | undefined {
  if (template.automaton.positions.length > maxAlignPositions || scope.tokens.length > maxTokens)
    return undefined;
  if (!isMeantHere(template, scope.context)) return undefined;
  return new Aligner(template, scope, minSimilarity).run();
}

class Aligner {
  readonly #template: CompiledTemplate;
  readonly #scope: Scope;
  readonly #locale: Locale;
  readonly #minSimilarity: number;
  /** Cells by token and by position + 1 (0 = before the first). */
  readonly #cells: Map<number, Cell>[];

  constructor(template: CompiledTemplate, scope: Scope, minSimilarity: number) {
    this.#template = template;
    this.#scope = scope;
    this.#locale = scope.context.locale;
    this.#minSimilarity = minSimilarity;
    this.#cells = Array.from({ length: scope.tokens.length + 1 }, () => new Map());
  }

  run(): Alignment | undefined {
    const length = this.#scope.tokens.length;
    this.#cells[0]!.set(0, { at: 0, cost: 0, weight: 0, from: undefined, step: undefined });
    for (let at = 0; at <= length; at += 1) this.#row(at, length);
    let best: { cell: Cell; similarity: number } | undefined;
    for (const position of this.#template.automaton.last) {
      const cell = this.#cells[length]!.get(position + 1);
      if (!cell || cell.weight === 0) continue;
      const similarity = Math.max(0, 1 - cell.cost / Math.max(cell.weight, 2));
      if (similarity < this.#minSimilarity || (best && best.similarity >= similarity)) continue;
      best = { cell, similarity };
    }
    if (!best) return undefined;
    const { captures: read, ...traced } = this.#trace(best.cell);
    const captures = asMeant(this.#template, read, this.#scope.context);
    if (!captures) return undefined;
    const kept = captures.filter((capture) => isWithinBounds(this.#template, capture));
    const refused = captures.filter((capture) => !kept.includes(capture)).map(({ name }) => name);
    return { template: this.#template, captures: kept, similarity: best.similarity, ...traced, refused };
  }

  /** Moves out of every cell that has consumed `at` tokens; the row grows while words of the template are skipped. */
  #row(at: number, length: number): void {
    const row = this.#cells[at]!;
    const queue = [...row.keys()];
    for (let index = 0; index < queue.length; index += 1) {
      const key = queue[index]!;
      const cell = row.get(key)!;
      for (const next of successors(this.#template.automaton, key - 1)) {
        if (this.#put(next, this.#skip(cell, next))) queue.push(next + 1);
        if (at < length) this.#consume(cell, next, at);
      }
      if (at < length) {
        const cost = cell.cost + costToInsert(this.#scope.keys[at]!, this.#locale);
        this.#put(key - 1, { at: at + 1, cost, weight: cell.weight, from: cell, step: { kind: 'extra' } });
      }
    }
  }

  /** True when the cell is new or better than the one that stood there. */
  #put(position: number, cell: Cell): boolean {
    // Even if every word still to come fitted, this could not become similar enough.
    const reachable = cell.weight + heaviest * (this.#scope.tokens.length - cell.at);
    if (cell.cost > (1 - this.#minSimilarity) * Math.max(reachable, 2) + 1e-9) return false;
    const row = this.#cells[cell.at]!;
    const known = row.get(position + 1);
    if (
      known &&
      (cell.cost > known.cost + 1e-9 || (cell.cost > known.cost - 1e-9 && cell.weight <= known.weight + 1e-9))
    ) {
      return false;
    }
    row.set(position + 1, cell);
    return true;
  }

  #skip(cell: Cell, next: number): Cell {
    const target = this.#template.automaton.positions[next]!;
    const isSlot = target.kind === 'slot';
    const weight = isSlot ? slotWeight : weightOf(target.key, this.#locale);
    const cost = cell.cost + (isSlot ? missingSlotCost : weight);
    const step: Step = { kind: 'skipped', key: isSlot ? `{${target.name}}` : `"${target.key}"` };
    return { at: cell.at, cost, weight: cell.weight + weight, from: cell, step };
  }

  #consume(cell: Cell, next: number, at: number): void {
    const target = this.#template.automaton.positions[next]!;
    if (target.kind === 'literal') {
      const distance = this.#scope.distanceAt(target.key, at);
      if (distance >= 0.7) return;
      const weight = weightOf(target.key, this.#locale);
      const step: Step | undefined = distance === 0 ? undefined : { kind: 'bent', key: target.key };
      this.#put(next, {
        at: at + 1,
        cost: cell.cost + distance * weight,
        weight: cell.weight + weight,
        from: cell,
        step,
      });
      return;
    }
    const isFree = target.type === 'text' || target.type === 'person-name';
    // "Remind me" has its "me" and no text, rather than the text "me" and no "me".
    if (isFree && isSkippedBefore(cell, this.#scope.keys[at]!)) return;
    for (const match of this.#scope.parse(target.type, at)) {
      const cost = isFree ? freeTextCost * (match.end - at) : match.isWeak === true ? 0.1 : 0;
      this.#value(cell, next, match, cost, isFree ? 'free' : 'firm');
    }
    const isName = target.type === 'room-name' || target.type === 'device-name';
    const type = isName
      ? (target.type as 'room-name' | 'device-name')
      : typeAt(this.#template.intent, target)?.enumeration;
    if (!type) return;
    for (const { match, distance } of fuzzyValues(type, this.#scope, at)) {
      this.#value(cell, next, match, distance * slotWeight + 0.1, 'bent');
    }
  }

  #value(cell: Cell, next: number, match: SlotMatch, cost: number, fit: Fit): void {
    const target = this.#template.automaton.positions[next]!;
    if (target.kind === 'literal') return;
    const { name, type } = target;
    const step: Step = { kind: 'value', name, type, match, cost, fit };
    this.#put(next, {
      at: match.end,
      cost: cell.cost + cost,
      weight: cell.weight + slotWeight,
      from: cell,
      step,
    });
  }

  #trace(last: Cell): { captures: Capture[]; changes: string[]; firmShare: number; extra: Set<number> } {
    const extra = new Set<number>();
    const captures: Capture[] = [];
    const changes: string[] = [];
    let firm = 0;
    let read = 0;
    for (let cell: Cell | undefined = last; cell?.from; cell = cell.from) {
      const { step, from } = cell;
      const isFirm = step === undefined || (step.kind === 'value' && step.fit === 'firm');
      const isBent = step?.kind === 'bent' || (step?.kind === 'value' && step.fit === 'bent');
      if (isFirm) firm += cell.weight - from.weight;
      if (isFirm || isBent) read += cell.weight - from.weight;
      if (!step) continue;
      const heard = this.#scope.tokens
        .slice(from.at, cell.at)
        .map(({ text }) => text)
        .join(this.#locale === 'zh-CN' ? '' : ' ');
      switch (step.kind) {
        case 'bent':
          changes.unshift(`"${heard}" heard for "${step.key}"`);
          break;
        case 'skipped':
          changes.unshift(`${step.key} not said`);
          break;
        case 'extra':
          extra.add(from.at);
          if (cell.cost - from.cost > 0.1) changes.unshift(`extra "${heard}"`);
          break;
        case 'value':
          captures.unshift({
            name: step.name,
            start: from.at,
            end: cell.at,
            type: step.type,
            match: step.match,
          });
          if (step.fit === 'bent' && step.cost > 0.12) {
            changes.unshift(`"${heard}" heard for {${step.name}} ${step.match.valueId}`);
          }
      }
    }
    return { captures, changes, firmShare: read === 0 ? 0 : firm / read, extra };
  }
}

/** Whether the words left out just before this place are the one that is said here. */
function isSkippedBefore(cell: Cell, key: string): boolean {
  for (let at: Cell | undefined = cell; at?.step?.kind === 'skipped'; at = at.from) {
    if (at.step.key === `"${key}"`) return true;
  }
  return false;
}
