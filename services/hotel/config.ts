/** Settings of the hotel service. */
import { z } from 'zod';
import { addresses, stores } from '../common/addresses.ts';
import { callerSettings } from '../common/callers/credentials.ts';
import { type Config, flag, number, setting } from '../common/config.ts';
import { isSchedule, parseSchedule } from '../common/webhooks/schedule.ts';
import { defaultCataloguePath } from './catalogue/read.ts';

export const settings = {
  hotelAddress: addresses.hotelAddress,
  privacyAddress: addresses.privacyAddress,
  skillsAddress: addresses.skillsAddress,
  databaseUrl: stores.databaseUrl,
  redisUrl: stores.redisUrl,
  ...callerSettings,
  cataloguePath: setting(
    'EARSHOT_HOTEL_CATALOGUE',
    z.string().min(1).default(defaultCataloguePath),
    'YAML file with what the hotels of this Earshot do for their guests',
  ),
  roomsPath: setting(
    'EARSHOT_HOTEL_ROOMS',
    z.string().min(1).optional(),
    'YAML file that names, for each hotel, the MQTT broker on which its rooms’ hardware announces itself (docs/hotel-rooms.md)',
  ),
  watchPollMs: setting(
    'EARSHOT_HOTEL_WATCH_POLL_MS',
    number(200, { min: 20, max: 10_000 }),
    'how soon the desk hears of a ticket that another process wrote, milliseconds',
  ),
  outboxSweepMs: setting(
    'EARSHOT_HOTEL_SWEEP_MS',
    number(10_000, { min: 100, max: 600_000 }),
    'how often work that a queue lost, or that has become due, is looked for: late tickets, webhooks; milliseconds',
  ),
  webhookSchedule: setting(
    'EARSHOT_HOTEL_WEBHOOK_SCHEDULE',
    z
      .string()
      .refine(isSchedule, 'not a list of durations like 1m 2h 1d')
      .default('5s 30s 2m 10m 30m 1h 2h 4h 8h 8h')
      .transform(parseSchedule),
    'waits between attempts to tell a hotel’s own system of a ticket (s, m, h, d); after the last one it is given up',
  ),
  webhookTimeoutMs: setting(
    'EARSHOT_HOTEL_WEBHOOK_TIMEOUT_MS',
    number(10_000, { min: 100, max: 60_000 }),
    'how long a hotel’s own system may take to answer, milliseconds',
  ),
  isDevelopment: setting(
    'EARSHOT_DEVELOPMENT_SKILLS',
    flag(false),
    'lets receivers on this machine take webhooks over plain http; never in production',
  ),
} as const;

export type HotelConfig = Config<typeof settings>;
