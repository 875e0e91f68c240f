/** What a run of k6 says, in our words. */

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  readonly count: number;
}

export interface LoadSummary {
  readonly speakers: number;
  readonly seconds: number;
  /** From the scheduled end of speech to the first audio of the reply, at the speaker, in milliseconds. */
  readonly perceivedMs: Percentiles;
  /** From the end-of-speech decision to the first reply byte, at the gateway, in milliseconds. */
  readonly platformMs: Percentiles;
  readonly completed: number;
  readonly failed: number;
  /** Turns without an end, plus arrivals for which the generator had no virtual user. */
  readonly lost: number;
}

/** The part of k6's summary that is read here. */
interface K6Summary {
  readonly metrics: Readonly<Record<string, { readonly values: Readonly<Record<string, number>> }>>;
}

function percentiles(summary: K6Summary, name: string): Percentiles {
  const values = summary.metrics[name]?.values ?? {};
  const at = (key: string) => Number((values[key] ?? Number.NaN).toFixed(1));
  return { p50: at('med'), p95: at('p(95)'), p99: at('p(99)'), max: at('max'), count: values['count'] ?? 0 };
}

/** Reads k6's JSON summary. */
export function readSummary(text: string, speakers: number, seconds: number): LoadSummary {
  const summary = JSON.parse(text) as K6Summary;
  const count = (name: string) => summary.metrics[name]?.values['count'] ?? 0;
  return {
    speakers,
    seconds,
    perceivedMs: percentiles(summary, 'utterance_perceived_ms'),
    platformMs: percentiles(summary, 'utterance_platform_ms'),
    completed: count('turns_completed'),
    failed: count('turns_failed'),
    lost: count('turns_lost') + count('dropped_iterations'),
  };
}
