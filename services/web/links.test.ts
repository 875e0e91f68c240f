/** Linked accounts without scripts, with a real authorisation server in its own process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Egress } from '../common/egress/index.ts';
import { callUnary } from '../common/grpc/client.ts';
import { createAsk } from '../common/webhooks/ask.ts';
import { limits, makeHome } from '../privacy/testing/harness.ts';
import { type Pages, startPages, Visitor } from './testing/pages.ts';

const egress = new Egress();
let server: ChildProcess;
let pages: Pages;
beforeAll(async () => {
  const script = join(import.meta.dirname, '../privacy/testing/authorization-server.ts');
  server = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [port] = (await once(server.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  const at = `http://127.0.0.1:${port.toString().trim()}`;
  pages = await startPages({ ask: createAsk(egress, 5_000, true) });
  const accountLinking = {
    ...{ authorizationUrl: `${at}/authorize`, tokenUrl: `${at}/token`, revocationUrl: `${at}/revoke` },
    ...{ clientId: 'earshot', scopes: ['points'] },
    skillLearnsJson: JSON.stringify({ 'en-US': 'Which <b>account</b> is yours.' }),
    earshotLearnsJson: JSON.stringify({ 'en-US': 'That you have one.' }),
  };
  const skill = { skillId: 'tea', version: '1' };
  const recipient = { skill, operator: 'Example Tea', region: 'cn', noticeUrl: '', isInProcess: false };
  await callUnary(pages.privacy.client, 'registerRecipient', { ...recipient, accountLinking }, limits);
});
afterAll(async () => {
  await pages.close();
  await egress.close();
  server.kill('SIGKILL');
});

test('an account is linked and unlinked by its owner, each side shown first, over the way that strict cookies leave', async () => {
  const me = new Visitor(pages);
  await me.follow(await pages.link(pages.home));
  const before = await me.get('/privacy/links');
  expect(before.text).toContain('Which &lt;b&gt;account&lt;/b&gt; is yours.');
  expect(before.text).toContain('That you have one.');
  const { text } = await me.post('/privacy/links/tea/start');
  const url = (/href="(http:[^"]+\/authorize[^"]+)"/.exec(text)?.[1] ?? '').replaceAll('&amp;', '&');
  const back = new URL((await fetch(url, { redirect: 'manual' })).headers.get('location') ?? '');
  expect(back.origin).toBe(pages.origin);
  // From elsewhere a browser brings no strict cookie: another visitor, as far as we can see.
  const elsewhere = new Visitor(pages);
  const landed = await elsewhere.get(`${back.pathname}${back.search}`);
  const onward = (/href="(\/privacy\/links\/confirm[^"]+)"/.exec(landed.text)?.[1] ?? '').replaceAll(
    '&amp;',
    '&',
  );
  const confirming = await me.get(onward);
  const query = (/name="query" value="([^"]+)"/.exec(confirming.text)?.[1] ?? '').replaceAll('&amp;', '&');
  const stranger = new Visitor(pages);
  await stranger.follow(await pages.link(await makeHome(pages.privacy.client)));
  await stranger.get('/privacy/links');
  expect((await stranger.post('/privacy/links/finish', { query })).status).toBe(403);
  await me.get(onward);
  expect((await me.post('/privacy/links/finish', { query })).location).toBe('/privacy/links?done=linked');
  expect((await me.get('/privacy/links')).text).toContain('linked ');
  expect((await me.post('/privacy/links/tea/end')).location).toBe('/privacy/links?done=unlinked');
  expect((await me.post('/privacy/links/tea/end')).status).toBe(404);
  expect((await me.post('/privacy/links/nobody/start')).status).toBe(404);
});

test('nothing of it is anybody’s who is not signed in', async () => {
  const nobody = new Visitor(pages);
  for (const path of ['/privacy/links', '/privacy/links/confirm?code=x&state=y']) {
    expect((await nobody.get(path)).location).toBe('/sign-in');
  }
  for (const path of ['/privacy/links/tea/start', '/privacy/links/tea/end', '/privacy/links/finish']) {
    await nobody.get('/sign-in');
    expect((await nobody.post(path, { query: 'x' })).location).toBe('/sign-in');
  }
  const back = await nobody.get('/privacy/links/callback?code=%22%3E%3Cscript%3E&state=s&more=unasked');
  expect(back.text).not.toMatch(/<script>|unasked/);
});
