import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkoutDir } from '../../common/addresses.ts';
import { configuredRecipients, outboundRoutes, packages } from './declared.ts';
import { makePage, pagePath, productPackages } from './generate.ts';
import { addressSettings, outboundUses, productSources, scanOutbound, undeclared } from './scan.ts';

const sources = productSources(checkoutDir);

describe('the scanner sees', () => {
  test.each([
    [`import { request } from 'undici';`, ['undici']],
    [`import { connect } from 'node:net';`, ['net']],
    [`import net from 'net';`, ['net']],
    [`import * as tls from 'node:tls';`, ['tls']],
    [`import {\n  type Server,\n  createServer,\n  request,\n} from 'node:http';`, ['http']],
    [`import 'node:dgram';`, ['dgram']],
    [`export { connect } from 'node:net';`, ['net']],
    [`export * from 'undici';`, ['undici']],
    [`const { request } = await import('node:https');`, ['https']],
    [`const net = process.getBuiltinModule('node:net');`, ['net']],
    [`const undici = require("undici");`, ['undici']],
    [`import { WebSocket, WebSocketServer } from 'ws';`, ['ws']],
    [`import { credentials } from '@grpc/grpc-js';`, ['@grpc/grpc-js']],
    [`import { spawn } from 'node:child_process';`, ['child_process']],
    [`import dns from 'node:dns/promises';`, ['dns/promises']],
    [`const answer = await fetch(url);`, ['fetch']],
    [`return globalThis.fetch(url);`, ['fetch']],
    [`run(request, fetch);`, ['fetch']],
    [`const get = fetch;`, ['fetch']],
    [`const socket = new WebSocket(url);`, ['WebSocket']],
    [`const url = 'https://x'; await fetch(url);`, ['fetch']],
  ])('%j', (source, uses) => {
    expect(outboundUses(source)).toEqual(uses);
  });

  test.each([
    `import type { Socket } from 'node:net';`,
    `import { isIP } from 'node:net';`,
    `import { createServer, type IncomingMessage } from 'node:http';`,
    `import { status } from '@grpc/grpc-js';`,
    `import { WebSocketServer } from 'ws';`,
    `// await fetch(url)\n/* import { request } from 'undici'; */`,
    `const text = "await fetch(url)";`,
    `class Skill { fetch(request: Request): Response { return answer(request); } }`,
    `this.#fetch(missing); handler.fetch(request);`,
    `const options = { fetch: undefined };`,
    `import { request } from './request.ts';`,
  ])('nothing in %j', (source) => {
    expect(outboundUses(source)).toEqual([]);
  });

  test('the product itself', () => {
    expect(sources.size).toBeGreaterThan(100);
    expect(scanOutbound(sources).get('services/common/egress/pool.ts')).toEqual(['undici']);
    expect([...sources.keys()].filter((path) => path.endsWith('.test.ts'))).toEqual([]);
  });
});

test('every way out is declared, with what it reaches and carries', () => {
  expect(
    undeclared(scanOutbound(sources), outboundRoutes),
    'see services/privacy/recipients/declared.ts',
  ).toEqual([]);
});

test('a new way out, a new way in a declared place, and a declaration of what is gone are found', () => {
  const declared = [
    { path: 'a.ts', uses: ['net'] },
    { path: 'tools/', uses: ['net'] },
  ];
  const check = (found: Record<string, string[]>) => undeclared(new Map(Object.entries(found)), declared);
  expect(check({ 'a.ts': ['net'], 'tools/x.ts': ['net'] })).toEqual([]);
  expect(check({ 'a.ts': ['net', 'tls'] })).toEqual(['a.ts can reach out through tls: declare it']);
  expect(check({ 'a.ts': ['net'], 'tools/x.ts': ['fetch'] })).toEqual([
    'tools/x.ts can reach out through fetch: declare it',
  ]);
  expect(check({ 'a.ts': ['net'], 'b.ts': ['undici'] })).toEqual([
    'b.ts can reach out through undici: declare it',
  ]);
  expect(check({})).toEqual(['a.ts has no net any more: take the declaration away']);
});

test('every setting that names an address is declared', () => {
  expect(addressSettings(sources)).toEqual(Object.keys(configuredRecipients).sort());
});

test('every package that production depends on is declared', () => {
  expect(productPackages(checkoutDir).filter((name) => !Object.hasOwn(packages, name))).toEqual([]);
  expect(Object.keys(packages).filter((name) => !productPackages(checkoutDir).includes(name))).toEqual([]);
});

test(`${pagePath} is what code and manifests say (\`npm run docs\` writes it)`, async () => {
  const page = await makePage(checkoutDir);
  expect(page).not.toContain('| unknown |');
  expect(readFileSync(join(checkoutDir, pagePath), 'utf8')).toBe(page);
});
