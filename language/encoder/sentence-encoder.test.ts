import '../node/outside.ts';
import { describe, expect, test } from 'vitest';
import { createEncodingEngine, createEngine } from '../engine.ts';
import { HeldVectors } from './sentence-encoder.ts';

const encoderOf = (asked: string[][], fails = false) => ({
  encode: async (texts: readonly string[]) => {
    asked.push([...texts]);
    if (fails) throw new Error('gone');
    return texts.map((text) => Float32Array.of(text.length));
  },
});

describe('vectors at hand', () => {
  test('are there during the work and gone after it', async () => {
    const asked: string[][] = [];
    const vectors = new HeldVectors(encoderOf(asked));
    const seen = await vectors.hold(['four', 'four', 'seven'], () => vectors.get('seven')?.[0]);
    expect(seen).toBe(5);
    expect(asked).toEqual([['four', 'seven']]);
    expect(vectors.size).toBe(0);
    expect(vectors.get('seven')).toBeUndefined();
  });

  test('are encoded once for two that work at the same time, and stay for the later one', async () => {
    const asked: string[][] = [];
    const vectors = new HeldVectors(encoderOf(asked));
    const gate = Promise.withResolvers<void>();
    const slow = vectors.hold(['same'], async () => {
      await gate.promise;
      return vectors.get('same')?.[0];
    });
    expect(await vectors.hold(['same'], () => vectors.get('same')?.[0])).toBe(4);
    gate.resolve();
    expect(await slow).toBe(4);
    expect(asked).toEqual([['same']]);
    expect(vectors.size).toBe(0);
  });

  test('are not waited for longer than there is patience', async () => {
    const gate = Promise.withResolvers<readonly Float32Array[]>();
    const vectors = new HeldVectors({ encode: () => gate.promise });
    expect(await vectors.hold(['slow'], () => vectors.get('slow') ?? 'by words', 1)).toBe('by words');
    expect(vectors.size).toBe(0);
    gate.resolve([Float32Array.of(1)]);
  });

  test('are missing where the encoder fails, and the work is done all the same', async () => {
    const vectors = new HeldVectors(encoderOf([], true));
    expect(await vectors.hold(['x'], () => vectors.get('x') ?? 'by words')).toBe('by words');
    await expect(
      vectors.hold(['x'], () => {
        throw new Error('of the work');
      }),
    ).rejects.toThrow('of the work');
    expect(vectors.size).toBe(0);
  });
});

test('an engine with an encoder compares by vectors, after its samples are forgotten', async () => {
  const models = [
    {
      skillId: 'lights',
      model: {
        invocationNames: {},
        intents: { On: { samples: { 'en-US': ['switch on the lamp', 'lamp on please'] } } },
      },
    },
  ] as const;
  // Two meanings: whatever is about light, and the rest.
  const vectorOf = (text: string) =>
    /lamp|gloomy/.test(text) ? Float32Array.of(1, 0) : Float32Array.of(0, 1);
  const encoder = { encode: async (texts: readonly string[]) => texts.map(vectorOf) };
  const score = (engine: { snapshot: ReturnType<typeof createEngine>['snapshot'] }) =>
    engine.snapshot.statistical!.query('how gloomy', { locale: 'en-US' })[0]?.score ?? 0;
  const engine = await createEncodingEngine({ models, locale: 'en-US' }, encoder);
  expect(engine.vectors!.size).toBe(0);
  const byVector = await engine.vectors!.hold(['how gloomy'], () => score(engine));
  expect(byVector).toBeGreaterThan(score(createEngine({ models, locale: 'en-US' })) + 0.2);
});
