/** An OTLP endpoint that keeps what it is sent, for tests that look for what must not be in it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Collector {
  readonly url: string;
  /** Everything that came, as it came. */
  text(): string;
  /** Names of the services that have a span in this trace. */
  servicesOf(traceId: string): Set<string>;
  close(): Promise<void>;
}

interface Sent {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { key: string; value: { stringValue?: string } }[] };
    readonly scopeSpans: readonly { readonly spans: readonly { readonly traceId: string }[] }[];
  }[];
}

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
  return {
    url: `http://127.0.0.1:${port}/v1/traces`,
    text: () => bodies.join('\n'),
    servicesOf(traceId) {
      const sent = bodies.flatMap((body) => (JSON.parse(body) as Sent).resourceSpans);
      const ofTrace = sent.filter(({ scopeSpans }) =>
        scopeSpans.some(({ spans }) => spans.some((span) => span.traceId === traceId)),
      );
      return new Set(
        ofTrace.map(
          ({ resource }) =>
            resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '',
        ),
      );
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
