import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulate } from '@earshot/skills-sdk/testing';
import { describe, expect, test } from 'vitest';
import { createSkill } from './skill.ts';
import { fileStore, memoryStore } from './store.ts';

const grants = ['slots.what', 'device.timeZone'];

describe('a reminder', () => {
  test('is kept, rung by the speaker, and told back', async () => {
    const user = simulate(createSkill(), { locale: 'en-US', grants, timeZone: 'Europe/London' });
    const set = await user.say('remind me to take my medicine at eight tonight');
    expect(set.speech).toContain('take my medicine');
    // From nine in the morning to eight in the evening.
    expect(set.directives).toEqual([
      { timer: { timerId: set.sent?.requestId, durationS: 11 * 3600, isCancel: false } },
    ]);
    expect((await user.say('which reminders do I have')).speech).toContain('take my medicine');
  });

  test('calls the user by a name that was granted and pulled', async () => {
    const user = simulate(createSkill(), { locale: 'en-US', grants, profile: { 'user.name': 'Ada' } });
    const before = await user.say('remind me to call the dentist at five');
    expect(before.speech).not.toContain('Ada');
    expect(before.withheld['user.name']).toBe('not_granted');
    expect(before.pulled).toEqual([]);
    user.grant('user.name');
    const after = await user.say('remind me to call the dentist at six');
    expect(after.speech).toContain('Ada');
    expect(after.pulled).toEqual(['user.name']);
    expect(after.withheld['user.name']).toBe('pull_only');
    expect(JSON.stringify(after.sent)).not.toContain('Ada');
  });

  test('does not reach the skill without the grants that it requires', async () => {
    const turn = await simulate(createSkill(), { locale: 'en-US' }).say('remind me to call home at five');
    expect(turn.sent).toBeUndefined();
    expect(turn.withheld).toMatchObject({ 'slots.what': 'not_granted', 'device.timeZone': 'not_granted' });
  });
});

describe('forgetting', () => {
  test('by voice: asked first, and only on a yes', async () => {
    const user = simulate(createSkill(), { locale: 'en-US', grants });
    await user.say('wake me up at seven tomorrow morning');
    expect((await user.say('forget all my reminders')).speech).toBe(
      'Shall I delete all your reminders and alarms?',
    );
    expect((await user.say('yes')).speech).toBe('Everything is deleted.');
    expect((await user.say('which alarms do I have')).speech).toBe('You have no alarms or reminders.');
  });

  test('by deletion and by withdrawal: nothing is left in the store', async () => {
    const store = memoryStore();
    const user = simulate(createSkill(store), { locale: 'zh-CN', grants });
    for (const forget of [() => user.deleteData(), () => user.withdraw('slots.what')]) {
      user.grant(...grants);
      await user.say('后天下午三点提醒我开会');
      const pseudonym = user.pseudonym() ?? '';
      expect(await store.list(pseudonym)).toHaveLength(1);
      await forget();
      expect(await store.list(pseudonym)).toEqual([]);
      expect(user.pseudonym()).not.toBe(pseudonym);
    }
  });

  test('reaches the file, too', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'reminders-'));
    const path = join(folder, 'kept/reminders.json');
    const user = simulate(createSkill(await fileStore(path)), { locale: 'zh-CN', grants });
    await user.say('后天下午三点提醒我开会');
    expect(await readFile(path, 'utf8')).toContain('开会');
    expect(await (await fileStore(path)).list(user.pseudonym() ?? '')).toHaveLength(1);
    await user.deleteData();
    expect(await readFile(path, 'utf8')).toBe('[]');
    await rm(folder, { recursive: true });
  });
});
