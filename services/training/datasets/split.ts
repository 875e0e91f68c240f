/** Who trains and who tests: speakers, drawn by lot, so that nobody's voice is on both sides. */
import { randomInt } from 'node:crypto';

export type Split = 'train' | 'dev' | 'test';

/** One in ten each for dev and test, and from three people on at least one. */
export function splitSpeakers(speakers: Iterable<string>): Map<string, Split> {
  const drawn = [...new Set(speakers)];
  for (let last = drawn.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [drawn[last], drawn[other]] = [drawn[other]!, drawn[last]!];
  }
  const held = drawn.length < 3 ? 0 : Math.max(1, Math.round(drawn.length / 10));
  return new Map(
    drawn.map((speaker, index) => [speaker, index < held ? 'dev' : index < 2 * held ? 'test' : 'train']),
  );
}
