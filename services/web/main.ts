/** The pages of people and staff: sign-in, sessions, and what stands on them. Calls contracts only. */
import { loadConfig } from '../common/config.ts';
import { runService } from '../common/service.ts';
import { settings } from './config.ts';
import { startWebService } from './service.ts';

await runService({
  name: 'web',
  start: ({ log }) => startWebService(loadConfig(settings), { log }),
});
