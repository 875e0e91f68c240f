/** The one way to reach Redis. */
import { Redis, type RedisOptions } from 'ioredis';

/**
 * Connection options for ioredis and BullMQ from `redis://host:port` or `unix:///path`, either with `?db=N`.
 * @param closing once aborted, a connection that is lost is not sought again, and what waits for it fails.
 */
export function redisOptions(redisUrl: string, closing?: AbortSignal): RedisOptions {
  const common: RedisOptions = {
    maxRetriesPerRequest: null,
    retryStrategy: (attempt) => (closing?.aborted ? null : Math.min(attempt * 50, 1000)),
  };
  const url = new URL(redisUrl);
  const db = Number(url.searchParams.get('db') ?? 0);
  if (url.protocol === 'unix:') return { ...common, db, path: url.pathname };
  return {
    ...common,
    db,
    host: url.hostname,
    port: Number(url.port || 6379),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
    ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
  };
}

/** A connection that reconnects by itself. Its errors are quiet: they would carry commands. */
export function createRedis(redisUrl: string): Redis {
  const redis = new Redis(redisOptions(redisUrl));
  redis.on('error', () => {});
  return redis;
}
