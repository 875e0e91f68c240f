import type { ManifestInput } from '@earshot/skills-sdk';

export const manifest = {
  id: 'org.example.card-table',
  version: '1.0.0',
  name: { 'zh-CN': '看牌', 'en-US': 'Card table' },
  developer: {
    operator: 'Example Games',
    contact: 'privacy@games.example',
    region: 'eu',
    privacyPolicyUrl: 'https://games.example/privacy',
  },
  locales: ['zh-CN', 'en-US'],
  endpoint: 'https://games.example/earshot',
  fields: [],
  returns: [{ name: 'speech' }, { name: 'card' }],
} as const satisfies ManifestInput;
