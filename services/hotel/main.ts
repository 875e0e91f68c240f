/** The hotel service: what guests say becomes standard commands, and tickets of them reach the desk. */
import { loadConfig } from '../common/config.ts';
import { runService } from '../common/service.ts';
import { settings } from './config.ts';
import { startHotelService } from './service.ts';

await runService({
  name: 'hotel',
  start: ({ log }) => startHotelService(loadConfig(settings), { log }),
});
