import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{language,services,skills-sdk,loadtest,proto}/**/*.test.ts'],
    // Real databases, decoders and child processes start inside tests; two cores leave little slack.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    globalSetup: ['services/common/testing/global-setup.ts'],
  },
});
