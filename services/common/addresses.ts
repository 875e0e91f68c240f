/** Settings that every process shares: where the others are, and where state is kept. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { setting } from './config.ts';

/** The folder that holds `package.json`. */
export const checkoutDir = fileURLToPath(new URL('../..', import.meta.url));

const grpcAddress = (name: string, port: number) =>
  setting(
    `EARSHOT_${name}_ADDRESS`,
    z.string().min(1).default(`127.0.0.1:${port}`),
    `gRPC address of the ${name.toLowerCase()} service: host:port or unix:/path`,
  );

export const addresses = {
  privacyAddress: grpcAddress('PRIVACY', 7101),
  asrAddress: grpcAddress('ASR', 7102),
  dialogueAddress: grpcAddress('DIALOGUE', 7103),
  skillsAddress: grpcAddress('SKILLS', 7104),
  ttsAddress: grpcAddress('TTS', 7105),
  gatewayAddress: grpcAddress('GATEWAY', 7106),
  hotelAddress: grpcAddress('HOTEL', 7108),
  trainingAddress: grpcAddress('TRAINING', 7109),
  webAddress: grpcAddress('WEB', 7121),
} as const;

export const stores = {
  databaseUrl: setting(
    'EARSHOT_DATABASE_URL',
    z.string().min(1),
    'PostgreSQL 15 connection string; `earshot up` starts a private cluster and sets it',
  ),
  redisUrl: setting(
    'EARSHOT_REDIS_URL',
    z.string().min(1),
    'Redis connection string (redis:// or unix://); `earshot up` starts a private one and sets it',
  ),
} as const;

export const stateDir = setting(
  'EARSHOT_STATE_DIR',
  z.string().min(1).default(join(checkoutDir, '.earshot')),
  'folder for keys, private stores, models and device tokens',
);
