/** The training service, put together. Overdue keys are destroyed before anything is read. */
import { join } from 'node:path';
import { DataHolderServiceService } from '../../proto/gen/earshot/holders/v1/holders.ts';
import { PrivacyServiceClient } from '../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { TrainingServiceService } from '../../proto/gen/earshot/training/v1/training.ts';
import { AudienceReader } from '../common/audience.ts';
import { loadCredentials } from '../common/callers/credentials.ts';
import { staffCallOf } from '../common/callers/staff-role.ts';
import { answers, createPool } from '../common/db/pool.ts';
import { untilThere } from '../common/db/until-there.ts';
import { connect, openServerStream } from '../common/grpc/client.ts';
import { startGrpcServer } from '../common/grpc/server.ts';
import { holderHandlers } from '../common/holders/handlers.ts';
import { Holder } from '../common/holders/holder.ts';
import type { Logger } from '../common/log.ts';
import { Metrics } from '../common/metrics.ts';
import { modelsDirOf } from '../common/models-dir.ts';
import { Outbox } from '../common/outbox.ts';
import type { Readiness } from '../common/readiness.ts';
import type { PostWebhook } from '../common/webhooks/post.ts';
import { loadWebhookSigningKeys } from '../common/webhooks/signing-keys.ts';
import type { TrainingConfig } from './config.ts';
import { HandedIn } from './conversations/handed-in.ts';
import { Datasets } from './datasets/datasets.ts';
import { tellCopy } from './datasets/tell-copies.ts';
import { installedLac } from './deid/lac.ts';
import { createHandlers } from './handlers.ts';
import { heldTables } from './holding/tables.ts';
import { DeadlineKeys } from './intake/deadline-keys.ts';
import { IntakeStore, intakeQueue } from './intake/intake-store.ts';
import { processTurn } from './processing/job.ts';
import { SampleThreads } from './processing/threads.ts';
import { Collections } from './samples/collections.ts';
import { consentPort, registerAsRecipient } from './samples/consent-port.ts';
import { copyQueue } from './samples/gone.ts';
import { Keeper } from './samples/keeper.ts';
import { SampleStore } from './samples/sample-store.ts';
import { type OwnsSkill, skillOwners } from './skill-owners.ts';
import { staffPort } from './staff-port.ts';

export interface TrainingService {
  readonly address: string;
  readonly readiness: Readiness;
  readonly metrics: readonly Metrics[];
  /** Tests sweep by themselves. */
  readonly outbox: Outbox;
  readonly copies: Outbox;
  readonly keeper: Keeper;
  drain(): Promise<void>;
}

export interface TrainingDependencies {
  readonly log: Logger;
  readonly post: PostWebhook;
  /** Now, in milliseconds since the epoch; tests bring their own. */
  readonly now?: () => number;
  /** Tests bring their own registry. */
  readonly ownsSkill?: OwnsSkill;
}

const dayMs = 86_400_000;

export async function startTrainingService(
  config: TrainingConfig,
  { log, post, now = Date.now, ownsSkill }: TrainingDependencies,
): Promise<TrainingService> {
  const credentials = loadCredentials('training', config);
  const pool = createPool(config.databaseUrl, { role: 'training' });
  await untilThere(pool, log);
  const privacy = connect(PrivacyServiceClient, config.privacyAddress, credentials, { log });
  const staffOf = staffPort(config.privacyAddress, credentials, log);
  const owners = skillOwners(config.skillsAddress, credentials, log);
  const consent = consentPort(privacy);
  const directory = join(config.stateDir, 'keys', 'training');
  const keys = new DeadlineKeys({ directory, lifeMs: config.rawLifeMs, now });
  const intake = new IntakeStore(pool, keys);
  const samples = new SampleStore(pool, now);
  const collections = new Collections(pool, config.collectionDays * dayMs, now);
  const keeper = new Keeper({
    ...{ intake, samples, consent, log, now },
    sweepMs: config.sweepMs,
    watch: (request, limits) => openServerStream(privacy.watchWithdrawals.bind(privacy), request, limits),
  });
  await keeper.start();
  const metrics = new Metrics('training');
  const offered = metrics.counter('offers_total', 'turns offered, by what became of them', ['result']);
  const made = metrics.counter('turns_total', 'turns processed, by what became of them', ['result']);
  const threads = new SampleThreads({ taggerDir: installedLac(modelsDirOf(config)) }, config.threads);
  const shared = { pool, redisUrl: config.redisUrl, log, now };
  const outbox = new Outbox({
    ...shared,
    queue: intakeQueue,
    concurrency: config.threads,
    attempt: (intakeId, attempt) =>
      processTurn(
        {
          ...{ intake, samples, consent },
          make: (turn, pcm) => threads.make(turn, pcm),
          count: (result) => made.inc({ result }),
        },
        intakeId,
        attempt,
      ),
  });
  const signingKeys = loadWebhookSigningKeys(config.stateDir);
  const copies = new Outbox({
    ...shared,
    queue: copyQueue,
    attempt: (copyId, attempt, eventId) =>
      tellCopy({ pool, post, signingKeys, log, now }, copyId, attempt, eventId),
  });
  outbox.start();
  copies.start();
  const datasets = new Datasets({ pool, consent, collections, keeper, now });
  // Privacy may start a moment later; without it nothing is taken in anyhow.
  const isKnown = registration(() => registerAsRecipient(privacy, config.region), log);
  const server = await startGrpcServer({
    address: config.trainingAddress,
    services: [
      [
        TrainingServiceService,
        createHandlers({
          handedIn: new HandedIn({ keys, now }),
          offer: {
            ...{ consent, collections, intake },
            audiences: new AudienceReader({ stateDir: config.stateDir, now }),
            region: config.region,
            maxWaiting: config.maxWaiting,
            hint: (eventId) => void outbox.hint(eventId),
          },
          exporting: { pool, datasets, keeper, consent, now },
          count: (result) => offered.inc({ result }),
          ownsSkill: ownsSkill ?? owners.owns,
        }),
      ],
      [DataHolderServiceService, { ...holderHandlers(new Holder(pool, heldTables(consent), now)) }],
    ],
    log,
    credentials,
    // Who of the staff may, the privacy service knows, and it writes the call down.
    onAdmitted: (principal, method, request) => {
      const asked = staffCallOf(principal, method, request);
      return asked && staffOf.check(asked, method.path);
    },
    needs: { database: () => answers(pool), privacy: isKnown.isDone },
  });
  return {
    address: server.address,
    readiness: server.readiness,
    metrics: [metrics],
    outbox,
    copies,
    keeper,
    async drain() {
      isKnown.stop();
      await server.drain(9_000);
      await Promise.all([outbox.close(), copies.close()]);
      await keeper.stop();
      await threads.close();
      privacy.close();
      staffOf.close();
      owners.close();
      await pool.end();
    },
  };
}

const registerEveryMs = 1_000;

/** Tried until it is done once. */
function registration(register: () => Promise<void>, log: Logger) {
  let isDone = false;
  const attempt = () => {
    register().then(
      () => {
        isDone = true;
        clearInterval(timer);
      },
      (error: unknown) => log.warn('training.not-registered', {}, error),
    );
  };
  const timer = setInterval(attempt, registerEveryMs);
  attempt();
  return { isDone: () => isDone, stop: () => clearInterval(timer) };
}
