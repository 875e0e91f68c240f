/** What a speaker more costs in memory: what the services grew by while a crowd came, for each that came. */
import { firstArrived, type Scenario } from './scenario.ts';
import type { Look } from './watch.ts';

export interface MemoryGrowth {
  /**
   * Of all services together, in units of 1,024 bytes of proportional set size. A service that shrank meanwhile, because what
   * its start left was let go of, saves the others nothing.
   */
  readonly perSpeakerKb: number;
  readonly byService: Readonly<Record<string, number>>;
  /** Speakers that came between the two looks. */
  readonly speakers: number;
}

/** Undefined without an arrival, or where nobody could look. */
export function memoryGrowth(looks: readonly Look[], scenario: Scenario): MemoryGrowth | undefined {
  const { arrival, speakers: all, warmUpSeconds, seconds } = scenario;
  if (arrival === undefined) return undefined;
  const first = firstArrived(scenario);
  const before = looks.findLast(({ atMs }) => atMs <= first.restEndsMs);
  // Whoever leaves at the end is still there in the look before it.
  const after = looks.findLast(({ atMs }) => atMs <= (warmUpSeconds + seconds) * 1000);
  const speakers = all - first.count;
  if (before === undefined || after === undefined || speakers <= 0) return undefined;
  const grown = Object.entries(after.services).map(
    ([name, { memoryMb }]) =>
      [name, ((memoryMb - (before.services[name]?.memoryMb ?? 0)) * 1024) / speakers] as const,
  );
  const rounded = (kb: number) => Number(kb.toFixed(2));
  return {
    perSpeakerKb: rounded(grown.reduce((sum, [, kb]) => sum + Math.max(0, kb), 0)),
    byService: Object.fromEntries(grown.map(([name, kb]) => [name, rounded(kb)])),
    speakers,
  };
}
