/** A turn waits for words that correct it, and goes once, whatever comes first. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TurnEnd } from '../../../proto/gen/earshot/training/v1/training.ts';
import type { OfferedTurn, PreparedTurn } from '../turn/ports.ts';
import { HeldOffer } from './held-offer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const turn = (validForMs = 60_000) =>
  ({ ref: { audience: { validUntilMs: Date.now() + validForMs } } }) as unknown as PreparedTurn;
const said = (text: string): OfferedTurn => ({
  heard: { text, confidence: 1, words: [] },
  isRejectedByRecogniser: false,
  audio: Buffer.alloc(0),
  end: TurnEnd.ACTED,
  skillId: 'org.example.tea',
});
const holding = () => {
  const offered: string[] = [];
  const held = new HeldOffer((_turn, { heard, end }) => void offered.push(`${heard.text} ${end}`), 15_000);
  return { held, offered };
};

test('it goes as corrected, once, when the next words correct it', () => {
  const { held, offered } = holding();
  held.hold(turn(), said('two chais'));
  expect(offered).toEqual([]);
  held.corrected();
  held.hold(turn(), said('no, three'));
  vi.advanceTimersByTime(20_000);
  expect(offered).toEqual([`two chais ${TurnEnd.CORRECTED}`, `no, three ${TurnEnd.ACTED}`]);
});

test('it goes as it was with the next turn, with time, and with the end of the connection', () => {
  const { held, offered } = holding();
  held.hold(turn(), said('one'));
  held.hold(turn(), said('two'));
  vi.advanceTimersByTime(15_000);
  held.corrected();
  held.hold(turn(), said('three'));
  held.release();
  vi.advanceTimersByTime(20_000);
  expect(offered).toEqual(['one', 'two', 'three'].map((text) => `${text} ${TurnEnd.ACTED}`));
});

test('it does not outwait the answer by which it may be offered, and nothing is left of what was taken back', () => {
  const { held, offered } = holding();
  held.hold(turn(5_000), said('one'));
  vi.advanceTimersByTime(4_001);
  held.hold(turn(500), said('two'));
  expect(offered).toHaveLength(2);
  held.hold(turn(), said('three'));
  held.drop();
  vi.advanceTimersByTime(20_000);
  held.release();
  expect(offered).toHaveLength(2);
});
