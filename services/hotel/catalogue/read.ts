/** Reads a hotel's catalogue from YAML; what is wrong is named with file, line and place. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { TemplateError } from '../../../language/templates/index.ts';
import { expandTemplate } from './expand.ts';
import { type Catalogue, commandTypes } from './types.ts';

export interface CatalogueProblem {
  readonly line: number;
  /** Where in the data, e.g. `items.water.limit`. */
  readonly path: string;
  readonly message: string;
}

/** The catalogue cannot be used. */
export class CatalogueError extends Error {
  readonly problems: readonly CatalogueProblem[];

  constructor(file: string, problems: readonly CatalogueProblem[]) {
    super(problems.map(({ line, path, message }) => `${file}:${line}: ${path}: ${message}`).join('\n'));
    this.name = 'CatalogueError';
    this.problems = problems;
  }
}

const maxBytes = 512 * 1024;
const idShape = /^[a-z][a-z0-9_]{0,47}$/;

const id = z.string().regex(idShape, 'an id has small letters, digits and _, at most 48');
const template = z
  .string()
  .max(400)
  .superRefine((text, context) => {
    try {
      expandTemplate(text);
    } catch (error) {
      if (!(error instanceof TemplateError || error instanceof RangeError)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
    }
  });
const localised = <T extends z.ZodType>(inner: T) =>
  z.strictObject({ 'zh-CN': inner.optional(), 'en-US': inner.optional() });
const words = localised(z.array(template).max(200));
const say = localised(z.string().min(1).max(400));
const clock = z.string().regex(/^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/, 'an hour is HH:MM, and stands in quotes');
const hours = z.strictObject({ from: clock, to: clock });
const table = <T extends z.ZodType>(inner: T) =>
  z.record(id, inner).refine((all) => Object.keys(all).length <= 300, 'at most 300 entries');

const shape = z.strictObject({
  departments: table(say),
  items: table(
    z.strictObject({
      give: z.enum(['deliver', 'borrow']),
      change: z.boolean().optional(),
      limit: z.int().min(1).max(99),
      department: id.optional(),
      say,
      words,
      needs: words.optional(),
    }),
  ),
  objects: table(z.strictObject({ say, words, faults: words.optional() })),
  devices: table(z.strictObject({ words })),
  scenes: table(z.strictObject({ words })),
  services: z.record(
    z.enum(commandTypes),
    z.strictObject({
      department: id,
      lateAfterMinutes: z.int().min(1).max(1_440).optional(),
      question: z.enum(['time']).optional(),
      words: words.optional(),
    }),
  ),
  topics: table(
    z
      .strictObject({ words, answer: say, hours: hours.optional() })
      .refine(
        ({ answer, hours: own }) =>
          own !== undefined || !Object.values(answer).some((text) => /\{(?:from|to)\}/.test(text ?? '')),
        { path: ['hours'], message: 'the answer names hours, and there are none' },
      ),
  ),
});

/** Says where in a file something is wrong. */
export type Problem = (path: readonly PropertyKey[], message: string) => CatalogueProblem;

/** YAML as it was written. @throws CatalogueError when it is none, or too long */
export function documentOf(text: string, file: string): { data: unknown; problem: Problem } {
  if (Buffer.byteLength(text) > maxBytes) {
    throw new CatalogueError(file, [{ line: 1, path: '', message: `longer than ${maxBytes} bytes` }]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineOf = (offset: number) => lines.linePos(offset).line;
  if (document.errors.length > 0) {
    throw new CatalogueError(
      file,
      document.errors.map(({ pos, message }) => ({
        line: lineOf(pos[0]),
        path: 'YAML',
        message: message.split('\n')[0] ?? '',
      })),
    );
  }
  const lineAt = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true) as
        | { range?: [number, number, number] }
        | undefined;
      if (node?.range) return lineOf(node.range[0]);
    }
    return 1;
  };
  const problem: Problem = (path, message) => ({
    line: lineAt(path),
    path: path.map(String).join('.'),
    message,
  });
  return { data: dataOf(document, file, problem), problem };
}

/** Aliases could make a small file a large object. */
function dataOf(document: Document, file: string, problem: Problem): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    throw new CatalogueError(file, [problem([], 'aliases (*name) are not read here')]);
  }
}

/** @throws CatalogueError when it is no whole catalogue */
export function validate(data: unknown, file: string, problem: Problem): Catalogue {
  const parsed = shape.safeParse(data);
  if (!parsed.success) {
    throw new CatalogueError(
      file,
      parsed.error.issues.map((issue) => {
        const [stranger] = issue.code === 'unrecognized_keys' ? issue.keys : [];
        return problem(stranger === undefined ? issue.path : [...issue.path, stranger], issue.message);
      }),
    );
  }
  const catalogue = parsed.data as Catalogue;
  const strangers = [
    ...Object.entries(catalogue.items).flatMap(([item, { department }]) =>
      department === undefined ? [] : [{ path: ['items', item, 'department'], department }],
    ),
    ...Object.entries(catalogue.services).map(([type, { department }]) => ({
      path: ['services', type, 'department'],
      department,
    })),
  ].filter(({ department }) => !Object.hasOwn(catalogue.departments, department));
  if (strangers.length > 0) {
    throw new CatalogueError(
      file,
      strangers.map(({ path, department }) => problem(path, `there is no department "${department}"`)),
    );
  }
  return catalogue;
}

/**
 * @param file shown in problems only
 * @throws CatalogueError with every problem, its line and its place
 */
export function parseCatalogue(text: string, file: string): Catalogue {
  const { data, problem } = documentOf(text, file);
  return validate(data, file, problem);
}

/** @throws CatalogueError as `parseCatalogue`; an error of the file system when it cannot be read */
export const readCatalogue = (path: string): Catalogue => parseCatalogue(readFileSync(path, 'utf8'), path);

/** The catalogue of a hotel that has not written its own. */
export const defaultCataloguePath = fileURLToPath(new URL('./default.yaml', import.meta.url));
