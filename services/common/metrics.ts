/**
 * Numbers of this process for Prometheus. A label's value is a word of our own (a code, a stage, a method) and never
 * anything of a person: label names are a closed list, and each is an enumeration.
 */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Every label there is; each names an enumeration of the code or of the schema. */
export type LabelName =
  | 'code'
  | 'end'
  | 'method'
  | 'pool'
  | 'queue'
  | 'reason'
  | 'result'
  | 'stage'
  | 'state';

/** Upper bounds in seconds: from half a millisecond to the longest reply. */
const secondsBuckets = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.3, 0.5, 1, 2.5, 5, 10, 30,
];

/** One part's numbers, all named `earshot_<part>_…`. Several parts can stand on one page. */
export class Metrics {
  readonly registry = new Registry();
  readonly #prefix: string;

  constructor(part: string) {
    this.#prefix = `earshot_${part}_`;
  }

  counter<L extends LabelName = never>(
    name: string,
    help: string,
    labelNames: readonly L[] = [],
  ): Counter<L> {
    return new Counter({ name: this.#prefix + name, help, labelNames, registers: [this.registry] });
  }

  /** Of durations, in seconds. */
  seconds<L extends LabelName = never>(
    name: string,
    help: string,
    labelNames: readonly L[] = [],
  ): Histogram<L> {
    const options = { name: this.#prefix + name, help, labelNames, buckets: secondsBuckets };
    return new Histogram({ ...options, registers: [this.registry] });
  }

  /** Read when somebody asks. */
  gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name: this.#prefix + name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }

  /** What has only grown since the start, counted elsewhere and read when somebody asks. @param name Ends in `_total`. */
  total(name: string, help: string, read: () => number): void {
    new Counter({
      name: this.#prefix + name,
      help,
      registers: [this.registry],
      collect() {
        setTotal(this, read());
      },
    });
  }

  /** Several of a kind, by one label, read when somebody asks. */
  gauges(name: string, help: string, label: LabelName, read: () => Readonly<Record<string, number>>): void {
    new Gauge({
      name: this.#prefix + name,
      help,
      labelNames: [label],
      registers: [this.registry],
      collect() {
        for (const [value, count] of Object.entries(read())) this.set({ [label]: value }, count);
      },
    });
  }

  /** Several numbers that one look tells: whoever asks for the page has it taken once. Names ending in `_total` only grow. */
  look<N extends string>(helps: Readonly<Record<N, string>>, read: () => Readonly<Record<N, number>>): void {
    const shown = new Map<string, (value: number) => void>();
    for (const [name, help] of Object.entries<string>(helps)) {
      const isFirst = shown.size === 0;
      // A page is made in the order in which its numbers were named.
      const collect = () => {
        if (!isFirst) return;
        for (const [of, value] of Object.entries<number>(read())) shown.get(of)?.(value);
      };
      const options = { name: this.#prefix + name, help, registers: [this.registry], collect };
      if (name.endsWith('_total')) {
        const counter = new Counter(options);
        shown.set(name, (value) => setTotal(counter, value));
      } else {
        const gauge = new Gauge(options);
        shown.set(name, (value) => gauge.set(value));
      }
    }
  }

  /** One that goes up and down with what happens. */
  level<L extends LabelName = never>(name: string, help: string, labelNames: readonly L[] = []): Gauge<L> {
    return new Gauge({ name: this.#prefix + name, help, labelNames, registers: [this.registry] });
  }
}

function setTotal(counter: Counter, value: number): void {
  counter.reset();
  counter.inc(value);
}

/** The text of several parts, one after the other. */
export async function renderMetrics(parts: readonly Metrics[]): Promise<string> {
  return (await Promise.all(parts.map(({ registry }) => registry.metrics()))).join('\n');
}

/** What every process has: its calls, its event loop, its memory, its database connections, its queues. */
export const processMetrics = new Metrics('process');
