/** The hotel's own corpora stay understood; figures below these mean that something was broken. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { defaultCataloguePath, readCatalogue } from '../../hotel/catalogue/read.ts';
import { Converter } from '../../hotel/conversion/convert.ts';
import { readCorpus } from './corpus.ts';
import { canonical, measure } from './score.ts';

const converter = new Converter(readCatalogue(defaultCataloguePath));
const fileOf = (name: string) => fileURLToPath(new URL(`./corpus/${name}.jsonl`, import.meta.url));

describe('the corpora', () => {
  test.each(['zh-CN', 'en-US'])('development, %s', (locale) => {
    const { counts } = measure(readCorpus(fileOf(`dev.${locale}`)), converter);
    expect(counts.all).toBeGreaterThanOrEqual(300);
    expect(counts.all - counts.requests).toBeGreaterThanOrEqual(60);
    expect(counts.exact / counts.all).toBeGreaterThanOrEqual(0.98);
    expect(counts.leaks).toBeLessThanOrEqual(1);
  });

  test.runIf(existsSync(fileOf('test.zh-CN'))).each(['zh-CN', 'en-US'])('test, %s', (locale) => {
    const { counts } = measure(readCorpus(fileOf(`test.${locale}`)), converter);
    expect(counts.exact / counts.all).toBeGreaterThanOrEqual(0.86);
  });

  test.each(['zh-CN', 'en-US'])('telephone, third and held, %s', (locale) => {
    const third = measure(readCorpus(fileOf(`third.${locale}`)), converter).counts;
    expect(third.exact / third.all).toBeGreaterThanOrEqual(0.96);
    expect(third.leaks).toBe(0);
    const telephone = measure(readCorpus(fileOf(`telephone.${locale}`)), converter).counts;
    expect(telephone.exact / telephone.all).toBeGreaterThanOrEqual(0.93);
    expect(telephone.leaks).toBeLessThanOrEqual(2);
    const held = measure(readCorpus(fileOf(`held.${locale}`)), converter).counts;
    expect(held.exact / held.all).toBeGreaterThanOrEqual(0.88);
    expect(held.leaks).toBeLessThanOrEqual(1);
  });
});

test('a missing quantity is one, a missing time is now, two hours are 120 minutes', () => {
  expect(canonical({ type: 'deliver', item: 'water' })).toBe(
    canonical({ item: 'water', quantity: 1, type: 'deliver' }),
  );
  expect(canonical({ type: 'clean', time: 'now' })).toBe(canonical({ type: 'clean' }));
  expect(canonical({ type: 'wake_up', time: '+2h' })).toBe(canonical({ type: 'wake_up', time: '+120m' }));
  expect(canonical({ type: 'clean', time: '08:00' })).not.toBe(canonical({ type: 'clean' }));
});
