import type { ManifestInput } from '@earshot/skills-sdk';

/** Asks for nothing, keeps nothing. */
export const manifest = {
  id: 'org.example.fact-box',
  version: '1.0.0',
  name: { 'zh-CN': '小知识', 'en-US': 'Fact box' },
  developer: {
    operator: 'Example Skills',
    contact: 'privacy@skills.example',
    region: 'eu',
    privacyPolicyUrl: 'https://skills.example/privacy',
  },
  locales: ['zh-CN', 'en-US'],
  endpoint: 'https://skills.example/fact-box',
  fields: [],
  returns: [{ name: 'speech' }],
} as const satisfies ManifestInput;
