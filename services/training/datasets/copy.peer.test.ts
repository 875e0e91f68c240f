/** Trainers of other people read an exported copy: Hugging Face's datasets, a reader of Kaldi's lists, and Lhotse, from PyPI. */
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
/** Without what it draws in for training; see the script. */
const lhotse = await pythonPeer([
  ...['--no-deps', 'lhotse==1.33.0', 'audioread==3.1.0', 'cffi==2.1.1', 'click==8.5.1', 'cytoolz==1.2.0'],
  ...[
    'intervaltree==3.2.1',
    'lilcom==1.8.2',
    'numpy==2.4.6',
    'packaging==26.4',
    'pycparser==3.12',
    'PyYAML==6.0.4',
  ],
  ...['sortedcontainers==2.4.0', 'soundfile==0.14.0', 'tabulate==0.10.0', 'toolz==1.2.0', 'tqdm==4.70.1'],
  ...['typing_extensions==4.16.0', 'urllib3==2.8.0'],
]);
const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));
for (const one of [peer, lhotse]) if (typeof one === 'string') console.warn(`skipped: ${one}`);

describe.skipIf(typeof peer === 'string' && typeof lhotse === 'string')('a copy', () => {
  let harness: Harness;
  let samples: Awaited<ReturnType<typeof exportVersion>>['samples'];
  const copy = () => join(folder, 'lab');
  const folder = mkdtempSync(join(tmpdir(), 'earshot-copy-'));
  beforeAll(async () => {
    harness = await startHarness();
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
    await writeCopy(harness.client, { version, recipient: 'Example Lab', noticeUrl: '' }, copy(), limits);
    ({ samples } = await exportVersion(harness, version));
  }, 180_000);
  afterAll(async () => {
    await harness?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What was exported with sound, or without, as a reader tells of it. */
  const expected = (config: 'audio' | 'text') =>
    samples
      .filter(({ audio }) => audio.length > 0 === (config === 'audio'))
      .map(({ sampleId: id, split, text, speaker, audio }) => ({
        ...{ id, split, text, speaker },
        seconds: audio.length === 0 ? null : Number((audio.length / 32_000).toFixed(2)),
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1));

  const sorted = <Row extends object>(rows: readonly Row[]): Row[] =>
    [...rows].sort((a, b) => (String(Object(a).id) < String(Object(b).id) ? -1 : 1));

  test.skipIf(typeof peer === 'string')(
    'is read as it was exported: splits, speakers, words and sound',
    async () => {
      const read = await (peer as PythonPeer).run(
        script('read_copy_peer.py'),
        [copy(), join(folder, 'cache')],
        120_000,
      );
      const found = (by: string, config?: string) =>
        sorted(
          read
            .filter((row) => row['by'] === by && row['config'] === config)
            .map(({ by: _by, config: _config, ...row }) => ({
              ...row,
              split: row['split'] === 'validation' ? 'dev' : row['split'],
            })),
        );
      expect(expected('audio')).toHaveLength(8);
      expect(found('datasets', 'audio')).toEqual(expected('audio'));
      expect(found('datasets', 'text')).toEqual(expected('text'));
      expect(found('kaldi')).toEqual(expected('audio'));
      expect(new Set(found('kaldi').map(({ split }) => split)).size).toBeGreaterThan(1);
    },
    180_000,
  );

  test.skipIf(typeof lhotse === 'string')(
    'is read by Lhotse, whose own rules its manifests pass',
    async () => {
      const read = await (lhotse as PythonPeer).run(script('read_lhotse_peer.py'), [copy()], 120_000);
      expect(sorted(read)).toEqual(expected('audio'));
    },
    180_000,
  );
});
