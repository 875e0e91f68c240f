/**
 * Labelled utterances from JSONL files: our own rows, MASSIVE rows and SMP2020 rows, recognised by their keys.
 * Everything ends up as UTF-16 offsets with an exclusive end.
 */
import { readFileSync } from 'node:fs';
import type { LabelledSlot, LabelledUtterance } from '../../../language/statistical/types.ts';

export interface CorpusRow extends LabelledUtterance {
  readonly id: string;
  /** MASSIVE only: the group of intents that out-of-scope tests hold out together. */
  readonly scenario?: string;
}

/** A row that cannot be used; the message names the file, the line and the reason, never the utterance. */
export class CorpusError extends Error {
  constructor(file: string, line: number, reason: string) {
    super(line > 0 ? `${file}:${line}: ${reason}` : `${file}: ${reason}`);
    this.name = 'CorpusError';
  }
}

type Json = Record<string, unknown>;

function text(row: Json, key: string): string {
  const value = row[key];
  if (typeof value !== 'string') throw new Error(`"${key}" must be a string`);
  return value;
}

function intentOf(row: Json): string | null {
  const value = row['intent'];
  if (value === null) return null;
  if (typeof value !== 'string' || value === '') {
    throw new Error('"intent" must be a non-empty string, or null for an utterance that is out of scope');
  }
  return value;
}

function offset(value: unknown, key: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw new Error(`"${key}" must be a whole number`);
  return value;
}

/** `set [time : nine am]` to the bare utterance and its spans. */
export function readAnnotated(annotated: string): { text: string; slots: LabelledSlot[] } {
  let bare = '';
  let from = 0;
  const slots: LabelledSlot[] = [];
  for (const match of annotated.matchAll(/\[\s*([^\]:]+?)\s*:\s*([^\]]*?)\s*\]/g)) {
    bare += annotated.slice(from, match.index);
    const value = match[2]!;
    if (value !== '')
      slots.push({ name: match[1]!, start: bare.length, end: bare.length + value.length, value });
    bare += value;
    from = match.index + match[0].length;
  }
  return { text: bare + annotated.slice(from), slots };
}

function objects(row: Json, name: string): Json[] {
  const list = row[name];
  const isObject = (entry: unknown): boolean =>
    typeof entry === 'object' && entry !== null && !Array.isArray(entry);
  if (!Array.isArray(list) || !list.every(isObject)) throw new Error(`"${name}" must be a list of objects`);
  return list as Json[];
}

function fromMassive(row: Json, id: string): CorpusRow {
  const utterance = text(row, 'utt');
  const read = readAnnotated(text(row, 'annot_utt'));
  if (read.text !== utterance) throw new Error('"annot_utt" without its marks is not "utt"');
  const scenario = row['scenario'];
  return {
    id,
    text: utterance,
    intent: intentOf(row),
    slots: read.slots,
    ...(typeof scenario === 'string' ? { scenario } : {}),
  };
}

/** Entities are given with both ends inclusive; some rows mark one entity twice, or one inside another. */
function fromSmp(row: Json, id: string): CorpusRow {
  const utterance = text(row, 'text');
  const slots = objects(row, 'entities').map((entity) => ({
    name: text(entity, 'type'),
    start: offset(entity['start_idx'], 'start_idx'),
    end: offset(entity['end_idx'], 'end_idx') + 1,
  }));
  return { id, text: utterance, intent: intentOf(row), slots: checkSlots(slots, utterance) };
}

function fromOwn(row: Json, id: string): CorpusRow {
  const utterance = text(row, 'text');
  const given = (row['slots'] ?? undefined) === undefined ? [] : objects(row, 'slots');
  const slots = given.map((slot) => ({
    name: text(slot, 'name'),
    start: offset(slot['start'], 'start'),
    end: offset(slot['end'], 'end'),
    ...(typeof slot['value'] === 'string' ? { value: slot['value'] } : {}),
  }));
  return { id, text: utterance, intent: intentOf(row), slots: checkSlots(slots, utterance) };
}

function checkSlots(slots: LabelledSlot[], utterance: string): LabelledSlot[] {
  const seen = new Set<string>();
  const kept: LabelledSlot[] = [];
  for (const slot of slots) {
    if (slot.name === '') throw new Error('a slot has an empty name');
    if (slot.start < 0 || slot.end > utterance.length || slot.start >= slot.end) {
      throw new Error(
        `slot "${slot.name}" spans [${slot.start}, ${slot.end}) of an utterance of ${utterance.length} UTF-16 units`,
      );
    }
    const key = `${slot.name}\u0000${slot.start}\u0000${slot.end}`;
    if (seen.has(key)) continue;
    seen.add(key);
    kept.push(slot);
  }
  return kept;
}

/** One row, whichever of the three shapes it has. Throws an Error whose message is the reason. */
export function readRow(row: unknown, fallbackId: string): CorpusRow {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) throw new Error('not a JSON object');
  const fields = row as Json;
  const id =
    typeof fields['id'] === 'string' || typeof fields['id'] === 'number' ? String(fields['id']) : fallbackId;
  if ('annot_utt' in fields) return fromMassive(fields, id);
  if ('entities' in fields) return fromSmp(fields, id);
  if (!('text' in fields)) {
    throw new Error(
      'no known shape: wants "text" and "intent" (or MASSIVE "annot_utt", or SMP2020 "entities")',
    );
  }
  return fromOwn(fields, id);
}

/** All rows of one file. Empty lines are skipped; the first bad row ends the reading. */
export function readCorpus(file: string): CorpusRow[] {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CorpusError(
      file,
      0,
      `cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown reason'})`,
    );
  }
  const rows: CorpusRow[] = [];
  const lines = content.replace(/^\uFEFF/, '').split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    let parsed: unknown;
    try {
      parsed = JSON.parse(line);
    } catch {
      throw new CorpusError(file, index + 1, 'not a line of JSON');
    }
    try {
      rows.push(readRow(parsed, String(index + 1)));
    } catch (cause) {
      throw new CorpusError(file, index + 1, (cause as Error).message);
    }
  }
  if (rows.length === 0) throw new CorpusError(file, 0, 'holds no rows');
  return rows;
}
