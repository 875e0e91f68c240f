/** How tests run: folders, stores, time limits. */
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { hangReporter } from './services/common/testing/hang-reporter.ts';

/** Kinds that are commands of their own (`npm run test:KIND`), by the end of their files' names. */
const kinds = {
  browser: '**/*.browser.test.ts',
  faults: '**/*.faults.test.ts',
  peers: '**/*.peer.test.ts',
};

/** `start.mjs test:KIND` says which; none means all the quick ones. */
const kind = process.env['EARSHOT_TEST_KIND'] ?? '';
const isOwnKind = Object.hasOwn(kinds, kind);
const folders = '{language,services,skills-sdk,loadtest,proto}';

export default defineConfig({
  test: {
    include: [`${folders}/${isOwnKind ? kinds[kind as keyof typeof kinds] : '**/*.test.ts'}`],
    exclude: ['**/node_modules/**', ...(isOwnKind ? [] : Object.values(kinds))],
    // Real databases, decoders and child processes start inside tests; two cores leave little slack. Thousands of
    // cases (`test:deep`) take their time.
    testTimeout: kind === 'deep' ? 900_000 : 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Databases of the one Redis are 16.
    maxWorkers: Math.min(16, availableParallelism()),
    setupFiles: ['services/common/testing/own-redis.ts'],
    reporters: ['default', hangReporter(kind === 'deep' ? 60 * 60_000 : 15 * 60_000)],
    globalSetup: ['services/common/testing/global-setup.ts'],
  },
});
