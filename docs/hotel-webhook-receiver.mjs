// A hotel's own system in sixty lines: verifies each request, keeps the newest state of each ticket, and prints it.
import { createPublicKey, verify } from 'node:crypto';
import { createServer } from 'node:http';

const { EARSHOT_WEBHOOK_KEY = '', EARSHOT_HOTEL_ID = '', PORT = '7140' } = process.env;
const maxBytes = 64 * 1024;
const toleranceMs = 5 * 60_000;

/** Raw ed25519 keys with the header that makes them readable (RFC 8410); several while keys are changed. */
const keys = EARSHOT_WEBHOOK_KEY.split(/\s+/)
  .filter((text) => text.startsWith('whpk_'))
  .map((text) =>
    createPublicKey({
      key: Buffer.concat([
        Buffer.from('302a300506032b6570032100', 'hex'),
        Buffer.from(text.slice(5), 'base64'),
      ]),
      format: 'der',
      type: 'spki',
    }),
  );

function isGenuine(headers, body) {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures = '' } = headers;
  if (!/^\d+$/.test(timestamp ?? '')) return false;
  if (Math.abs(Date.now() - Number(timestamp) * 1000) > toleranceMs) return false;
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  return signatures
    .split(' ')
    .filter((one) => one.startsWith('v1a,'))
    .some((one) => keys.some((key) => verify(null, signed, key, Buffer.from(one.slice(4), 'base64'))));
}

/** Ticket to the newest that was told of it. */
const tickets = new Map();

createServer(async (request, response) => {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > maxBytes) return response.writeHead(413).end();
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  if (request.method !== 'POST' || !isGenuine(request.headers, body)) return response.writeHead(401).end();
  const { data } = JSON.parse(body.toString('utf8'));
  // Signed, but for another hotel of the same Earshot.
  if (data.hotelId !== EARSHOT_HOTEL_ID) return response.writeHead(403).end();
  const known = tickets.get(data.ticketId);
  if (known === undefined || known.revision < data.revision) {
    tickets.set(data.ticketId, data);
    const what = [data.command, data.item, data.quantity, data.at].filter(Boolean).join(' ');
    console.log(`${data.room}  ${what}  ${data.state}${data.isLate ? '  LATE' : ''}`);
  }
  return response.writeHead(204).end();
}).listen(Number(PORT), '127.0.0.1', () => console.log(`listening on ${PORT}`));
