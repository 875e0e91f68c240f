/** What training asks of privacy: may it leave, which key, is the key still there, who speaks, may a copy leave. */
import {
  type DisclosableField,
  type LeavingSamples,
  type PrivacyServiceClient,
  RecipientKind,
} from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import type { DeviceRef } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { consentVersion, recipientId } from '../consent.ts';

const limits = { deadlineMs: 3_000 };
const pageLimits = { deadlineMs: 20_000 };
/** As many as privacy takes at once. */
const keysPerCall = 500;

export interface ConsentPort {
  disclose(
    turnId: string,
    device: DeviceRef,
    fields: DisclosableField[],
  ): Promise<{ readonly allowedPaths: string[]; readonly grantIds: string[] }>;
  issueKey(
    device: DeviceRef,
    grantIds: string[],
    collectionId: string,
    region: string,
  ): Promise<{ readonly keyId: string; readonly deviceModel: string }>;
  /** Keys that still exist, by their ids. */
  openKeys(keyIds: readonly string[]): Promise<Map<string, OpenKey>>;
  drawSpeakers(version: number, keyIds: readonly string[]): Promise<Map<string, string>>;
  /** Keys whose samples may leave as this copy. */
  discloseCopy(copyId: string, version: number, leaving: readonly LeavingSamples[]): Promise<Set<string>>;
}

export interface OpenKey {
  readonly key: Buffer;
  readonly expiresAtMs: number;
}

function pagesOf<T>(all: readonly T[]): T[][] {
  const pages: T[][] = [];
  for (let start = 0; start < all.length; start += keysPerCall)
    pages.push(all.slice(start, start + keysPerCall));
  return pages;
}

const distinct = (ids: readonly string[]): string[] => [...new Set(ids)];

export function consentPort(privacy: PrivacyServiceClient): ConsentPort {
  const skill = { skillId: recipientId, version: consentVersion };
  const recipientKind = RecipientKind.TRAINING;
  return {
    disclose: (turnId, device, fields) =>
      callUnary(privacy, 'disclose', { turnId, device, skill, recipientKind, fields }, limits),
    async issueKey(device, grantIds, collectionId, region) {
      const request = { device, grantIds, collectionId, region };
      const { key, deviceModel } = await callUnary(privacy, 'issueSampleKey', request, limits);
      return { keyId: key?.keyId ?? '', deviceModel };
    },
    async openKeys(keyIds) {
      const open = new Map<string, OpenKey>();
      for (const page of pagesOf(distinct(keyIds))) {
        const { keys } = await callUnary(privacy, 'openSampleKeys', { keyIds: page }, pageLimits);
        for (const { keyId, key, expiresAtMs } of keys) {
          open.set(keyId, { key: Buffer.from(key), expiresAtMs });
        }
      }
      return open;
    },
    async drawSpeakers(datasetVersion, keyIds) {
      const drawn = new Map<string, string>();
      for (const page of pagesOf(distinct(keyIds))) {
        const request = { datasetVersion, keyIds: page };
        const { speakers } = await callUnary(privacy, 'drawSpeakers', request, pageLimits);
        for (const { keyId, speakerId } of speakers) drawn.set(keyId, speakerId);
      }
      return drawn;
    },
    async discloseCopy(copyId, datasetVersion, leaving) {
      const allowed = new Set<string>();
      for (const page of pagesOf(leaving)) {
        const request = { copyId, datasetVersion, leaving: page };
        const { allowedKeyIds } = await callUnary(privacy, 'discloseSamples', request, pageLimits);
        for (const keyId of allowedKeyIds) allowed.add(keyId);
      }
      return allowed;
    },
  };
}

/** Makes training known as a recipient. What it gets stays in our processes and stores. */
export async function registerAsRecipient(privacy: PrivacyServiceClient, region: string): Promise<void> {
  const request = {
    skill: { skillId: recipientId, version: consentVersion },
    operator: 'Earshot',
    region,
    noticeUrl: '',
    isInProcess: true,
    recipientKind: RecipientKind.TRAINING,
  };
  await callUnary(privacy, 'registerRecipient', request, limits);
}
