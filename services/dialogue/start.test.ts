/** A process of dialogue that starts beside others: it takes no turn that it would keep waiting. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Decision, DialogueServiceClient } from '../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import { callUnary } from '../common/grpc/client.ts';
import { renderMetrics } from '../common/metrics.ts';
import { connectAsNamed } from '../common/testing/callers.ts';
import { type Harness, requestOf, startHarness } from './testing/harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(async () => harness?.close());

const say = async (address: string, text: string) => {
  const client = connectAsNamed(DialogueServiceClient, address, harness.privacy.stateDirectory);
  const turn = harness.turnOf('started');
  try {
    const heard = { hypotheses: [{ text, confidence: 1, words: [] }], isRejectedByRecogniser: false };
    const request = { ...requestOf(turn), ...heard, isExplain: false };
    return await callUnary(client, 'understand', request, { deadlineMs: 5_000 });
  } finally {
    client.close();
  }
};

test('it listens when the sets in use are compiled, and not before', async () => {
  const gate = Promise.withResolvers<void>();
  harness.held.until = gate.promise;
  const before = harness.held.asked;
  let isListening = false;
  const starting = harness.another().then((service) => {
    isListening = true;
    return service;
  });
  await expect.poll(() => harness.held.asked).toBeGreaterThan(before);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(isListening).toBe(false);
  gate.resolve();
  const service = await starting;
  try {
    const asked = harness.held.asked;
    expect((await say(service.address, 'turn on the living room lights')).decision).toBe(Decision.INVOKE);
    // All that this turn needed was there.
    expect(harness.held.asked).toBe(asked);
  } finally {
    await service.drain();
  }
});

test('where the registry is away it serves all the same', async () => {
  const service = await harness.another({ skillsAddress: '127.0.0.1:1' });
  try {
    expect(service.readiness.isReady).toBe(true);
  } finally {
    await service.drain();
  }
});

test('it shows how many conversations are held, once it has looked', async () => {
  const service = await harness.another({ sweepIntervalMs: 100 });
  try {
    await say(service.address, 'can I get a latte');
    const page = () => renderMetrics(service.metrics);
    await expect.poll(page).toMatch(/^earshot_dialogue_conversations [1-9]/m);
    harness.clock.nowMs += 10 * 60_000;
    await expect.poll(page).toMatch(/^earshot_dialogue_conversations 0$/m);
    expect(await page()).not.toContain('started');
  } finally {
    await service.drain();
  }
});
