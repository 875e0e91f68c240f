import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { SkillManifest } from '../../../language/manifest/types.ts';
import {
  canaries,
  drinkSlot,
  noteSlot,
  personSlot,
  type TestDevice,
  type TestTurn,
  turn,
} from '../../../language/testing/calls.ts';
import { DialogueServiceClient } from '../../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import type { PrivacyServiceClient } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import {
  type InvokeRequest,
  type InvokeResult,
  SkillState,
  SkillsServiceClient,
} from '../../../proto/gen/earshot/skills/v1/skills.ts';
import { TrainingServiceClient } from '../../../proto/gen/earshot/training/v1/training.ts';
import type { DeviceRef, Slot, Speech } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { loadConfig } from '../../common/config.ts';
import { query } from '../../common/db/pool.ts';
import type { EgressOptions } from '../../common/egress/index.ts';
import { callUnary, openServerStream } from '../../common/grpc/client.ts';
import { createLogger } from '../../common/log.ts';
import { connectAsNamed } from '../../common/testing/callers.ts';
import { settings as dialogueSettings } from '../../dialogue/config.ts';
import { startDialogueService } from '../../dialogue/service.ts';
import { settings as hotelSettings } from '../../hotel/config.ts';
import { startHotelService } from '../../hotel/service.ts';
import {
  type Harness as PrivacyHarness,
  startHarness as startPrivacy,
} from '../../privacy/testing/harness.ts';
import { settings as trainingSettings } from '../../training/config.ts';
import { startTrainingService } from '../../training/service.ts';
import { settings } from '../config.ts';
import type { InProcessSkill } from '../delivery/index.ts';
import { type SkillsService, startSkillsService } from '../service.ts';

const deadlineMs = 10_000;

/** The real skills service beside the real privacy and dialogue services, over real stores. */
export interface Harness {
  readonly privacy: PrivacyHarness;
  readonly service: SkillsService;
  readonly client: SkillsServiceClient;
  readonly dialogue: DialogueServiceClient;
  readonly dialogueAddress: string;
  readonly logLines: string[];
  readonly training: { readonly address: string; readonly client: TrainingServiceClient };
  /** A second router over the same stores and keys, which may come with other skills. */
  another(
    env?: NodeJS.ProcessEnv,
    builtIn?: readonly InProcessSkill[],
  ): Promise<{ client: SkillsServiceClient; service: SkillsService; close(): Promise<void> }>;
  close(): Promise<void>;
}

export async function startHarness(
  options: {
    builtIn?: readonly InProcessSkill[];
    env?: NodeJS.ProcessEnv;
    privacyEnv?: NodeJS.ProcessEnv;
    egress?: EgressOptions;
  } = {},
): Promise<Harness> {
  const privacy = await startPrivacy({ ...(options.privacyEnv && { env: options.privacyEnv }) });
  const logLines: string[] = [];
  const previousLevel = process.env['EARSHOT_LOG_LEVEL'];
  process.env['EARSHOT_LOG_LEVEL'] = 'debug';
  const log = createLogger('skills', { write: (line) => void logLines.push(line) });
  if (previousLevel === undefined) delete process.env['EARSHOT_LOG_LEVEL'];
  else process.env['EARSHOT_LOG_LEVEL'] = previousLevel;
  let started = 0;
  const dialogueAddress = `unix:${join(privacy.stateDirectory, 'conversations.sock')}`;
  const start = async (env: NodeJS.ProcessEnv = {}, builtIn = options.builtIn ?? []) => {
    started += 1;
    const service = await startSkillsService(
      loadConfig(settings, {
        EARSHOT_SKILLS_ADDRESS: `unix:${join(privacy.stateDirectory, `skills-${started}.sock`)}`,
        EARSHOT_PRIVACY_ADDRESS: privacy.service.address,
        EARSHOT_DIALOGUE_ADDRESS: dialogueAddress,
        EARSHOT_DATABASE_URL: privacy.stores.databaseUrl,
        EARSHOT_STATE_DIR: privacy.stateDirectory,
        EARSHOT_DEVELOPMENT_SKILLS: '1',
        ...options.env,
        ...env,
      }),
      { log, builtIn, ...(options.egress && { egress: options.egress }) },
    );
    const client = connectAsNamed(SkillsServiceClient, service.address, privacy.stateDirectory);
    const close = async () => {
      client.close();
      await service.drain();
    };
    return { service, client, close };
  };
  const first = await start();
  const dialogueService = await startDialogueService(
    loadConfig(dialogueSettings, {
      EARSHOT_DIALOGUE_ADDRESS: dialogueAddress,
      EARSHOT_SKILLS_ADDRESS: first.service.address,
      EARSHOT_PRIVACY_ADDRESS: privacy.service.address,
      EARSHOT_DATABASE_URL: privacy.stores.databaseUrl,
      EARSHOT_STATE_DIR: privacy.stateDirectory,
    }),
    { log },
  );
  const hotelService = await startHotelService(
    loadConfig(hotelSettings, {
      EARSHOT_HOTEL_ADDRESS: `unix:${join(privacy.stateDirectory, 'hotel.sock')}`,
      EARSHOT_PRIVACY_ADDRESS: privacy.service.address,
      EARSHOT_DATABASE_URL: privacy.stores.databaseUrl,
      EARSHOT_REDIS_URL: privacy.stores.redisUrl,
      EARSHOT_STATE_DIR: privacy.stateDirectory,
    }),
    { log, post: async () => 204 },
  );
  const trainingService = await startTrainingService(
    loadConfig(trainingSettings, {
      EARSHOT_TRAINING_ADDRESS: `unix:${join(privacy.stateDirectory, 'training.sock')}`,
      EARSHOT_PRIVACY_ADDRESS: privacy.service.address,
      EARSHOT_DATABASE_URL: privacy.stores.databaseUrl,
      EARSHOT_REDIS_URL: privacy.stores.redisUrl,
      EARSHOT_STATE_DIR: privacy.stateDirectory,
      EARSHOT_SKILLS_ADDRESS: first.service.address,
      EARSHOT_TRAINING_REGION: 'cn',
      EARSHOT_TRAINING_SWEEP_MS: '500',
    }),
    { log, post: async () => 204 },
  );
  const training = {
    address: trainingService.address,
    client: connectAsNamed(TrainingServiceClient, trainingService.address, privacy.stateDirectory),
  };
  const dialogue = connectAsNamed(DialogueServiceClient, dialogueService.address, privacy.stateDirectory);
  return {
    dialogue,
    dialogueAddress,
    privacy,
    logLines,
    training,
    service: first.service,
    client: first.client,
    another: start,
    async close() {
      dialogue.close();
      training.client.close();
      await Promise.all([dialogueService.drain(), hotelService.drain(), trainingService.drain()]);
      await first.close();
      await privacy.close();
    },
  };
}

