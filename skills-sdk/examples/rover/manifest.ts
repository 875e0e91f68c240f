import type { ManifestInput } from '@earshot/skills-sdk';

export const manifest = {
  id: 'org.example.rover',
  version: '1.0.0',
  name: { 'zh-CN': '探测车', 'en-US': 'Rover' },
  developer: {
    operator: 'Example Robots',
    contact: 'privacy@robots.example',
    region: 'eu',
    privacyPolicyUrl: 'https://robots.example/privacy',
  },
  locales: ['zh-CN', 'en-US'],
  endpoint: 'https://robots.example/earshot',
  fields: [],
  returns: [{ name: 'speech' }, { name: 'device-control' }, { name: 'listening' }, { name: 'elicit' }],
} as const satisfies ManifestInput;
