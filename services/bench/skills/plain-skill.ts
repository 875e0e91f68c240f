/** The least that a skill can do: a constant answer, at once or after `?ms=`. Prints its address as one line. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const answer = JSON.stringify({ version: '1', speech: { text: 'Hello.' } });
const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(answer)) };

const server = createServer((request, response) => {
  const waitMs = Number(/[?&]ms=(\d+)/.exec(request.url ?? '')?.[1] ?? 0);
  request.resume();
  request.on('end', () => {
    const send = () => response.writeHead(200, headers).end(answer);
    if (waitMs === 0) send();
    else setTimeout(send, waitMs);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
