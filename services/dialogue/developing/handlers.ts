/** The contract of developing: turns of the developer's own household as they are understood, and sentences tried by the dozen. */
import { setImmediate } from 'node:timers/promises';
import type { Locale } from '../../../language/model/types.ts';
import type { Outcome } from '../../../language/understand/outcome.ts';
import { initialState } from '../../../language/understand/state.ts';
import { understand } from '../../../language/understand/turn.ts';
import type {
  DevelopingServiceServer,
  EvaluatedSentence,
  WatchTurnsResponse,
} from '../../../proto/gen/earshot/dialogue/v1/developing.ts';
import { requireOwn } from '../../common/callers/objects.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { serverStream, unary, type WritingCall } from '../../common/grpc/server.ts';
import { checkedText, localeOf, responseOf } from '../convert.ts';
import type { SkillSets } from '../skill-sets.ts';
import type { WatchedTurns } from './watched-turns.ts';

export interface DevelopingParts {
  readonly skillSets: SkillSets;
  readonly turns: WatchedTurns;
  readonly clock: () => number;
  /** Elsewhere nobody watches and nothing is tried: words of a household are not to be looked at. */
  readonly isDevelopment: boolean;
}

const maxSentences = 500;

export function createDevelopingHandlers(parts: DevelopingParts): DevelopingServiceServer {
  const { skillSets, turns, clock, isDevelopment } = parts;
  const requireDevelopment = () => {
    if (!isDevelopment) throw new EarshotError('CALLER_REFUSED');
  };
  return {
    watchTurns: serverStream(async ({ householdId }, call: WritingCall<WatchTurnsResponse>) => {
      requireDevelopment();
      requireOwn(call, { householdId });
      for await (const turn of turns.follow(householdId, call.signal)) await call.write(turn);
    }),

    evaluateSentences: unary(async ({ skillSet, locale: tag, sentences }) => {
      requireDevelopment();
      if (skillSet === undefined || sentences.length > maxSentences) {
        throw new EarshotError('INVALID_ARGUMENT');
      }
      const locale = localeOf(tag);
      const snapshot = await skillSets.get(skillSet, locale, 'soon');
      const context = { locale, nowMs: clock(), timeZone: 'UTC', entities: [] };
      const evaluated: EvaluatedSentence[] = [];
      for (const sentence of sentences) {
        const hypotheses = [{ text: checkedText(sentence), confidence: 1 }];
        const input = { hypotheses, isRejectedByRecogniser: false, isBoundedOnly: false };
        evaluated.push(evaluatedOf(understand(input, snapshot, initialState, context), locale));
        // Turns of people go first.
        await setImmediate();
      }
      return { sentences: evaluated };
    }),
  };
}

/** A question is about an intent too: the one whose slot it asks for. */
function evaluatedOf(outcome: Outcome, locale: Locale): EvaluatedSentence {
  const { decision, interpretation, alternatives } = responseOf(outcome, locale, true);
  const about = interpretation ?? (outcome.decision === 'reject' ? undefined : alternatives[0]);
  const { frame } = outcome.nextState;
  return {
    decision,
    skillId: about?.skill?.skillId ?? frame?.skillId ?? '',
    intent: about?.intent ?? frame?.intent ?? '',
    confidence: (about ?? alternatives[0])?.confidence ?? 0,
    reasons: (about ?? alternatives[0])?.reasons ?? [],
  };
}
