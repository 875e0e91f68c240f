/**
 * Words and identifiers that must not be found: planted in turns that succeed, are refused and fail, then looked
 * for in everything the processes write to apart from the answer itself.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Collector, startCollector } from '../../loadtest/collector.ts';
import { freePort } from '../cli/up/ports.ts';
import { createRedis } from '../common/testing/stores.ts';
import { type Earshot, recording, startEarshot } from './testing/earshot.ts';
import { shouted } from './testing/loud-skill/skill.ts';

/** No process has a reason to know these words. */
const canaries = ['zirconquartz', 'flamingotelegraph'];

let earshot: Earshot;
let collector: Collector;
let adminPort: number;
let shout: string;
beforeAll(async () => {
  adminPort = await freePort();
  collector = await startCollector();
  earshot = await startEarshot(['rover', join(import.meta.dirname, 'testing/loud-skill')], {
    EARSHOT_GATEWAY_ADMIN_LISTEN: `127.0.0.1:${adminPort}`,
    EARSHOT_TRACES_URL: collector.url,
  });
  const speaker = await earshot.connect();
  await speaker.sayText(`my ${canaries[0]} is in the ${canaries[1]}`, { isSilent: true });
  await speaker.sayText(`go forward ten ${canaries[0]}`);
  await speaker.sayText('go forward ten meters', { isSilent: true });
  await speaker.sayAudio(await recording('goforward.raw'), { mode: 'held_button' });
  const { end, replies } = await speaker.sayText('shout it out', { isSilent: true });
  shout = `${end} ${replies.at(-1)?.text}`;
  // A turn that breaks in the middle: its error must be as silent as its success.
  const broken = speaker.sayText(`go backward ${canaries[1]}`);
  earshot.stack.process('dialogue').kill('SIGKILL');
  await broken;
  await speaker.close();
}, 120_000);
afterAll(async () => {
  await earshot?.stop();
  await collector?.close();
});

const secrets = (): string[] => {
  const { deviceId, householdId, subjectId, token } = earshot.device;
  return [...canaries, shouted, 'forward ten', deviceId, householdId, subjectId, token];
};

const found = (text: string) =>
  secrets()
    .filter((secret) => text.includes(secret))
    .map((secret) => secret.slice(0, 12));

test('not in any log line of any process, even at debug level', async () => {
  const log = await earshot.readLog();
  expect(log.split('\n').length).toBeGreaterThan(20);
  expect(log).toContain('turn.ended');
  expect(found(log)).toEqual([]);
});

test('a skill that prints what it hears prints it nowhere near our log, which stays lines of JSON', async () => {
  expect(shout).toBe('completed I did.');
  const lines = (await earshot.readLog()).trimEnd().split('\n');
  for (const line of lines) expect(Object.keys(JSON.parse(line))).toContain('event');
});

test('not in metrics', async () => {
  const metrics = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
  expect(metrics).toContain('turn');
  expect(found(metrics)).toEqual([]);
});

test('not in any span; and a turn is one trace, named as the turn, over every service that it meets', async () => {
  const log = await earshot.readLog();
  const ended = log.split('\n').filter((line) => line.includes('turn.ended') && line.includes('"completed"'));
  const traceId = String(JSON.parse(ended[1] ?? '{}').turnId).replaceAll('-', '');
  await expect
    .poll(() => [...collector.servicesOf(traceId)].sort(), { timeout: 15_000 })
    .toEqual(expect.arrayContaining(['dialogue', 'gateway', 'privacy', 'skills']));
  const spans = collector.text();
  expect(spans).toContain('stage understand');
  expect(spans).toContain('skill.call');
  expect(found(spans)).toEqual([]);
});

test('not in Redis', async () => {
  const redis = createRedis(process.env['EARSHOT_TEST_REDIS_URL'] ?? '');
  let dump = '';
  for (const key of await redis.keys('*'))
    dump += `${key} ${(await redis.dumpBuffer(key))?.toString('latin1') ?? ''}\n`;
  await redis.quit();
  expect(found(dump)).toEqual([]);
});

test('not in files beside the stores, but for the device’s own token and the random names in notes of what was switched', async () => {
  const { readdir } = await import('node:fs/promises');
  const names = await readdir(earshot.directory, { recursive: true, withFileTypes: true });
  const spoken = [...canaries, shouted, 'forward ten'];
  for (const entry of names.filter((name) => name.isFile())) {
    const text = await readFile(`${entry.parentPath}/${entry.name}`, 'latin1');
    // A restored database is told again by these notes whose switch it was (ADR 97); never what anybody said.
    const isNote = entry.parentPath.endsWith('-taken-back');
    expect(isNote ? spoken.filter((one) => text.includes(one)) : found(text), entry.name).toEqual([]);
  }
});
