/** Settings of the hotel service. */
import { z } from 'zod';
import { addresses, stores } from '../common/addresses.ts';
import { callerSettings } from '../common/callers/credentials.ts';
import { type Config, number, setting } from '../common/config.ts';
import { defaultCataloguePath } from './catalogue/read.ts';

export const settings = {
  hotelAddress: addresses.hotelAddress,
  privacyAddress: addresses.privacyAddress,
  databaseUrl: stores.databaseUrl,
  redisUrl: stores.redisUrl,
  ...callerSettings,
  cataloguePath: setting(
    'EARSHOT_HOTEL_CATALOGUE',
    z.string().min(1).default(defaultCataloguePath),
    'YAML file with what the hotels of this Earshot do for their guests',
  ),
  watchPollMs: setting(
    'EARSHOT_HOTEL_WATCH_POLL_MS',
    number(200, { min: 20, max: 10_000 }),
    'how soon the desk hears of a ticket that another process wrote, milliseconds',
  ),
} as const;

export type HotelConfig = Config<typeof settings>;
