import type { ManifestInput } from '@earshot/skills-sdk';

export const manifest = {
  id: 'org.example.my-home',
  version: '1.0.0',
  name: { 'zh-CN': '我的家', 'en-US': 'My home' },
  developer: {
    operator: 'Example Homes',
    contact: 'privacy@homes.example',
    region: 'eu',
    privacyPolicyUrl: 'https://homes.example/privacy',
  },
  locales: ['zh-CN', 'en-US'],
  endpoint: 'https://homes.example/earshot',
  fields: [],
  returns: [
    { name: 'speech' },
    { name: 'device-control' },
    { name: 'listening' },
    { name: 'elicit' },
    { name: 'feedback' },
  ],
} as const satisfies ManifestInput;
