/** The dialogue service: what people say, over turns, as intents of the skills that are enabled. */
import { loadConfig } from '../common/config.ts';
import { runService } from '../common/service.ts';
import { settings } from './config.ts';
import { startDialogueService } from './service.ts';

await runService({
  name: 'dialogue',
  start: ({ log }) => startDialogueService(loadConfig(settings), { log }),
});
