/** What `earshot top` shows comes from what processes show: rates, percentiles between two looks, and who does not answer. */
import { expect, test } from 'vitest';
import { Metrics, renderMetrics } from '../../common/metrics.ts';
import { parseMetrics } from './metrics-text.ts';
import { percentileMs, renderTop } from './render.ts';

const metrics = new Metrics('gateway');
const turns = metrics.counter('turns_total', 'Turns.', ['end', 'code']);
const platform = metrics.seconds('platform_seconds', 'Platform.');
metrics.gauge('sessions', 'Speakers.', () => 12);
const look = async () => parseMetrics(await renderMetrics([metrics]));

test('what a process writes is read: names, labels, values', async () => {
  turns.inc({ end: 'failed', code: 'ASR_BUSY' }, 3);
  const samples = await look();
  expect(samples).toContainEqual({
    name: 'earshot_gateway_turns_total',
    labels: { end: 'failed', code: 'ASR_BUSY' },
    value: 3,
  });
  expect(samples).toContainEqual({ name: 'earshot_gateway_sessions', labels: {}, value: 12 });
  expect(parseMetrics('# HELP x\n\nnonsense line here\n')).toEqual([]);
});

test('percentiles are of what came between two looks, not of all that ever was', async () => {
  for (let slow = 0; slow < 100; slow += 1) platform.observe(20);
  const before = await look();
  for (let quick = 0; quick < 100; quick += 1) platform.observe(0.04);
  const after = await look();
  const p99 = percentileMs(before, after, 'earshot_gateway_platform_seconds', 0.99);
  expect(p99).toBeGreaterThan(25);
  expect(p99).toBeLessThanOrEqual(50);
  expect(percentileMs(after, after, 'earshot_gateway_platform_seconds', 0.99)).toBeUndefined();
});

test('the page has speakers, ends each second, and names who does not answer', async () => {
  const before = { atMs: 0, services: { gateway: await look(), asr: [] } };
  turns.inc({ end: 'completed', code: '' }, 10);
  const text = renderTop(before, { atMs: 2_000, services: { gateway: await look(), asr: [] } });
  expect(text).toContain('speakers 12');
  expect(text).toContain('completed 5.0, failed 0.0');
  expect(text).toMatch(/^asr +does not answer$/m);
});

test('skills that are left alone and voices that are waited for are seen', () => {
  const sample = (name: string, value: number, labels = {}) => ({ name, labels, value });
  const after = {
    skills: [
      sample('earshot_skills_calls_running', 3),
      sample('earshot_skills_breakers', 2, { state: 'open' }),
      sample('earshot_skills_breakers', 1, { state: 'half-open' }),
    ],
    tts: [sample('earshot_tts_workers_busy', 4), sample('earshot_tts_waiting', 5)],
    dialogue: [sample('earshot_dialogue_conversations', 6)],
  };
  const text = renderTop({ atMs: 0, services: {} }, { atMs: 1_000, services: after });
  expect(text).toContain('skills answer 3, left alone 3; voices busy 4, waited for by 5; conversations 6');
});
