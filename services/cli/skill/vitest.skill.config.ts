/** How `earshot skill test` runs the tests of one skill. */
import { defineConfig } from 'vitest/config';

/** For `earshot skill test`: the tests of one skill. */
export default defineConfig({ test: { include: ['**/*.test.ts'], testTimeout: 10_000, pool: 'forks' } });
