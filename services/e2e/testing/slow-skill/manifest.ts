import type { ManifestInput } from '@earshot/skills-sdk';

/** Takes its time, so that a test can break things while it works. */
export const manifest = {
  id: 'test.earshot.slow',
  version: '1.0.0',
  name: { 'en-US': 'Slow' },
  developer: {
    operator: 'Earshot tests',
    contact: 'privacy@tests.example',
    region: 'eu',
    privacyPolicyUrl: 'https://tests.example/privacy',
  },
  locales: ['en-US'],
  endpoint: 'https://tests.example/slow',
  fields: [],
  returns: [{ name: 'speech' }],
} as const satisfies ManifestInput;
