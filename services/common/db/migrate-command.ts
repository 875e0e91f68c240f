/** Brings the configured database to the newest schema, once, before the services of a deployment start. */
import { stores } from '../addresses.ts';
import { loadConfig } from '../config.ts';
import { createLogger } from '../log.ts';
import { migrate } from './migrate.ts';

const log = createLogger('migrate');
const { databaseUrl } = loadConfig({ databaseUrl: stores.databaseUrl });
const applied = await migrate(databaseUrl);
log.info('database.migrated', { count: applied.length });
