/** The report of a load test: one HTML file that needs nothing beside it, for somebody who has never seen the project. */
import { describeMachine } from '../../services/bench/report.ts';
import { type LoadFigures, measured, percentile, type Spread, stageNames } from '../figures.ts';
import type { LoadResult } from '../run.ts';
import type { Look } from '../watch.ts';
import { escaped, histogram, type Line, lineChart, type Span, waterfall } from './charts.ts';
import { style } from './style.ts';

const number = (value: number): string =>
  Number.isFinite(value) ? `${value >= 100 ? Math.round(value) : Number(value.toPrecision(3))}` : '–';

export function renderHtml(result: LoadResult): string {
  const { scenario, counted, warmUp, broken, driver, startedAt } = result;
  const isKept = broken.length === 0;
  const machine = describeMachine();
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Load test: ${escaped(scenario.name)}</title><style>${style}</style></head><body><main>
<header><p class="over">Earshot load test</p><h1>${escaped(scenario.name)}</h1><p class="lead">${escaped(scenario.summary)}</p>
<p class="verdict ${isKept ? 'good' : 'bad'}">${isKept ? 'Every bound was kept.' : `Not kept: ${escaped(broken.map(({ what, is, limit }) => `${what} was ${number(is)}, the bound is ${number(limit)}`).join('; '))}.`}</p></header>
<section class="tiles">${tiles(result)}</section>
${section('How long people waited, over the run', 'Each point sums up five seconds. <b>Perceived</b> runs at the speaker, from the moment at which the words were scheduled to end to the first sound of the answer; a speaker that had to begin late counts as waiting. <b>Platform</b> runs at the gateway, from its decision that the words are over to the first byte of the answer.', overTime(result))}
${section(
  'How the waits were spread',
  'Perceived waits of the counted part: most people are where the bars are tall; the marks say what half, 95 and 99 of a hundred had at most.',
  histogram(
    'Histogram of perceived waits',
    measured(result.samples)
      .filter(({ isWarmUp, end }) => !isWarmUp && end === 'completed')
      .flatMap(({ perceivedMs }) => perceivedMs ?? []),
    'milliseconds',
    { p50: counted.perceivedMs.p50, p95: counted.perceivedMs.p95, p99: counted.perceivedMs.p99 },
  ),
)}
${section('Where the time goes', 'The stages after the words are over, one after the other: solid is the median, pale the 99th percentile. <b>recognise</b> makes words of the last sound, <b>understand</b> finds out what they ask for, <b>route</b> checks what may leave and calls, <b>act</b> is the skill’s own time. Speaking goes on while one listens, so it stands in the table alone.', waterfall('Stages of a turn', spans(counted), 'ms') + stageTable(counted))}
${section('Ends and errors', 'Every utterance has one end. Lost means that there was none within 20 seconds. Codes are explained in docs/errors.md.', endTable(counted, warmUp) + errorTable(counted))}
${result.looks.length === 0 ? '<section><p class="none">The processes were somebody else’s, so processor, memory and queues were not seen.</p></section>' : machineSections(result)}
<footer><p>${escaped(startedAt.toISOString().slice(0, 16).replace('T', ' '))} UTC. ${scenario.speakers} speakers for ${scenario.seconds} s after ${scenario.warmUpSeconds} s of warm-up, played by ${driver === 'k6' ? 'k6' : 'the Node driver'}. ${escaped(machine.cpuModel)}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Node ${escaped(machine.nodeVersion)}. ${result.looks.length === 0 ? '' : 'The generator shares this machine with everything that it measures.'}</p>
<p>Run it again: <code>earshot load ${escaped(scenario.name)} --speakers ${scenario.speakers} --for ${scenario.seconds}s</code></p></footer>
</main></body></html>
`;
}

const section = (title: string, text: string, body: string): string =>
  `<section><h2>${title}</h2><p>${text}</p>${body}</section>`;

function tiles({ counted, scenario, looks }: LoadResult): string {
  const busiest = Math.max(...looks.map(({ machineCores }) => machineCores));
  const tile = (value: string, what: string) => `<div><b>${value}</b><span>${what}</span></div>`;
  return [
    tile(number(scenario.speakers), 'speakers'),
    tile(number(counted.said), 'utterances counted'),
    tile(`${number(counted.platformMs.p50)} ms`, 'platform, median'),
    tile(`${number(counted.platformMs.p99)} ms`, 'platform, p99'),
    tile(`${number(counted.perceivedMs.p99)} ms`, 'perceived, p99'),
    tile(`${counted.failed} / ${counted.lost}`, 'failed / lost'),
    looks.length === 0 ? '' : tile(number(busiest), 'cores in the busiest second'),
    counted.settledMs > 0 ? tile(`${number(counted.settledMs / 1000)} s`, 'until the last was back') : '',
  ].join('');
}

const bucketMs = 5_000;

function overTime({ samples, scenario }: LoadResult): string {
  const buckets = new Map<number, { perceived: number[]; platform: number[] }>();
  for (const { atMs, end, perceivedMs, platformMs } of measured(samples)) {
    if (end !== 'completed') continue;
    const at = Math.floor(atMs / bucketMs);
    const bucket = buckets.get(at) ?? { perceived: [], platform: [] };
    buckets.set(at, bucket);
    if (perceivedMs !== undefined) bucket.perceived.push(perceivedMs);
    if (platformMs !== undefined) bucket.platform.push(platformMs);
  }
  const line = (name: string, of: 'perceived' | 'platform', share: number): Line => ({
    name,
    points: [...buckets]
      .sort(([a], [b]) => a - b)
      .flatMap(([at, bucket]) => {
        const value = percentile(
          bucket[of].toSorted((a, b) => a - b),
          share,
        );
        return Number.isFinite(value) ? [[((at + 0.5) * bucketMs) / 1000, value] as const] : [];
      }),
  });
  return lineChart({
    label: 'Waits over time',
    lines: [
      line('perceived p50', 'perceived', 0.5),
      line('perceived p99', 'perceived', 0.99),
      line('platform p50', 'platform', 0.5),
      line('platform p99', 'platform', 0.99),
    ],
    unitX: 'seconds',
    unitY: 'ms',
    countedFrom: scenario.warmUpSeconds,
  });
}

function spans({ stagesMs }: LoadFigures): Span[] {
  let from = 0;
  return (['recognise', 'understand', 'route', 'act'] as const).flatMap((name) => {
    const spread = stagesMs[name];
    if (spread === undefined || spread.count === 0) return [];
    const span = { name, from, p50: spread.p50, p99: spread.p99 };
    from += spread.p50;
    return [span];
  });
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<table><thead><tr>${head.map((cell) => `<th>${escaped(cell)}</th>`).join('')}</tr></thead><tbody>${rows.map((row) => `<tr>${row.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`).join('')}</tbody></table>`;

const cells = ({ count, p50, p95, p99, p999, max }: Spread): string[] =>
  count === 0 ? ['0', '–', '–', '–', '–', '–'] : [count, p50, p95, p99, p999, max].map(number);

function stageTable({ stagesMs, perceivedMs, platformMs, silencedMs }: LoadFigures): string {
  const rows = [
    ['perceived', ...cells(perceivedMs)],
    ['platform', ...cells(platformMs)],
    ...stageNames.flatMap((name) => (stagesMs[name] ? [[name, ...cells(stagesMs[name])]] : [])),
    ...(silencedMs.count > 0 ? [['silenced after barge-in', ...cells(silencedMs)]] : []),
  ];
  return table(['milliseconds', 'count', 'p50', 'p95', 'p99', 'p99.9', 'max'], rows);
}

function endTable(counted: LoadFigures, warmUp: LoadFigures): string {
  const row = (name: string, { said, completed, failed, aborted, lost, platformMs }: LoadFigures) => [
    ...[name, ...[said, completed, failed, aborted, lost].map(String)],
    ...[number(platformMs.p50), number(platformMs.p99)],
  ];
  return table(
    ['', 'said', 'completed', 'failed', 'aborted', 'lost', 'platform p50', 'p99'],
    [row('counted', counted), row('warm-up', warmUp)],
  );
}

function errorTable({ failures, refusals, hostileRefusals }: LoadFigures): string {
  const rows = [
    ...Object.entries(failures).map(([code, count]) => [code, 'a turn failed', `${count}`]),
    ...Object.entries(refusals).map(([code, count]) => [code, 'a speaker was refused something', `${count}`]),
    ...Object.entries(hostileRefusals).map(([code, count]) => [code, 'junk was refused', `${count}`]),
  ];
  return rows.length === 0 ? '<p class="none">No error.</p>' : table(['code', 'what', 'times'], rows);
}

function machineSections({ looks, scenario }: LoadResult): string {
  const names = Object.keys(looks[0]?.services ?? {});
  const seconds = (look: Look) => look.atMs / 1000;
  const shown = looks.filter(({ atMs }) => atMs >= 0);
  const lines = (value: (look: Look, name: string) => number | undefined): Line[] =>
    names.map((name) => ({
      name,
      points: shown.flatMap((look) => {
        const y = value(look, name);
        return y === undefined ? [] : [[seconds(look), y] as const];
      }),
    }));
  const chart = (label: string, unitY: string, drawn: readonly Line[]) =>
    lineChart({ label, lines: drawn, unitX: 'seconds', unitY, countedFrom: scenario.warmUpSeconds });
  const all: Line = {
    name: 'whole machine',
    points: shown.map((look) => [seconds(look), look.machineCores] as const),
  };
  const queueNames = [
    ...new Set(
      shown.flatMap(({ services }) => Object.values(services).flatMap(({ queues }) => Object.keys(queues))),
    ),
  ];
  const queues = queueNames
    .filter((name) => name !== 'earshot_gateway_sessions')
    .map((name) => ({
      name: name.replace('earshot_', ''),
      points: shown.map(
        (look) =>
          [
            seconds(look),
            Object.values(look.services).reduce((sum, { queues: one }) => sum + (one[name] ?? 0), 0),
          ] as const,
      ),
    }));
  return [
    section(
      'Processor',
      'Cores in use by each service with its child processes, and by the whole machine: skills, stores and the generator are the difference.',
      chart('Processor', 'cores', [...lines((look, name) => look.services[name]?.cores), all]),
    ),
    section(
      'Memory',
      'Proportional set size of each service with its child processes: what several share counts once. What only grows is a leak.',
      chart(
        'Memory',
        'MB',
        lines((look, name) => look.services[name]?.memoryMb),
      ),
    ),
    section(
      'Event loops',
      'How late a service was for its own next step, 99th percentile of each second. Beyond some ten milliseconds everybody there waits.',
      chart(
        'Event loop delay',
        'ms',
        lines((look, name) => look.services[name]?.loopDelayP99Ms),
      ),
    ),
    section(
      'Queues',
      'What waits and what has a bound: decoders that are started and busy, utterances that wait for one, turns under way, work in the outbox.',
      chart('Queues', 'count', queues),
    ),
  ].join('');
}
