import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { propertyRuns } from '../../property-runs.ts';
import { createKeyPair, defineSkill, readSecretKey, signBody, type WireRequest } from '../src/index.ts';
import { readPublicKey, verifyBody } from '../src/signature.ts';
import { manifest, model, request, tea } from './sample.ts';

const nowMs = Date.parse('2026-03-01T09:30:00Z');
const clock = { now: () => new Date(nowMs) };
const keys = createKeyPair();
const stranger = createKeyPair();

const forgotten: string[] = [];
const skill = defineSkill({
  manifest,
  model,
  clock,
  intents: {
    Brew: async ({ tell, progress }) => {
      progress({ 'en-US': 'One moment.', 'zh-CN': '请稍等。' });
      await new Promise((resolve) => setTimeout(resolve, 5));
      progress({ 'en-US': 'Nearly there.', 'zh-CN': '快好了。' });
      return tell('Brewed.');
    },
    Stop: ({ tell }) => tell('Stopped.'),
  },
  onDelete: ({ userId }) => {
    if (userId === 'u_broken') throw new Error('disk');
    forgotten.push(userId ?? '');
  },
});

interface Post {
  readonly body: unknown;
  readonly path?: string;
  readonly secretKey?: string;
  readonly atMs?: number;
  readonly tamper?: (body: string) => string;
}

function signed({ body, secretKey = keys.secretKey, atMs = nowMs, tamper = (text) => text }: Post) {
  const text = JSON.stringify(body);
  const bytes = new TextEncoder().encode(text);
  const headers = signBody(readSecretKey(secretKey), { id: 'msg_1', timestampMs: atMs, body: bytes });
  return {
    method: 'POST',
    body: tamper(text),
    headers: { 'content-type': 'application/json', ...headers } as Record<string, string>,
  };
}

const handle = skill.fetch({ verificationKeys: [keys.publicKey] });
async function post(message: Post) {
  const response = await handle(new Request(`https://tea.example${message.path ?? '/'}`, signed(message)));
  const text = await response.text();
  return { status: response.status, type: response.headers.get('content-type'), text };
}

describe('verification', () => {
  it('is on: without keys a skill does not start', () => {
    vi.stubEnv('EARSHOT_SKILL_KEYS', '');
    expect(() => skill.fetch()).toThrow(expect.objectContaining({ code: 'NO_VERIFICATION_KEYS' }));
    vi.stubEnv('EARSHOT_SKILL_KEYS', `${keys.publicKey} ${stranger.publicKey}`);
    expect(() => skill.fetch()).not.toThrow();
    vi.unstubAllEnvs();
  });

  it('takes a request signed by one of the keys, as Earshot signs', async () => {
    expect(await post({ body: request('Stop') })).toMatchObject({ status: 200, type: 'application/json' });
    const both = skill.fetch({ verificationKeys: [stranger.publicKey, keys.publicKey] });
    const response = await both(new Request('https://tea.example/', signed({ body: request('Stop') })));
    expect(response.status).toBe(200);
  });

  it.each<[string, Partial<Post>, number, string]>([
    ['another key', { secretKey: stranger.secretKey }, 401, 'BAD_SIGNATURE'],
    ['a changed body', { tamper: (text) => text.replace('en-US', 'zh-CN') }, 401, 'BAD_SIGNATURE'],
    ['one more space', { tamper: (text) => `${text} ` }, 401, 'BAD_SIGNATURE'],
    ['five minutes and a second ago', { atMs: nowMs - 301_000 }, 401, 'BAD_TIMESTAMP'],
    ['five minutes and a second ahead', { atMs: nowMs + 301_000 }, 401, 'BAD_TIMESTAMP'],
    [
      'another audience',
      { body: request('Stop', [], { skillId: 'org.example.other' }) },
      403,
      'WRONG_AUDIENCE',
    ],
    ['no request at all', { body: [] }, 400, 'BAD_REQUEST'],
  ])('refuses %s', async (_name, over, status, error) => {
    const answer = await post({ body: request('Stop'), ...over });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toEqual({ error });
  });

  it('takes a clock that is five minutes off either way', async () => {
    expect((await post({ body: request('Stop'), atMs: nowMs - 299_000 })).status).toBe(200);
    expect((await post({ body: request('Stop'), atMs: nowMs + 299_000 })).status).toBe(200);
  });

  it('refuses missing headers, and never lets arbitrary ones through', () => {
    const publicKeys = [readPublicKey(keys.publicKey)];
    const body = new TextEncoder().encode('{}');
    fc.assert(
      fc.property(
        fc.option(fc.string()),
        fc.option(fc.string()),
        fc.option(fc.string()),
        (id, at, signature) => {
          const headers = {
            id: id ?? undefined,
            timestamp: at ?? undefined,
            signature: signature ?? undefined,
          };
          expect(() => verifyBody(publicKeys, headers, body, nowMs)).toThrow();
        },
      ),
    );
  });

  it('refuses an id with a dot, which could be cut elsewhere', () => {
    const body = new TextEncoder().encode('{}');
    const dotted = signBody(readSecretKey(keys.secretKey), { id: 'msg.1', timestampMs: nowMs, body });
    const headers = {
      id: dotted['webhook-id'],
      timestamp: dotted['webhook-timestamp'],
      signature: dotted['webhook-signature'],
    };
    expect(() => verifyBody([readPublicKey(keys.publicKey)], headers, body, nowMs)).toThrow(
      expect.objectContaining({ code: 'BAD_SIGNATURE' }),
    );
  });

  it('reads no more of an unsigned flood than a request may have', async () => {
    let taken = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        taken += 64 * 1024;
        if (taken > 50_000_000) controller.close();
        else controller.enqueue(new Uint8Array(64 * 1024));
      },
    });
    const flood = new Request('https://tea.example/', {
      method: 'POST',
      body,
      duplex: 'half',
    } as RequestInit);
    expect((await handle(flood)).status).toBe(413);
    expect(taken).toBeLessThan(1_000_000);
  });

  it('answers anything else that is signed with a code, and never runs a handler', async () => {
    const isRequest = (value: unknown) => typeof value === 'object' && value !== null && 'skillId' in value;
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (body) => {
        fc.pre(!isRequest(body));
        for (const path of ['/', '/notices']) {
          const answer = await post({ body, path });
          expect(answer.status).toBe(400);
          expect(JSON.parse(answer.text)).toEqual({ error: 'BAD_REQUEST' });
        }
      }),
      { numRuns: propertyRuns(50) },
    );
  });

  it('answers a replayed message as before, without acting again', async () => {
    const body = request('Stop');
    const [first, second] = [await post({ body }), await post({ body })];
    expect(second).toEqual(first);
  });
});

