/** The hotel service: what guests say becomes standard commands, and tickets of them reach the desk. */
import { loadConfig } from '../common/config.ts';
import { Egress } from '../common/egress/index.ts';
import { runService } from '../common/service.ts';
import { createPost } from '../common/webhooks/post.ts';
import { settings } from './config.ts';
import { startHotelService } from './service.ts';

await runService({
  name: 'hotel',
  async start({ log }) {
    const config = loadConfig(settings);
    const egress = new Egress({ maxConnections: 2 });
    const post = createPost(egress, config.webhookTimeoutMs, config.isDevelopment);
    const service = await startHotelService(config, { log, post });
    return {
      readiness: service.readiness,
      async drain() {
        await service.drain();
        await egress.close();
      },
    };
  },
});
