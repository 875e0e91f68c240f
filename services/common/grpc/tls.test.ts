/** Mutual TLS: with certificates set, services speak to who shows one of the same authority, and to nobody else. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TtsServiceClient, TtsServiceService } from '../../../proto/gen/earshot/tts/v1/tts.ts';
import { type Credentials, loadCredentials } from '../callers/credentials.ts';
import { codeOf } from '../errors/earshot-error.ts';
import { createLogger } from '../log.ts';
import { callerConfig } from '../testing/callers.ts';
import { connect, openServerStream } from './client.ts';
import { isServing } from './health.ts';
import { type GrpcServer, serverStream, startGrpcServer } from './server.ts';

const hasOpenssl = (() => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

let folder: string;
let server: GrpcServer;
const path = (name: string) => join(folder, name);

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
}

/** An authority, and one certificate that it signed for this machine. */
function makeCertificates(authority: string, service: string): void {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    `${authority}.key`,
    '-out',
    `${authority}.pem`,
    '-days',
    '1',
    '-subj',
    `/CN=${authority}`,
  );
  openssl('req', ...key, '-keyout', `${service}.key`, '-out', `${service}.csr`, '-subj', `/CN=${service}`);
  writeFileSync(path('san.ext'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
  openssl(
    'x509',
    '-req',
    '-in',
    `${service}.csr`,
    '-CA',
    `${authority}.pem`,
    '-CAkey',
    `${authority}.key`,
    '-CAcreateserial',
    '-days',
    '1',
    '-extfile',
    'san.ext',
    '-out',
    `${service}.pem`,
  );
}

function withTls(service: 'tts' | 'gateway', authority: string, certificate: string): Credentials {
  return loadCredentials(service, {
    ...callerConfig(),
    tlsCertificateFile: path(`${certificate}.pem`),
    tlsKeyFile: path(`${certificate}.key`),
    tlsCaFile: path(`${authority}.pem`),
  });
}

beforeAll(async () => {
  if (!hasOpenssl) return;
  folder = mkdtempSync(join(tmpdir(), 'earshot-tls-'));
  makeCertificates('ours', 'tts');
  makeCertificates('theirs', 'stranger');
  server = await startGrpcServer({
    address: 'localhost:0',
    log: createLogger('test', { write: () => {} }),
    credentials: withTls('tts', 'ours', 'tts'),
    services: [[TtsServiceService, { synthesise: serverStream(async () => {}) }]],
  });
});
afterAll(async () => {
  await server?.drain(100);
  if (folder) rmSync(folder, { recursive: true, force: true });
});

async function outcome(credentials: Credentials): Promise<string> {
  const client = connect(TtsServiceClient, server.address, credentials, { channels: 1 });
  const request = { turn: undefined, speech: undefined, sampleRateHz: 16_000 };
  try {
    const stream = openServerStream((r: typeof request, m, o) => client.synthesise(r, m, o), request, {
      deadlineMs: 3_000,
    });
    for await (const _ of stream);
    return 'OK';
  } catch (error) {
    return codeOf(error);
  } finally {
    client.close();
  }
}

test.skipIf(!hasOpenssl)('a certificate of the same authority opens the connection', async () => {
  expect(await outcome(withTls('gateway', 'ours', 'tts'))).toBe('OK');
  expect(await isServing(server.address, 3_000)).toBe(false);
});

test.skipIf(!hasOpenssl)('one of another authority, and none at all, do not', async () => {
  expect(await outcome(withTls('gateway', 'ours', 'stranger'))).toBe('SERVICE_UNAVAILABLE');
  expect(await outcome(withTls('gateway', 'theirs', 'tts'))).toBe('SERVICE_UNAVAILABLE');
  expect(await outcome(loadCredentials('gateway', callerConfig()))).toBe('SERVICE_UNAVAILABLE');
});
