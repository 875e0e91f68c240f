/** The synthesis service: text to audio, streamed. */
import { TtsServiceService } from '../../proto/gen/earshot/tts/v1/tts.ts';
import { AudienceReader } from '../common/audience.ts';
import { loadCredentials } from '../common/callers/credentials.ts';
import { loadConfig } from '../common/config.ts';
import { startGrpcServer } from '../common/grpc/server.ts';
import { runService } from '../common/service.ts';
import { buildEngine } from './build-engine.ts';
import { ttsSettings } from './config.ts';
import { ttsMetrics } from './metrics.ts';
import { createTtsService } from './service.ts';

await runService({
  name: 'tts',
  start: async ({ log }) => {
    const config = loadConfig(ttsSettings);
    const engine = buildEngine(config, log);
    const service = createTtsService({
      ...config,
      engine,
      log,
      audiences: new AudienceReader(config),
    });
    const server = await startGrpcServer({
      address: config.address,
      services: [[TtsServiceService, { ...service }]],
      log,
      credentials: loadCredentials('tts', config),
    });
    return {
      readiness: server.readiness,
      metrics: [ttsMetrics(engine)],
      async drain() {
        await server.drain(10_000);
        await engine.close();
      },
    };
  },
});