describe('progress', () => {
  it('streams as lines, the last of which is the answer', async () => {
    const answer = await post({ body: request('Brew', [tea]) });
    expect(answer.type).toBe('application/x-ndjson');
    const lines = answer.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { speech: { text: string }; isProgress?: boolean });
    expect(lines.map(({ speech, isProgress }) => [speech.text, isProgress ?? false])).toEqual([
      ['One moment.', true],
      ['Nearly there.', true],
      ['Brewed.', false],
    ]);
  });

  it('is left out of signed answers, which are one piece', async () => {
    const mine = createKeyPair();
    // As `earshot skill signing-key` prints it; an option of the same meaning goes first.
    vi.stubEnv('EARSHOT_SKILL_SIGNING_KEY', mine.secretKey);
    const signing = skill.fetch({ verificationKeys: [keys.publicKey] });
    vi.unstubAllEnvs();
    const response = await signing(
      new Request('https://tea.example/', signed({ body: request('Brew', [tea]) })),
    );
    const body = new Uint8Array(await response.arrayBuffer());
    const header = (name: string) => response.headers.get(name) ?? undefined;
    const headers = {
      id: header('webhook-id'),
      timestamp: header('webhook-timestamp'),
      signature: header('webhook-signature'),
    };
    expect(verifyBody([readPublicKey(mine.publicKey)], headers, body, nowMs)).toEqual({ messageId: 'msg_1' });
    expect(JSON.parse(new TextDecoder().decode(body))).toMatchObject({ speech: { text: 'Brewed.' } });
  });
});

describe('notices', () => {
  const notice = (userId: string, skillId: string = manifest.id) => ({
    type: 'user.data.delete',
    timestamp: '2026-03-01T09:30:00Z',
    data: { skillId, noticeId: 'n_1', userId, deviceIds: ['d_1'], withdrawn: [] },
  });

  it('are verified, acknowledged, and come again when the deletion failed', async () => {
    expect(await post({ path: '/notices', body: notice('u_gone') })).toMatchObject({ status: 204, text: '' });
    expect(forgotten).toEqual(['u_gone']);
    expect((await post({ path: '/notices', body: notice('u_broken') })).status).toBe(500);
    expect((await post({ path: '/notices', body: notice('u', 'org.example.other') })).status).toBe(403);
    expect((await post({ path: '/notices', body: notice('u'), secretKey: stranger.secretKey })).status).toBe(
      401,
    );
    expect((await post({ path: '/notices', body: { type: 'x', data: {} } })).status).toBe(400);
  });
});

