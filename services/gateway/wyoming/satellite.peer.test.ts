/** A satellite of other people, unmodified, that the gateway goes to: woken by its own ears, answered through its own command. */
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { freePort } from '../../cli/up/ports.ts';
import { type PythonPeer, pythonPeer, satellitePackages } from '../../common/testing/peers.ts';
import { startHarness } from '../testing/harness.ts';

const peer = await pythonPeer(satellitePackages);
const parts = fileURLToPath(new URL('satellite_parts.py', import.meta.url));

describe.skipIf(typeof peer === 'string')(
  `wyoming-satellite ${typeof peer === 'string' ? `(${peer})` : ''}`,
  () => {
    test('is heard after its wake word, and plays the answer', async () => {
      const { python, start } = peer as PythonPeer;
      const folder = mkdtempSync(join(tmpdir(), 'earshot-satellite-'));
      const [tokenFile, played] = [join(folder, 'token'), join(folder, 'played.raw')];
      writeFileSync(tokenFile, 'token-kitchen');
      const port = await freePort();
      const part = (name: string) => `${python} ${parts} ${name}`;
      const satellite = start('wyoming_satellite', [
        ...['--uri', `tcp://127.0.0.1:${port}`, '--no-zeroconf', '--name', 'kitchen'],
        ...['--mic-command', part('mic'), '--wake-command', part('wake')],
        ...['--snd-command', part(`snd ${played}`), '--snd-command-rate', '24000'],
      ]);
      const harness = await startHarness(
        {},
        { EARSHOT_GATEWAY_WYOMING_SATELLITES: `127.0.0.1:${port}=${tokenFile}` },
      );
      try {
        const playedBytes = () => (existsSync(played) ? statSync(played).size : 0);
        await expect.poll(playedBytes, { timeout: 40_000 }).toBeGreaterThanOrEqual(300 * 48);
        const devices = [...harness.script.outcomes.values()].map(({ deviceId }) => deviceId);
        expect(new Set(devices)).toEqual(new Set(['kitchen']));
        // Its microphone never closes; what it sent after the end of speech is nobody's.
        expect(new Set(harness.script.heard)).toEqual(new Set([400 * 32]));
      } finally {
        satellite.kill();
        await harness.close();
        rmSync(folder, { recursive: true });
      }
    }, 60_000);
  },
);
