/** Alerts and dashboards: each is PromQL, and each label and code that it names is one that there is. What is on the pages of a running Earshot: turn.test.ts. */
import { beforeAll, describe, expect, test } from 'vitest';
import { catalogue } from '../common/errors/catalogue.ts';
import { type Metrics, processMetrics } from '../common/metrics.ts';
import { watchProcess } from '../common/process-metrics.ts';
import { GatewayMetrics } from '../gateway/metrics.ts';
import { routerMetrics } from '../skills/router/index.ts';
import {
  askedBy,
  type Expression,
  type Rule,
  readExpressions,
  readRules,
} from './testing/asked-of-metrics.ts';

let expressions: readonly Expression[];
let rules: readonly Rule[];
beforeAll(async () => {
  [expressions, rules] = await Promise.all([readExpressions(), readRules()]);
});

describe('what is read as PromQL', () => {
  test('is read as Prometheus does', () => {
    const expr = 'sum by (le, method) (rate(a_bucket{code!~"OK",end="x"}[5m])) / on (job) b > 1 * 0.5';
    expect(askedBy({ expr, legend: '{{method}} of {{ job }}' })).toEqual({
      metrics: ['a_bucket', 'b'],
      matched: [
        { metric: 'a_bucket', label: 'code' },
        { metric: 'a_bucket', label: 'end' },
      ],
      labels: ['method', 'job', 'le'],
    });
  });

  test.each(['sum(rate(a[5m])', 'sum by (rate(a[5m]))', 'a > > 1', 'rate(a[5 m)', 'a{code=}', ''])(
    '“%s” is not',
    (expr) => {
      expect(() => askedBy({ expr, legend: '' })).toThrow('no PromQL');
    },
  );
});

test('every expression is PromQL and asks for something', () => {
  expect(expressions.length).toBeGreaterThan(60);
  for (const one of expressions) expect(askedBy(one).metrics.length, one.where).toBeGreaterThan(0);
});

/** Labels by metric, of those that have any. */
async function declaredLabels(): Promise<ReadonlyMap<string, readonly string[]>> {
  watchProcess();
  const parts: readonly Metrics[] = [
    processMetrics,
    new GatewayMetrics(),
    routerMetrics({ running: 0, resting: { open: 0, 'half-open': 0 } }),
  ];
  const declared = new Map<string, readonly string[]>();
  for (const { registry } of parts) {
    for (const metric of registry.getMetricsAsArray()) {
      const { name, labelNames } = metric as unknown as { name: string; labelNames: readonly string[] };
      for (const suffix of ['', '_bucket', '_count', '_sum']) declared.set(`${name}${suffix}`, labelNames);
      declared.set(`${name}_bucket`, [...labelNames, 'le']);
    }
  }
  return declared;
}

/** What Prometheus gives to every number, by the process that it read. */
const everywhere = ['instance', 'job'];

test('every label that is asked for is one that this very number has', async () => {
  const declared = await declaredLabels();
  const labelsOf = (metric: string) => [...(declared.get(metric) ?? []), ...everywhere];
  for (const one of expressions) {
    const { metrics, matched, labels } = askedBy(one);
    for (const { metric, label } of matched)
      expect(labelsOf(metric), `${one.where}: ${metric}`).toContain(label);
    const any = metrics.flatMap(labelsOf);
    expect(
      labels.filter((label) => !any.includes(label)),
      one.where,
    ).toEqual([]);
  }
});

test('every code that an alert leaves out or asks for is one of the catalogue', () => {
  const codes = expressions.flatMap(({ expr }) =>
    [...expr.matchAll(/code[!=]~?"([^"]*)"/g)].flatMap(([, list]) => list?.split('|') ?? []),
  );
  expect(codes.length).toBeGreaterThan(5);
  const known = [...Object.keys(catalogue), 'OK'];
  expect(codes.filter((code) => !known.some((one) => new RegExp(`^(?:${code})$`).test(one)))).toEqual([]);
});

test('a fast burn pages, a slow one makes a ticket, and each compares two windows of a recorded share', () => {
  const burning = rules.filter(({ alert }) => /Fail|Slow/.test(alert ?? ''));
  const severities = ['page', 'page', 'ticket', 'ticket'];
  expect(burning.map(({ labels }) => labels?.severity)).toEqual([...severities, ...severities]);
  for (const { expr } of burning) expect(expr.match(/ratio_rate\w+ > [\d.]+ \* 0\.0\d+/g)).toHaveLength(2);
});

test('what each process of a service shows of one database is never added up', () => {
  for (const { where, expr } of expressions)
    expect(expr, where).not.toMatch(
      /sum[^(]*(\([^)]*\) )?\(earshot_(process_outbox_backlog|dialogue_conversations)/,
    );
});
