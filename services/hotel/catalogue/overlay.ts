/**
 * A hotel's own catalogue, laid over the default: what it writes goes before, what it leaves out stays. Lists of words are
 * added to the default's; `~` (null) takes an entry away.
 */
import { readFileSync } from 'node:fs';
import { CatalogueError, type CatalogueProblem, documentOf, validate } from './read.ts';
import type { Catalogue } from './types.ts';

type Plain = { [key: string]: unknown };

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Names that would reach the prototype of an object. */
const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

function lay(under: unknown, over: unknown): unknown {
  if (Array.isArray(under) && Array.isArray(over)) return [...new Set([...under, ...over])];
  if (!isPlain(over)) return over;
  const result: Plain = isPlain(under) ? { ...under } : {};
  for (const [key, value] of Object.entries(over)) {
    if (forbidden.has(key)) continue;
    if (value === null) delete result[key];
    else result[key] = lay(result[key], value);
  }
  return result;
}

const defaults = new Map<string, Plain>();

/** A catalogue as it was written, not yet validated: that is done to the whole. */
function readUnder(path: string): Plain {
  const known = defaults.get(path) ?? documentOf(readFileSync(path, 'utf8'), path).data;
  if (!isPlain(known)) throw new TypeError(`${path}: not a mapping`);
  defaults.set(path, known);
  return known;
}

/**
 * @param yaml what the hotel wrote; empty = nothing
 * @param file shown in problems only
 * @param underPath the catalogue that it is laid over
 * @throws CatalogueError with every problem, at its line of the hotel's own file
 */
export function layOver(yaml: string, file: string, underPath: string): Catalogue {
  const { data, problem } = documentOf(yaml, file);
  const over = data ?? {};
  if (!isPlain(over))
    throw new CatalogueError(file, [problem([], 'not a mapping of departments, items, topics, …')]);
  const strangers: CatalogueProblem[] = Object.keys(over)
    .filter((key) => forbidden.has(key))
    .map((key) => problem([key], 'is no name'));
  if (strangers.length > 0) throw new CatalogueError(file, strangers);
  return validate(lay(readUnder(underPath), over), file, problem);
}
