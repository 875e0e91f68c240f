import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyRuns } from '../../../property-runs.ts';
import {
  type Endpoint,
  Endpointer,
  type Meaning,
  defaultEndpointingSettings as settings,
} from './endpointer.ts';

const complete: Meaning = { isComplete: true, isPrefix: false };
const extendable: Meaning = { isComplete: true, isPrefix: true };
const prefix: Meaning = { isComplete: false, isPrefix: true };
const nonsense: Meaning = { isComplete: false, isPrefix: false };

/** Frames that last `ms`. */
function feed(endpointer: Endpointer, probability: number, ms: number): Endpoint | undefined {
  for (let passedMs = 0; passedMs < ms; passedMs += settings.frameMs) {
    const endpoint = endpointer.onFrame(probability);
    if (endpoint !== undefined) return endpoint;
  }
  return undefined;
}

/** Silence, a second of speech, then silence until it ends. */
function waitAfter(meaning: Meaning | undefined): { waitedMs: number; reason: string } {
  const endpointer = new Endpointer();
  feed(endpointer, 0.01, 320);
  feed(endpointer, 0.98, 1_024);
  endpointer.setMeaning(meaning, 1_344);
  const endpoint = feed(endpointer, 0.01, 10_000)!;
  expect(endpoint.speechEndMs).toBe(1_344);
  return { waitedMs: endpoint.decidedAtMs - endpoint.speechEndMs, reason: endpoint.reason };
}

describe('Endpointer', () => {
  test.each([
    ['a complete command', complete, 200, 300, 'complete'],
    ['a complete command that could go on', extendable, 280, 340, 'complete'],
    ['a command in the middle', prefix, 1_000, 1_032, 'silence'],
    ['words that mean nothing', nonsense, 700, 732, 'silence'],
    ['words nobody judged', undefined, 700, 732, 'silence'],
  ] as const)('%s', (_, meaning, leastMs, mostMs, reason) => {
    const result = waitAfter(meaning);
    expect(result.reason).toBe(reason);
    expect(result.waitedMs).toBeGreaterThanOrEqual(leastMs);
    expect(result.waitedMs).toBeLessThanOrEqual(mostMs);
  });

  test('a judgement that arrives during silence shortens it at once', () => {
    const endpointer = new Endpointer();
    feed(endpointer, 0.98, 640);
    expect(feed(endpointer, 0.01, 480)).toBeUndefined();
    endpointer.setMeaning(complete, 640);
    expect(endpointer.onFrame(0.01)?.reason).toBe('complete');
  });

  test('somebody who goes on speaking makes the judgement stale', () => {
    const endpointer = new Endpointer();
    feed(endpointer, 0.98, 640);
    endpointer.setMeaning(complete, 640);
    feed(endpointer, 0.98, 640);
    expect(feed(endpointer, 0.01, 640)).toBeUndefined();
    expect(feed(endpointer, 0.01, 640)?.reason).toBe('silence');
  });

  test('an older judgement does not replace a newer one', () => {
    const endpointer = new Endpointer();
    feed(endpointer, 0.98, 640);
    endpointer.setMeaning(prefix, 640);
    endpointer.setMeaning(complete, 320);
    expect(feed(endpointer, 0.01, 900)).toBeUndefined();
  });

  test('a pause inside a command does not end it', () => {
    const endpointer = new Endpointer();
    feed(endpointer, 0.98, 640);
    endpointer.setMeaning(prefix, 640);
    expect(feed(endpointer, 0.01, 900)).toBeUndefined();
    feed(endpointer, 0.98, 640);
    endpointer.setMeaning(complete, 2_200);
    expect(feed(endpointer, 0.01, 400)?.reason).toBe('complete');
  });

  test('nobody speaks; a click is nobody', () => {
    const endpointer = new Endpointer();
    feed(endpointer, 0.01, 1_000);
    endpointer.onFrame(0.99);
    const endpoint = feed(endpointer, 0.01, 10_000)!;
    expect(endpoint).toMatchObject({ reason: 'no-speech', speechEndMs: 0 });
    expect(endpoint.decidedAtMs).toBeGreaterThanOrEqual(settings.noSpeechMs);
    expect(endpointer.speechStartMs).toBeUndefined();
  });

  test('somebody who never stops is cut off', () => {
    const endpoint = feed(new Endpointer(), 0.99, 60_000)!;
    expect(endpoint.reason).toBe('too-long');
    expect(endpoint.decidedAtMs - settings.maxUtteranceMs).toBeLessThan(settings.frameMs);
  });

  test('speech that fades counts until it is clearly over', () => {
    const endpointer = new Endpointer();
    feed(endpointer, 0.9, 320);
    feed(endpointer, 0.4, 320);
    expect(endpointer.speechEndMs).toBe(640);
    feed(endpointer, 0.2, 32);
    feed(endpointer, 0.4, 320);
    expect(endpointer.speechEndMs).toBe(640);
  });

  test('decides exactly once, within its limits, whatever it hears', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            probability: fc.double({ min: 0, max: 1, noNaN: true }),
            meaning: fc.option(fc.constantFrom(complete, extendable, prefix, nonsense), { nil: undefined }),
          }),
          { minLength: 500, maxLength: 600 },
        ),
        (frames) => {
          const endpointer = new Endpointer();
          const endpoints: Endpoint[] = [];
          let heardMs = 0;
          for (const { probability, meaning } of frames) {
            if (meaning !== undefined) endpointer.setMeaning(meaning, heardMs);
            const endpoint = endpointer.onFrame(probability);
            heardMs += settings.frameMs;
            if (endpoint !== undefined) endpoints.push(endpoint);
          }
          expect(endpoints).toHaveLength(1);
          const [endpoint] = endpoints;
          expect(endpoint).toEqual(endpointer.endpoint);
          expect(endpoint!.speechEndMs).toBeLessThanOrEqual(endpoint!.decidedAtMs);
          expect(endpoint!.decidedAtMs).toBeLessThan(settings.maxUtteranceMs + settings.frameMs);
        },
      ),
      { numRuns: propertyRuns(50) },
    );
  });
});