describe('servers', () => {
  const closers: (() => Promise<unknown> | unknown)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });

  const serve = async (handler: Parameters<typeof createServer>[1]) => {
    const server = createServer(handler);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  it('listen on a port of their own', async () => {
    const listening = await skill.listen({ port: 0, verificationKeys: [keys.publicKey] });
    closers.push(() => listening.close());
    const response = await fetch(listening.url, signed({ body: request('Stop') }));
    expect(await response.json()).toMatchObject({ speech: { text: 'Stopped.' } });
    const progress = await fetch(listening.url, signed({ body: request('Brew', [tea]) }));
    expect((await progress.text()).trim().split('\n')).toHaveLength(3);
    expect((await fetch(`${listening.url}other`)).status).toBe(404);
    expect((await fetch(listening.url, { method: 'PUT', body: 'x' })).status).toBe(405);
  });

  it('say in a sentence that their port is taken', async () => {
    const listening = await skill.listen({ port: 0, verificationKeys: [keys.publicKey] });
    closers.push(() => listening.close());
    await expect(
      skill.listen({ port: listening.port, verificationKeys: [keys.publicKey] }),
    ).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringMatching(/^Port \d+ is taken: end what/),
    });
  });

  it('refuse a body larger than any request', async () => {
    const listening = await skill.listen({ port: 0, verificationKeys: [keys.publicKey] });
    closers.push(() => listening.close());
    const response = await fetch(listening.url, { method: 'POST', body: 'x'.repeat(300_000) });
    expect(response.status).toBe(413);
  });

  it('hold several skills in one process, each with its own keys and paths', async () => {
    const other = defineSkill({
      manifest: { ...manifest, id: 'org.example.other' },
      model,
      clock,
      intents: { Brew: ({ tell }) => tell('Other.'), Stop: ({ tell }) => tell('Other.') },
      onDelete: () => undefined,
    });
    const first = skill.express({ verificationKeys: [keys.publicKey], path: '/tea' });
    const second = other.express({ verificationKeys: [stranger.publicKey], path: '/other' });
    const base = await serve((incoming, outgoing) => {
      (incoming.url === '/tea' ? first : second)(incoming, outgoing);
    });
    const ask = async (path: string, body: WireRequest, secretKey: string) =>
      (await fetch(`${base}${path}`, signed({ body, secretKey }))).status;
    expect(await ask('/tea', request('Stop'), keys.secretKey)).toBe(200);
    expect(
      await ask('/other', request('Stop', [], { skillId: 'org.example.other' }), stranger.secretKey),
    ).toBe(200);
    expect(await ask('/other', request('Stop', [], { skillId: 'org.example.other' }), keys.secretKey)).toBe(
      401,
    );
  });

  it('say so when a body parser came first', async () => {
    const failures: unknown[] = [];
    const handler = skill.express({
      verificationKeys: [keys.publicKey],
      onFailure: (error) => failures.push((error as { code: string }).code),
    });
    const base = await serve((incoming, outgoing) => {
      incoming.resume().on('end', () => handler(Object.assign(incoming, { body: {} }), outgoing));
    });
    expect((await fetch(base, signed({ body: request('Stop') }))).status).toBe(500);
    expect(failures).toEqual(['BODY_ALREADY_READ']);
  });

  it('plug into Fastify', async () => {
    const routes = new Map<string, (request: never, reply: never) => Promise<unknown>>();
    const parsers: string[] = [];
    await skill.fastify({ verificationKeys: [keys.publicKey] })({
      removeAllContentTypeParsers: () => undefined,
      addContentTypeParser: (type, { parseAs }) => parsers.push(`${type} ${parseAs}`),
      post: (path, handler) => routes.set(path, handler as never),
    });
    expect(parsers).toEqual(['application/json buffer']);
    const { headers, body } = signed({ body: request('Stop') });
    const sent: unknown[] = [];
    type Reply = Record<'code' | 'headers' | 'send', (value: unknown) => unknown>;
    const keep = (value: unknown) => {
      sent.push(value);
      return reply;
    };
    const reply: Reply = { code: keep, headers: keep, send: keep };
    await routes.get('/')?.({ headers, body: Buffer.from(body) } as never, reply as never);
    expect(sent[0]).toBe(200);
    expect(sent[2]).toContain('Stopped.');
  });
});

describe('pulling', () => {
  it('reads one field with the token, and tells what became of it', async () => {
    const asked: string[] = [];
    const server = createServer((incoming, outgoing) => {
      asked.push(`${incoming.url} ${incoming.headers.authorization}`);
      const status = { '/pull/user.name': 200, '/gone/user.name': 403, '/empty/user.name': 404 }[
        incoming.url ?? ''
      ];
      outgoing.writeHead(status ?? 500).end(JSON.stringify({ path: 'user.name', value: 'Ada' }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const greeter = defineSkill({
      manifest,
      model,
      intents: {
        Brew: ({ tell }) => tell('Brewed.'),
        Stop: async ({ tell, pull }) => tell(`Hello ${(await pull('user.name')) ?? 'you'}.`),
      },
      onError: (error, { tell }) => tell(String((error as { code?: string }).code)),
      onDelete: () => undefined,
    });
    const say = async (path: string, granted = ['user.name']) =>
      (await greeter.handle(request('Stop', [], { granted, pull: { url: base + path, token: 'pull_1' } })))
        .speech?.text;
    expect(await say('/pull/')).toBe('Hello Ada.');
    expect(await say('/empty/')).toBe('Hello you.');
    expect(await say('/gone/')).toBe('NOT_GRANTED');
    expect(await say('/broken/')).toBe('PULL_FAILED');
    expect(await say('/pull/', [])).toBe('NOT_GRANTED');
    expect(asked[0]).toBe('/pull/user.name Bearer pull_1');
    expect(asked).toHaveLength(4);
    server.close();
    server.closeAllConnections();
  });
});
