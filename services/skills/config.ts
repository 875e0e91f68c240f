/** The settings of skills. */
import { addresses, stores } from '../common/addresses.ts';
import { callerSettings } from '../common/callers/credentials.ts';
import { type Config, flag, number, setting } from '../common/config.ts';

export const settings = {
  skillsAddress: addresses.skillsAddress,
  privacyAddress: addresses.privacyAddress,
  dialogueAddress: addresses.dialogueAddress,
  databaseUrl: stores.databaseUrl,
  ...callerSettings,
  isDevelopment: setting(
    'EARSHOT_DEVELOPMENT_SKILLS',
    flag(false),
    'lets skills be registered and called at addresses of this machine, over plain http; never in production',
  ),
  maxConcurrentPerSkill: setting(
    'EARSHOT_SKILLS_MAX_CONCURRENT',
    number(32, { min: 1, max: 1_000 }),
    'most calls of one skill at a time in one process, and most connections to it; more are SKILL_BUSY',
  ),
  maxPerMinutePerSkill: setting(
    'EARSHOT_SKILLS_MAX_PER_MINUTE',
    number(12_000, { min: 1, max: 100_000_000 }),
    'most calls of one skill in a minute, over all processes; more are SKILL_QUOTA_REACHED',
  ),
} as const;

export type SkillsConfig = Config<typeof settings>;