/** Registers a skill as live and switches it on for a device's household. */
export async function addSkill(
  client: SkillsServiceClient,
  manifest: SkillManifest,
  device?: DeviceRef,
): Promise<void> {
  const request = { manifestJson: JSON.stringify(manifest), state: SkillState.LIVE };
  await callUnary(client, 'registerSkill', request, { deadlineMs });
  if (device === undefined) return;
  const { householdId, tenantId } = device;
  await callUnary(client, 'enableSkill', { skillId: manifest.id, householdId, tenantId }, { deadlineMs });
}

/** Grants fields of a skill for a device's subject, as its privacy centre would. */
export async function grant(
  client: PrivacyServiceClient,
  manifest: SkillManifest,
  device: TestDevice,
  paths: readonly string[],
): Promise<void> {
  const purposes = paths.map(
    (path) => manifest.fields.find((field) => field.name === path)?.purpose['en-US'] ?? 'to test with',
  );
  await callUnary(
    client,
    'grantFields',
    {
      subjectId: device.subjectId,
      skillId: manifest.id,
      paths: [...paths],
      purposes,
      recipientRegion: manifest.developer.region,
    },
    { deadlineMs },
  );
}

/** What was counted for a skill so far, as `kind name`; not how long it took. */
export async function countsOf(harness: Harness, skillId: string): Promise<Record<string, number>> {
  await harness.service.flushCounts();
  const rows = await query<{ kind: string; name: string; count: number }>(
    harness.privacy.stores.pool,
    "select kind, name, count from skill_counts where skill_id = $1 and kind <> 'latency'",
    [skillId],
  );
  return Object.fromEntries(rows.map(({ kind, name, count }) => [`${kind} ${name}`, count]));
}

export interface Invoked {
  readonly result: InvokeResult;
  readonly progress: readonly Speech[];
  readonly turn: TestTurn;
}

/** One turn with the coffee skill's intent; every personal value in it is a canary. */
export async function invoke(
  client: SkillsServiceClient,
  manifest: SkillManifest,
  device: TestDevice,
  changes: Partial<Omit<InvokeRequest, 'turn'>> & {
    turn?: TestTurn;
    slots?: Slot[];
    deadlineMs?: number;
    signal?: AbortSignal;
  } = {},
): Promise<Invoked> {
  const context = changes.turn ?? turn({ device });
  const request: InvokeRequest = {
    turn: context,
    device: { ...device },
    capabilities: context.capabilities,
    tools: [],
    status: [],
    surroundings: context.surroundings,
    skill: { skillId: manifest.id, version: manifest.version },
    intent: 'OrderCoffee',
    slots: changes.slots ?? [drinkSlot, noteSlot, personSlot],
    confirmation: 'none',
    utterance: canaries.utterance,
    conversation: changes.conversation,
  };
  const progress: Speech[] = [];
  const limits = {
    deadlineMs: changes.deadlineMs ?? deadlineMs,
    ...(changes.signal === undefined ? {} : { signal: changes.signal }),
  };
  for await (const { response } of openServerStream(client.invoke.bind(client), request, limits)) {
    if (response?.$case === 'progress') progress.push(response.value);
    if (response?.$case === 'result') return { result: response.value, progress, turn: context };
  }
  throw new Error('The router gave no result.');
}

export interface HostileSkill {
  readonly url: string;
  readonly verificationKey: string;
  /** Every request it got so far. */
  seen(): Promise<{ path: string; headers: Record<string, string>; body: string }[]>;
  close(): Promise<void>;
}

export async function startHostileSkill(): Promise<HostileSkill> {
  const child: ChildProcess = spawn(
    process.execPath,
    [fileURLToPath(new URL('./hostile-skill.ts', import.meta.url))],
    { stdio: ['pipe', 'pipe', 'inherit'], env: {} },
  );
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const [url = '', verificationKey = ''] = await new Promise<string[]>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the hostile skill ended before it listened')));
    createInterface({ input: child.stdout! }).once('line', (line) => resolve(line.split(' ')));
  });
  return {
    url,
    verificationKey,
    seen: async () => (await (await fetch(`${url}/seen`)).json()) as never,
    async close() {
      child.stdin?.end();
      await exited;
    },
  };
}
