/** The package for makers in a real browser: a page without a token, whose own server adds it to the upgrade. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from '../../gateway/testing/harness.ts';
import { launchBrowser, missingBrowser } from '../../web/testing/browser.ts';
import { buildClient } from './build.ts';

const page = `<!doctype html><title>speaker</title>
<script type="module">import * as client from '/index.js'; globalThis.client = client;</script>`;

if (missingBrowser !== undefined) process.stderr.write(`skipped: ${missingBrowser}\n`);

describe.skipIf(missingBrowser !== undefined)('@earshot/speaker in a browser', () => {
  let harness: Harness;
  let browser: Browser;
  let folder: string;
  let server: Server;
  let origin: string;
  beforeAll(async () => {
    harness = await startHarness();
    folder = await mkdtemp(join(tmpdir(), 'earshot-client-page-'));
    const script = await readFile(join(await buildClient(join(folder, 'dist')), 'index.js'));
    server = createServer((asked, answer) => {
      const isScript = asked.url === '/index.js';
      answer.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
      answer.end(isScript ? script : page);
    });
    // What a maker's page has to have: its own server, which alone knows the token.
    server.on('upgrade', (asked: IncomingMessage, socket: Socket) => {
      const { origin: _own, ...headers } = asked.headers;
      const on = request({
        port: harness.port,
        path: asked.url,
        headers: { ...headers, authorization: 'Bearer token-page' },
      });
      on.on('upgrade', (answered, behind) => {
        const lines = Object.entries(answered.headers).map(
          ([name, value]) => `${name}: ${String(value)}\r\n`,
        );
        socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`);
        socket.pipe(behind).pipe(socket);
      });
      on.on('error', () => socket.destroy());
      on.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await launchBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
    await harness?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('says hello, speaks a microphone’s audio and is answered aloud', async () => {
    const tab = await browser.newPage();
    await tab.goto(origin);
    await tab.waitForFunction(() => 'client' in globalThis);
    const turn = await tab.evaluate(
      async (url) => {
        const { Speaker } = (globalThis as unknown as { client: typeof import('./src/index.ts') }).client;
        const speaker = await Speaker.connect({ url });
        const over = speaker.listen('held_button');
        for (let piece = 0; piece < 6; piece += 1) speaker.hear(new Uint8Array(50 * 32).fill(0x22));
        speaker.stop();
        const { end, transcript, replies, audio } = await over;
        speaker.close();
        return { end, transcript, replies, audioMs: audio.length / 48 };
      },
      origin.replace('http', 'ws'),
    );
    expect(turn).toEqual({
      end: 'completed',
      transcript: 'a large coffee',
      replies: ['One large coffee.'],
      audioMs: 300,
    });
    expect(harness.script.heard).toEqual([300 * 32]);
  });
});
