import type { ManifestInput } from '@earshot/skills-sdk';

export const manifest = {
  id: 'org.example.memory-jogger',
  version: '1.0.0',
  name: { 'zh-CN': '提醒本', 'en-US': 'Memory jogger' },
  developer: {
    operator: 'Example Notes',
    contact: 'privacy@notes.example',
    region: 'eu',
    privacyPolicyUrl: 'https://notes.example/privacy',
  },
  locales: ['zh-CN', 'en-US'],
  endpoint: 'https://notes.example/earshot',
  deletionUrl: 'https://notes.example/notices',
  fields: [
    {
      name: 'slots.what',
      required: true,
      purpose: {
        'zh-CN': '记下您要我们提醒的事。',
        'en-US': 'To write down what you want to be reminded of.',
      },
      retentionDays: 30,
    },
    {
      name: 'user.name',
      required: false,
      purpose: { 'zh-CN': '提醒时称呼您。', 'en-US': 'To call you by your name when reminding you.' },
      retentionDays: 0,
    },
    {
      name: 'device.timeZone',
      required: true,
      purpose: {
        'zh-CN': '按您当地的时间提醒您。',
        'en-US': 'To remind you at your own local time.',
      },
      retentionDays: 0,
    },
  ],
  returns: [
    { name: 'speech' },
    { name: 'timer' },
    { name: 'card' },
    { name: 'listening' },
    { name: 'elicit' },
    { name: 'confirm' },
    { name: 'feedback' },
  ],
} as const satisfies ManifestInput;
