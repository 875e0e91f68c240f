/** The privacy service: accounts, devices, grants, pseudonyms, the disclosure ledger and notices to recipients. */
import { loadConfig } from '../common/config.ts';
import { Egress } from '../common/egress/index.ts';
import { runService } from '../common/service.ts';
import { createAsk } from '../common/webhooks/ask.ts';
import { createPost } from '../common/webhooks/post.ts';
import { settings } from './config.ts';
import { startPrivacyService } from './service.ts';

await runService({
  name: 'privacy',
  async start({ log }) {
    const config = loadConfig(settings);
    const egress = new Egress({ maxConnections: 2 });
    const service = await startPrivacyService(config, {
      log,
      post: createPost(egress, config.noticeTimeoutMs, config.isDevelopment),
      ask: createAsk(egress, config.linkTimeoutMs, config.isDevelopment),
    });
    log.info('pull.listening', { address: service.pullUrl });
    return {
      readiness: service.readiness,
      async drain() {
        await service.drain();
        await egress.close();
      },
    };
  },
});
