/** Two processes' worth of dialogue over one database, beside the real privacy service and a registry of test models. */
import type { TestDevice } from '../../../language/testing/calls.ts';
import { testModels } from '../../../language/testing/models.ts';
import { DialogueServiceClient } from '../../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import { type SkillModel, SkillsServiceService } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import type {
  DeviceRef,
  SkillRef,
  SkillSet,
  Surroundings,
  TurnRef,
} from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { serverStream, startGrpcServer, unary } from '../../common/grpc/server.ts';
import { createLogger } from '../../common/log.ts';
import { callerConfig, connectAsNamed, credentialsOf } from '../../common/testing/callers.ts';
import { makeHome, makeHotelRoom, startHarness as startPrivacy } from '../../privacy/testing/harness.ts';
import { startDialogueService } from '../service.ts';

const models = new Map<string, string>(
  testModels.map(({ skillId, model }) => [`${skillId}@1`, JSON.stringify(model)]),
);
models.set(
  'home@2',
  JSON.stringify({ ...testModels[1].model, intents: { Sing: { samples: { 'en-US': ['sing me a song'] } } } }),
);
models.set('broken@1', '{"intents":');

export const refs = (...names: string[]): SkillRef[] =>
  names.map((name) => ({ skillId: name.split('@')[0]!, version: name.split('@')[1]! }));

export const everySkill: SkillSet = {
  skillSetId: 'all',
  skills: refs('coffee@1', 'home@1', 'hotel@1', 'broken@1'),
};

export interface StoredConversation {
  readonly session_id: string;
  readonly device_id: string;
  readonly sealed: Buffer;
  readonly [column: string]: unknown;
}

/** A turn's reference, and what dialogue takes beyond it. */
export interface SaidTurn extends TurnRef {
  readonly device: TestDevice;
  readonly surroundings: Surroundings;
  readonly skillSet: SkillSet | undefined;
}

/** The parts of a turn, each where a request has it. */
export const requestOf = (turn: SaidTurn) => {
  const { turnId, sessionId, locale, audience, skillSet, surroundings } = turn;
  const { deviceId, householdId, tenantId } = turn.device;
  const device: DeviceRef = { deviceId, householdId, tenantId };
  return { turn: { turnId, sessionId, locale, audience }, device, skillSet, surroundings };
};

export async function startHarness({ isDevelopment = false } = {}) {
  const log = createLogger('dialogue-test', { write: () => {} });
  const privacy = await startPrivacy();
  const [home, otherHome, child, hotel] = [
    await makeHome(privacy.client),
    await makeHome(privacy.client),
    await makeHome(privacy.client, { isChildDevice: true }),
    await makeHotelRoom(privacy.client),
  ];
  const askedModels = new Set<string>();
  const held = { asked: 0, until: Promise.resolve() };
  const registry = await startGrpcServer({
    address: '127.0.0.1:0',
    log,
    credentials: credentialsOf('skills', undefined, privacy.stateDirectory),
    services: [
      [
        SkillsServiceService,
        {
          getModels: unary(async ({ skills }: { skills: SkillRef[] }): Promise<{ models: SkillModel[] }> => {
            held.asked += 1;
            await held.until;
            return {
              models: skills.map((skill) => {
                askedModels.add(`${skill.skillId}@${skill.version}`);
                const modelJson = models.get(`${skill.skillId}@${skill.version}`);
                if (modelJson === undefined) throw new EarshotError('NOT_FOUND');
                return { skill, modelJson };
              }),
            };
          }),
          watchSkillSets: serverStream(async (_request: object, call) => {
            await call.write({ revision: 1, skillSets: [everySkill] });
          }),
        } as never,
      ],
    ],
  });
  const clock = { nowMs: Date.UTC(2026, 10, 23, 2, 0) };
  const config = {
    ...callerConfig(privacy.stateDirectory),
    dialogueAddress: '127.0.0.1:0',
    skillsAddress: registry.address,
    privacyAddress: privacy.service.address,
    databaseUrl: privacy.stores.databaseUrl,
    stateDir: privacy.stateDirectory,
    maxSkillSets: 3,
    sweepIntervalMs: 60_000,
    compileWaitMs: 5_000,
    isDevelopment,
    modelsDir: undefined,
  };
  const start = (changes: Partial<typeof config> = {}) =>
    startDialogueService({ ...config, ...changes }, { log, clock: () => clock.nowMs });
  const services = await Promise.all([start(), start()]);
  const clients = services.map(({ address }) =>
    connectAsNamed(DialogueServiceClient, address, privacy.stateDirectory),
  );
  return {
    privacy,
    home,
    otherHome,
    childDevice: child.device,
    hotelDevice: hotel.device,
    clients,
    services,
    clock,
    /** A further process; whoever starts it drains it. */
    another: start,
    /** How often models were asked for, and until when nobody gets any. */
    held,
    /** Models that were asked for, as `skill@version`. */
    askedModels,
    /** A turn at a device, at home unless said otherwise; its audience is what privacy signed for that device. */
    turnOf: (sessionId: string, changes: Partial<SaidTurn> = {}): SaidTurn => {
      const device: TestDevice = changes.device ?? home.device;
      const { audience, surroundings } = device;
      const ref = { turnId: 't', sessionId, locale: 'en-US', audience };
      return { ...ref, device, surroundings, skillSet: everySkill, ...changes };
    },
    say: (turn: SaidTurn, text: string, client = 0, isExplain = false) =>
      callUnary(
        clients[client]!,
        'understand',
        {
          ...requestOf(turn),
          hypotheses: text === '' ? [] : [{ text, confidence: 1, words: [] }],
          isRejectedByRecogniser: false,
          isExplain,
        },
        { deadlineMs: 20_000 },
      ),
    stored: () =>
      query<StoredConversation>(privacy.stores.pool, 'select * from conversations order by session_id'),
    async close() {
      for (const client of clients) client.close();
      await Promise.all(services.map((service) => service.drain()));
      await registry.drain(0);
      await privacy.close();
    },
  };
}

export type Harness = Awaited<ReturnType<typeof startHarness>>;
