import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseTemplate } from '../../../language/templates/index.ts';
import { installedModels } from '../../asr/models/installed.ts';
import { DatasetError, isForNobody, readLabels } from './dataset.ts';
import { measure } from './measure.ts';
import { openRecogniser } from './recogniser.ts';
import { editDistance, percentile, unitsOf, wilson } from './score.ts';
import { drawTalk } from './sentences.ts';
import { talkTemplates } from './talk.ts';
import { createUnderstander } from './understanding.ts';

const dir = mkdtempSync(join(tmpdir(), 'earshot-bench-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('scores', () => {
  it('counts words in English and characters in Chinese', () => {
    const [said, heard] = ['turn on the lamp', 'turn the big lamp'].map((text) => unitsOf(text, 'en-US'));
    expect(editDistance(said!, heard!)).toBe(2);
    expect(unitsOf('开灯，谢谢', 'zh-CN')).toHaveLength(4);
  });

  it('gives the published Wilson interval, and nearest-rank percentiles', () => {
    // 15 of 148: Newcombe 1998, table I.
    const [low, high] = wilson(15, 148);
    expect(low).toBeCloseTo(0.0624, 3);
    expect(high).toBeCloseTo(0.1605, 3);
    expect(percentile([5, 1, 3, 2, 4], 50)).toBe(3);
    expect(percentile([], 99)).toBe(0);
  });
});

describe('labels', () => {
  it('reads both kinds and says which line is wrong', () => {
    writeFileSync(join(dir, 'transcripts.tsv'), 'a.wav\thello there\n');
    expect(readLabels(dir)).toEqual([{ audio: 'a.wav', text: 'hello there' }]);
    writeFileSync(join(dir, 'labels.jsonl'), '{"audio":"a.wav","intent":null}\n{"text":"no audio"}\n');
    expect(() => readLabels(dir)).toThrow(DatasetError);
    expect(() => readLabels(dir)).toThrow('labels.jsonl:2');
    writeFileSync(join(dir, 'labels.jsonl'), '{"audio":"a.wav","intent":null}\n');
    expect(readLabels(dir).map(isForNobody)).toEqual([true]);
  });

  it('draws the same talk from the same seed, every template once and more', () => {
    for (const locale of ['en-US', 'zh-CN'] as const) {
      expect(drawTalk(talkTemplates[locale], 160, 1, locale)).toEqual(
        drawTalk(talkTemplates[locale], 160, 1, locale),
      );
      for (const template of talkTemplates[locale]) parseTemplate(template);
    }
  });
});

const recording = '/usr/share/pocketsphinx/test/data/goforward.raw';
const isMissing = !installedModels({ modelsDir: dir })['en-US'] || !existsSync(recording);

describe.skipIf(isMissing)('from frames to intent', { timeout: 120_000 }, () => {
  it('finds intent and slots of a recording, in any of the forms that a label may write', async () => {
    const model = {
      invocationNames: {},
      intents: {
        Move: {
          slots: { far: { type: 'number', min: 1, max: 20 } },
          samples: { 'en-US': ['go (forward|back) {far} meters'] },
        },
      },
    };
    const skills = [{ skillId: 'rover', model }];
    const recogniser = openRecogniser({ modelsDir: dir });
    try {
      const { ref } = await recogniser.compile('en-US', skills);
      const label = { audio: 'goforward.raw', text: 'go forward ten meters', intent: 'Move' };
      const { figures } = await measure({
        dir: '/usr/share/pocketsphinx/test/data',
        labels: [
          { ...label, slots: { far: 10 } },
          { ...label, slots: { far: '10' } },
          { ...label, slots: { far: 11 } },
          { ...label, intent: null },
        ],
        locale: 'en-US',
        hear: (samples) => recogniser.hear(samples, 'en-US', ref),
        understander: createUnderstander(skills, 'en-US'),
      });
      expect(figures).toMatchObject({
        utterances: 4,
        commands: 3,
        rightSentences: 3,
        intentsRight: 3,
        exactMatches: 2,
        forNobody: 1,
        falselyAccepted: 1,
      });
      expect(figures.realTimeFactor).toBeGreaterThan(0);
    } finally {
      await recogniser.close();
    }
  });
});
