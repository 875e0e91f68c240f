import type { ManifestInput } from '@earshot/skills-sdk';

/** Asks for nothing of a person: in a hotel's room it would get nothing. */
export const manifest = {
  id: 'org.example.lakeside-spa',
  version: '1.0.0',
  name: { 'zh-CN': '湖畔水疗', 'en-US': 'Lakeside spa' },
  developer: {
    operator: 'Example Spa',
    contact: 'privacy@spa.example',
    region: 'eu',
    privacyPolicyUrl: 'https://spa.example/privacy',
  },
  locales: ['zh-CN', 'en-US'],
  endpoint: 'https://spa.example/earshot',
  fields: [],
  returns: [
    { name: 'speech' },
    { name: 'card' },
    { name: 'listening' },
    { name: 'elicit' },
    { name: 'confirm' },
    { name: 'feedback' },
  ],
} as const satisfies ManifestInput;
