/** Reads what a process shows of itself: Prometheus' text format, as `common/admin.ts` writes it. */

export interface MetricSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const line = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? ([-+.\deE]+|NaN|[-+]?Inf)$/;

export function parseMetrics(text: string): MetricSample[] {
  return text.split('\n').flatMap((one) => {
    const parts = line.exec(one);
    if (parts === null) return [];
    const [, name = '', labels = '', value] = parts;
    const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', word = '']) => [key, word]);
    return [{ name, labels: Object.fromEntries(pairs), value: Number(value) }];
  });
}

const timeoutMs = 900;

/** Empty where nobody answers: it is being started again, or too busy to say. */
export async function fetchMetrics(listen: string | undefined): Promise<MetricSample[]> {
  if (listen === undefined) return [];
  try {
    const response = await fetch(`http://${listen}/metrics`, { signal: AbortSignal.timeout(timeoutMs) });
    return parseMetrics(await response.text());
  } catch {
    return [];
  }
}
