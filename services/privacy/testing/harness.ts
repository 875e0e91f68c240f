import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DestinationStream } from 'pino';
import type { TestDevice } from '../../../language/testing/calls.ts';
import {
  ConsentPurpose,
  ConsentServiceClient,
  ConsentWay,
} from '../../../proto/gen/earshot/consent/v1/consent.ts';
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import {
  type DisclosableField,
  type DiscloseResponse,
  PrivacyServiceClient,
} from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { type DeviceRef, Surroundings } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { loadConfig } from '../../common/config.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { createLogger } from '../../common/log.ts';
import { connectAsNamed, keysIn } from '../../common/testing/callers.ts';
import { employTestStaff } from '../../common/testing/staff.ts';
import { type TestStores, useStores } from '../../common/testing/stores.ts';
import type { AskOutside } from '../../common/webhooks/ask.ts';
import type { PostWebhook } from '../../common/webhooks/post.ts';
import { settings } from '../config.ts';
import { type PrivacyService, startPrivacyService } from '../service.ts';

const deadlineMs = 10_000;

/** The real service over real stores, and short ways to say what tests say often. */
export interface Harness {
  readonly stores: TestStores;
  readonly stateDirectory: string;
  readonly service: PrivacyService;
  readonly client: PrivacyServiceClient;
  readonly consents: ConsentServiceClient;
  readonly logLines: string[];
  clock: { nowMs: number | undefined };
  /** Ends the service, and starts it again after what is done meanwhile: `service` and the clients are other ones then. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  /** A second process's worth of the same service over the same stores and keys. */
  another(env?: NodeJS.ProcessEnv): Promise<{
    service: PrivacyService;
    client: PrivacyServiceClient;
    consents: ConsentServiceClient;
    close(): Promise<void>;
  }>;
  close(): Promise<void>;
}

export async function startHarness(
  options: { post?: PostWebhook; ask?: AskOutside; env?: NodeJS.ProcessEnv } = {},
): Promise<Harness> {
  const stores = await useStores();
  await employTestStaff(stores.pool);
  const stateDirectory = mkdtempSync(join(tmpdir(), 'earshot-privacy-'));
  keysIn(stateDirectory);
  const clock: Harness['clock'] = { nowMs: undefined };
  const logLines: string[] = [];
  const sink: DestinationStream = { write: (line) => void logLines.push(line) };
  const previousLevel = process.env['EARSHOT_LOG_LEVEL'];
  process.env['EARSHOT_LOG_LEVEL'] = 'debug';
  const log = createLogger('privacy', sink);
  if (previousLevel === undefined) delete process.env['EARSHOT_LOG_LEVEL'];
  else process.env['EARSHOT_LOG_LEVEL'] = previousLevel;
  let started = 0;
  const start = async (env: NodeJS.ProcessEnv = {}) => {
    started += 1;
    const service = await startPrivacyService(
      loadConfig(settings, {
        EARSHOT_PRIVACY_ADDRESS: `unix:${join(stateDirectory, `privacy-${started}.sock`)}`,
        // Where the harness of skills, which starts dialogue and the hotel too, listens.
        EARSHOT_SKILLS_ADDRESS: `unix:${join(stateDirectory, 'skills-1.sock')}`,
        EARSHOT_DIALOGUE_ADDRESS: `unix:${join(stateDirectory, 'conversations.sock')}`,
        EARSHOT_HOTEL_ADDRESS: `unix:${join(stateDirectory, 'hotel.sock')}`,
        EARSHOT_TRAINING_ADDRESS: `unix:${join(stateDirectory, 'training.sock')}`,
        EARSHOT_DATABASE_URL: stores.databaseUrl,
        EARSHOT_REDIS_URL: stores.redisUrl,
        EARSHOT_STATE_DIR: stateDirectory,
        EARSHOT_PULL_LISTEN: '127.0.0.1:0',
        ...options.env,
        ...env,
      }),
      {
        log,
        post: options.post ?? (async () => 204),
        ask: options.ask ?? (async () => new Response(null, { status: 503 })),
        now: () => clock.nowMs ?? Date.now(),
      },
    );
    const client = connectAsNamed(PrivacyServiceClient, service.address, stateDirectory);
    const consents = connectAsNamed(ConsentServiceClient, service.address, stateDirectory);
    agreeBeside(client, consents);
    return { service, client, consents };
  };
  let now = await start();
  const end = async () => {
    now.client.close();
    now.consents.close();
    await now.service.drain();
  };
  return {
    get consents() {
      return now.consents;
    },
    get service() {
      return now.service;
    },
    get client() {
      return now.client;
    },
    stores,
    stateDirectory,
    logLines,
    clock,
    async restart(meanwhile) {
      await end();
      await meanwhile?.();
      // A starved machine may not let it start at once; whatever supervises a service tries again.
      now = await start().catch(() => start());
    },
    async another(env) {
      const other = await start(env);
      const close = async () => {
        other.client.close();
        other.consents.close();
        await other.service.drain();
      };
      return { ...other, close };
    },
    async close() {
      await end();
      await stores.close();
      rmSync(stateDirectory, { recursive: true, force: true });
    },
  };
}

/** The consents of the service that a client calls. */
const consentsBeside = new WeakMap<PrivacyServiceClient, ConsentServiceClient>();

/** Homes made with this client agree through that one. */
export function agreeBeside(client: PrivacyServiceClient, consents: ConsentServiceClient): void {
  consentsBeside.set(client, consents);
}

