import type { ManifestInput } from '@earshot/skills-sdk';

/** Gives names to be said or touched while somebody chooses, and asks again in words of its own. */
export const manifest = {
  id: 'org.example.playlists',
  version: '1.0.0',
  name: { 'zh-CN': '我的歌单', 'en-US': 'Playlist box' },
  developer: {
    operator: 'Example Skills',
    contact: 'privacy@skills.example',
    region: 'eu',
    privacyPolicyUrl: 'https://skills.example/privacy',
  },
  locales: ['zh-CN', 'en-US'],
  endpoint: 'https://skills.example/playlists',
  fields: [],
  returns: [
    { name: 'speech' },
    { name: 'listening' },
    { name: 'elicit' },
    { name: 'names' },
    { name: 'display' },
  ],
} as const satisfies ManifestInput;
