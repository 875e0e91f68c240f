/** The reference client of Wyoming, from its own package, against our server: each service. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PythonPeer, pythonPeer } from '../../common/testing/peers.ts';
import { type Harness, speech, startHarness } from '../testing/harness.ts';

const peer = await pythonPeer();
const script = fileURLToPath(new URL('wyoming_peer.py', import.meta.url));

describe.skipIf(typeof peer === 'string')(
  `the wyoming package ${typeof peer === 'string' ? `(${peer})` : ''}`,
  () => {
    let harness: Harness;
    const folder = mkdtempSync(join(tmpdir(), 'earshot-wyoming-'));
    beforeAll(async () => {
      writeFileSync(join(folder, 'token'), 'token-satellite');
      writeFileSync(join(folder, 'said.raw'), speech(900));
      harness = await startHarness(
        {},
        {
          EARSHOT_GATEWAY_WYOMING_LISTEN: '127.0.0.1:0',
          EARSHOT_GATEWAY_WYOMING_TOKEN_FILE: join(folder, 'token'),
        },
      );
    });
    afterAll(async () => {
      await harness?.close();
      rmSync(folder, { recursive: true });
    });

    test('finds each service, is heard, answered and spoken to', async () => {
      const uri = `tcp://127.0.0.1:${harness.wyomingPort}`;
      expect(await (peer as PythonPeer).run(script, [uri, join(folder, 'said.raw')])).toEqual([
        {
          type: 'info',
          ...{
            wake: ['earshot'],
            asr: ['earshot'],
            handle: ['earshot'],
            intent: ['earshot'],
            tts: ['earshot'],
          },
        },
        { type: 'detection', name: 'hey earshot' },
        { type: 'transcript', text: 'a large coffee' },
        { type: 'handled', text: 'One large coffee.' },
        { type: 'intent', name: 'Order' },
        { type: 'speech', rate: 24_000, playedMs: 300 },
        { type: 'pipeline', transcript: 'a large coffee' },
        { type: 'pipeline', reply: 'One large coffee.' },
        { type: 'speech', rate: 24_000, playedMs: 300 },
      ]);
      // Who holds a button says when it is over; for a wake word and a pipeline the scripted recogniser decides.
      expect(harness.script.heard).toEqual([400 * 32, 900 * 32, 400 * 32]);
    });
  },
);
