import type { ManifestInput } from '@earshot/skills-sdk';

export const manifest = {
  id: 'org.example.front-desk',
  version: '1.0.0',
  name: { 'zh-CN': '前台', 'en-US': 'Front desk' },
  developer: {
    operator: 'Example Hotels',
    contact: 'privacy@hotels.example',
    region: 'eu',
    privacyPolicyUrl: 'https://hotels.example/privacy',
  },
  locales: ['zh-CN', 'en-US'],
  endpoint: 'https://hotels.example/earshot',
  fields: [],
  returns: [
    { name: 'speech' },
    { name: 'card' },
    { name: 'listening' },
    { name: 'elicit' },
    { name: 'feedback' },
  ],
} as const satisfies ManifestInput;
