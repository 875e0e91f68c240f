import { join } from 'node:path';
import { ConsentPurpose } from '../../../proto/gen/earshot/consent/v1/consent.ts';
import { RecipientKind } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import {
  type ExportDatasetResponse,
  type OfferRequest,
  TrainingServiceClient,
  TurnEnd,
} from '../../../proto/gen/earshot/training/v1/training.ts';
import type { Hypothesis } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { loadConfig } from '../../common/config.ts';
import { query } from '../../common/db/pool.ts';
import { callUnary, openServerStream } from '../../common/grpc/client.ts';
import { createLogger } from '../../common/log.ts';
import { connectAsNamed } from '../../common/testing/callers.ts';
import type { PostWebhook } from '../../common/webhooks/post.ts';
import {
  agree,
  type Home,
  limits,
  makeHome,
  type Harness as Privacy,
  startHarness as startPrivacy,
} from '../../privacy/testing/harness.ts';
import { settings } from '../config.ts';
import { audioPath, consentFields, recipientId, textPath } from '../consent.ts';
import { startTrainingService, type TrainingService } from '../service.ts';

/** The real service beside a real privacy service, and short ways to say what tests say often. */
export interface Harness {
  readonly privacy: Privacy;
  readonly service: TrainingService;
  readonly client: TrainingServiceClient;
  readonly logLines: string[];
  readonly posted: { url: string; headers: Readonly<Record<string, string>>; body: string }[];
  /** What a notice to a copy is answered with. */
  answer: { status: number };
  /** A person at home who opted in, with as many as have to be. */
  person(options?: { isAudioToo?: boolean }): Promise<Home>;
  /** Offers a turn and waits until nothing waits. @returns whether it was taken */
  say(home: Home, said: Said): Promise<boolean>;
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface Said {
  readonly text: string;
  readonly words?: Hypothesis['words'];
  readonly audio?: Buffer;
  readonly end?: TurnEnd;
  readonly skillId?: string;
  readonly turnId?: string;
  readonly locale?: string;
}

export const recipientKind = RecipientKind.TRAINING;

export async function startHarness(env: NodeJS.ProcessEnv = {}): Promise<Harness> {
  const privacy = await startPrivacy();
  const { stateDirectory, stores } = privacy;
  const logLines: string[] = [];
  const previousLevel = process.env['EARSHOT_LOG_LEVEL'];
  process.env['EARSHOT_LOG_LEVEL'] = 'debug';
  const log = createLogger('training', { write: (line) => void logLines.push(line) });
  if (previousLevel === undefined) delete process.env['EARSHOT_LOG_LEVEL'];
  else process.env['EARSHOT_LOG_LEVEL'] = previousLevel;
  const posted: Harness['posted'] = [];
  const answer = { status: 204 };
  const post: PostWebhook = async (_recipient, url, headers, body) => {
    posted.push({ url, headers, body });
    return answer.status;
  };
  const service = await startTrainingService(
    loadConfig(settings, {
      EARSHOT_TRAINING_ADDRESS: `unix:${join(stateDirectory, 'training.sock')}`,
      EARSHOT_PRIVACY_ADDRESS: privacy.service.address,
      EARSHOT_DATABASE_URL: stores.databaseUrl,
      EARSHOT_REDIS_URL: stores.redisUrl,
      EARSHOT_STATE_DIR: stateDirectory,
      EARSHOT_TRAINING_REGION: 'cn',
      EARSHOT_TRAINING_SWEEP_MS: '200',
      ...env,
    }),
    {
      ...{ log, post, now: () => privacy.clock.nowMs ?? Date.now() },
      ownsSkill: async (developerId, skillId) =>
        developerId === 'developer-of-tea' && skillId === 'org.example.tea',
    },
  );
  const client = connectAsNamed(TrainingServiceClient, service.address, stateDirectory);
  const settled = async () => {
    for (;;) {
      // Tests side by side share their queues, so another may have taken the hint.
      await service.outbox.sweep();
      const [row] = await query<{ count: number }>(stores.pool, 'select count(*) from training_intake');
      if (Number(row?.count) === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return {
    ...{ privacy, service, client, logLines, posted, answer, settled },
    person: ({ isAudioToo = true } = {}) => optedIn(privacy, isAudioToo),
    async say(home, said) {
      const { isTaken } = await callUnary(client, 'offer', offerOf(home, said), limits);
      await settled();
      return isTaken;
    },
    async close() {
      client.close();
      await service.drain();
      await privacy.close();
    },
  };
}

/** As a gateway does before a turn: who listens has changed. */
export async function lookedAtAgain(privacy: Privacy, home: Home): Promise<Home> {
  const { deviceToken } = home;
  const { audience } = await callUnary(privacy.client, 'authenticateDevice', { deviceToken }, limits);
  return { ...home, device: { ...home.device, audience } };
}

/** A home whose owner has opted in. */
export async function optedIn(privacy: Privacy, isAudioToo = true): Promise<Home> {
  const home = await makeHome(privacy.client);
  await optIn(privacy, home, isAudioToo);
  const { deviceToken } = home;
  // What privacy was told reaches the answers that it keeps a moment later; a gateway's next turn comes after that.
  for (let tries = 0; tries < 250; tries += 1) {
    const answer = await callUnary(privacy.client, 'authenticateDevice', { deviceToken }, limits);
    const { audience, isOptedInToTraining } = answer;
    if (isOptedInToTraining && audience?.policy?.mayOfferForTraining === true) {
      return { ...home, device: { ...home.device, audience } };
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('the opt-in was never seen');
}

/** @param what Paths; true and false = with sound or without. */
export async function optIn(
  privacy: Privacy,
  home: Home,
  what: boolean | readonly string[] = true,
): Promise<string[]> {
  await agree(privacy.client, { subjectId: home.subjectId }, [ConsentPurpose.TRAINING]);
  const wanted = typeof what === 'boolean' ? [textPath, ...(what ? [audioPath] : [])] : what;
  const fields = consentFields('en-US').filter(({ path }) => wanted.includes(path));
  const request = {
    subjectId: home.subjectId,
    skillId: recipientId,
    recipientKind,
    paths: fields.map(({ path }) => path),
    purposes: fields.map(({ purpose }) => purpose),
    recipientRegion: '',
  };
  return (await callUnary(privacy.client, 'grantFields', request, limits)).grantIds;
}

export async function optOut(privacy: Privacy, home: Home, paths: string[] = []): Promise<void> {
  const request = { subjectId: home.subjectId, skillId: recipientId, recipientKind, paths };
  await callUnary(privacy.client, 'withdrawFields', request, limits);
}

export function offerOf({ device }: Home, said: Said): OfferRequest {
  const { text, words = [], audio = Buffer.alloc(0), end = TurnEnd.ACTED, skillId = '' } = said;
  const { deviceId, householdId, tenantId, audience } = device;
  const turn = {
    turnId: said.turnId ?? crypto.randomUUID(),
    sessionId: 's',
    locale: said.locale ?? 'en-US',
    audience,
  };
  const heard = { text, confidence: 0.9, words };
  const which = { deviceId, householdId, tenantId };
  return { turn, device: which, heard, isRejectedByRecogniser: false, audio, end, skillId };
}

/** A tone of so many milliseconds as PCM16 at 16 kHz: something to be altered. */
export function tone(ms: number, hz = 200): Buffer {
  const samples = Int16Array.from({ length: ms * 16 }, (_, n) =>
    Math.round(
      8_000 * Math.sin((2 * Math.PI * hz * n) / 16_000) + 2_000 * Math.sin((2 * Math.PI * 900 * n) / 16_000),
    ),
  );
  return Buffer.from(samples.buffer);
}

export type Exported = {
  readonly copyId: string;
  readonly samples: Extract<NonNullable<ExportDatasetResponse['part']>, { $case: 'sample' }>['value'][];
};

export async function exportVersion(
  { client }: Pick<Harness, 'client'>,
  version: number,
  noticeUrl = '',
): Promise<Exported> {
  const request = { version, recipient: 'Example Lab', noticeUrl };
  const exported = { copyId: '', samples: [] as Exported['samples'] };
  for await (const { part } of openServerStream(client.exportDataset.bind(client), request, limits)) {
    if (part?.$case === 'copy') exported.copyId = part.value.copyId;
    else if (part !== undefined) exported.samples.push(part.value);
  }
  return exported;
}
