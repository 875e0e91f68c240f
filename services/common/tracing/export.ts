/** Where spans go: to the OTLP endpoint that the configuration names, and nowhere without one. */
import { z } from 'zod';
import { number, setting } from '../config.ts';
import { useTracing } from './tracing.ts';

export const tracingSettings = {
  tracesUrl: setting(
    'EARSHOT_TRACES_URL',
    z.url({ protocol: /^https?$/ }).optional(),
    'OTLP over HTTP, e.g. http://collector:4318/v1/traces; left out, nothing is traced',
  ),
  tracesPercent: setting(
    'EARSHOT_TRACES_PERCENT',
    number(100, { min: 0, max: 100 }),
    'of a hundred turns, how many are traced',
  ),
} as const;

export interface TracesOptions {
  readonly service: string;
  readonly url: string;
  readonly percent: number;
}

/** Spans that wait for the endpoint, at most; more are let go: a turn never waits for whoever watches it. */
const maxWaiting = 4_096;
const exportTimeoutMs = 3_000;
const exportEveryMs = 1_000;

/** The library is loaded only here: a process that traces nothing does not carry it. @returns what sends the rest and ends it */
export async function startTraces({ service, url, percent }: TracesOptions): Promise<() => Promise<void>> {
  const [
    {
      BasicTracerProvider,
      BatchSpanProcessor,
      ParentBasedSampler,
      RandomIdGenerator,
      TraceIdRatioBasedSampler,
    },
    { OTLPTraceExporter },
    { resourceFromAttributes },
  ] = await Promise.all([
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const random = new RandomIdGenerator();
  let next = '';
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': `earshot-${service}` }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(percent / 100) }),
    idGenerator: {
      generateSpanId: () => random.generateSpanId(),
      generateTraceId() {
        const traceId = /^[0-9a-f]{32}$/.test(next) ? next : random.generateTraceId();
        next = '';
        return traceId;
      },
    },
    spanProcessors: [
      new BatchSpanProcessor(new OTLPTraceExporter({ url, timeoutMillis: exportTimeoutMs }), {
        maxQueueSize: maxWaiting,
        scheduledDelayMillis: exportEveryMs,
        exportTimeoutMillis: exportTimeoutMs,
      }),
    ],
  });
  useTracing({
    tracer: provider.getTracer('earshot'),
    nextTraceId(traceId) {
      next = traceId;
    },
  });
  return async () => {
    useTracing(undefined);
    await provider.shutdown().catch(() => {});
  };
}
