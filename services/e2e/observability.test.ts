/** Alerts and dashboards against the code: each number that they ask for is one that a process shows, each code one of the catalogue. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkoutDir } from '../common/addresses.ts';
import { catalogue } from '../common/errors/catalogue.ts';

const folder = join(checkoutDir, 'deploy/observability');

/** Where numbers are made, by the prefix of their names. */
const makers: Readonly<Record<string, readonly string[]>> = {
  earshot_gateway_: ['services/gateway/metrics.ts', 'services/gateway/gateway.ts'],
  earshot_process_: ['services/common/process-metrics.ts'],
  earshot_asr_: ['services/asr/metrics.ts'],
};

const shown = new Set<string>();
let expressions: string[];
let rules: {
  groups: { rules: { record?: string; alert?: string; expr: string; labels?: { severity: string } }[] }[];
};
beforeAll(async () => {
  for (const [prefix, paths] of Object.entries(makers)) {
    for (const path of paths) {
      const source = await readFile(join(checkoutDir, path), 'utf8');
      for (const [, kind, name] of source.matchAll(
        /\b(counter|seconds|gauges|gauge|level|show)\(\s*'(\w+)'/g,
      )) {
        shown.add(`${prefix}${name}`);
        if (kind === 'seconds')
          for (const part of ['bucket', 'count', 'sum']) shown.add(`${prefix}${name}_${part}`);
      }
    }
  }
  rules = parse(await readFile(join(folder, 'rules.yaml'), 'utf8'));
  const all = rules.groups.flatMap((group) => group.rules);
  for (const { record } of all) if (record !== undefined) shown.add(record);
  expressions = all.map(({ expr }) => expr);
  for (const name of await readdir(join(folder, 'dashboards'))) {
    const { panels } = JSON.parse(await readFile(join(folder, 'dashboards', name), 'utf8'));
    for (const { targets } of panels) for (const { expr } of targets) expressions.push(expr);
  }
});

test('every number that is asked for is one that a process shows, or a rule records', () => {
  const asked = new Set(expressions.flatMap((expr) => expr.match(/\bearshot[_:][\w:]+/g) ?? []));
  expect(asked.size).toBeGreaterThan(25);
  expect([...asked].filter((name) => !shown.has(name))).toEqual([]);
});

test('every code that an alert leaves out or asks for is one of the catalogue', () => {
  const codes = expressions.flatMap((expr) =>
    [...expr.matchAll(/code[!=]~?"([^"]*)"/g)].flatMap(([, list]) => list?.split('|') ?? []),
  );
  expect(codes.length).toBeGreaterThan(5);
  const known = [...Object.keys(catalogue), 'OK'];
  expect(codes.filter((code) => !known.some((one) => new RegExp(`^(?:${code})$`).test(one)))).toEqual([]);
});

describe('alerts', () => {
  test('a fast burn pages, a slow one makes a ticket, and each compares two windows of a recorded share', () => {
    const burning = rules.groups
      .flatMap((group) => group.rules)
      .filter(({ alert }) => /Fail|Slow/.test(alert ?? ''));
    expect(burning.map(({ labels }) => labels?.severity)).toEqual([
      'page',
      'page',
      'ticket',
      'ticket',
      'page',
      'page',
      'ticket',
      'ticket',
    ]);
    for (const { expr } of burning) expect(expr.match(/ratio_rate\w+ > [\d.]+ \* 0\.0\d+/g)).toHaveLength(2);
  });

  test('brackets of every expression are closed', () => {
    for (const expr of expressions) {
      for (const [open, close] of ['()', '{}', '[]'] as const) {
        expect(expr.split(open as string).length, expr).toBe(expr.split(close as string).length);
      }
    }
  });
});

test('no dashboard or alert can show a person: every label is one of the closed list', async () => {
  const source = await readFile(join(checkoutDir, 'services/common/metrics.ts'), 'utf8');
  const closed = [
    ...(source.split('export type LabelName')[1]?.split(';')[0] ?? '').matchAll(/'(\w+)'/g),
  ].map(([, name]) => name);
  const used = expressions.flatMap((expr) =>
    [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list]) =>
      (list ?? '').split(',').map((one) => one.trim()),
    ),
  );
  expect(used.filter((label) => ![...closed, 'le', 'instance', ''].includes(label))).toEqual([]);
});
