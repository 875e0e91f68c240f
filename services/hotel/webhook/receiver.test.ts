/** The receiver that the documentation shows takes what is genuine, newest first, and nothing else. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../cli/up/ports.ts';
import { checkoutDir } from '../../common/addresses.ts';
import {
  generateWebhookKey,
  parseWebhookSigningKey,
  signStandardWebhook,
} from '../../common/webhooks/standard-webhooks.ts';

const key = parseWebhookSigningKey(generateWebhookKey());
const printed: string[] = [];
let port: number;
let receiver: ReturnType<typeof spawn>;

beforeAll(async () => {
  port = await freePort();
  receiver = spawn(process.execPath, [join(checkoutDir, 'docs/hotel-webhook-receiver.mjs')], {
    env: { EARSHOT_WEBHOOK_KEY: key.verificationKey, EARSHOT_HOTEL_ID: 'tenant-mine', PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  receiver.stdout?.on('data', (chunk) => printed.push(String(chunk)));
});
afterAll(() => receiver?.kill());

async function tell(data: object, change: (body: string) => string = (body) => body): Promise<number> {
  const body = JSON.stringify({ type: 'ticket.changed', timestamp: new Date().toISOString(), data });
  const headers = { ...signStandardWebhook('ticket-1:1', body, [key]) };
  return (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body: change(body) })).status;
}

const ticket = {
  hotelId: 'tenant-mine',
  ticketId: 'ticket-1',
  room: '1204',
  command: 'deliver',
  item: 'towel',
};

test('takes what is signed for this hotel, keeps the newest, and refuses the rest', async () => {
  await expect.poll(() => printed.join(''), { timeout: 20_000 }).toContain('listening');
  expect(await tell({ ...ticket, revision: 2, state: 'done' })).toBe(204);
  expect(await tell({ ...ticket, revision: 1, state: 'new' })).toBe(204);
  expect(await tell({ ...ticket, revision: 3, state: 'new' }, (body) => body.replace('1204', '1205'))).toBe(
    401,
  );
  expect(await tell({ ...ticket, hotelId: 'tenant-other', revision: 4, state: 'new' })).toBe(403);
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(401);
  await expect.poll(() => printed.join(''), { timeout: 5_000 }).toMatch(/1204 {2}deliver towel {2}done\n/);
  expect(printed.join('')).not.toContain('towel  new');
});
