/** A skill that stands at a breakpoint: whoever has the time waits, under development, and nobody else does. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { coffeeManifest } from '../../language/testing/calls.ts';
import { type Home, makeHome } from '../privacy/testing/harness.ts';
import { type Harness, invoke, startHarness } from './testing/harness.ts';

const manifest = coffeeManifest({ id: 'com.example.paused', endpoint: 'in-process', timeoutMs: 150 });
let harness: Harness;
let home: Home;

beforeAll(async () => {
  harness = await startHarness({
    builtIn: [
      {
        manifest,
        handle: async () => {
          await new Promise((resolve) => setTimeout(resolve, 600));
          return { version: '1', speech: { text: 'Hello.' } };
        },
      },
    ],
  });
  home = await makeHome(harness.privacy.client);
});
afterAll(() => harness?.close());

test('a turn with an hour waits beyond the time that the manifest names; one in a hurry does not', async () => {
  const patient = await invoke(harness.client, manifest, home.device, { deadlineMs: 3_600_000 });
  expect(patient.result).toMatchObject({ errorCode: '', speech: { text: 'Hello.' } });
  const hurried = await invoke(harness.client, manifest, home.device, { deadlineMs: 12_000 });
  expect(hurried.result.errorCode).toBe('SKILL_TIMEOUT');
});
