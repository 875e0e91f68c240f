/** Skills, put together: registry, router and what they stand on. */
import { setTimeout as sleep } from 'node:timers/promises';
import { validateManifest } from '../../language/manifest/index.ts';
import { DialogueServiceClient } from '../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import { DataHolderServiceService } from '../../proto/gen/earshot/holders/v1/holders.ts';
import { PrivacyServiceClient } from '../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { PublishingServiceService } from '../../proto/gen/earshot/skills/v1/publishing.ts';
import { SkillsServiceService } from '../../proto/gen/earshot/skills/v1/skills.ts';
import { AudienceReader } from '../common/audience.ts';
import { loadCredentials } from '../common/callers/credentials.ts';
import { answers, createPool } from '../common/db/pool.ts';
import { untilThere } from '../common/db/until-there.ts';
import { Egress, type EgressOptions } from '../common/egress/index.ts';
import { EarshotError } from '../common/errors/earshot-error.ts';
import { callUnary, connect, openServerStream } from '../common/grpc/client.ts';
import { startGrpcServer } from '../common/grpc/server.ts';
import { holderHandlers } from '../common/holders/handlers.ts';
import { Holder } from '../common/holders/holder.ts';
import type { Logger } from '../common/log.ts';
import type { Metrics } from '../common/metrics.ts';
import type { Readiness } from '../common/readiness.ts';
import { loadWebhookSigningKeys } from '../common/webhooks/signing-keys.ts';
import type { SkillsConfig } from './config.ts';
import {
  AliGenie,
  Delivery,
  EarshotV1,
  HttpsTransport,
  type InProcessSkill,
  InProcessTransport,
} from './delivery/index.ts';
import { createHandlers, registerRecipient } from './handlers.ts';
import { heldTables } from './holding/tables.ts';
import { Developers } from './publishing/developers.ts';
import { createPublishingHandlers } from './publishing/handlers.ts';
import { addEvent, sweepEvents } from './registry/events.ts';
import { Registry, switchAgain, switchedNotes } from './registry/index.ts';
import { loadShareKey } from './registry/share-key.ts';
import {
  Bulkhead,
  Counts,
  GrantCheck,
  type GrantCheckParts,
  Inspections,
  Outcomes,
  Quota,
  Router,
  routerMetrics,
  WithdrawalFeed,
} from './router/index.ts';

export interface SkillsService {
  readonly readiness: Readiness;
  readonly metrics: readonly Metrics[];
  readonly address: string;
  /** The router itself, for benches that leave the wire out. */
  readonly router: Router;
  readonly registry: Registry;
  /** Writes what was counted since the last time; otherwise every ten seconds. */
  flushCounts(): Promise<void>;
  drain(): Promise<void>;
}

export interface SkillsDependencies {
  readonly log: Logger;
  /** Skills that come with Earshot and run in this process; on by default in homes. */
  readonly builtIn: readonly InProcessSkill[];
  readonly egress?: EgressOptions;
}

const drainGraceMs = 9_000;
const flushMs = 10_000;
const sweepMs = 60_000;
const notesSweepMs = 86_400_000;
const retryMs = 500;

