/** How many cases a property test runs: one answer for `npm test` and for `test:deep`. */

const quickRuns = 300;
const deepRuns = 10_000;

/**
 * @param atMost cases in `npm test` where 300 would take too long.
 * @returns that many, or as many times more as `test:deep` (EARSHOT_TEST_KIND=deep) asks for.
 */
export function propertyRuns(atMost = quickRuns): number {
  const runs = Math.min(atMost, quickRuns);
  return process.env['EARSHOT_TEST_KIND'] === 'deep' ? Math.ceil((runs / quickRuns) * deepRuns) : runs;
}
