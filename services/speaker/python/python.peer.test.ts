/** The one file of Python for makers against the gateway: activation, each way to speak, an abort, a refusal. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PythonPeer, pythonPeer } from '../../common/testing/peers.ts';
import { type Harness, speech, startHarness } from '../../gateway/testing/harness.ts';

const peer = await pythonPeer();
const script = fileURLToPath(new URL('run_peer.py', import.meta.url));

describe.skipIf(typeof peer === 'string')(
  `earshot_speaker.py ${typeof peer === 'string' ? `(${peer})` : ''}`,
  () => {
    let harness: Harness;
    const folder = mkdtempSync(join(tmpdir(), 'earshot-python-'));
    beforeAll(async () => {
      writeFileSync(join(folder, 'said.raw'), speech(700));
      harness = await startHarness();
    });
    afterAll(async () => {
      await harness?.close();
      rmSync(folder, { recursive: true });
    });

    test('activates, types, speaks in each way, aborts, and is told why not', async () => {
      const lines = await (peer as PythonPeer).run(script, [
        harness.url,
        'token-python',
        join(folder, 'said.raw'),
      ]);
      const whole = { end: 'completed', code: '', replies: ['One large coffee.'], audioMs: 300 };
      const heard = { ...whole, transcript: 'a large coffee' };
      expect(lines).toEqual([
        { name: 'wrong code', code: 'CLAIM_CODE_WRONG' },
        { name: 'code', token: 'token-new' },
        { name: 'shown', userCode: '135790', token: null },
        { name: 'text', ...whole, transcript: expect.any(String) },
        { name: 'silent', ...whole, transcript: expect.any(String), audioMs: 0 },
        { name: 'held', ...heard },
        { name: 'tapped', ...heard },
        { name: 'woken', ...heard },
        { name: 'aborted', end: 'aborted', code: '', transcript: '', replies: [], audioMs: 0 },
        { name: 'refused', code: 'LOCALE_UNSUPPORTED' },
      ]);
      expect(harness.script.heard[0]).toBe(700 * 32);
      expect(harness.script.wakes).toEqual([{ wakeAudioMs: 200 }]);
    });
  },
);
