import type { ManifestInput } from '@earshot/skills-sdk';

export const manifest = {
  id: 'org.example.quick-sums',
  version: '1.0.0',
  name: { 'zh-CN': '算一算', 'en-US': 'Quick sums' },
  developer: {
    operator: 'Example Skills',
    contact: 'privacy@skills.example',
    region: 'eu',
    privacyPolicyUrl: 'https://skills.example/privacy',
  },
  locales: ['zh-CN', 'en-US'],
  endpoint: 'https://skills.example/earshot',
  fields: [],
  returns: [{ name: 'speech' }, { name: 'listening' }, { name: 'elicit' }],
} as const satisfies ManifestInput;