/** Starts registry and router. */
export async function startSkillsService(
  config: SkillsConfig,
  { log, builtIn, egress: egressOptions }: SkillsDependencies,
): Promise<SkillsService> {
  const credentials = loadCredentials('skills', config);
  const signingKeys = loadWebhookSigningKeys(config.stateDir);
  const pool = createPool(config.databaseUrl, { max: 8, role: 'skills' });
  await untilThere(pool, log);
  const shareKey = loadShareKey(config.stateDir);
  const registry = new Registry(pool, config.databaseUrl, log, shareKey);
  await registry.start();
  const privacy = connect(PrivacyServiceClient, config.privacyAddress, credentials, { log });
  const egress = new Egress({ maxConnections: config.maxConcurrentPerSkill, ...egressOptions });
  const outcomes = new Outcomes(pool);
  const dialogue = connect(DialogueServiceClient, config.dialogueAddress, credentials, { log });
  const counts = new Counts(pool, log, shareKey);
  const inspections = new Inspections();
  const withdrawals = new WithdrawalFeed(
    (request, limits) => openServerStream(privacy.watchWithdrawals.bind(privacy), request, limits),
    log,
  );
  const inProcess = new InProcessTransport(new Map(builtIn.map((skill) => [skill.manifest.id, skill])));
  const https = new HttpsTransport(egress, config.isDevelopment);
  const earshotV1 = new EarshotV1(signingKeys);
  /** For the skill's log; which of its versions calls went to is not known here. */
  const note = (skillId: string, event: string, detail: string) => {
    const version = registry.current().find((one) => one.skillId === skillId)?.version ?? '';
    addEvent(pool, { skillId, version, event, detail, by: 'platform' }).catch((error: unknown) =>
      log.warn('skills.event-lost', { skillId }, error),
    );
  };
  const aliGenie = new AliGenie(signingKeys);
  await withdrawals.start();
  const parts = {
    registry,
    audiences: new AudienceReader(config),
    observe: (request, limits) => callUnary(dialogue, 'observe', request, limits),
    disclose: (request, limits) => callUnary(privacy, 'disclose', request, limits),
  } satisfies GrantCheckParts;
  const bulkhead = new Bulkhead({ maxConcurrent: config.maxConcurrentPerSkill }, (skillId) =>
    note(skillId, 'resting', 'SKILL_CIRCUIT_OPEN'),
  );
  const router = new Router({
    ...parts,
    grantByVoice: (request, limits) => callUnary(privacy, 'grantByVoice', request, limits),
    outcomes,
    counts,
    inspections,
    withdrawals,
    log,
    bulkhead,
    quota: new Quota(pool, (skillId) => note(skillId, 'quota', 'SKILL_QUOTA_REACHED')),
    isDevelopment: config.isDevelopment,
    defaultCallsPerMinute: config.maxPerMinutePerSkill,
    delivery: new Delivery({
      transportOf: ({ endpoint }) => (endpoint === 'in-process' ? inProcess : https),
      protocolOf: ({ protocol = 'earshot-v1' }) => (protocol === 'earshot-v1' ? earshotV1 : aliGenie),
    }),
  });
  await registerBuiltIn(registry, builtIn);
  const developers = new Developers(pool);
  // A database from a backup is told again what was switched off, before anybody is served.
  const switched = switchedNotes(pool, config.stateDir, Date.now);
  await switched.replay((one, at) => switchAgain(registry, one, at, Date.now()));
  const stopping = new AbortController();
  const announced = announceBuiltIn(privacy, builtIn, log, stopping.signal);
  const server = await startGrpcServer({
    address: config.skillsAddress,
    services: [
      [
        SkillsServiceService,
        createHandlers({
          registry,
          switched,
          router,
          grantCheck: new GrantCheck(parts),
          inspections,
          privacy,
          verificationKeys: signingKeys.map((key) => key.verificationKey),
          isDevelopment: config.isDevelopment,
          developers,
        }),
      ],
      [
        PublishingServiceService,
        createPublishingHandlers({
          ...{ pool, registry, switched, developers, counts },
          checklist: { egress, signingKeys, isDevelopment: config.isDevelopment },
        }),
      ],
      [DataHolderServiceService, { ...holderHandlers(new Holder(pool, heldTables())) }],
    ],
    log,
    credentials,
    needs: {
      database: () => answers(pool),
      registry: () => registry.isLive,
      withdrawals: () => withdrawals.isLive,
    },
  });
  const flushing = setInterval(() => void counts.flush(), flushMs);
  const sweeping = setInterval(() => {
    Promise.all([outcomes.sweep(), sweepEvents(pool)]).catch((error: unknown) =>
      log.warn('skills.sweep-failed', {}, error),
    );
  }, sweepMs);
  const lettingGo = setInterval(() => {
    switched.sweep(Date.now()).catch((error: unknown) => log.warn('skills.sweep-failed', {}, error));
  }, notesSweepMs);
  return {
    address: server.address,
    readiness: server.readiness,
    metrics: [routerMetrics(bulkhead)],
    router,
    registry,
    flushCounts: () => counts.flush(),
    async drain() {
      clearInterval(flushing);
      clearInterval(sweeping);
      clearInterval(lettingGo);
      stopping.abort();
      await server.drain(drainGraceMs);
      await Promise.all([announced, withdrawals.stop()]);
      await counts.flush();
      await registry.stop();
      privacy.close();
      dialogue.close();
      await egress.close();
      await pool.end();
    },
  };
}

async function registerBuiltIn(registry: Registry, builtIn: readonly InProcessSkill[]): Promise<void> {
  for (const { manifest } of builtIn) {
    if (!validateManifest(manifest, { allowInProcess: true }).isValid) {
      throw new EarshotError('SKILL_MANIFEST_INVALID');
    }
    await registry.register({ manifest, state: 'live', isBuiltIn: true, isEnabledByDefault: true });
  }
}

/** Until the privacy service knows a recipient, it lets no granted field out; so booting does not wait for it. */
async function announceBuiltIn(
  privacy: PrivacyServiceClient,
  builtIn: readonly InProcessSkill[],
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  const waiting = builtIn.map(({ manifest }) => manifest);
  while (waiting[0] !== undefined && !signal.aborted) {
    try {
      await registerRecipient(privacy, waiting[0]);
      waiting.shift();
    } catch (error) {
      log.debug('skills.recipient-waits', { skillId: waiting[0].id });
      if (!(error instanceof EarshotError)) throw error;
      await sleep(retryMs, undefined, { signal }).catch(() => {});
    }
  }
}
