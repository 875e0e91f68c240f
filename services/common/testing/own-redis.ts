/** A database of the run's Redis for each worker: queues of one test's services are not another's to work on. */
const redisUrl = process.env['EARSHOT_TEST_REDIS_URL'];
const worker = Number(process.env['VITEST_POOL_ID'] ?? 1);
if (redisUrl !== undefined && !redisUrl.includes('?')) {
  process.env['EARSHOT_TEST_REDIS_URL'] = `${redisUrl}?db=${(worker - 1) % 16}`;
}
