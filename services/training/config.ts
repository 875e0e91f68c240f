/** Settings of the training service. */
import { z } from 'zod';
import { addresses, stores } from '../common/addresses.ts';
import { callerSettings } from '../common/callers/credentials.ts';
import { type Config, number, setting } from '../common/config.ts';
import { modelSettings } from '../common/models-dir.ts';

const dayMs = 86_400_000;

export const settings = {
  trainingAddress: addresses.trainingAddress,
  privacyAddress: addresses.privacyAddress,
  skillsAddress: addresses.skillsAddress,
  databaseUrl: stores.databaseUrl,
  redisUrl: stores.redisUrl,
  ...callerSettings,
  ...modelSettings,
  region: setting(
    'EARSHOT_TRAINING_REGION',
    z.string().min(1).default('local'),
    'where this service keeps samples; turns of people of another region are not taken',
  ),
  rawLifeMs: setting(
    'EARSHOT_TRAINING_RAW_LIFE_MS',
    number(3_600_000, { min: 1_000, max: dayMs }),
    'longest life of a turn as it was said, milliseconds; then its key is destroyed, whatever became of it',
  ),
  maxWaiting: setting(
    'EARSHOT_TRAINING_MAX_WAITING',
    number(5_000, { min: 1, max: 1_000_000 }),
    'turns that may wait to be processed; more are not taken',
  ),
  threads: setting(
    'EARSHOT_TRAINING_THREADS',
    number(1, { min: 1, max: 64 }),
    'worker threads that make samples',
  ),
  collectionDays: setting(
    'EARSHOT_TRAINING_COLLECTION_DAYS',
    number(30, { min: 1, max: 90 }),
    'after so many days every person gets a new key',
  ),
  sweepMs: setting(
    'EARSHOT_TRAINING_SWEEP_MS',
    number(5_000, { min: 50, max: 60_000 }),
    'how often overdue keys are destroyed, milliseconds',
  ),
} as const;

export type TrainingConfig = Config<typeof settings>;
