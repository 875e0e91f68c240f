/** Calls an Alexa handler as AWS Lambda would: it may call back, use the context, or promise. */
import { SkillError } from '../errors.ts';
import type { AlexaAnswer, AlexaEvent, AlexaHandler } from './wire.ts';

export function callLambda(
  handler: AlexaHandler,
  event: AlexaEvent,
  timeoutMs: number,
): Promise<AlexaAnswer> {
  return new Promise((resolve, reject) => {
    const done = (error?: unknown, answer?: unknown) => {
      if (error) reject(error instanceof Error ? error : new SkillError('HANDLER_FAILED', String(error)));
      else resolve((answer ?? {}) as AlexaAnswer);
    };
    const endsAtMs = Date.now() + timeoutMs;
    const context = {
      callbackWaitsForEmptyEventLoop: true,
      functionName: 'earshot',
      functionVersion: '$LATEST',
      awsRequestId: event.request.requestId,
      getRemainingTimeInMillis: () => Math.max(0, endsAtMs - Date.now()),
      done,
      succeed: (answer: unknown) => done(undefined, answer),
      fail: (error: unknown) => done(error ?? new SkillError('HANDLER_FAILED', 'The handler failed.')),
    };
    // A copy: what the handler does to it is its own business.
    const promised = handler(structuredClone(event) as never, context as never, done);
    if (promised instanceof Promise) promised.then((answer) => done(undefined, answer), done);
  });
}
