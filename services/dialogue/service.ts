import type { Snapshot } from '../../language/matcher/snapshot.ts';
import type { SlotContext } from '../../language/slots/types.ts';
import { comparedSentences } from '../../language/understand/interpret.ts';
import { judge } from '../../language/understand/judge.ts';
import { observe } from '../../language/understand/observe.ts';
import { type TurnInput, understand } from '../../language/understand/turn.ts';
import {
  type DialogueServiceServer,
  DialogueServiceService,
} from '../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import { SkillsServiceClient } from '../../proto/gen/earshot/skills/v1/skills.ts';
import type { TurnContext } from '../../proto/gen/earshot/turn/v1/turn.ts';
import { answers, createPool } from '../common/db/pool.ts';
import { EarshotError } from '../common/errors/earshot-error.ts';
import { callUnary, connect } from '../common/grpc/client.ts';
import { type GrpcServer, startGrpcServer, unary } from '../common/grpc/server.ts';
import type { Logger } from '../common/log.ts';
import { modelsDirOf } from '../common/models-dir.ts';
import { startEncoders } from '../common/sentence-encoder/start.ts';
import type { DialogueConfig } from './config.ts';
import {
  checkedText,
  isHotel,
  localeOf,
  requireTurn,
  responseOf,
  slotContextOf,
  storedSlots,
  turnInputOf,
} from './convert.ts';
import { SessionStore } from './session-store.ts';
import { SkillSets } from './skill-sets.ts';
import { compileAhead } from './watch.ts';

export interface HandlerParts {
  readonly sessions: SessionStore;
  readonly skillSets: SkillSets;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** The contract of earshot.dialogue.v1. */
export function createHandlers({ sessions, skillSets, clock }: HandlerParts): DialogueServiceServer {
  const snapshotFor = (turn: TurnContext) => {
    const locale = localeOf(turn.locale);
    if (!turn.skillSet) throw new EarshotError('INVALID_ARGUMENT');
    return skillSets.get(turn.skillSet, locale);
  };
  return {
    understand: unary(async (request) => {
      const turn = requireTurn(request.turn);
      const input = turnInputOf(request);
      const snapshot = await snapshotFor(turn);
      const context = slotContextOf(turn, clock());
      const run = () =>
        sessions.update(turn.sessionId, context.nowMs, (state) =>
          understand(input, snapshot, state, context),
        );
      const vectors = skillSets.vectors[context.locale];
      const outcome = await (vectors ? vectors.hold(comparedIn(input, snapshot, context), run) : run());
      return responseOf(outcome, context.locale, request.isExplain);
    }),

    observe: unary(async (request) => {
      const turn = requireTurn(request.turn);
      if (!request.skill || request.slots.length > maxSlots) throw new EarshotError('INVALID_ARGUMENT');
      const { skillId, version } = request.skill;
      const slots = storedSlots(request.slots, isHotel(turn.device));
      const { intent, elicitSlot, isConfirming, isExpectingSpeech, isSessionEnded } = request;
      const answer = {
        skillId,
        version,
        intent,
        slots,
        elicitSlot,
        isConfirming,
        isExpectingSpeech,
        isSessionEnded,
      };
      const nowMs = clock();
      await sessions.update(turn.sessionId, nowMs, (state) => ({ nextState: observe(state, answer, nowMs) }));
      return {};
    }),

    forget: unary(async ({ sessionId }) => {
      await sessions.forget(sessionId);
      return {};
    }),

    judge: unary(async (request) => {
      const turn = requireTurn(request.turn);
      const text = checkedText(request.text);
      const snapshot = await snapshotFor(turn);
      const context = slotContextOf(turn, clock());
      return judge(text, snapshot, await sessions.read(turn.sessionId, context.nowMs), context);
    }),
  };
}

const maxSlots = 100;
/** Hypotheses that are compared by their vectors: each costs some milliseconds before the answer. */
const maxEncoded = 2;

const comparedIn = ({ hypotheses }: TurnInput, snapshot: Snapshot, context: SlotContext): string[] =>
  hypotheses.slice(0, maxEncoded).flatMap(({ text }) => comparedSentences(text, snapshot, context));

export interface DialogueService {
  readonly address: string;
  drain(): Promise<void>;
}

export async function startDialogueService(
  config: DialogueConfig,
  { log, clock = Date.now }: { readonly log: Logger; readonly clock?: () => number },
): Promise<DialogueService> {
  // A lost session costs a repeated answer, so nobody waits for the disk.
  const pool = createPool(config.databaseUrl, { isLazy: true });
  const skills = connect(SkillsServiceClient, config.skillsAddress, { log });
  const sessions = new SessionStore(pool);
  const encoders = startEncoders(modelsDirOf(config));
  const skillSets = new SkillSets({
    log,
    maxSkillSets: config.maxSkillSets,
    encoders,
    loadModels: async (refs) => {
      const limits = { deadlineMs: config.compileWaitMs };
      return (await callUnary(skills, 'getModels', { skills: [...refs] }, limits)).models;
    },
  });
  const stopped = new AbortController();
  const watching = compileAhead(skills, skillSets, log, stopped.signal);
  const sweeper = setInterval(() => {
    sessions.sweep(clock()).catch((error: unknown) => log.warn('dialogue.sweep-failed', {}, error));
  }, config.sweepIntervalMs);
  sweeper.unref();
  let server: GrpcServer;
  try {
    server = await startGrpcServer({
      address: config.dialogueAddress,
      services: [[DialogueServiceService, { ...createHandlers({ sessions, skillSets, clock }) }]],
      log,
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
    async drain() {
      stopped.abort();
      clearInterval(sweeper);
      await server.drain(10_000);
      await watching;
      await Promise.all(Object.values(encoders).map((encoder) => encoder.close()));
      skills.close();
      await pool.end();
    },
  };
}
