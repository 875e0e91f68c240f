/** The contract of privacy, put together. */
import { ConsentServiceService } from '../../proto/gen/earshot/consent/v1/consent.ts';
import { CasesServiceService } from '../../proto/gen/earshot/duties/v1/cases.ts';
import { DutiesServiceService } from '../../proto/gen/earshot/duties/v1/duties.ts';
import { StaffServiceService } from '../../proto/gen/earshot/duties/v1/staff.ts';
import { FamilyServiceService } from '../../proto/gen/earshot/family/v1/family.ts';
import { DataHolderServiceService } from '../../proto/gen/earshot/holders/v1/holders.ts';
import { IdentityServiceService } from '../../proto/gen/earshot/identity/v1/identity.ts';
import { LinkingServiceService } from '../../proto/gen/earshot/linking/v1/linking.ts';
import { PrivacyServiceService } from '../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { RightsServiceService } from '../../proto/gen/earshot/rights/v1/rights.ts';
import { VoiceprintServiceService } from '../../proto/gen/earshot/voiceprint/v1/voiceprint.ts';
import { loadCredentials } from '../common/callers/credentials.ts';
import { answers, createPool } from '../common/db/pool.ts';
import { untilThere } from '../common/db/until-there.ts';
import { startGrpcServer } from '../common/grpc/server.ts';
import { holderHandlers } from '../common/holders/handlers.ts';
import { Holder } from '../common/holders/holder.ts';
import type { Logger } from '../common/log.ts';
import { Outbox } from '../common/outbox.ts';
import type { Readiness } from '../common/readiness.ts';
import type { AskOutside } from '../common/webhooks/ask.ts';
import type { PostWebhook } from '../common/webhooks/post.ts';
import { loadWebhookSigningKeys } from '../common/webhooks/signing-keys.ts';
import { DeviceWatch } from './accounts/device-watch.ts';
import { Devices } from './accounts/devices.ts';
import { ProfileStore } from './accounts/profile.ts';
import { AudienceSigner } from './audience/signer.ts';
import { ChangeFeed } from './cache/change-feed.ts';
import { casesHandlers } from './cases/handlers.ts';
import { Claims } from './claims/claims.ts';
import type { PrivacyConfig } from './config.ts';
import { ConsentRecords } from './consent/consents.ts';
import { Grants } from './consent/grants.ts';
import { consentHandlers } from './consent/handlers.ts';
import { loadConsentTexts } from './consent/texts/texts.ts';
import { Discloser } from './disclosure/disclose.ts';
import { Puller } from './disclosure/pull.ts';
import { startPullServer } from './disclosure/pull-server.ts';
import { Snapshots } from './disclosure/snapshot.ts';
import { assembleDuties } from './duties/assemble.ts';
import { dutiesHandlers } from './duties/handlers.ts';
import { makeFamily } from './family/family.ts';
import { createHandlers } from './handlers.ts';
import { forgetHistory, History } from './history/history.ts';
import { doAgain } from './holding/do-again.ts';
import { Erasures, erasureQueue } from './holding/erasures.ts';
import { remoteHolder } from './holding/holders.ts';
import { heldTables } from './holding/tables.ts';
import { TakenBackNotes } from './holding/taken-back.ts';
import { Tombstones } from './holding/tombstones.ts';
import { ConversationKeys } from './keys/conversation-key.ts';
import { DataKeys } from './keys/data-keys.ts';
import type { KeyStore } from './keys/key-store.ts';
import { loadMasterKeys } from './keys/master-keys.ts';
import { VaultKeys } from './keys/vault-keys.ts';
import { LedgerWriter } from './ledger/writer.ts';
import { linkingHandlers } from './linking/handlers.ts';
import { Links } from './linking/links.ts';
import { OAuth } from './linking/oauth.ts';
import { makeSender } from './messages/senders.ts';
import { NoticeDelivery } from './notices/deliver.ts';
import { noticeQueue, type RecordedNotice } from './notices/record.ts';
import { Offers } from './offers/offers.ts';
import { makePlaces } from './places/handlers.ts';
import { RetentionClock } from './retention/clock.ts';
import { rightsHandlers } from './rights/handlers.ts';
import { Requests } from './rights/requests.ts';
import { SamplesLeaving } from './samples/leaving.ts';
import { trainingRecipient } from './samples/names.ts';
import { endSampleKeys, SampleKeys } from './samples/sample-keys.ts';
import { Attempts } from './sign-in/attempts.ts';
import { identityHandlers } from './sign-in/handlers.ts';
import { HotelKeys } from './sign-in/hotel-keys.ts';
import { Staff } from './sign-in/staff.ts';
import { Ways } from './sign-in/ways.ts';
import { admit } from './staff/admission.ts';
import { staffHandlers } from './staff/handlers.ts';
import { StaffMembers } from './staff/members.ts';
import { voiceprintHandlers } from './voiceprints/handlers.ts';
import { forgetVoice, Voiceprints } from './voiceprints/voiceprints.ts';

