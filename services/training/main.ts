/** The training service: turns that people let us keep become samples without the person, or nothing. */
import { loadConfig } from '../common/config.ts';
import { Egress } from '../common/egress/index.ts';
import { runService } from '../common/service.ts';
import { createPost } from '../common/webhooks/post.ts';
import { settings } from './config.ts';
import { startTrainingService } from './service.ts';

const noticeTimeoutMs = 10_000;

await runService({
  name: 'training',
  async start({ log }) {
    const egress = new Egress({ maxConnections: 2 });
    const post = createPost(egress, noticeTimeoutMs, false);
    const service = await startTrainingService(loadConfig(settings), { log, post });
    return {
      readiness: service.readiness,
      metrics: service.metrics,
      async drain() {
        await service.drain();
        await egress.close();
      },
    };
  },
});
