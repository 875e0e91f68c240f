import { expect, test } from 'vitest';
import { Bag } from './bag.ts';

test('it holds what a Set would hold, whatever comes and goes', () => {
  const [bag, set] = [new Bag<object>(), new Set<object>()];
  const things = Array.from({ length: 9 }, (_, name) => ({ name }));
  for (let step = 0; step < 2_000; step += 1) {
    const thing = things[(step * step + step) % 9] as object;
    if ((step * 7) % 5 < 3) {
      bag.add(thing);
      set.add(thing);
    } else expect(bag.delete(thing)).toBe(set.delete(thing));
    expect(bag.size).toBe(set.size);
    expect(new Set(bag)).toEqual(set);
  }
});

test('what goes while one looks through it is still looked at, and in two bags one thing lies twice', () => {
  const [one, other] = [new Bag<object>(), new Bag<object>()];
  const things = [{}, {}, {}];
  for (const thing of things) {
    one.add(thing);
    other.add(thing);
  }
  const seen: object[] = [];
  for (const thing of one) {
    for (const each of things) one.delete(each);
    seen.push(thing);
  }
  expect(seen).toEqual(things);
  expect([one.size, other.size]).toEqual([0, 3]);
});
