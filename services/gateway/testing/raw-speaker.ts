/** A connection that says whatever a test or an attacker sends, and remembers what it was told. */
import { WebSocket } from 'ws';

/** Everything a raw connection was told. */
export interface RawSpeaker {
  readonly socket: WebSocket;
  readonly messages: Record<string, unknown>[];
  readonly closed: Promise<number>;
  sendJson(message: unknown): void;
  hello(fields?: Record<string, unknown>): Promise<void>;
  until(type: string): Promise<Record<string, unknown>>;
}

export const helloMessage = {
  type: 'hello',
  protocol: 'earshot.v1',
  model: 'test',
  firmware: '1',
  locale: 'en-US',
  capabilities: ['audio'],
  audioUp: { codec: 'pcm16', sampleRateHz: 16_000, frameMs: 20 },
  audioDown: { codec: 'pcm16', sampleRateHz: 16_000, frameMs: 20 },
};

/** Connects; rejects with `status` and `headers` when the upgrade is refused. */
export function openRaw(url: string, token: string): Promise<RawSpeaker> {
  const socket = new WebSocket(url, 'earshot.v1', { headers: { authorization: `Bearer ${token}` } });
  const messages: Record<string, unknown>[] = [];
  const waiting = new Set<() => void>();
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (isBinary) return;
    messages.push(JSON.parse(data.toString('utf8')) as Record<string, unknown>);
    for (const wake of waiting) wake();
  });
  const closed = new Promise<number>((resolve) => {
    socket.on('close', (code) => {
      resolve(code);
      for (const wake of waiting) wake();
    });
  });
  socket.on('error', () => {});
  const until = (type: string) =>
    new Promise<Record<string, unknown>>((resolve, reject) => {
      const look = () => {
        const found = messages.find((message) => message['type'] === type);
        if (found !== undefined) resolve(found);
        else if (socket.readyState === socket.CLOSED) reject(new Error(`closed before ${type}`));
        else return;
        waiting.delete(look);
      };
      waiting.add(look);
      look();
    });
  const raw: RawSpeaker = {
    socket,
    messages,
    closed,
    sendJson: (message) => socket.send(JSON.stringify(message)),
    async hello(fields = {}) {
      raw.sendJson({ ...helloMessage, ...fields });
      await until('hello_ack');
    },
    until,
  };
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(raw));
    socket.on('unexpected-response', (_request, response) => {
      reject(Object.assign(new Error('refused'), { status: response.statusCode, headers: response.headers }));
    });
    socket.on('error', reject);
  });
}
