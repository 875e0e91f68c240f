/** What `earshot top` shows of two looks at every process: rates between them, levels at the last. */
import type { MetricSample } from './metrics-text.ts';

export interface TopLook {
  readonly atMs: number;
  readonly services: Readonly<Record<string, readonly MetricSample[]>>;
}

type Where = Readonly<Record<string, string | ((value: string) => boolean)>>;

const fits = ({ labels }: MetricSample, where: Where): boolean =>
  Object.entries(where).every(([key, wanted]) =>
    typeof wanted === 'string' ? labels[key] === wanted : wanted(labels[key] ?? ''),
  );

function sum(samples: readonly MetricSample[] | undefined, name: string, where: Where = {}): number {
  return (samples ?? [])
    .filter((one) => one.name === name && fits(one, where))
    .reduce((total, { value }) => total + value, 0);
}

/** A percentile of what came between two looks at a histogram, in milliseconds; undefined of nothing. */
export function percentileMs(
  before: readonly MetricSample[] | undefined,
  after: readonly MetricSample[] | undefined,
  name: string,
  share: number,
): number | undefined {
  const bounds = [
    ...new Set(
      (after ?? []).filter((one) => one.name === `${name}_bucket`).map(({ labels }) => labels['le'] ?? ''),
    ),
  ];
  const counts = bounds
    .map((le) => ({
      le: le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le),
      count: sum(after, `${name}_bucket`, { le }) - sum(before, `${name}_bucket`, { le }),
    }))
    .sort((a, b) => a.le - b.le);
  const total = counts.at(-1)?.count ?? 0;
  if (total <= 0) return undefined;
  const rank = share * total;
  let [lowest, under] = [0, 0];
  for (const { le, count } of counts) {
    if (count >= rank)
      return (
        1000 * (Number.isFinite(le) ? lowest + ((le - lowest) * (rank - under)) / (count - under) : lowest)
      );
    [lowest, under] = [le, count];
  }
  return undefined;
}

const ms = (value: number | undefined): string =>
  value === undefined ? '–' : `${value < 10 ? value.toFixed(1) : Math.round(value)}`;

export function renderTop(before: TopLook, after: TopLook): string {
  const seconds = Math.max(0.001, (after.atMs - before.atMs) / 1000);
  const rate = (service: string, name: string, where: Where = {}) =>
    Math.max(0, sum(after.services[service], name, where) - sum(before.services[service], name, where)) /
    seconds;
  const [was, is] = [before.services['gateway'], after.services['gateway']];
  const level = (service: string, name: string) => sum(after.services[service], `earshot_${service}_${name}`);
  const asr = (name: string) => level('asr', name);
  const clock = (name: string) =>
    [0.5, 0.95, 0.99]
      .map((share) => ms(percentileMs(was, is, `earshot_gateway_${name}_seconds`, share)))
      .join(' / ');
  const ended = (end: string) => rate('gateway', 'earshot_gateway_turns_total', { end }).toFixed(1);
  const rows = Object.entries(after.services).map(([service, samples]) => {
    const calls = 'earshot_process_call_seconds_count';
    return samples.length === 0
      ? [service, 'does not answer']
      : [
          service,
          `${(rate(service, 'earshot_process_cpu_seconds_total') * 100).toFixed(0)} %`,
          `${(sum(samples, 'earshot_process_resident_memory_bytes') / 2 ** 20).toFixed(0)} MB`,
          `${(sum(samples, 'earshot_process_event_loop_delay_p99_seconds') * 1000).toFixed(1)} ms`,
          rate(service, calls).toFixed(1),
          rate(service, calls, { code: (code) => code !== 'OK' && code !== 'CANCELLED' }).toFixed(1),
          `${ms(percentileMs(before.services[service], samples, 'earshot_process_call_seconds', 0.99))} ms`,
        ];
  });
  const head = ['service', 'cpu', 'memory', 'loop p99', 'calls/s', 'failed/s', 'call p99'];
  return `speakers ${sum(is, 'earshot_gateway_sessions')}   turns under way ${sum(is, 'earshot_gateway_turns')}   each second: completed ${ended('completed')}, failed ${ended('failed')}, aborted ${ended('aborted')}
platform p50 / p95 / p99  ${clock('platform')} ms      perceived  ${clock('perceived')} ms
decoders ${asr('decoders')}, busy ${asr('decoders_busy')}, waited for by ${asr('waiting')}; voices are heard ${(asr('behind_seconds') * 1000).toFixed(0)} ms late; refused ${rate('asr', 'earshot_asr_refused_total').toFixed(1)}/s
skills answer ${level('skills', 'calls_running')}, left alone ${level('skills', 'breakers')}; voices busy ${level('tts', 'workers_busy')}, waited for by ${level('tts', 'waiting')}; conversations ${level('dialogue', 'conversations')}

${table([head, ...rows])}
`;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row.length > 2 ? (row[column] ?? '').length : 0))),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(Math.max(9, widths[0] ?? 0)) : cell.padStart((widths[column] ?? 0) + 3),
        )
        .join(''),
    )
    .join('\n');
}
