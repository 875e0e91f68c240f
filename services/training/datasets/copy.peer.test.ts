/** Trainers of other people read an exported copy: Hugging Face's datasets and a reader of Kaldi's lists, from PyPI. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeCopy } from '../../cli/dataset/write-copy.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { type PythonPeer, pythonPeer } from '../../common/testing/peers.ts';
import { limits } from '../../privacy/testing/harness.ts';
import { exportVersion, type Harness, startHarness, tone } from '../testing/harness.ts';

const peer = await pythonPeer(['datasets==3.6.0', 'kaldiio==2.18.1', 'soundfile==0.13.1']);
const script = fileURLToPath(new URL('read_copy_peer.py', import.meta.url));

describe.skipIf(typeof peer === 'string')(`a copy ${typeof peer === 'string' ? `(${peer})` : ''}`, () => {
  let harness: Harness;
  const folder = mkdtempSync(join(tmpdir(), 'earshot-copy-'));
  beforeAll(async () => {
    harness = await startHarness();
  }, 60_000);
  afterAll(async () => {
    await harness?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is read by both as it was exported: splits, speakers, words and sound', async () => {
    const words = (text: string) =>
      text
        .split(' ')
        .map((word, at) => ({ text: word, startMs: at * 300, endMs: at * 300 + 280, confidence: 1 }));
    for (let person = 0; person < 8; person += 1) {
      const home = await harness.person();
      const text = `turn on lamp number ${person} and call wilhelmina fairweather`;
      await harness.say(home, { text, words: words(text), audio: tone(3_000) });
      await harness.say(home, { text: `打开第${person}盏灯`, locale: 'zh-CN' });
    }
    const { dataset } = await callUnary(harness.client, 'createDataset', { locale: '' }, limits);
    const version = dataset!.version;
    const copy = join(folder, 'lab');
    await writeCopy(harness.client, { version, recipient: 'Example Lab', noticeUrl: '' }, copy, limits);
    const { samples } = await exportVersion(harness, version);
    const expected = (config: string) =>
      samples
        .filter(({ audio }) => audio.length > 0 === (config === 'audio'))
        .map(({ sampleId: id, split, text, speaker, audio }) => ({
          ...{ id, split, text, speaker },
          seconds: audio.length === 0 ? null : Number((audio.length / 32_000).toFixed(2)),
        }))
        .sort((a, b) => (a.id < b.id ? -1 : 1));
    const read = await (peer as PythonPeer).run(script, [copy, join(folder, 'cache')], 120_000);
    const found = (by: string, config?: string) =>
      read
        .filter((row) => row['by'] === by && row['config'] === config)
        .map(({ by: _by, config: _config, ...row }) => ({
          ...row,
          split: row['split'] === 'validation' ? 'dev' : row['split'],
        }))
        .sort((a, b) => (String(Object(a).id) < String(Object(b).id) ? -1 : 1));
    expect(expected('audio')).toHaveLength(8);
    expect(found('datasets', 'audio')).toEqual(expected('audio'));
    expect(found('datasets', 'text')).toEqual(expected('text'));
    expect(found('kaldi')).toEqual(expected('audio'));
    expect(new Set(found('kaldi').map(({ split }) => split)).size).toBeGreaterThan(1);
  }, 180_000);
});
