/** What alerts and dashboards ask of the numbers of processes: read from PromQL by Prometheus' own grammar. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';
import { checkoutDir } from '../../common/addresses.ts';

const folder = join(checkoutDir, 'deploy/observability');

export interface Expression {
  /** A panel's title, or the name of an alert or of what is recorded. */
  readonly where: string;
  readonly expr: string;
  /** How a dashboard names each line; may hold labels. */
  readonly legend: string;
}

export interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly labels?: { readonly severity: string };
}

export async function readRules(): Promise<readonly Rule[]> {
  const { groups } = parse(await readFile(join(folder, 'rules.yaml'), 'utf8')) as {
    groups: { rules: Rule[] }[];
  };
  return groups.flatMap(({ rules }) => rules);
}

/** Every expression of every rule and of every panel. */
export async function readExpressions(): Promise<readonly Expression[]> {
  const expressions: Expression[] = (await readRules()).map(({ alert, record, expr }) => ({
    where: alert ?? record ?? '',
    expr,
    legend: '',
  }));
  for (const name of await readdir(join(folder, 'dashboards'))) {
    const { panels } = JSON.parse(await readFile(join(folder, 'dashboards', name), 'utf8')) as {
      panels: { title: string; targets: { expr: string; legendFormat?: string }[] }[];
    };
    for (const { title, targets } of panels) {
      for (const { expr, legendFormat = '' } of targets)
        expressions.push({ where: title, expr, legend: legendFormat });
    }
  }
  return expressions;
}

/** What is between `from` and `to` could not be read. @throws Error */
function refuse(expr: string, from: number): never {
  throw new Error(`no PromQL from “${expr.slice(from, from + 20)}” on: ${expr}`);
}

export interface Asked {
  readonly metrics: readonly string[];
  /** By which each is chosen. */
  readonly matched: readonly { readonly metric: string; readonly label: string }[];
  /** By which they are grouped, joined and named. */
  readonly labels: readonly string[];
}

/** @throws Error when it is no PromQL */
export function askedBy({ expr, legend }: Pick<Expression, 'expr' | 'legend'>): Asked {
  const metrics = new Set<string>();
  const matched: { readonly metric: string; readonly label: string }[] = [];
  let metric = '';
  const labels = new Set([...legend.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, label = '']) => label));
  parser.parse(expr).iterate({
    enter({ name, type, node, from, to }) {
      if (type.isError) refuse(expr, from);
      const text = expr.slice(from, to);
      if (name === 'Identifier') {
        metric = text;
        metrics.add(metric);
      } else if (name === 'LabelName') {
        if (node.parent?.name === 'UnquotedLabelMatcher') matched.push({ metric, label: text });
        else labels.add(text);
      }
    },
  });
  return { metrics: [...metrics], matched, labels: [...labels] };
}
