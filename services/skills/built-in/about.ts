/** Who answers for the skills that come with Earshot. */
import type { ManifestInput, SkillDeveloper } from '@earshot/skills-sdk';

/**
 * Who answers for the skills that come with Earshot: whoever runs it. The same on every machine, as a registered
 * version never changes; `zz` is the code of no country, because they run wherever this Earshot runs.
 */
export const operator: SkillDeveloper = {
  operator: 'The operator of this Earshot',
  contact: 'https://earshot.invalid/contact',
  region: 'zz',
  privacyPolicyUrl: 'https://earshot.invalid/privacy',
};

/** The zone that is spoken where the user's own is not granted: the machine's. */
export const operatorTimeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Asked for by every skill that speaks of local time. */
export const timeZoneField = {
  name: 'device.timeZone',
  required: false,
  purpose: { 'zh-CN': '按您当地的时间回答。', 'en-US': 'To answer in your own local time.' },
  retentionDays: 0,
} as const satisfies ManifestInput['fields'][number];
