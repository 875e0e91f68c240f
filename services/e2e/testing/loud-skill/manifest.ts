import type { ManifestInput } from '@earshot/skills-sdk';

/** Prints whatever it is told, as skills of strangers may. */
export const manifest = {
  id: 'test.earshot.loud',
  version: '1.0.0',
  name: { 'en-US': 'Loud' },
  developer: {
    operator: 'Earshot tests',
    contact: 'privacy@tests.example',
    region: 'eu',
    privacyPolicyUrl: 'https://tests.example/privacy',
  },
  locales: ['en-US'],
  endpoint: 'https://tests.example/loud',
  fields: [],
  returns: [{ name: 'speech' }],
} as const satisfies ManifestInput;
