/** Nothing is heard before the terms are accepted, and nothing more once they are taken back. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Listener } from '../../language/audience/policy.ts';
import { signedAudience } from '../common/testing/audiences.ts';
import { type Harness, speech, startHarness } from './testing/harness.ts';

const accepted = signedAudience(Listener.HOUSEHOLD, 'eu');
const refused = signedAudience(Listener.HOUSEHOLD, 'eu', { mayListen: false });

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ recheckIntervalMs: 60_000, recheckOnTurnMs: 60_000 });
});
afterAll(() => harness.close());

test.each([
  ['that was not given', refused],
  ['that nobody signed', { ...accepted, signature: Buffer.alloc(64) }],
  ['of nobody known', undefined],
])('a consent %s: no audio is taken, no words are, and the code says why', async (which, audience) => {
  harness.script.audience = audience;
  const speaker = await harness.speaker(`unasked-${which.length}`);
  const heard = harness.script.heard.length;
  const turn = await speaker.sayAudio(speech(300), { mode: 'held_button' });
  expect(turn).toMatchObject({ code: 'CONSENT_REQUIRED', replies: [] });
  expect(await speaker.sayText('what time is it')).toMatchObject({ code: 'CONSENT_REQUIRED', replies: [] });
  expect(harness.script.heard).toHaveLength(heard);
});

test('once it is given the next turn is heard, over the same connection', async () => {
  harness.script.audience = refused;
  const speaker = await harness.speaker('patient');
  expect((await speaker.sayText('hello')).code).toBe('CONSENT_REQUIRED');
  harness.script.audience = accepted;
  harness.script.tell({ deviceId: 'patient', change: undefined, isStored: false, isRevoked: false });
  await expect
    .poll(async () => (await speaker.sayAudio(speech(100), { mode: 'held_button' })).end)
    .toBe('completed');
});

test('taken back while somebody speaks, it ends the turn, and not the connection', async () => {
  harness.script.audience = accepted;
  const raw = await harness.raw('changed');
  await raw.hello();
  raw.sendJson({ type: 'listen_start', listenId: 'l', mode: 'held_button' });
  await raw.until('turn_started');
  harness.script.audience = refused;
  harness.script.tell({ deviceId: 'changed', change: undefined, isStored: false, isRevoked: false });
  await raw.until('turn_ended');
  expect(raw.messages.at(-1)).toMatchObject({ end: 'failed', code: 'CONSENT_REQUIRED' });
  raw.sendJson({ type: 'listen_start', listenId: 'm', mode: 'held_button' });
  await raw.until('error');
  expect(raw.messages.at(-1)).toMatchObject({ code: 'CONSENT_REQUIRED', isFatal: false, listenId: 'm' });
});
