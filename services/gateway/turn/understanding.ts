/** The stage understand: words become a skill to call, or an answer of the dialogue's own. */
import { Decision } from '../../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import type { TurnContext } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { Intention } from './acting.ts';
import type { Answer } from './answer.ts';
import type { TurnClocks } from './clocks.ts';
import type { Heard } from './hearing.ts';
import type { Expectation, TurnPorts, TurnSink } from './ports.ts';
import type { StageLog } from './stage-log.ts';

const understandDeadlineMs = 3000;

export interface UnderstandingOptions {
  readonly expectation: Expectation | undefined;
  readonly ports: Pick<TurnPorts, 'understand'>;
  readonly sink: Pick<TurnSink, 'transcript' | 'expect'>;
  readonly stages: StageLog;
  readonly clocks: TurnClocks;
  readonly signal: AbortSignal;
}

/** @throws EarshotError NO_SPEECH when nobody spoke and there is nothing to ask once more */
export async function understand(
  options: UnderstandingOptions,
  turn: TurnContext,
  { hypotheses, isRejected }: Heard,
): Promise<Intention | Answer> {
  const { ports, sink, stages, clocks, signal } = options;
  if (hypotheses.length === 0 && !isRejected) return askOnceMore(options);
  stages.start('understand');
  const understood = await ports.understand(
    { turn, hypotheses, isRejectedByRecogniser: isRejected, isExplain: false },
    clocks.limits(understandDeadlineMs),
  );
  if (signal.aborted) throw new EarshotError('CANCELLED');
  stages.end('understand');
  const { decision, interpretation, text, speech, focusSkillId, focusSlot, reprompt } = understood;
  sink.transcript(text === '' ? (hypotheses[0]?.text ?? '') : text, true);
  switch (decision) {
    case Decision.INVOKE:
      if (interpretation?.skill === undefined) throw new EarshotError('INTERNAL');
      return { chosen: interpretation, utterance: text };
    case Decision.ASK:
      sink.expect({ focusSkillId, focusSlot, reprompt });
      return {
        speech,
        isExpectingSpeech: true,
        skillId: interpretation?.skill?.skillId ?? '',
        intent: interpretation?.intent ?? '',
      };
    case Decision.CANCEL:
    case Decision.REJECT:
      return { speech, isExpectingSpeech: false, skillId: '', intent: '' };
    case Decision.UNSPECIFIED:
      throw new EarshotError('INTERNAL');
  }
}

function askOnceMore({ expectation, sink }: UnderstandingOptions): Answer {
  if (expectation?.reprompt === undefined) throw new EarshotError('NO_SPEECH');
  // Asked once more, then it is over: the next silence finds no reprompt.
  sink.expect({ ...expectation, reprompt: undefined });
  return { speech: expectation.reprompt, isExpectingSpeech: true, skillId: '', intent: '' };
}
