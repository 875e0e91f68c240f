import type { ManifestInput } from '@earshot/skills-sdk';

/** Asks for one thing that says something about a person: where the coffee goes. */
export const manifest = {
  id: 'org.example.bean-counter',
  version: '1.0.0',
  name: { 'zh-CN': '豆子咖啡', 'en-US': 'Bean counter' },
  developer: {
    operator: 'Example Coffee',
    contact: 'privacy@coffee.example',
    region: 'eu',
    privacyPolicyUrl: 'https://coffee.example/privacy',
  },
  locales: ['zh-CN', 'en-US'],
  endpoint: 'https://coffee.example/earshot',
  deletionUrl: 'https://coffee.example/notices',
  fields: [
    {
      name: 'slots.place',
      required: false,
      purpose: {
        'zh-CN': '知道把咖啡送到家还是公司。',
        'en-US': 'To know whether to bring the coffee to your home or your office.',
      },
      retentionDays: 1,
    },
  ],
  returns: [
    { name: 'speech' },
    { name: 'reprompt' },
    { name: 'card' },
    { name: 'attributes' },
    { name: 'listening' },
    { name: 'elicit' },
    { name: 'confirm' },
    { name: 'feedback' },
  ],
} as const satisfies ManifestInput;
