/** Where the time of turns went comes from their spans: what a hop took, and what of it none of its parts did. */
import { expect, test } from 'vitest';
import type { CollectedSpan } from './collector.ts';
import { hopsOf, tracesText, turnsOf, waterfall } from './traces.ts';

const span = (
  over: Partial<CollectedSpan> & Pick<CollectedSpan, 'name' | 'startMs' | 'endMs'>,
): CollectedSpan => ({
  ...{ traceId: 'a', spanId: over.name, parentSpanId: 'turn', service: 'gateway' },
  ...over,
});

const invoke = 'earshot.skills.v1.SkillsService/Invoke';
const one: CollectedSpan[] = [
  span({ name: 'turn', parentSpanId: '', startMs: 0, endMs: 3_000 }),
  span({ name: 'stage listen', startMs: 0, endMs: 1_000 }),
  span({ name: 'stage route', startMs: 1_100, endMs: 1_140 }),
  span({ name: invoke, service: 'skills', startMs: 1_105, endMs: 1_135 }),
  span({ name: 'db.group-commit', service: 'skills', parentSpanId: invoke, startMs: 1_106, endMs: 1_116 }),
  // At the same time as the commit: what both cover counts once.
  span({ name: 'disclose', service: 'privacy', parentSpanId: invoke, startMs: 1_110, endMs: 1_121 }),
];

test('a hop has its own time, which is what its parts leave of it', () => {
  const slower = one.map((part) => ({ ...part, traceId: 'b', endMs: part.endMs + 100 }));
  // A turn whose root never came says nothing.
  const broken = span({ name: 'stage route', traceId: 'c', startMs: 0, endMs: 9_000 });
  const turns = turnsOf([...one, ...slower, broken]);
  expect(turns.map(({ traceId, answerMs }) => [traceId, answerMs])).toEqual([
    ['b', 140],
    ['a', 40],
  ]);
  const hops = hopsOf(turnsOf(one));
  const of = (name: string) => hops.find((hop) => hop.name === name);
  expect(of(invoke)).toMatchObject({ service: 'skills', turns: 1, ms: { p50: 30 }, ownMs: { p50: 15 } });
  expect(of('stage route')).toMatchObject({ ms: { p50: 40 }, ownMs: { p50: 10 } });
  expect(of('stage listen')).toBeUndefined();
});

test('a turn is shown from the end of its speech on', () => {
  const [turn] = turnsOf(one);
  const lines = waterfall(turn!).split('\n');
  expect(lines[1]).toMatch(/^ +100\.0 +40\.0 .*█.* gateway +stage route$/);
  expect(lines).toHaveLength(5);
  expect(tracesText(one)).toContain('skills db.group-commit');
  expect(tracesText([])).toBe('no turn was traced\n');
});