export interface PrivacyService {
  readonly readiness: Readiness;
  readonly address: string;
  readonly pullUrl: string;
  /** Delivers what is due; tests call `sweep` with a clock of their own. */
  readonly outbox: Outbox;
  /** Goes on with erasures that are not done everywhere; tests call `sweep`. */
  readonly erasureOutbox: Outbox;
  /** Lets go of what has outlived its time; tests call `run` with a clock of their own. */
  readonly retention: RetentionClock;
  drain(): Promise<void>;
}

export interface PrivacyDependencies {
  readonly log: Logger;
  readonly post: PostWebhook;
  /** Asks servers of accounts that are linked. */
  readonly ask: AskOutside;
  readonly now?: () => number;
}

const drainGraceMs = 5_000;
/** Of this machine. */
const ownTimeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Starts the gRPC service, the HTTP server for pulls and the delivery of notices. */
export async function startPrivacyService(
  config: PrivacyConfig,
  { log, post, ask, now = Date.now }: PrivacyDependencies,
): Promise<PrivacyService> {
  const credentials = loadCredentials('privacy', config);
  const keys = loadMasterKeys(config.stateDir);
  const pool = createPool(config.databaseUrl, { max: 8, role: 'privacy' });
  await untilThere(pool, log);
  const feed = new ChangeFeed(config.databaseUrl, log);
  await feed.start();
  const dataKeys: KeyStore =
    config.vaultAddress === ''
      ? new DataKeys(config.stateDir, keys.wrapping)
      : new VaultKeys({
          address: config.vaultAddress,
          mount: config.vaultMount,
          tokenFile: config.vaultTokenFile,
        });
  const profile = new ProfileStore(pool, dataKeys);
  const texts = loadConsentTexts(config.consentTextsFile);
  const snapshots = new Snapshots(pool, feed, texts);
  const ledger = new LedgerWriter(pool);
  const puller = new Puller({ snapshots, ledger, profile, pullTokenKey: keys.pullToken, now });
  const signingKeys = loadWebhookSigningKeys(config.stateDir);
  const delivery = new NoticeDelivery({
    pool,
    log,
    signingKeys,
    pseudonymKey: keys.pseudonym,
    scheduleMs: config.noticeSchedule,
    post,
    now,
  });
  const outbox = new Outbox({
    pool,
    redisUrl: config.redisUrl,
    log,
    queue: noticeQueue,
    attempt: (noticeId, attempt) => delivery.attempt(noticeId, attempt),
    now,
  });
  const stopping = new AbortController();
  const audiences = new AudienceSigner({ stateDir: config.stateDir, now });
  const watch = new DeviceWatch({ feed, stopping: stopping.signal });
  const takenBack = new TakenBackNotes(pool, config.stateDir, now);
  const devices = new Devices({ pool, feed, watch, keys: dataKeys, audiences, texts, takenBack, now });
  const consents = new ConsentRecords({
    pool,
    feed,
    texts,
    now,
    // History that was switched off is gone, not hidden.
    onWithdrawn: async (client, { subjectId }, purpose) => {
      if (purpose === 'history' && subjectId !== '') await forgetHistory(client, subjectId);
      if (purpose === 'voiceprint') await forgetVoice(client, subjectId);
      if (purpose === 'training') await endSampleKeys(client, subjectId, trainingRecipient, now());
    },
  });
  const history = new History({ pool, keys: dataKeys, consents, now });
  const requests = new Requests({ pool, feed, keys: dataKeys, now });
  const grants = new Grants(pool, feed, now);
  const oauth = new OAuth({ ask, redirectUri: `${config.webOrigin}/privacy/links/callback`, now });
  const links = new Links({ pool, feed, keys: dataKeys, oauth, log, now });
  const voiceprints = new Voiceprints({
    ...{ pool, keys: dataKeys, texts, now },
    threshold: config.voiceThreshold,
  });
  const holder = new Holder(pool, heldTables({ pool, keys: dataKeys, profile }), now);
  const others = [
    remoteHolder('skills', config.skillsAddress, credentials, log),
    remoteHolder('dialogue', config.dialogueAddress, credentials, log),
    remoteHolder('hotel', config.hotelAddress, credentials, log),
    remoteHolder('training', config.trainingAddress, credentials, log),
  ];
  // Not waited for: a queue that is down must not hold up a withdrawal; the sweeper finds what it lost.
  const hint = (notices: readonly RecordedNotice[]) => {
    for (const { eventId } of notices) if (eventId !== undefined) void outbox.hint(eventId);
  };
  const tombstones = new Tombstones(config.stateDir);
  const erasures = new Erasures({
    pool,
    log,
    own: holder,
    others,
    devices,
    grants,
    links,
    keys: dataKeys,
    pseudonymKey: keys.pseudonym,
    hint,
    tombstones,
    now,
  });
  // A database from a backup is told again what was forgotten, before anybody is served.
  for (const erasureId of await tombstones.replay(pool, erasureQueue)) await erasures.attempt(erasureId);
  const sender = await makeSender(config, { post, signingKeys, log, now });
  const duties = assembleDuties({
    ...{ pool, feed, keys: dataKeys, grants, erasures, takenBack, sender, signingKeys, post, log, now },
    holders: [{ name: 'privacy', count: (whose, classes) => holder.count(whose, classes) }, ...others],
    redisUrl: config.redisUrl,
    scheduleMs: config.noticeSchedule,
    identityKey: keys.identity,
  });
  const attempts = new Attempts({ pool, key: keys.identity, now });
  const family = makeFamily({
    ...{ pool, feed, keys: dataKeys, consents, grants, texts, sender, hint, log, now, attempts, takenBack },
    ...{ codeKey: keys.claimCode, requests, erasures, own: holder, others, history, devices },
  });
  const places = makePlaces({ pool, feed, keys: dataKeys, now });
  const [staff, hotelKeys] = [new Staff({ pool, keys: dataKeys }), new HotelKeys({ pool, now })];
  const members = new StaffMembers(pool, now);
  const ways = new Ways(pool);
  const doers = {
    ...{ members, ways, voiceprints },
    ...{ grants, consents, requests, devices, history, links, profile, places, staff, hotelKeys },
    ...family,
    ...duties,
  };
  await takenBack.replay((taken, at) => doAgain(doers, taken, at));
  const pullServer = await startPullServer({
    listen: config.pullListen,
    pull: (token, path) => puller.pull(token, path),
    log,
  });
  const pullUrl = config.pullUrl === '' ? pullServer.url : withPullPath(config.pullUrl);
  outbox.start();
  duties.termsOutbox.start();
  const erasureOutbox = new Outbox({
    pool,
    redisUrl: config.redisUrl,
    log,
    queue: erasureQueue,
    attempt: (erasureId) => erasures.attempt(erasureId),
    now,
  });
  erasureOutbox.start();
  const sampleKeys = new SampleKeys({ pool, keys: dataKeys, texts, log, now });
  await sampleKeys.start();
  const retention = new RetentionClock({
    ...{ pool, log, own: holder, others, now },
    sweeps: [
      { name: 'erasure-notes', run: (nowMs) => tombstones.sweep(nowMs) },
      { name: 'notes-of-what-was-taken-back', run: (nowMs) => takenBack.sweep(nowMs) },
      { name: 'orders', run: (nowMs) => duties.orders.sweep(nowMs) },
      { name: 'ages', run: () => family.growUp() },
      { name: 'links', run: () => links.revokeEnded() },
    ],
    intervalMs: config.retentionIntervalS * 1_000,
  });
  retention.start();
  const handlers = createHandlers({
    pool,
    feed,
    profile,
    puller,
    dataKeys,
    watch,
    devices,
    grants,
    holder,
    others,
    erasures,
    takenBack,
    places,
    requests,
    shutdown: duties.shutdown,
    storeRegion: config.storeRegion,
    hint,
    sampleKeys,
    leaving: new SamplesLeaving({ pool, ledger, now }),
    claims: new Claims({
      pool,
      macKey: keys.claimCode,
      ttlS: config.claimCodeTtlS,
      hotelTtlS: config.hotelClaimCodeTtlS,
      now,
    }),
    offers: new Offers({
      ...{ pool, devices, now },
      key: keys.deviceOffer,
      attempts,
    }),
    conversationKeys: new ConversationKeys(pool, dataKeys),
    discloser: new Discloser({
      snapshots,
      ledger,
      pseudonymKey: keys.pseudonym,
      pullTokenKey: keys.pullToken,
      pullTokenTtlMs: config.pullTokenTtlMs,
      pullUrl,
      accountToken: (subjectId, skillId) => links.token(subjectId, skillId),
      now,
    }),
    links,
    stopping: stopping.signal,
    now,
  });
  const identities = identityHandlers({
    ...{
      pool,
      keys: dataKeys,
      identityKey: keys.identity,
      sender,
      log,
      now,
      staff,
      hotelKeys,
      ways,
      takenBack,
    },
    ...{ consents, shutdown: duties.shutdown, storeRegion: config.storeRegion },
    timeZone: config.newHomeTimeZone || ownTimeZone,
    origin: config.webOrigin,
    sessionTtlS: config.sessionTtlS,
    sessionIdleS: config.sessionIdleS,
  });
  const server = await startGrpcServer({
    address: config.privacyAddress,
    services: [
      [PrivacyServiceService, handlers],
      [IdentityServiceService, identities],
      [ConsentServiceService, { ...consentHandlers(consents, texts, takenBack) }],
      [
        RightsServiceService,
        {
          ...rightsHandlers({
            ...{ pool, requests, history, erasures, takenBack, now },
            ...{ own: holder, others },
            identityKey: keys.identity,
          }),
        },
      ],
      [DutiesServiceService, { ...dutiesHandlers(duties) }],
      [StaffServiceService, { ...staffHandlers({ members, audit: duties.audit, takenBack }) }],
      [CasesServiceService, { ...casesHandlers(duties) }],
      [FamilyServiceService, { ...family.handlers }],
      [LinkingServiceService, { ...linkingHandlers(links, takenBack) }],
      [VoiceprintServiceService, { ...voiceprintHandlers(voiceprints, takenBack) }],
      [DataHolderServiceService, { ...holderHandlers(holder) }],
    ],
    log,
    credentials,
    onAdmitted: (principal, method, request) =>
      admit({ audit: duties.audit, members }, principal, method, request),
    needs: { database: () => answers(pool), changes: () => feed.isLive },
  });
  return {
    address: server.address,
    readiness: server.readiness,
    pullUrl,
    outbox,
    erasureOutbox,
    retention,
    async drain() {
      stopping.abort();
      sampleKeys.stop();
      await Promise.all([server.drain(drainGraceMs), pullServer.close()]);
      await Promise.all([
        outbox.close(),
        erasureOutbox.close(),
        duties.termsOutbox.close(),
        retention.close(),
      ]);
      for (const other of others) other.close();
      sender?.close();
      await feed.close();
      await pool.end();
    },
  };
}

/** An address without a path means our own path; with one, a proxy put it there. Skills add the field's name. */
function withPullPath(address: string): string {
  const url = new URL(address);
  if (url.pathname === '/') url.pathname = '/v1/pull/';
  else if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url.href;
}
