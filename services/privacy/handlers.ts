/** The contract of privacy on top of its parts: who may, then what is done. */
import {
  type PrivacyServiceServer,
  RecipientKind,
} from '../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { isRole, personOf, requireOwn } from '../common/callers/objects.ts';
import type { Pool } from '../common/db/pool.ts';
import { EarshotError } from '../common/errors/earshot-error.ts';
import { bidi, serverStream, unary } from '../common/grpc/server.ts';
import type { Holder } from '../common/holders/holder.ts';
import type { DeviceWatch } from './accounts/device-watch.ts';
import type { Devices } from './accounts/devices.ts';
import { createHousehold, createTenant } from './accounts/households.ts';
import { listOwnedDevices } from './accounts/owned-devices.ts';
import { type ProfileStore, requireFit } from './accounts/profile.ts';
import { readTimeZone, setTimeZone } from './accounts/time-zone.ts';
import type { ChangeFeed } from './cache/change-feed.ts';
import type { Claims } from './claims/claims.ts';
import { unbound } from './consent/crossings.ts';
import type { Grants } from './consent/grants.ts';
import { recipientName, requireHandler } from './consent/recipient-name.ts';
import { linkingOf, registerRecipient } from './consent/recipients.ts';
import { watchWithdrawals } from './consent/withdrawals.ts';
import type { Discloser } from './disclosure/disclose.ts';
import type { Puller } from './disclosure/pull.ts';
import type { Shutdown } from './duties/shutdown.ts';
import { allowFirmware, publishFirmware } from './firmware/firmware.ts';
import type { Erasures } from './holding/erasures.ts';
import { exportAll, type RemoteHolder } from './holding/holders.ts';
import type { TakenBackNotes } from './holding/taken-back.ts';
import { watchErasures } from './holding/watch-erasures.ts';
import { namesOf } from './holding/whose.ts';
import type { ConversationKeys } from './keys/conversation-key.ts';
import type { KeyStore } from './keys/key-store.ts';
import { compareWithKept, takeHeads } from './ledger/kept-heads.ts';
import { listDisclosures } from './ledger/read.ts';
import { verifyLedger } from './ledger/verify.ts';
import type { Links } from './linking/links.ts';
import { isNoticeEvent, listNotices, type RecordedNotice } from './notices/record.ts';
import type { Offers } from './offers/offers.ts';
import { type Places, placeHandlers } from './places/handlers.ts';
import type { Requests } from './rights/requests.ts';
import { sampleHandlers } from './samples/handlers.ts';
import type { SamplesLeaving } from './samples/leaving.ts';
import type { SampleKeys } from './samples/sample-keys.ts';

export interface Parts {
  readonly pool: Pool;
  readonly feed: ChangeFeed;
  readonly profile: ProfileStore;
  readonly puller: Puller;
  readonly dataKeys: KeyStore;
  readonly watch: DeviceWatch;
  readonly devices: Devices;
  readonly holder: Holder;
  readonly others: readonly RemoteHolder[];
  readonly erasures: Erasures;
  readonly takenBack: TakenBackNotes;
  readonly places: Places;
  readonly requests: Requests;
  readonly shutdown: Pick<Shutdown, 'requireGoingOn'>;
  /** Where the stores stand; empty = on one machine, which is in no region. */
  readonly storeRegion: string;
  readonly hint: (notices: readonly RecordedNotice[]) => void;
  readonly sampleKeys: SampleKeys;
  readonly leaving: SamplesLeaving;
  readonly claims: Claims;
  readonly offers: Offers;
  readonly grants: Grants;
  readonly links: Links;
  readonly discloser: Discloser;
  readonly conversationKeys: ConversationKeys;
  readonly stopping: AbortSignal;
  readonly now: () => number;
}

