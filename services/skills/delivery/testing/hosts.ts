/** A skill behind each transport that does as a test says. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Egress } from '../../egress/index.ts';
import { HttpsTransport } from '../https.ts';
import { InProcessTransport } from '../in-process.ts';
import type { Transport } from '../transport.ts';

/** What the skill does with the next call: lines to answer, the last of them the answer; or nothing good. */
export type Behaviour =
  | { readonly lines: readonly string[]; readonly headers?: Readonly<Record<string, string>> }
  | 'fail'
  | 'hang';

export interface Host {
  readonly transport: Transport;
  readonly endpoint: string;
  /** Bodies that arrived, oldest first. */
  readonly seen: string[];
  readonly headers: Readonly<Record<string, unknown>>[];
  behave(behaviour: Behaviour): void;
  close(): Promise<void>;
}

export const skillId = 'com.example.conforming';

export async function inProcessHost(): Promise<Host> {
  const seen: string[] = [];
  let behaviour: Behaviour = 'fail';
  const skill = {
    manifest: undefined as never,
    async handle(request: never, { onProgress }: { onProgress: (response: object) => void }) {
      seen.push(JSON.stringify(request));
      if (behaviour === 'fail') throw new Error('it cannot');
      if (behaviour === 'hang') return new Promise<object>(() => {});
      const answers = behaviour.lines.map((line) => JSON.parse(line) as object);
      for (const line of answers.slice(0, -1)) onProgress(line);
      return answers.at(-1) as object;
    },
  };
  return {
    transport: new InProcessTransport(new Map([[skillId, skill]])),
    endpoint: 'in-process',
    seen,
    headers: [],
    behave: (next) => {
      behaviour = next;
    },
    close: async () => {},
  };
}

export async function httpsHost(): Promise<Host> {
  const seen: string[] = [];
  const headers: Readonly<Record<string, unknown>>[] = [];
  let behaviour: Behaviour = 'fail';
  const answer = (response: ServerResponse) => {
    if (behaviour === 'hang') return;
    if (behaviour === 'fail') return void response.writeHead(500).end();
    response.writeHead(200, { 'content-type': 'application/x-ndjson', ...behaviour.headers });
    response.end(behaviour.lines.join('\n'));
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    seen.push(Buffer.concat(chunks).toString('utf8'));
    headers.push(request.headers);
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const egress = new Egress({ maxConnections: 4 });
  return {
    transport: new HttpsTransport(egress, true),
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/skill`,
    seen,
    headers,
    behave: (next) => {
      behaviour = next;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await egress.close();
    },
  };
}
