/** An OTLP endpoint that keeps what it is sent: for whoever looks at the spans of a run, and for tests that look for what must not be in them. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as it came over the wire, with the service that it is of. */
export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  /** Without the prefix that all services share. */
  readonly service: string;
  readonly name: string;
  /** On the clock of the process that made it, milliseconds. */
  readonly startMs: number;
  readonly endMs: number;
}

export interface Collector {
  /** What `EARSHOT_TRACES_URL` is set to. */
  readonly url: string;
  /** Everything that came, as it came. */
  text(): string;
  spans(): CollectedSpan[];
  /** Names of the services that have a span in this trace. */
  servicesOf(traceId: string): Set<string>;
  close(): Promise<void>;
}

interface Sent {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { key: string; value: { stringValue?: string } }[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly {
        readonly traceId: string;
        readonly spanId: string;
        readonly parentSpanId?: string;
        readonly name: string;
        readonly startTimeUnixNano: string;
        readonly endTimeUnixNano: string;
      }[];
    }[];
  }[];
}

const milliseconds = (nanoseconds: string): number => Number(BigInt(nanoseconds) / 1_000n) / 1_000;

export async function startCollector(): Promise<Collector> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      bodies.push(body);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  const spans = (): CollectedSpan[] =>
    bodies
      .flatMap((body) => (JSON.parse(body) as Sent).resourceSpans)
      .flatMap(({ resource, scopeSpans }) => {
        const name = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
        return scopeSpans.flatMap((scope) =>
          scope.spans.map(({ startTimeUnixNano, endTimeUnixNano, parentSpanId = '', ...span }) => ({
            ...{ traceId: span.traceId, spanId: span.spanId, parentSpanId, name: span.name },
            service: name.replace(/^earshot-/, ''),
            startMs: milliseconds(startTimeUnixNano),
            endMs: milliseconds(endTimeUnixNano),
          })),
        );
      });
  return {
    url: `http://127.0.0.1:${port}/v1/traces`,
    text: () => bodies.join('\n'),
    spans,
    servicesOf: (traceId) =>
      new Set(spans().flatMap((span) => (span.traceId === traceId ? [span.service] : []))),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
