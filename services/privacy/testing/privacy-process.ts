/** The privacy service as a process of its own, over the settings of its environment: for tests that kill it. */
import { writeSync } from 'node:fs';
import { loadConfig } from '../../common/config.ts';
import { createLogger } from '../../common/log.ts';
import { settings } from '../config.ts';
import { startPrivacyService } from '../service.ts';

await startPrivacyService(loadConfig(settings), {
  log: createLogger('privacy', { write: () => {} }),
  post: async () => 204,
  ask: async () => new Response(null, { status: 503 }),
});
writeSync(1, 'ready\n');
