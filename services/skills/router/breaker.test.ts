import { describe, expect, test } from 'vitest';
import { renderMetrics } from '../../common/metrics.ts';
import { Breaker, breakerDefaults } from './breaker.ts';
import { Bulkhead } from './bulkhead.ts';
import { routerMetrics } from './metrics.ts';

function setUp() {
  const clock = { ms: 0 };
  const breaker = new Breaker({ ...breakerDefaults, now: () => clock.ms, random: () => 0.5 });
  const call = (result: 'success' | 'failure' | 'neutral') => {
    const isAdmitted = breaker.admit();
    if (isAdmitted) breaker.settle(result);
    return isAdmitted;
  };
  return { clock, breaker, call };
}

describe('the breaker', () => {
  test('opens after five failures in a row, and not after four', () => {
    const { breaker, call } = setUp();
    for (let n = 0; n < 4; n += 1) call('failure');
    call('success');
    for (let n = 0; n < 4; n += 1) call('failure');
    expect(breaker.state).toBe('closed');
    call('failure');
    expect(breaker.state).toBe('open');
    expect(call('success')).toBe(false);
  });

  test('opens when half of many calls fail, within one window', () => {
    const { breaker, call, clock } = setUp();
    for (let n = 0; n < 9; n += 1) for (const result of ['success', 'failure'] as const) call(result);
    clock.ms += 31_000;
    for (let n = 0; n < 9; n += 1) for (const result of ['success', 'failure'] as const) call(result);
    expect(breaker.state).toBe('closed');
    call('success');
    call('failure');
    expect(breaker.state).toBe('open');
  });

  test('lets one trial through after its time, and waits twice as long when that fails', () => {
    const { breaker, call, clock } = setUp();
    for (let n = 0; n < 5; n += 1) call('failure');
    clock.ms = 4_999;
    expect(breaker.admit()).toBe(false);
    clock.ms = 5_000;
    expect([breaker.admit(), breaker.admit()]).toEqual([true, false]);
    breaker.settle('failure');
    clock.ms = 14_999;
    expect(breaker.admit()).toBe(false);
    clock.ms = 15_000;
    expect(call('success')).toBe(true);
    expect(breaker.state).toBe('closed');
  });

  test('a trial that proves nothing makes room for the next', () => {
    const { breaker, call, clock } = setUp();
    for (let n = 0; n < 5; n += 1) call('failure');
    clock.ms = 5_000;
    expect(call('neutral')).toBe(true);
    expect(call('success')).toBe(true);
    expect(breaker.state).toBe('closed');
  });

  test('calls that started before it opened do not close it', () => {
    const { breaker, call } = setUp();
    breaker.admit();
    for (let n = 0; n < 5; n += 1) call('failure');
    breaker.settle('success');
    expect(breaker.state).toBe('open');
  });

  test('calls that started before it opened are not taken for the trial', () => {
    const { breaker, call, clock } = setUp();
    const { generation } = breaker;
    breaker.admit();
    for (let n = 0; n < 5; n += 1) call('failure');
    clock.ms = 5_000;
    expect(breaker.admit()).toBe(true);
    breaker.settle('success', generation);
    expect(breaker.state).toBe('half-open');
    expect(breaker.admit()).toBe(false);
    breaker.settle('success', breaker.generation);
    expect(breaker.state).toBe('closed');
  });

  test('never waits longer than a minute and a fifth', () => {
    const clock = { ms: 0 };
    const breaker = new Breaker({ ...breakerDefaults, now: () => clock.ms, random: () => 1 });
    for (let n = 0; n < 5; n += 1) if (breaker.admit()) breaker.settle('failure');
    for (let n = 0; n < 10; n += 1) {
      clock.ms += 72_000;
      expect(breaker.admit()).toBe(true);
      breaker.settle('failure');
    }
  });
});

test('a compartment is full at its limit, at once, and for its own skill alone', () => {
  const bulkhead = new Bulkhead({ maxConcurrent: 2 });
  const leave = [bulkhead.enter('a'), bulkhead.enter('a')];
  expect(() => bulkhead.enter('a')).toThrow('SKILL_BUSY');
  bulkhead.enter('b')('success');
  leave[0]?.('success');
  expect(bulkhead.running).toBe(1);
  bulkhead.enter('a')('success');
  leave[1]?.('neutral');
  expect(bulkhead.running).toBe(0);
});

test('operators see how many skills are left alone and how many calls are under way, and which skill nowhere', async () => {
  const clock = { ms: 0 };
  const breaker = { ...breakerDefaults, now: () => clock.ms };
  const bulkhead = new Bulkhead({ maxConcurrent: 2, breaker });
  const page = () => renderMetrics([routerMetrics(bulkhead)]);
  for (const skillId of ['canary-a', 'canary-b', 'canary-c'])
    for (let call = 0; call < 5; call += 1)
      bulkhead.enter(skillId)(skillId === 'canary-c' ? 'success' : 'failure');
  expect(await page()).toContain('earshot_skills_breakers{state="open"} 2\n');
  clock.ms += 120_000;
  const leave = bulkhead.enter('canary-a');
  expect(await page()).toContain('earshot_skills_breakers{state="half-open"} 1\n');
  expect(await page()).toContain('earshot_skills_calls_running 1\n');
  leave('success');
  const text = await page();
  expect(text).toContain('earshot_skills_breakers{state="open"} 1\n');
  expect(text).toContain('earshot_skills_breakers{state="half-open"} 0\n');
  expect(text).not.toContain('canary');
});
