import './node/outside.ts';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { compilingSkill } from './matcher/skill.ts';
import { changingSnapshot, emptySnapshot } from './matcher/snapshot.ts';
import { SkillIndex } from './statistical/skill-index.ts';
import { atOnce, inSlices, type Steps } from './steps.ts';

function* counting(steps: number): Steps<string> {
  for (let step = 0; step < steps; step += 1) yield;
  return `${steps} steps`;
}

function count(steps: Steps<unknown>): number {
  let taken = 0;
  while (steps.next().done !== true) taken += 1;
  return taken;
}

describe('work in steps', () => {
  test('comes to the same at once and in slices', async () => {
    expect(atOnce(counting(10))).toBe('10 steps');
    expect(await inSlices(counting(10), 0)).toBe('10 steps');
    expect(await inSlices(counting(10), 10_000)).toBe('10 steps');
  });

  test('lets others have their turn between two slices', async () => {
    let turns = 0;
    let isDone = false;
    const others = (async () => {
      while (!isDone) {
        await setImmediate();
        turns += 1;
      }
    })();
    await inSlices(counting(50), 0);
    isDone = true;
    await others;
    expect(turns).toBeGreaterThanOrEqual(50);
  });

  test('passes errors on', async () => {
    function* failing(): Steps<void> {
      yield;
      throw new Error('unfit');
    }
    expect(() => atOnce(failing())).toThrow('unfit');
    await expect(inSlices(failing(), 0)).rejects.toThrow('unfit');
  });

  test('a skill is compiled and enabled in steps of one template, value or intent', () => {
    const numbers = Array.from({ length: 200 }, (_, n) => n);
    const model = {
      invocationNames: { 'en-US': ['many'] },
      types: {
        V: { values: numbers.map((n) => ({ id: `v${n}`, forms: { 'en-US': [`thing ${n}`] } })) },
      },
      intents: Object.fromEntries(
        numbers.map((n) => [
          `i${n}`,
          { slots: { v: { type: 'V' } }, samples: { 'en-US': [`do ${n} to {v}`, `${n} for {v}`] } },
        ]),
      ),
    };
    const compile = () => compilingSkill('many', '1', model, 'en-US');
    expect(count(compile())).toBeGreaterThanOrEqual(400);
    const enable = [atOnce(compile())];
    // The values; the templates; the intents, once to draw samples and once to learn.
    const steps = 200 + 400 + 2 * 200;
    expect(
      count(changingSnapshot(emptySnapshot('en-US'), { enable }, new SkillIndex())),
    ).toBeGreaterThanOrEqual(steps);
    const base = atOnce(changingSnapshot(emptySnapshot('en-US'), { enable }));
    expect(count(changingSnapshot(base, { disable: ['many'] }))).toBeGreaterThanOrEqual(600);
  });
});
