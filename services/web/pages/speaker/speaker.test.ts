/** The browser as a speaker, without a browser: who becomes one, and whose upgrade is handed on. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Pages, startPages, Visitor } from '../../testing/pages.ts';

let pages: Pages;
beforeAll(async () => {
  pages = await startPages({ withGateway: true });
});
afterAll(() => pages.close());

/** A visitor whose browser is a speaker. */
async function speaker(): Promise<Visitor> {
  const visitor = new Visitor(pages);
  await visitor.follow(await pages.link(pages.home));
  await visitor.get('/speaker');
  const begun = await visitor.post('/speaker/begin');
  expect(begun).toMatchObject({ status: 303, location: '/speaker' });
  const flags = begun.setCookies.find((line) => line.startsWith('speaker='));
  expect(flags).toMatch(/HttpOnly/);
  expect(flags).toMatch(/SameSite=Strict/);
  return visitor;
}

/** How an upgrade ends: `open`, or the status of its refusal. */
function upgrade(headers: Record<string, string>, path = '/speaker/socket'): Promise<string | number> {
  const socket = new WebSocket(`${pages.origin.replace('http', 'ws')}${path}`, 'earshot.v1', { headers });
  return new Promise((resolve) => {
    socket.on('error', () => {});
    socket.on('unexpected-response', (_request, { statusCode }) => resolve(statusCode ?? 0));
    socket.on('open', () => {
      socket.close();
      resolve('open');
    });
  });
}

const cookieOf = (visitor: Visitor) => `speaker=${visitor.cookies.get('speaker')}`;

test('whoever is not signed in is asked to, and becomes no speaker', async () => {
  const stranger = new Visitor(pages);
  expect(await stranger.get('/speaker')).toMatchObject({ status: 303, location: '/sign-in' });
  expect(await stranger.post('/speaker/begin')).toMatchObject({ status: 403 });
  expect(stranger.cookies.has('speaker')).toBe(false);
});

test('the page of a speaker may ask for the microphone, no other page may, and its token is in none', async () => {
  const visitor = await speaker();
  const page = await visitor.get('/speaker');
  expect(page.headers.get('permissions-policy')).toContain('microphone=(self)');
  expect(page.text).not.toContain(visitor.cookies.get('speaker'));
  expect((await visitor.get('/me')).headers.get('permissions-policy')).toContain('microphone=()');
});

describe('an upgrade', () => {
  test('of the own page with its cookie is handed on, and speaks earshot.v1', async () => {
    const visitor = await speaker();
    const socket = new WebSocket(`${pages.origin.replace('http', 'ws')}/speaker/socket`, 'earshot.v1', {
      headers: { origin: pages.origin, cookie: cookieOf(visitor) },
    });
    const answered = new Promise((resolve) => {
      socket.once('message', (data) => resolve(JSON.parse(String(data))));
    });
    await new Promise((resolve) => socket.once('open', resolve));
    const format = { codec: 'pcm16', sampleRateHz: 16_000, frameMs: 20 };
    const hello = {
      type: 'hello',
      protocol: 'earshot.v1',
      locale: 'en-US',
      audioUp: format,
      audioDown: format,
    };
    socket.send(JSON.stringify(hello));
    expect(await answered).toMatchObject({ type: 'hello_ack', locale: 'en-US' });
    socket.close();
  });

  test.each([
    ['of another origin', (cookie: string) => ({ origin: 'https://other.example', cookie }), 403],
    ['of no origin', (cookie: string) => ({ cookie }), 403],
    ['without a cookie', () => ({ origin: pages.origin }), 401],
    ['with another cookie', () => ({ origin: pages.origin, cookie: 'speaker=edt_x' }), 401],
    [
      'with a token that nobody has',
      () => ({ origin: pages.origin, cookie: `speaker=edt_${'A'.repeat(43)}` }),
      401,
    ],
    [
      'for another host',
      (cookie: string) => ({ origin: pages.origin, cookie, host: 'rebound.example' }),
      421,
    ],
  ])('%s is refused', async (_name, headersFor, status) => {
    const visitor = await speaker();
    expect(await upgrade(headersFor(cookieOf(visitor)) as Record<string, string>)).toBe(status);
  });

  test('of another path is none', async () => {
    const visitor = await speaker();
    const headers = { origin: pages.origin, cookie: cookieOf(visitor) };
    expect(await upgrade(headers, '/me')).toBe(404);
  });
});

test('a speaker that stops has no cookie any more, and one that its owner removed is let in no more', async () => {
  const visitor = await speaker();
  const cookie = cookieOf(visitor);
  await visitor.get('/speaker');
  await visitor.post('/speaker/end');
  expect(visitor.cookies.has('speaker')).toBe(false);
  const me = await visitor.get('/me');
  const ids = [...me.text.matchAll(/\/devices\/([\w-]+)\/revoke/g)].map(([, id]) => id);
  for (const id of ids) await visitor.post(`/devices/${id}/revoke`);
  expect(await upgrade({ origin: pages.origin, cookie })).toBe(401);
});

test('an owner takes in a speaker that shows a code, on the page of devices', async () => {
  const visitor = new Visitor(pages);
  await visitor.follow(await pages.link(pages.home));
  await visitor.get('/me');
  const wrong = await visitor.post('/me/activate', { code: '000 000' });
  expect(wrong).toMatchObject({ status: 403 });
  expect(wrong.text).toContain('No speaker shows these digits');
  const shown = await pages.offer();
  expect(await visitor.post('/me/activate', { code: shown })).toMatchObject({
    status: 303,
    location: '/me?done=activated',
  });
});
