/** The dialogue service: the contract, the skill sets it is compiled from, and the conversations in their store. */
import { DevelopingServiceService } from '../../proto/gen/earshot/dialogue/v1/developing.ts';
import { DialogueServiceService } from '../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import { DataHolderServiceService } from '../../proto/gen/earshot/holders/v1/holders.ts';
import { PrivacyServiceClient } from '../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { PublishingServiceClient } from '../../proto/gen/earshot/skills/v1/publishing.ts';
import { SkillsServiceClient } from '../../proto/gen/earshot/skills/v1/skills.ts';
import { AudienceReader } from '../common/audience.ts';
import { loadCredentials } from '../common/callers/credentials.ts';
import { answers, createPool } from '../common/db/pool.ts';
import { callUnary, connect } from '../common/grpc/client.ts';
import { type GrpcServer, startGrpcServer } from '../common/grpc/server.ts';
import { holderHandlers } from '../common/holders/handlers.ts';
import { Holder } from '../common/holders/holder.ts';
import type { Logger } from '../common/log.ts';
import { Metrics } from '../common/metrics.ts';
import { modelsDirOf } from '../common/models-dir.ts';
import type { Readiness } from '../common/readiness.ts';
import { startEncoders } from '../common/sentence-encoder/start.ts';
import { isStartedAgain } from '../common/started-again.ts';
import type { DialogueConfig } from './config.ts';
import { ConversationKeys } from './conversation-keys.ts';
import { ConversationStore } from './conversation-store.ts';
import { createDevelopingHandlers } from './developing/handlers.ts';
import { WatchedTurns } from './developing/watched-turns.ts';
import { createHandlers } from './handlers.ts';
import { heldTables } from './holding/tables.ts';
import { NearMisses } from './near-misses.ts';
import { SkillSets } from './skill-sets.ts';
import { compileAhead } from './watch.ts';

const keyDeadlineMs = 2_000;

export interface DialogueService {
  readonly readiness: Readiness;
  readonly metrics: readonly Metrics[];
  readonly address: string;
  drain(): Promise<void>;
}

export async function startDialogueService(
  config: DialogueConfig,
  { log, clock = Date.now }: { readonly log: Logger; readonly clock?: () => number },
): Promise<DialogueService> {
  const credentials = loadCredentials('dialogue', config);
  // A lost conversation costs a repeated answer, so nobody waits for the disk.
  const pool = createPool(config.databaseUrl, { isLazy: true, role: 'dialogue' });
  const skills = connect(SkillsServiceClient, config.skillsAddress, credentials, { log });
  const privacy = connect(PrivacyServiceClient, config.privacyAddress, credentials, { log });
  const publishing = connect(PublishingServiceClient, config.skillsAddress, credentials, { log });
  const turns = new WatchedTurns();
  const nearMisses = new NearMisses(publishing, log);
  const keys = new ConversationKeys(
    async (deviceId) =>
      (await callUnary(privacy, 'getConversationKey', { deviceId }, { deadlineMs: keyDeadlineMs })).key,
  );
  const conversations = new ConversationStore(pool, keys);
  const encoders = startEncoders(modelsDirOf(config), config.stateDir);
  const skillSets = new SkillSets({
    log,
    encoders,
    maxSkillSets: config.maxSkillSets,
    loadModels: async (refs) => {
      const limits = { deadlineMs: config.compileWaitMs };
      return (await callUnary(skills, 'getModels', { skills: [...refs] }, limits)).models;
    },
  });
  const stopped = new AbortController();
  const watching = compileAhead(skills, skillSets, log, stopped.signal);
  const metrics = new Metrics('dialogue');
  const held = metrics.level('conversations', 'Conversations held by all processes, at the last sweep.');
  const sweep = async () => {
    await conversations.sweep(clock());
    held.set(await conversations.count());
  };
  const sweeper = setInterval(() => {
    sweep().catch((error: unknown) => log.warn('dialogue.sweep-failed', {}, error));
  }, config.sweepIntervalMs);
  sweeper.unref();
  let server: GrpcServer;
  try {
    // Whoever speaks meanwhile is understood by another process, or told at once that there is none.
    if (!isStartedAgain()) await watching.first;
    server = await startGrpcServer({
      address: config.dialogueAddress,
      services: [
        [
          DialogueServiceService,
          {
            ...createHandlers({
              ...{ conversations, skillSets, turns, nearMisses, clock },
              audiences: new AudienceReader(config),
            }),
          },
        ],
        [
          DevelopingServiceService,
          { ...createDevelopingHandlers({ skillSets, turns, clock, isDevelopment: config.isDevelopment }) },
        ],
        [DataHolderServiceService, { ...holderHandlers(new Holder(pool, heldTables(conversations))) }],
      ],
      log,
      credentials,
      needs: { database: () => answers(pool) },
    });
  } catch (error) {
    stopped.abort();
    clearInterval(sweeper);
    await pool.end();
    throw error;
  }
  return {
    address: server.address,
    readiness: server.readiness,
    metrics: [metrics],
    async drain() {
      stopped.abort();
      clearInterval(sweeper);
      await server.drain(10_000);
      await watching.ended;
      await Promise.all(Object.values(encoders).map((encoder) => encoder.close()));
      skills.close();
      publishing.close();
      privacy.close();
      await pool.end();
    },
  };
}