export function createHandlers(parts: Parts): PrivacyServiceServer {
  const { pool, feed, profile, puller, dataKeys, devices, watch, claims, grants, discloser, hint, now } =
    parts;
  return {
    createHousehold: unary(async ({ region, timeZone }) => {
      await requireWelcome(parts, region);
      return createHousehold(pool, region, timeZone);
    }),
    createTenant: unary(async ({ region, timeZone }) => {
      await requireWelcome(parts, region);
      return { tenantId: await createTenant(pool, region, timeZone) };
    }),
    issueClaimCode: unary((request, call) => {
      requireOwn(call, request);
      return claims.issue(request);
    }),
    activateDevice: unary(({ claimCode, model }) => claims.activate(claimCode, model)),
    offerDevice: unary((request) => parts.offers.offer(request)),
    acceptDevice: unary((request, call) => {
      requireOwn(call, request);
      return parts.offers.accept(request);
    }),
    revokeDevice: unary(async ({ deviceId, householdId, tenantId }, call) => {
      requireOwn(call, { householdId, tenantId });
      await parts.takenBack.keep({ kind: 'device', deviceId, householdId, tenantId }, () =>
        devices.revoke(deviceId, householdId, tenantId),
      );
      return {};
    }),
    listDevices: unary(async (request, call) => {
      requireOwn(call, request);
      return { devices: await listOwnedDevices({ pool, feed, keys: dataKeys, now }, request) };
    }),
    getConversationKey: unary(async ({ deviceId }) => ({ key: await parts.conversationKeys.get(deviceId) })),
    authenticateDevice: unary(async ({ deviceToken }, call) => {
      const known = await devices.authenticate(deviceToken);
      requireOwn(call, { ...known.device });
      return known;
    }),
    rotateDeviceToken: unary(async ({ deviceToken }) => ({
      deviceToken: await devices.rotateToken(deviceToken),
    })),
    setListening: unary(async ({ deviceId, householdId = '', change }, call) => {
      requireOwn(call, { householdId });
      if (personOf(call) !== undefined) await devices.requireOf(deviceId, householdId);
      if (change === undefined) throw new EarshotError('INVALID_ARGUMENT');
      return { isKnownEverywhere: await devices.setListening(deviceId, change) };
    }),
    setQuietHours: unary(async ({ deviceId, householdId, fromMinute, untilMinute }, call) => {
      requireOwn(call, { householdId });
      const quiet = fromMinute === untilMinute ? undefined : { fromMinute, untilMinute };
      await devices.setQuietHours(deviceId, householdId, quiet);
      return {};
    }),
    readTimeZone: unary(async ({ householdId }, call) => {
      requireOwn(call, { householdId });
      return { timeZone: await readTimeZone({ pool }, householdId) };
    }),
    setTimeZone: unary(async ({ householdId, timeZone }, call) => {
      requireOwn(call, { householdId });
      await setTimeZone({ pool, feed }, householdId, timeZone);
      return {};
    }),
    publishFirmware: unary(async ({ release, makerKey }) => {
      if (release === undefined) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'release' } });
      await publishFirmware({ pool, feed, now }, release, makerKey);
      return {};
    }),
    allowFirmware: unary(async ({ version, ...device }, call) => {
      requireOwn(call, { householdId: device.householdId, tenantId: device.tenantId });
      await allowFirmware({ pool, feed, now }, device, version);
      return {};
    }),
    watchDevices: bidi((call) => watch.serve(call)),
    setProfileField: unary(async ({ subjectId, path, value }, call) => {
      requireOwn(call, { subjectId });
      requireFit(path, value);
      // What stood there is taken back, whether or not something else is to stand there.
      await parts.takenBack.keep({ kind: 'profile', subjectId, path }, () =>
        profile.set(subjectId, path, ''),
      );
      if (value !== '') await profile.set(subjectId, path, value);
      return {};
    }),
    ...placeHandlers(parts.places, parts.takenBack),
    ...sampleHandlers(parts.sampleKeys, parts.leaving),
    registerRecipient: unary(
      async ({ skill, operator, region, noticeUrl, isInProcess, recipientKind, accountLinking }, call) => {
        if (skill === undefined) throw new EarshotError('INVALID_ARGUMENT');
        requireHandler(call, recipientKind);
        const { version: skillVersion } = skill;
        const skillId = recipientName(recipientKind, skill.skillId);
        await registerRecipient(pool, feed, {
          skillId,
          skillVersion,
          operator,
          region,
          noticeUrl,
          isInProcess,
          linking: linkingOf(accountLinking),
        });
        return {};
      },
    ),
    grantFields: unary(
      async ({ subjectId, skillId, recipientKind, paths, purposes, recipientRegion }, call) => {
        requireOwn(call, { subjectId });
        const name = recipientName(recipientKind, skillId);
        return { grantIds: await grants.grant(subjectId, name, paths, purposes, recipientRegion) };
      },
    ),
    grantByVoice: unary(async ({ device, skillId, path, purpose, recipientRegion: region }, call) => {
      if (device === undefined) throw new EarshotError('INVALID_ARGUMENT');
      requireOwn(call, { ...device });
      const name = recipientName(undefined, skillId);
      return { grantId: await grants.grantAt(device, { skillId: name, path, purpose, region }) };
    }),
    withdrawFields: unary(async ({ subjectId, skillId, recipientKind, paths }, call) => {
      requireOwn(call, { subjectId });
      const name = recipientName(recipientKind, skillId);
      const taken = { kind: 'grants', subjectId, skillId: name, paths } as const;
      const notice = await parts.takenBack.keep(taken, () => grants.withdraw(subjectId, name, paths));
      if (notice !== undefined) hint([notice]);
      // Of an account that was linked for it the token is revoked too; what fails is tried again by the clock.
      await parts.links.revokeEnded().catch(() => {});
      // With the commit nothing can be read any more; a file that stays for now is found by the sweeper.
      if (recipientKind === RecipientKind.TRAINING) await parts.sampleKeys.sweep().catch(() => {});
      return { noticeId: notice?.noticeId ?? '' };
    }),
    listGrants: unary(async ({ subjectId, skillId, recipientKind }, call) => {
      requireOwn(call, { subjectId });
      const name = skillId === '' ? '' : recipientName(recipientKind, skillId);
      return { grants: await grants.list(subjectId, name) };
    }),
    disclose: unary((request, call) => {
      const { skill, recipientKind } = request;
      requireHandler(call, recipientKind);
      if (skill === undefined) throw new EarshotError('INVALID_ARGUMENT');
      const skillId = recipientName(recipientKind, skill.skillId);
      return discloser.disclose({ ...request, skill: { ...skill, skillId } });
    }),
    watchWithdrawals: serverStream((request, call) => watchWithdrawals(parts, request, call)),
    watchErasures: serverStream((request, call) => watchErasures(parts, request, call)),
    pullField: unary(async ({ pullToken, path }) => ({ value: await puller.pull(pullToken, path) })),
    listDisclosures: unary(async ({ subjectId, afterSequence, pageSize, beforeSequence }, call) => {
      requireOwn(call, { subjectId });
      return {
        disclosures: await listDisclosures(pool, subjectId, afterSequence, pageSize, beforeSequence),
      };
    }),
    verifyLedger: unary(async ({ subjectId }, call) => {
      // Its report holds no word of anybody, so who runs Earshot may have every chain checked.
      if (!isRole(call, 'operator')) requireOwn(call, { subjectId });
      const report = await verifyLedger(pool, subjectId === '' ? undefined : subjectId);
      return {
        verifiedEntries: report.verifiedEntries,
        verifiedChains: report.verifiedChains,
        brokenSequences: report.findings.map(({ sequence }) => sequence),
        findings: [...report.findings],
      };
    }),
    forgetSkill: unary(async ({ subjectId, householdId, tenantId, skillId, cause }, call) => {
      requireOwn(call, { subjectId, householdId, tenantId });
      if (!isNoticeEvent(cause)) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'cause' } });
      const owner = { subjectId, householdId, tenantId };
      const notices = await parts.takenBack.keep({ kind: 'skill', owner, skillId, cause }, () =>
        grants.forget(owner, skillId, cause),
      );
      hint(notices);
      await parts.links.revokeEnded().catch(() => {});
      const noticeIds = notices.map(({ noticeId }) => noticeId);
      return { noticeId: noticeIds[0] ?? '', noticeIds };
    }),
    listNotices: unary(async ({ subjectId }, call) => {
      requireOwn(call, { subjectId });
      return { notices: await listNotices(pool, subjectId) };
    }),
    listLedgerHeads: unary(async ({ afterChainId }) => ({ heads: await takeHeads(pool, afterChainId) })),
    compareLedgerHeads: unary(async ({ heads }) => ({ findings: await compareWithKept(pool, heads) })),
    exportData: serverStream(async (owner, call) => {
      requireOwn(call, owner);
      const whose = await namesOf(pool, owner);
      for await (const held of exportAll(parts.holder, parts.others, whose)) await call.write(held);
      // A whole copy is the answer to whoever took it, and to nobody else of the household.
      const asker = personOf(call)?.subjectId;
      if (asker !== undefined) await parts.requests.settle(pool, [asker], 'access');
    }),
    eraseData: unary((owner, call) => {
      requireOwn(call, owner);
      return parts.erasures.erase(owner);
    }),
  };
}

/** @throws EarshotError SERVICE_ENDS; REGION_ELSEWHERE for whoever is bound to a region in which our stores do not stand. */
async function requireWelcome({ shutdown, storeRegion }: Parts, region: string): Promise<void> {
  await shutdown.requireGoingOn();
  const isHere = storeRegion === '' || region === unbound || region.toLowerCase() === storeRegion;
  if (!isHere) throw new EarshotError('REGION_ELSEWHERE');
}
