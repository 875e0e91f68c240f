/** The gateway's process: read the settings, start, drain on SIGTERM. */
import { loadConfig } from '../common/config.ts';
import { runService } from '../common/service.ts';
import { settings } from './config.ts';
import { startGateway } from './service.ts';

await runService({
  name: 'gateway',
  start: ({ log }) => startGateway(loadConfig(settings), log),
});
