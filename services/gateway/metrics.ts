/** Counters of this process in Prometheus' text format. Values are operational: names, codes and numbers. */

type Labels = Readonly<Record<string, string>>;

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  lines(): string[];
}

function series(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${text}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`;
}

export class Counter implements Metric {
  readonly type = 'counter';
  readonly name: string;
  readonly help: string;
  readonly #values = new Map<string, { labels: Labels; value: number }>();

  constructor(name: string, help: string) {
    this.name = name;
    this.help = help;
  }

  add(labels: Labels = {}, value = 1): void {
    const key = JSON.stringify(labels);
    const found = this.#values.get(key);
    if (found === undefined) this.#values.set(key, { labels, value });
    else found.value += value;
  }

  get(labels: Labels = {}): number {
    return this.#values.get(JSON.stringify(labels))?.value ?? 0;
  }

  lines(): string[] {
    return [...this.#values.values()].map(({ labels, value }) => series(this.name, labels, value));
  }
}

export class Gauge implements Metric {
  readonly type = 'gauge';
  readonly name: string;
  readonly help: string;
  readonly #read: () => number;

  constructor(name: string, help: string, read: () => number) {
    this.name = name;
    this.help = help;
    this.#read = read;
  }

  lines(): string[] {
    return [series(this.name, {}, this.#read())];
  }
}

/** Upper bounds in seconds: from a tenth of a millisecond to the longest reply. */
const bounds = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export class Histogram implements Metric {
  readonly type = 'histogram';
  readonly name: string;
  readonly help: string;
  readonly #series = new Map<string, { labels: Labels; counts: number[]; sum: number; count: number }>();

  constructor(name: string, help: string) {
    this.name = name;
    this.help = help;
  }

  observe(seconds: number, labels: Labels = {}): void {
    const key = JSON.stringify(labels);
    let found = this.#series.get(key);
    if (found === undefined) {
      found = { labels, counts: bounds.map(() => 0), sum: 0, count: 0 };
      this.#series.set(key, found);
    }
    found.sum += seconds;
    found.count += 1;
    for (const [index, bound] of bounds.entries()) if (seconds <= bound) found.counts[index]! += 1;
  }

  lines(): string[] {
    return [...this.#series.values()].flatMap(({ labels, counts, sum, count }) => [
      ...counts.map((value, index) =>
        series(`${this.name}_bucket`, { ...labels, le: String(bounds[index]) }, value),
      ),
      series(`${this.name}_bucket`, { ...labels, le: '+Inf' }, count),
      series(`${this.name}_sum`, labels, sum),
      series(`${this.name}_count`, labels, count),
    ]);
  }
}

export class GatewayMetrics {
  readonly #metrics: Metric[] = [];
  readonly connections = this.#counter('connections_total', 'Connections that were accepted.');
  readonly refusedConnections = this.#counter(
    'connections_refused_total',
    'Upgrades and calls refused, by code.',
  );
  readonly closedConnections = this.#counter('connections_closed_total', 'Connections ended by us, by code.');
  readonly errors = this.#counter('protocol_errors_total', 'Errors that speakers were told, by code.');
  readonly framesUp = this.#counter('frames_up_total', 'Audio frames taken from speakers.');
  readonly framesRefused = this.#counter('frames_refused_total', 'Audio frames thrown away, by reason.');
  readonly framesMissing = this.#counter(
    'frames_missing_total',
    'Frames left out by speakers, by their sequence.',
  );
  readonly framesDown = this.#counter('frames_down_total', 'Audio frames sent to speakers.');
  readonly inputPauses = this.#counter(
    'input_pauses_total',
    'Times a speaker was paused for a slow recogniser.',
  );
  readonly outputStalls = this.#counter('output_stalls_total', 'Times speech waited for a speaker to read.');
  readonly turns = this.#counter('turns_total', 'Turns by their end and code.');
  readonly rechecks = this.#counter('rechecks_total', 'Devices looked at again, by result.');
  readonly stageSeconds = this.#histogram('stage_seconds', 'Time in each stage of a turn.');
  readonly perceivedSeconds = this.#histogram('perceived_seconds', 'Last speech sample to first reply byte.');
  readonly platformSeconds = this.#histogram(
    'platform_seconds',
    'End-of-speech decision to first reply byte.',
  );
  readonly skillSeconds = this.#histogram('skill_seconds', 'Time that skills took themselves.');

  /** A value that is read when somebody asks. */
  gauge(name: string, help: string, read: () => number): void {
    this.#metrics.push(new Gauge(`earshot_gateway_${name}`, help, read));
  }

  /** The page. */
  render(): string {
    const lines = this.#metrics.flatMap((metric) => [
      `# HELP ${metric.name} ${metric.help}`,
      `# TYPE ${metric.name} ${metric.type}`,
      ...metric.lines(),
    ]);
    return `${lines.join('\n')}\n`;
  }

  #counter(name: string, help: string): Counter {
    const counter = new Counter(`earshot_gateway_${name}`, help);
    this.#metrics.push(counter);
    return counter;
  }

  #histogram(name: string, help: string): Histogram {
    const histogram = new Histogram(`earshot_gateway_${name}`, help);
    this.#metrics.push(histogram);
    return histogram;
  }
}
