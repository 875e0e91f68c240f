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

/**
 * What starts decoders, or every service at once, or a command in a process of its own, has the machine to itself: it
 * uses all cores by itself. The others of these folders take their places among the parts.
 */
const whole = [
  'services/e2e/*.test.ts',
  'services/asr/*.test.ts',
  'services/asr/pocketsphinx/pocketsphinx-engine.test.ts',
  'services/asr/vosk/*-engine.test.ts',
  'services/bench/hotel/*.test.ts',
  'services/cli/*.test.ts',
  'services/cli/skill/*.test.ts',
  'services/cli/up/supervised-process.test.ts',
  'skills-sdk/test/{code-blocks,newcomer,package,readme,reference}.test.ts',
  'loadtest/load.test.ts',
];
/** Tests wait for processes, stores and clocks a third of their time: one more than there are cores. Databases of the one Redis are 16. */
const workers = Math.min(16, availableParallelism() + 1);

const quick = {
  exclude: ['**/node_modules/**', ...Object.values(kinds)],
  // Real databases, decoders and child processes start inside tests; two cores leave little slack. Thousands of
  // cases (`test:deep`) take their time.
  testTimeout: kind === 'deep' ? 900_000 : 30_000,
  hookTimeout: 60_000,
  // What is waited for comes when it comes; a busy machine is no failure.
  expect: { poll: { timeout: 15_000 } },
  pool: 'forks' as const,
  setupFiles: ['services/common/testing/own-redis.ts'],
};

/** First the parts, some at once where there are cores for it; then what needs them all. */
const quickProjects = [
  {
    test: {
      ...quick,
      name: 'parts',
      include: [`${folders}/**/*.test.ts`],
      exclude: [...quick.exclude, ...whole],
      maxWorkers: workers,
      sequence: { groupOrder: 0 },
    },
  },
  { test: { ...quick, name: 'whole', include: whole, maxWorkers: 1, sequence: { groupOrder: 1 } } },
];

/** A kind of its own: one file after the other. */
const ownProject = {
  test: {
    ...quick,
    name: kind,
    include: [`${folders}/${kinds[kind as keyof typeof kinds]}`],
    exclude: ['**/node_modules/**'],
    maxWorkers: 1,
  },
};

export default defineConfig({
  test: {
    projects: isOwnKind ? [ownProject] : quickProjects,
    reporters: ['default', hangReporter(kind === 'deep' ? 180 * 60_000 : 15 * 60_000)],
    globalSetup: ['services/common/testing/global-setup.ts'],
  },
});
