/** A hotel's catalogue: the default is whole, and what is wrong is named where it stands. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CatalogueError, defaultCataloguePath, parseCatalogue, readCatalogue } from './read.ts';
import { commandTypes } from './types.ts';

const text = readFileSync(defaultCataloguePath, 'utf8');

function problemsOf(yaml: string) {
  try {
    parseCatalogue(yaml, 'ours.yaml');
  } catch (error) {
    if (error instanceof CatalogueError) return { message: error.message, problems: error.problems };
    throw error;
  }
  throw new Error('it was taken');
}

const lineOf = (words: string) => text.slice(0, text.indexOf(words)).split('\n').length;

describe('the default catalogue', () => {
  test('is valid and knows every type of command', () => {
    expect(Object.keys(readCatalogue(defaultCataloguePath).services).sort()).toEqual(
      [...commandTypes].sort(),
    );
  });

  test.each(['zh-CN', 'en-US'] as const)('has words for everything in %s', (locale) => {
    const { items, objects, topics, devices } = readCatalogue(defaultCataloguePath);
    const mute = Object.entries({ ...items, ...objects, ...topics, ...devices }).filter(
      ([, { words }]) => (words[locale] ?? []).length === 0,
    );
    expect(mute.map(([id]) => id)).toEqual([]);
  });
});

describe('wrong data', () => {
  test.each([
    ['a limit that is no number', 'limit: 6', 'limit: many', 'items.water.limit'],
    ['a key that nobody knows', '\n    give: deliver', '\n    giv: deliver', 'items.water'],
    ['a template that does not close', "'water bottle[s]'", "'water bottle[s'", 'items.water.words.en-US'],
  ])('%s is named with file, line and place', (_name, from, to, place) => {
    const { message, problems } = problemsOf(text.replace(from, to));
    expect(problems.some(({ path }) => path.startsWith(place))).toBe(true);
    expect(message).toContain(`ours.yaml:${problems[0]?.line}: `);
    const line = lineOf(from);
    expect(problems.some((problem) => Math.abs(problem.line - line) <= 1)).toBe(true);
  });

  test('a department that does not exist is named', () => {
    const { problems } = problemsOf(text.replace('department: laundry', 'department: launderette'));
    expect(problems).toEqual([
      {
        line: lineOf('department: laundry'),
        path: 'services.laundry.department',
        message: 'there is no department "launderette"',
      },
    ]);
  });

  test('broken YAML and aliases are refused', () => {
    expect(problemsOf('items: [').problems[0]?.path).toBe('YAML');
    expect(() => parseCatalogue('a: &a [x]\nb: *a\n', 'ours.yaml')).toThrow();
  });
});