/** What a home of a test agrees to, unless it says otherwise. */
const agreed: readonly ConsentPurpose[] = [
  ConsentPurpose.VOICE_SERVICE,
  ConsentPurpose.PERSONALISATION,
  ConsentPurpose.PRECISE_LOCATION,
  ConsentPurpose.CHILD_DATA,
];

/** Yes to the current text of each purpose. */
export async function agree(
  client: PrivacyServiceClient,
  who: { subjectId?: string; tenantId?: string },
  purposes: readonly ConsentPurpose[],
): Promise<void> {
  const consents = consentsBeside.get(client);
  if (consents === undefined) throw new Error('nobody said where homes of this client agree');
  const { subjectId = '', tenantId = '' } = who;
  for (const purpose of purposes) {
    const textVersion = purpose === ConsentPurpose.VOICEPRINT ? 2 : 1;
    const request = { subjectId, tenantId, purpose, textVersion, locale: 'en-US', way: ConsentWay.PAGE };
    await callUnary(consents, 'giveConsent', request, { deadlineMs });
  }
}

export interface Home {
  readonly householdId: string;
  readonly subjectId: string;
  readonly deviceToken: string;
  readonly device: TestDevice;
}

/** A household in `cn` with one activated device. */
export async function makeHome(
  client: PrivacyServiceClient,
  options: { isChildDevice?: boolean; agreesTo?: readonly ConsentPurpose[] } = {},
): Promise<Home> {
  const { householdId, subjectId } = await callUnary(
    client,
    'createHousehold',
    { region: 'cn', timeZone: 'Asia/Shanghai' },
    { deadlineMs },
  );
  await agree(client, { subjectId }, options.agreesTo ?? agreed);
  const { claimCode } = await callUnary(
    client,
    'issueClaimCode',
    { householdId, subjectId, tenantId: '', isChildDevice: options.isChildDevice ?? false, roomId: '' },
    { deadlineMs },
  );
  return { householdId, subjectId, ...(await activate(client, claimCode, subjectId)) };
}

/** A hotel in `cn` with one device in a room. */
export async function makeHotelRoom(
  client: PrivacyServiceClient,
): Promise<{ tenantId: string; deviceToken: string; device: TestDevice }> {
  const { tenantId } = await callUnary(
    client,
    'createTenant',
    { region: 'cn', timeZone: 'Asia/Shanghai' },
    { deadlineMs },
  );
  await agree(client, { tenantId }, [ConsentPurpose.VOICE_SERVICE]);
  const { claimCode } = await callUnary(
    client,
    'issueClaimCode',
    { householdId: '', subjectId: '', tenantId, isChildDevice: false, roomId: '' },
    { deadlineMs },
  );
  return { tenantId, ...(await activate(client, claimCode)) };
}

async function activate(client: PrivacyServiceClient, claimCode: string, subjectId = '') {
  const { deviceToken } = await callUnary(
    client,
    'activateDevice',
    { claimCode, model: 'reference-speaker' },
    { deadlineMs },
  );
  const answer = await callUnary(client, 'authenticateDevice', { deviceToken }, { deadlineMs });
  if (answer.device === undefined) throw new Error('an activated device has no identity');
  const { audience, surroundings = Surroundings.fromPartial({}) } = answer;
  const device: TestDevice = { ...answer.device, subjectId, audience, surroundings };
  return { deviceToken, device };
}

/** Registers version 1 of a skill as a recipient. */
export async function makeRecipient(
  client: PrivacyServiceClient,
  skillId: string,
  options: { region?: string; noticeUrl?: string; isInProcess?: boolean } = {},
): Promise<void> {
  await callUnary(
    client,
    'registerRecipient',
    {
      skill: { skillId, version: '1' },
      operator: 'Example Coffee',
      region: options.region ?? 'cn',
      noticeUrl: options.noticeUrl ?? 'https://coffee.example/notices',
      isInProcess: options.isInProcess ?? false,
    },
    { deadlineMs },
  );
}

/** The sentence that tests declare and show. */
const shownPurpose = (path: string): string => `To use ${path}.`;

/** A field as the router asks for it; bounded and implied unless said otherwise. */
export function field(path: string, options: Partial<DisclosableField> = {}): DisclosableField {
  return {
    path,
    valueClass: DataClass.UNSPECIFIED,
    sizeBytes: 10,
    isImpliedByEnabling: false,
    isPulled: false,
    purpose: '',
    declaredPurposes: [shownPurpose(path)],
    ...options,
  };
}

export async function disclose(
  client: PrivacyServiceClient,
  { deviceId, householdId, tenantId }: DeviceRef,
  skillId: string,
  fields: DisclosableField[],
  turnId = 'turn-1',
): Promise<DiscloseResponse> {
  return callUnary(
    client,
    'disclose',
    {
      turnId,
      device: { deviceId, householdId, tenantId },
      skill: { skillId, version: '1' },
      fields,
    },
    { deadlineMs },
  );
}

export async function grant(
  client: PrivacyServiceClient,
  subjectId: string,
  skillId: string,
  paths: string[],
): Promise<string[]> {
  const { grantIds } = await callUnary(
    client,
    'grantFields',
    { subjectId, skillId, paths, purposes: paths.map(shownPurpose), recipientRegion: '' },
    { deadlineMs },
  );
  return grantIds;
}

export const limits = { deadlineMs } as const;
