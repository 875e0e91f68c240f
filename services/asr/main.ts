/** The recognition service: audio to words, within what the enabled skills can hear. */
import { AsrServiceService } from '../../proto/gen/earshot/asr/v1/asr.ts';
import { HotelServiceClient } from '../../proto/gen/earshot/hotel/v1/hotel.ts';
import { PrivacyServiceClient } from '../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { SkillsServiceClient } from '../../proto/gen/earshot/skills/v1/skills.ts';
import { AudienceReader } from '../common/audience.ts';
import { loadCredentials } from '../common/callers/credentials.ts';
import { loadConfig } from '../common/config.ts';
import { connect } from '../common/grpc/client.ts';
import { startGrpcServer } from '../common/grpc/server.ts';
import { modelsDirOf } from '../common/models-dir.ts';
import { runService } from '../common/service.ts';
import { buildEngines } from './build-engines.ts';
import { buildHooks } from './build-hooks.ts';
import { asrSettings } from './config.ts';
import { fetchModels } from './fetch-models.ts';
import { hookSettings } from './hook-settings.ts';
import { asrMetrics } from './metrics.ts';
import { createAsrService } from './service.ts';
import { SkillSets } from './skill-sets.ts';
import { VoiceThread, voiceFiles } from './voices/voice-thread.ts';
import { watchErasures } from './watch-erasures.ts';
import { compileAhead } from './watch-skill-sets.ts';

await runService({
  name: 'asr',
  start: async ({ log }) => {
    const config = loadConfig({ ...asrSettings, ...hookSettings });
    const credentials = loadCredentials('asr', config);
    const engines = buildEngines(config, log);
    const { spoken, store, engine, inHouse, openEars, closedEars } = engines;
    const skills = connect(SkillsServiceClient, config.skillsAddress, credentials, { log });
    const hotel = connect(HotelServiceClient, config.hotelAddress, credentials, { log, channels: 1 });
    const skillSets = new SkillSets(store, fetchModels({ skills, hotel }), closedEars);
    const privacy = connect(PrivacyServiceClient, config.privacyAddress, credentials, { log });
    const stopHearing = watchErasures(privacy, store);
    const watching = compileAhead({ ...config, skills, skillSets, engine, locales: spoken, log });
    const filesOfVoices = voiceFiles(modelsDirOf(config));
    const voices = filesOfVoices && new VoiceThread(filesOfVoices);
    const hooks = await buildHooks({
      config,
      engine,
      store,
      log,
      audiences: new AudienceReader(config),
      ...(inHouse && { inHouse }),
      ...(voices && { voices }),
    });
    const service = createAsrService({ ...config, ...hooks, engine, openEars, skillSets, log });
    // Ready means ready: whoever comes now finds a decoder with its models in it. After a crash people are speaking
    // already: with its predecessor's models each decoder loads what it is asked for, in less time than all of it would take.
    if (!store.hasTakenOver) {
      await watching.first;
      await engines.warm();
    }
    const server = await startGrpcServer({
      address: config.address,
      services: [[AsrServiceService, { ...service }]],
      log,
      credentials,
    });
    return {
      readiness: server.readiness,
      metrics: [asrMetrics(engine)],
      async drain() {
        watching.stop();
        await server.drain(10_000);
        await Promise.all([hooks.close(), engines.close(), voices?.close()]);
        await stopHearing();
        skills.close();
        hotel.close();
        privacy.close();
      },
    };
  },
});
