import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createUnderstander } from '../asr/understanding.ts';
import { coffeeOrders } from './coffee-orders.ts';

describe('orders of the public benchmark', () => {
  const dir = mkdtempSync(join(tmpdir(), 'earshot-orders-'));
  beforeAll(() => {
    for (const folder of ['data/speech/clean', 'data/label', 'data/rhino'])
      mkdirSync(join(dir, folder), { recursive: true });
    const orders = ['a', 'b', 'c'].map((name) => {
      if (name !== 'c') writeFileSync(join(dir, `data/speech/clean/${name}.wav`), '');
      return [`${name}.wav`, { intent: 'brew', slots: { size: ' small', drink: 'latte' } }];
    });
    writeFileSync(join(dir, 'data/label/label.json'), JSON.stringify(Object.fromEntries(orders)));
    writeFileSync(
      join(dir, 'data/rhino/coffee_maker.yaml'),
      'context:\n  expressions:\n    brew:\n      - "[get me, may I have] [a, an] $size:size $drink:drink"\n' +
        '  slots:\n    size: ["small", "twelve ounce"]\n    drink: ["latte", "iced coffee"]\n',
    );
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('are those with a recording, each in one of two parts, under the grammar they come with', () => {
    const [unseen, lookedAt] = coffeeOrders(dir);
    expect(lookedAt!.labels.map(({ audio }) => audio)).toEqual(['a.wav']);
    expect(unseen!.labels).toEqual([
      { audio: 'b.wav', intent: 'brew', slots: { size: 'small', drink: 'latte' }, locale: 'en-US' },
    ]);
    expect(
      createUnderstander(unseen!.skills, 'en-US').ofText('may I have a twelve ounce iced coffee'),
    ).toMatchObject({
      intent: 'coffee-maker.brew',
      slots: { size: 'twelve ounce', drink: 'iced coffee' },
    });
  });

  it('say what is missing of a checkout', () => {
    expect(() => coffeeOrders(join(dir, 'nowhere'))).toThrow(/coffee_maker\.yaml: cannot be read/);
  });
});
