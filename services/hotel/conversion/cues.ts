/** What words do in a guest's sentence, read from the data beside this file. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Locale } from '../../../language/model/types.ts';
import { type Cue, cues } from './spans.ts';

export interface CueWords {
  readonly cues: ReadonlyMap<Cue, readonly string[]>;
  /** What may stand between a number and its thing. */
  readonly measures: readonly string[];
}

const known = new Set<string>(cues);

/** @throws Error for a cue that no rule knows */
export function readCues(locale: Locale): CueWords {
  const path = new URL(`./cues.${locale}.yaml`, import.meta.url);
  const { measures = [], ...rest } = parse(readFileSync(path, 'utf8')) as Record<string, readonly string[]>;
  const strangers = Object.keys(rest).filter((cue) => !known.has(cue));
  if (strangers.length > 0) throw new Error(`cues.${locale}.yaml: no rule knows ${strangers.join(', ')}`);
  return { cues: new Map(Object.entries(rest) as [Cue, readonly string[]][]), measures };
}
