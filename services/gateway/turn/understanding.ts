/** The stage understand: words become a skill to call, or an answer of the dialogue's own. */
import { Decision, type Interpretation } from '../../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import type { Directive, Speech } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { Intention } from './acting.ts';
import type { Answer } from './answer.ts';
import type { TurnClocks } from './clocks.ts';
import type { Heard } from './hearing.ts';
import type { Expectation, PreparedTurn, TurnPorts, TurnSink } from './ports.ts';
import type { StageLog } from './stage-log.ts';

const understandDeadlineMs = 3000;

/** Ends what the device plays. */
const stopPlayback: Directive = {
  directive: { $case: 'deviceControl', value: { targetId: '', property: 'playback', value: 'stop' } },
};

export interface UnderstandingOptions {
  readonly expectation: Expectation | undefined;
  readonly ports: Pick<TurnPorts, 'understand' | 'checkGrants'>;
  readonly sink: Pick<TurnSink, 'transcript' | 'expect' | 'directive'>;
  readonly stages: StageLog;
  readonly clocks: TurnClocks;
  readonly signal: AbortSignal;
}

/** @throws EarshotError NO_SPEECH when nobody spoke and there is nothing to ask once more */
export async function understand(
  options: UnderstandingOptions,
  turn: PreparedTurn,
  { hypotheses, isRejected }: Heard,
): Promise<Intention | Answer> {
  const { ports, sink, stages, clocks, signal, expectation } = options;
  const isSilent = hypotheses.length === 0 && !isRejected;
  if (isSilent && expectation === undefined) throw new EarshotError('NO_SPEECH');
  stages.start('understand');
  const understood = await ports.understand(
    {
      turn: turn.ref,
      hypotheses,
      isRejectedByRecogniser: isRejected,
      isExplain: false,
      skillSet: turn.skillSet,
      surroundings: turn.surroundings,
      device: turn.device,
    },
    clocks.limits(understandDeadlineMs),
  );
  if (signal.aborted) throw new EarshotError('CANCELLED');
  stages.end('understand');
  const { decision, interpretation, text, speech, focusSkillId, focusSlot, conversation, also, resume } =
    understood;
  for (const directive of understood.directives ?? []) sink.directive(directive, '');
  // Asked once more, then it is over.
  if (isSilent && decision !== Decision.ASK) throw new EarshotError('NO_SPEECH');
  if (!isSilent) sink.transcript(text === '' ? (hypotheses[0]?.text ?? '') : text, true);
  switch (decision) {
    case Decision.INVOKE:
      if (interpretation?.skill === undefined) throw new EarshotError('INTERNAL');
      return { chosen: interpretation, utterance: text, conversation, also, resume };
    case Decision.ASK: {
      const asked = {
        skillId: interpretation?.skill?.skillId ?? '',
        intent: interpretation?.intent ?? '',
      };
      const refusal = await missingGrant(options, turn, interpretation);
      if (refusal !== undefined) {
        const afterwards = () => Promise.reject(new EarshotError('SKILL_GRANT_MISSING'));
        return { speech: refusal, isExpectingSpeech: false, ...asked, afterwards };
      }
      sink.expect({ focusSkillId, focusSlot });
      return { speech, isExpectingSpeech: true, ...asked };
    }
    case Decision.CANCEL:
      // Whoever says "stop" while something plays means that, unless there was a question, which it answers.
      if (turn.isPlaying && expectation === undefined) sink.directive(stopPlayback, '');
      return { speech, isExpectingSpeech: false, skillId: '', intent: '', isGivenUp: true };
    case Decision.REJECT: {
      const nearestSkillId = understood.alternatives[0]?.skill?.skillId ?? '';
      return { speech, isExpectingSpeech: false, skillId: '', intent: '', nearestSkillId };
    }
    case Decision.UNSPECIFIED:
      throw new EarshotError('INTERNAL');
  }
}

const grantDeadlineMs = 1000;

/**
 * Nobody is asked for a size, a time and a place only to be told that the skill may not be called. Asked with the first
 * question of a conversation; where nobody answers, the question is asked, and the call itself tells.
 */
async function missingGrant(
  { ports, clocks, signal }: UnderstandingOptions,
  { ref, device }: PreparedTurn,
  interpretation: Interpretation | undefined,
): Promise<Speech | undefined> {
  if (interpretation?.skill === undefined || !interpretation.isNewConversation) return undefined;
  const { skill, intent } = interpretation;
  try {
    return await ports.checkGrants({ turn: ref, skill, intent, device }, clocks.limits(grantDeadlineMs));
  } catch {
    if (signal.aborted) throw new EarshotError('CANCELLED');
    return undefined;
  }
}
