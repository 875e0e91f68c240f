/** What is unknown or done is never retryable, at whatever step and with whatever code a turn ends. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { propertyRuns } from '../../../property-runs.ts';
import { InvokeResult, TurnOutcome } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import { catalogue, type ErrorCode } from '../../common/errors/catalogue.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { RecordingSink, ScriptedPorts } from '../testing/scripted-ports.ts';
import { type Deed, isRetryableEnd } from './ends.ts';
import { monotonicClock } from './ports.ts';
import { Turn } from './turn.ts';

const codes = Object.keys(catalogue) as ErrorCode[];
const steps = ['prepare', 'understand', 'invoke', 'invoke:result', 'outcome', 'synthesise', 'chunk'];

test('only what did nothing, or said that it could not, may be said again', () => {
  for (const deed of ['none', 'failed', 'done', 'unknown'] satisfies Deed[]) {
    expect(isRetryableEnd('', deed)).toBe(false);
    const isSafe = deed === 'none' || deed === 'failed';
    for (const code of codes) expect(isRetryableEnd(code, deed)).toBe(isSafe && catalogue[code].isRetryable);
  }
});

test('no end of a turn is both unknown and retryable, nor done and retryable', async () => {
  const ends = new Set<string>();
  const outcomes = [TurnOutcome.NOT_ACTED, TurnOutcome.FAILED, TurnOutcome.COMPLETED, TurnOutcome.UNKNOWN];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...steps, ''),
      fc.constantFrom(...codes),
      fc.constantFrom('', ...codes),
      fc.constantFrom(...outcomes),
      async (failsAt, code, errorCode, outcome) => {
        const ports = new ScriptedPorts();
        ports.turnOutcome = outcome;
        ports.result = InvokeResult.fromPartial({ speech: { text: 'Well.' }, errorCode });
        ports.before = async (step) => {
          if (step === failsAt) throw new EarshotError(code);
        };
        const sink = new RecordingSink();
        const budget = { replyMs: 2000, utteranceMs: 4000, stallMs: 1000, quietMs: 300, speakMs: 5000 };
        const turn = new Turn({
          input: { start: 'understand', text: 'a large coffee' },
          endStage: 'speak',
          synthesisRateHz: 16_000,
          budget: { ...budget, maxQueuedAudioBytes: 64_000 },
          ports,
          sink,
          clock: monotonicClock,
        });
        await turn.run();
        const [end] = sink.ends;
        expect(sink.ends).toHaveLength(1);
        ends.add(`${end?.end} ${end?.isOutcomeUnknown} ${end?.isRetryable}`);
        expect(end?.isOutcomeUnknown && end.isRetryable).toBe(false);
        const hasActed =
          ports.calls.includes('invoke:result') && failsAt !== 'invoke:result' && errorCode === '';
        if (hasActed) expect(end?.isRetryable).toBe(false);
      },
    ),
    { numRuns: propertyRuns() },
  );
  // Every kind of end was met, or the property says nothing.
  expect([...ends].sort()).toEqual(
    expect.arrayContaining(['failed false true', 'failed false false', 'failed true false']),
  );
});
