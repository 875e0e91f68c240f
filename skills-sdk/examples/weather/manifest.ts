import type { ManifestInput } from '@earshot/skills-sdk';

export const manifest = {
  id: 'org.example.sky-watch',
  version: '1.0.0',
  name: { 'zh-CN': '看天气', 'en-US': 'Sky watch' },
  developer: {
    operator: 'Example Weather',
    contact: 'privacy@weather.example',
    region: 'eu',
    privacyPolicyUrl: 'https://weather.example/privacy',
  },
  locales: ['zh-CN', 'en-US'],
  endpoint: 'https://weather.example/earshot',
  timeoutMs: 8_000,
  fields: [
    {
      name: 'device.city',
      required: false,
      purpose: {
        'zh-CN': '您没说城市时，告诉您所在城市的天气。',
        'en-US': 'To tell you the weather where you are when you name no city.',
      },
      retentionDays: 0,
    },
  ],
  returns: [{ name: 'speech' }, { name: 'listening' }, { name: 'elicit' }],
} as const satisfies ManifestInput;
