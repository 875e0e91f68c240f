/** The bench of the whole service hears what the service hears, and counts the time of every process of it. */
import type { InteractionModel } from '@earshot/skills-sdk';
import { expect, test } from 'vitest';
import { mandarinSpeechDir, missingForMandarin, modelsDir } from '../../asr/testing/mandarin.ts';
import { readLabels } from '../asr/dataset.ts';
import { processorMs } from './processor-time.ts';
import { measureService, serviceSection } from './whole-service.ts';

const absent = missingForMandarin();

const lights: InteractionModel = {
  invocationNames: { 'zh-CN': ['电灯'] },
  intents: { TurnOn: { samples: { 'zh-CN': ['(打开|关掉)(客厅|卧室|厨房)的灯'] } } },
};

test('processor time holds that of other threads and processes', () => {
  const before = processorMs();
  for (const until = performance.now() + 30; performance.now() < until; ) Math.sqrt(Math.random());
  expect(processorMs()).toBeGreaterThan(before);
  expect(processorMs(0)).toBe(0);
});

test.skipIf(absent !== undefined)(
  `a command and talk through the whole service (${absent ?? 'present'})`,
  async () => {
    const dir = mandarinSpeechDir;
    const all = readLabels(dir);
    const labels = ['打开客厅的灯', '我妈住院了'].map(
      (text) => all.find((one) => one.text?.startsWith(text))!,
    );
    const dataset = {
      ...{ name: 'two', dir, labels, locale: 'zh-CN' as const },
      skills: [{ skillId: 'lights', model: lights }],
    };
    const figures = await measureService({ dataset, modelsDir, pace: 3 });
    expect(figures).toMatchObject({ commands: 1, right: 1, forNobody: 1, taken: 0, heardTwice: 1 });
    expect(figures.processorShare).toBeGreaterThan(0);
    expect(figures.leftP99Ms).toBeGreaterThan(0);
    const { table } = serviceSection([{ locale: 'zh-CN', how: 'while it is said', figures }]);
    expect(table?.rows[0]).toHaveLength(table!.columns.length);
  },
  120_000,
);
