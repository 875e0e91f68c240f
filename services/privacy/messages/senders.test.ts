/** Texts on their way: over a real mail server in its own process, and signed to a gateway; never without TLS, never into a log. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { IdentityServiceClient } from '../../../proto/gen/earshot/identity/v1/identity.ts';
import { ConfigError, loadConfig } from '../../common/config.ts';
import { Egress } from '../../common/egress/index.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { createLogger } from '../../common/log.ts';
import { connectAsNamed } from '../../common/testing/callers.ts';
import { createPost } from '../../common/webhooks/post.ts';
import {
  generateWebhookKey,
  parseWebhookSigningKey,
  parseWebhookVerificationKey,
  verifyStandardWebhook,
} from '../../common/webhooks/standard-webhooks.ts';
import { settings } from '../config.ts';
import { limits, startHarness } from '../testing/harness.ts';
import { GatewaySender } from './gateway-sender.ts';
import { MailSender } from './mail-sender.ts';
import { makeSender } from './senders.ts';

interface Took {
  readonly mail?: string;
  readonly from?: string;
  readonly to?: readonly string[];
  readonly isSecure?: boolean;
}

let folder: string;
let at: (name: string) => string;
const ended: (() => unknown)[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'earshot-messages-'));
  at = (name) => join(folder, name);
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const files = ['-keyout', at('tls.key'), '-out', at('tls.crt')];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...key, ...files, ...subject], { stdio: 'ignore' });
  writeFileSync(at('credentials'), 'earshot\na long word\n');
});
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The real server, and what it took so far. */
async function mailServer(kind: 'starttls' | 'tls' | 'plain'): Promise<{ port: string; took: Took[] }> {
  const program = join(import.meta.dirname, '../testing/mail-server.ts');
  const child: ChildProcess = spawn(process.execPath, [program, kind, at('tls.key'), at('tls.crt')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const [port] = (await once(lines, 'line')) as [string];
  const took: Took[] = [];
  lines.on('line', (line) => void took.push(JSON.parse(line) as Took));
  ended.push(() => child.kill('SIGKILL'));
  return { port, took };
}

function mails(url: string, more: object = {}): MailSender {
  const files = { credentialsFile: at('credentials'), caFile: at('tls.crt') };
  const sender = new MailSender({
    url,
    from: 'no-reply@earshot.example',
    ...files,
    timeoutMs: 5_000,
    ...more,
  });
  ended.push(() => sender.close());
  return sender;
}

const code = '0412 7735';
const outcome = (sent: Promise<unknown>): Promise<string> => sent.then(() => 'OK', codeOf);

describe('a mail', () => {
  test.each([
    ['starttls', 'smtp'],
    ['tls', 'smtps'],
  ] as const)(
    'goes over %s to whom it is for, and its code stands in its text alone',
    async (kind, scheme) => {
      const { port, took } = await mailServer(kind);
      await mails(`${scheme}://localhost:${port}`).send(
        'kim@example.org',
        `Earshot code: ${code}. 请勿告诉任何人`,
      );
      await vi.waitFor(() => expect(took.at(-1)?.mail).toBeDefined(), 5_000);
      const { mail = '', to, isSecure } = took.at(-1) ?? {};
      expect({ to, isSecure }).toEqual({ to: ['kim@example.org'], isSecure: true });
      const [headers = '', ...body] = mail.split('\r\n\r\n');
      expect(headers).toMatch(/^auto-submitted: auto-generated$/im);
      expect(headers).toMatch(/^subject: Earshot$/im);
      expect(headers).not.toContain('0412');
      const words = body.join('\n');
      const decoded = /transfer-encoding: base64/i.test(headers)
        ? Buffer.from(words, 'base64').toString()
        : words;
      expect(decoded).toContain(code);
    },
  );

  test('is not even begun without TLS, or with a server that somebody else signed', async () => {
    const plain = await mailServer('plain');
    const open = mails(`smtp://localhost:${plain.port}`, { credentialsFile: '' });
    expect(await outcome(open.send('kim@example.org', code))).toBe('MESSAGE_NOT_TAKEN');
    const signed = await mailServer('tls');
    const distrusting = mails(`smtps://localhost:${signed.port}`, { caFile: '' });
    expect(await outcome(distrusting.send('kim@example.org', code))).toBe('MESSAGE_NOT_TAKEN');
    // By another name than its certificate has.
    const renamed = mails(`smtps://127.0.0.1:${signed.port}`);
    expect(await outcome(renamed.send('kim@example.org', code))).toBe('MESSAGE_NOT_TAKEN');
    expect([...plain.took, ...signed.took]).toEqual([]);
  });

  test('that is refused, with the address in the answer, leaves nothing of both in what is thrown', async () => {
    const { port, took } = await mailServer('starttls');
    const sender = mails(`smtp://localhost:${port}`);
    const error: unknown = await sender.send('nobody@example.org', code).catch((thrown: unknown) => thrown);
    const { stack = '', cause } = error as Error;
    expect(`${String(error)} ${stack} ${JSON.stringify(error)} ${String(cause)}`).not.toMatch(/nobody@|0412/);
    writeFileSync(at('wrong'), 'earshot\nanother word\n');
    const wrong = mails(`smtp://localhost:${port}`, { credentialsFile: at('wrong') });
    expect(await outcome(wrong.send('kim@example.org', code))).toBe('MESSAGE_NOT_TAKEN');
    expect(took.filter(({ mail }) => mail !== undefined)).toEqual([]);
  });

  test('goes to one address, whatever stands in it', async () => {
    const { port, took } = await mailServer('starttls');
    const sender = mails(`smtp://localhost:${port}`);
    for (const to of ['kim@example.org, other@example.org', 'kim@example.org\r\nBcc: other@example.org']) {
      await outcome(sender.send(to, code));
    }
    expect(took.flatMap(({ to = [] }) => to).filter((to) => to === 'other@example.org')).toEqual([]);
  });
});

describe('a text for a telephone', () => {
  async function gateway(status: number) {
    const took: { headers: NodeJS.Dict<string | string[]>; body: string }[] = [];
    const server: Server = createServer(async (request, response) => {
      took.push({ headers: request.headers, body: await text(request) });
      response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const egress = new Egress({ maxConnections: 2 });
    ended.push(async () => {
      await egress.close();
      server.close();
    });
    const lines: string[] = [];
    vi.stubEnv('EARSHOT_LOG_LEVEL', 'debug');
    const log = createLogger('privacy', { write: (line: string) => void lines.push(line) });
    vi.unstubAllEnvs();
    const line = generateWebhookKey();
    const signingKeys = [parseWebhookSigningKey(line)];
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/texts`;
    const parts = { post: createPost(egress, 5_000, true), signingKeys, log, now: Date.now };
    return { sender: new GatewaySender(parts, url), took, lines, signingKeys };
  }

  test('is signed, so that the gateway takes it from nobody else', async () => {
    const { sender, took, signingKeys } = await gateway(204);
    await sender.send('+8613800138000', `验证码 ${code}`);
    const [request] = took;
    expect(JSON.parse(request?.body ?? '')).toEqual({
      ...{ type: 'message.text', to: '+8613800138000', text: `验证码 ${code}` },
    });
    const trusted = signingKeys.map((one) => parseWebhookVerificationKey(one.verificationKey));
    const check = (body: string) => verifyStandardWebhook(request?.headers ?? {}, body, trusted).isValid;
    expect(check(request?.body ?? '')).toBe(true);
    expect(check((request?.body ?? '').replace('8000', '8001'))).toBe(false);
  });

  test('that the gateway does not take is said, and neither number nor code is logged', async () => {
    const { sender, lines, took } = await gateway(500);
    expect(await outcome(sender.send('+8613800138000', code))).toBe('MESSAGE_NOT_TAKEN');
    expect(took).toHaveLength(1);
    expect(lines).not.toEqual([]);
    expect(lines.join('')).not.toMatch(/138000|0412/);
  });
});

describe('settings', () => {
  const signingKeys = [parseWebhookSigningKey(generateWebhookKey())];
  const parts = { post: async () => 204, signingKeys, log: createLogger('privacy', { write: () => {} }) };
  const stores = { EARSHOT_DATABASE_URL: 'postgres://nowhere/', EARSHOT_REDIS_URL: 'redis://nowhere' };
  const made = (env: NodeJS.ProcessEnv) =>
    makeSender(loadConfig(settings, { ...stores, ...env }), { ...parts, now: Date.now });

  test('choose by the kind of address, and refuse what makes no sense', async () => {
    const both = await made({
      EARSHOT_MAIL_URL: 'smtps://mail.example',
      EARSHOT_MAIL_FROM: 'no-reply@earshot.example',
      EARSHOT_MESSAGE_GATEWAY_URL: 'https://texts.example/send',
    });
    expect([both?.reaches('kim@example.org'), both?.reaches('+8613800138000')]).toEqual([true, true]);
    await both?.send('+8613800138000', 'hello');
    both?.close();
    const phones = await made({ EARSHOT_MESSAGE_GATEWAY_URL: 'https://texts.example/send' });
    expect([phones?.reaches('kim@example.org'), phones?.reaches('+8613800138000')]).toEqual([false, true]);
    expect(await made({})).toBeUndefined();
    const server = { EARSHOT_MAIL_URL: 'smtps://mail.example', EARSHOT_MAIL_FROM: 'a@example.org' };
    for (const wrong of [
      { EARSHOT_MAIL_URL: 'smtps://mail.example' },
      { ...server, EARSHOT_SIGN_IN_CODE_FILE: at('codes') },
      { ...server, EARSHOT_MAIL_CREDENTIALS_FILE: '/nowhere' },
    ]) {
      await expect(made(wrong)).rejects.toThrow(ConfigError);
    }
    for (const wrong of [{ EARSHOT_MAIL_URL: 'https://mail.example' }, { EARSHOT_MAIL_FROM: 'nobody' }]) {
      await expect((async () => made(wrong))()).rejects.toThrow(ConfigError);
    }
  });
});

test('somebody signs up by a code that a real mail server delivered; a telephone that nothing reaches is said so', async () => {
  const { port, took } = await mailServer('starttls');
  const harness = await startHarness({
    env: {
      EARSHOT_MAIL_URL: `smtp://localhost:${port}`,
      EARSHOT_MAIL_FROM: 'no-reply@earshot.example',
      EARSHOT_MAIL_CREDENTIALS_FILE: at('credentials'),
      EARSHOT_MAIL_CA_FILE: at('tls.crt'),
    },
  });
  ended.push(() => harness.close());
  const { service, stateDirectory } = harness;
  const identities = connectAsNamed(IdentityServiceClient, service.address, stateDirectory);
  ended.push(() => identities.close());
  const who = { locale: 'en-US', clientAddress: '192.0.2.1' };
  const telephone = { ...who, identity: '+8613800138000' };
  expect(await outcome(callUnary(identities, 'startSignUp', telephone, limits))).toBe('CODES_NOT_SENT');
  expect(await outcome(callUnary(identities, 'startSignIn', telephone, limits))).toBe('CODES_NOT_SENT');
  const identity = 'kim@example.org';
  const { challenge } = await callUnary(identities, 'startSignUp', { ...who, identity }, limits);
  await vi.waitFor(() => expect(took.at(-1)?.mail).toBeDefined(), 10_000);
  const sent = /\d{4} \d{4}/.exec(took.at(-1)?.mail ?? '')?.[0] ?? '';
  const answer = { ...who, identity, challenge, code: sent, textVersion: 1 };
  expect((await callUnary(identities, 'finishSignUp', answer, limits)).isNew).toBe(true);
  // What the server refuses is logged without whom it was for.
  const refused = { ...who, identity: 'nobody@example.org' };
  await callUnary(identities, 'startSignUp', refused, limits);
  await vi.waitFor(() => expect(harness.logLines.join('')).toContain('sign-in.code-not-sent'), 10_000);
  const all = harness.logLines.join('');
  for (const word of [sent, sent.replace(' ', ''), 'kim@', 'nobody@', 'a long word']) {
    expect(all).not.toContain(word);
  }
});
