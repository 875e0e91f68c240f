import { simulate } from '@earshot/skills-sdk/testing';
import { describe, expect, test } from 'vitest';
import { createCounter } from './counter.ts';
import { createSkill } from './skill.ts';

describe('an order', () => {
  test('asks for what is missing, confirms, and is placed on a yes', async () => {
    const counter = createCounter();
    const user = simulate(createSkill(counter), { locale: 'en-US' });
    const asked = await user.say("I'd like a latte with oat milk");
    expect(asked).toMatchObject({ decision: 'ask', isListening: true, waitsFor: 'size' });
    const read = await user.say('large');
    expect(read.speech).toBe('1 large latte with oat milk. Is that right?');
    expect(counter.latest(user.pseudonym() ?? '')).toBeUndefined();
    const placed = await user.say('yes');
    expect(placed.speech).toBe('Coming up: 1 large latte with oat milk.');
    expect(placed.feedback).toEqual({ code: 'ORDERED', isEffective: true });
    expect(counter.latest(user.pseudonym() ?? '')).toMatchObject({
      drink: 'latte',
      size: 'large',
      milk: 'oat',
    });
  });

  test('is corrected before and after it is placed', async () => {
    const counter = createCounter();
    const user = simulate(createSkill(counter), { locale: 'en-US' });
    await user.say('a small americano with no sugar');
    const changed = await user.say('make that three');
    expect(changed.speech).toContain('3 small americanos with no sugar');
    await user.say('yes');
    expect(counter.latest(user.pseudonym() ?? '')).toMatchObject({ count: 3, drink: 'americano' });
    await user.say('make it large');
    expect(counter.latest(user.pseudonym() ?? '')).toMatchObject({ count: 3, size: 'large' });
  });

  test('is not placed on a no', async () => {
    const counter = createCounter();
    const user = simulate(createSkill(counter), { locale: 'en-US' });
    await user.say('a large mocha');
    const denied = await user.say('no');
    expect(denied.speech).toBe('All right. What shall I change?');
    expect(counter.latest(user.pseudonym() ?? '')).toBeUndefined();
  });

  test('works in Chinese', async () => {
    const user = simulate(createSkill(), { locale: 'zh-CN' });
    expect((await user.say('来两杯美式咖啡')).speech).toMatch(/杯/);
    expect((await user.say('大杯')).speech).toBe('2杯大杯美式，对吗？');
    expect((await user.say('对')).speech).toBe('好的，2杯大杯美式，马上就好。');
    expect((await user.say('改成三杯')).speech).toBe('好的，3杯大杯美式。');
  });
});

describe('privacy', () => {
  test('where the coffee goes is withheld until it is granted', async () => {
    const say = '帮我点一杯大杯冰拿铁送到公司';
    const user = simulate(createSkill(), { locale: 'zh-CN' });
    const before = await user.say(say);
    expect(before.withheld).toMatchObject({ 'slots.place': 'not_granted', utterance: 'not_declared' });
    expect(JSON.stringify(before.sent)).not.toContain('公司');
    user.startOver();
    user.grant('slots.place');
    const after = await user.say(say);
    expect(after.sentPaths).toContain('slots.place');
    expect(after.speech).toContain('送到公司');
  });

  test('a deletion reaches the counter', async () => {
    const counter = createCounter();
    const user = simulate(createSkill(counter), { locale: 'en-US' });
    await user.say('a large mocha');
    await user.say('yes');
    const pseudonym = user.pseudonym() ?? '';
    expect(counter.latest(pseudonym)).toBeDefined();
    await user.deleteData();
    expect(counter.latest(pseudonym)).toBeUndefined();
    expect(user.pseudonym()).not.toBe(pseudonym);
  });
});
