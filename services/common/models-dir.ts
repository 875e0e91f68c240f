/** Where models lie that are not part of the repository, for every service that runs one. */
import { join } from 'node:path';
import { z } from 'zod';
import { stateDir } from './addresses.ts';
import { type Config, setting } from './config.ts';

export const modelSettings = {
  stateDir,
  modelsDir: setting(
    'EARSHOT_MODELS_DIR',
    z.string().min(1).optional(),
    'folder of models fetched by `earshot models pull`, one subfolder for each; default models/ in the state folder',
  ),
} as const;

export const modelsDirOf = (config: Pick<Config<typeof modelSettings>, 'modelsDir' | 'stateDir'>): string =>
  config.modelsDir ?? join(config.stateDir, 'models');
