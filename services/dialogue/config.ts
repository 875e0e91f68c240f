/** The settings of dialogue. */
import { addresses, stores } from '../common/addresses.ts';
import { callerSettings } from '../common/callers/credentials.ts';
import { type Config, flag, number, setting } from '../common/config.ts';
import { modelSettings } from '../common/models-dir.ts';

export const settings = {
  dialogueAddress: addresses.dialogueAddress,
  skillsAddress: addresses.skillsAddress,
  privacyAddress: addresses.privacyAddress,
  databaseUrl: stores.databaseUrl,
  ...callerSettings,
  maxSkillSets: setting(
    'EARSHOT_DIALOGUE_MAX_SKILL_SETS',
    number(200, { min: 1, max: 100_000 }),
    'compiled skill sets kept in memory for each language; the least recently used go first',
  ),
  ...modelSettings,
  sweepIntervalMs: setting(
    'EARSHOT_DIALOGUE_SWEEP_MS',
    number(30_000, { min: 100, max: 3_600_000 }),
    'how often expired conversations are deleted, milliseconds',
  ),
  isDevelopment: setting(
    'EARSHOT_DEVELOPMENT_SKILLS',
    flag(false),
    'lets a developer watch turns of the household that skills are tried in; never in production',
  ),
  compileWaitMs: setting(
    'EARSHOT_DIALOGUE_COMPILE_WAIT_MS',
    number(5_000, { min: 100, max: 60_000 }),
    'how long the registry may take to hand out interaction models, milliseconds',
  ),
} as const;

export type DialogueConfig = Config<typeof settings>;
