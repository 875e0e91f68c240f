/** What silences holds: over failures, connections, gateways and the clock. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { connectSpeaker, type GatewayMessage } from '../../speaker/index.ts';
import { type Harness, speech, startHarness } from '../testing/harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await startHarness({ recheckIntervalMs: 100, recheckOnTurnMs: 0 });
});
afterEach(() => harness.close());

/** The store fails, or hangs, until the test lets it go on. */
function breakStore(how: 'fails' | 'hangs') {
  let isBroken = true;
  harness.script.before = async (step, signal) => {
    if (step !== 'setListening' || !isBroken) return;
    if (how === 'fails') throw new EarshotError('STORE_FAILED');
    await new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  };
  return () => {
    isBroken = false;
  };
}

const listen = { mode: 'held_button' } as const;

test.each(['fails', 'hangs'] as const)(
  'a silence whose store %s is pending, holds through every look at the device, and is stored when that can be done',
  async (how) => {
    const mend = breakStore(how);
    const speaker = await harness.speaker('kitchen');
    speaker.setMicrophone({ isMuted: true });
    await expect.poll(() => speaker.microphone).toMatchObject({ isMuted: true, isPending: true });
    const heard = harness.script.heard.length;
    // Several rechecks of a service that says that nothing is muted.
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect((await speaker.sayAudio(speech(100), listen)).code).toBe('MICROPHONE_MUTED');
    expect(harness.script.heard).toHaveLength(heard);
    mend();
    await expect
      .poll(() => speaker.microphone, { timeout: 8_000 })
      .toMatchObject({ isMuted: true, isPending: false });
    expect(harness.script.switches.get('kitchen')).toMatchObject({ isMuted: true });
  },
  15_000,
);

test('an opening that fails is told and not tried again; the silence that came before it is stored all the same', async () => {
  const mend = breakStore('fails');
  const codes: string[] = [];
  const speaker = await harness.speaker('stubborn', {
    onMessage: (message) => message.type === 'error' && codes.push(message.code),
  });
  speaker.setMicrophone({ isMuted: true });
  await expect.poll(() => speaker.microphone.isPending).toBe(true);
  speaker.setMicrophone({ isMuted: false });
  await expect.poll(() => codes).toContain('STORE_FAILED');
  expect(speaker.microphone.isMuted).toBe(true);
  mend();
  await expect.poll(() => speaker.microphone.isPending, { timeout: 8_000 }).toBe(false);
  expect(speaker.microphone.isMuted).toBe(true);
  speaker.setMicrophone({ isMuted: false });
  await expect.poll(() => speaker.microphone).toMatchObject({ isMuted: false, isPending: false });
});

test('a gateway that is started again still owes the silence: the device comes back muted, and it is stored', async () => {
  const mend = breakStore('fails');
  const speaker = await harness.speaker('restarted');
  speaker.setMicrophone({ isMuted: true });
  await expect.poll(() => speaker.microphone.isPending).toBe(true);
  // As after a SIGKILL: nothing of the first process is asked, only its disk.
  const second = await harness.another({ isSameState: true });
  const again = await connectSpeaker({ url: second.url, token: 'token-restarted', hello: {} });
  expect(again.microphone).toMatchObject({ isMuted: true, isPending: true });
  expect((await again.sayAudio(speech(100), listen)).code).toBe('MICROPHONE_MUTED');
  mend();
  await expect.poll(() => again.microphone.isPending, { timeout: 8_000 }).toBe(false);
  expect(harness.script.switches.get('restarted')).toMatchObject({ isMuted: true });
  await again.close();
  await second.drain();
});

test('a speaker that goes to another gateway with a pending silence is muted there too', async () => {
  const mend = breakStore('fails');
  const second = await harness.another({ isSameState: false });
  const speaker = await connectSpeaker({
    url: second.url,
    token: 'token-moved',
    hello: { microphone: { isMuted: true } },
  });
  await expect.poll(() => speaker.microphone).toMatchObject({ isMuted: true, isPending: true });
  expect((await speaker.sayAudio(speech(100), listen)).code).toBe('MICROPHONE_MUTED');
  mend();
  await expect.poll(() => speaker.microphone.isPending, { timeout: 8_000 }).toBe(false);
  await speaker.close();
  await second.drain();
});

test('a switch reaches every connection of the device, here and at another gateway: a listen there ends', async () => {
  const second = await harness.another({ isSameState: false });
  const far = await connectSpeaker({ url: second.url, token: 'token-shared', hello: {} });
  const near = await harness.speaker('shared');
  const switching = await harness.speaker('shared');
  await expect.poll(() => harness.script.watchers.size).toBe(2);
  const turns = [near, far].map((speaker) => speaker.sayAudio(speech(3_000), listen));
  await new Promise((resolve) => setTimeout(resolve, 200));
  switching.setMicrophone({ isMuted: true });
  for (const turn of turns) expect(await turn).toMatchObject({ end: 'aborted' });
  for (const speaker of [near, far, switching]) {
    await expect.poll(() => speaker.microphone).toMatchObject({ isMuted: true, isPending: false });
  }
  expect(harness.script.invokes).toBe(0);
  far.setMicrophone({ isMuted: false });
  for (const speaker of [near, far, switching]) {
    await expect.poll(() => speaker.microphone.isMuted).toBe(false);
  }
  await far.close();
  await second.drain();
});

test('while no change could be heard, nobody listens whose switches cannot be asked for', async () => {
  await harness.close();
  harness = await startHarness({ recheckOnTurnMs: 0 });
  const speaker = await harness.speaker('deaf');
  expect((await speaker.sayAudio(speech(100), listen)).end).toBe('completed');
  const heard = harness.script.heard.length;
  await harness.services.kill('privacy');
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await speaker.sayAudio(speech(100), listen)).toMatchObject({
    end: 'failed',
    code: 'SERVICE_UNAVAILABLE',
  });
  expect(harness.script.heard).toHaveLength(heard);
  await harness.services.revive('privacy');
  await expect
    .poll(async () => (await speaker.sayAudio(speech(100), listen)).end, { timeout: 8_000 })
    .toBe('completed');
});

test('what is absent stays as it is, by a switch and by a directive', async () => {
  const speaker = await harness.speaker('careful');
  speaker.setMicrophone({ isMuted: true });
  await expect.poll(() => speaker.microphone).toMatchObject({ isMuted: true, isPending: false });
  speaker.setMicrophone({ isWakeWordOff: true });
  await expect
    .poll(() => speaker.microphone)
    .toMatchObject({ isMuted: true, isWakeWordOff: true, isPending: false });
});

test('a time that runs out is told by the clock, for both switches', async () => {
  for (const name of ['isMuted', 'isWakeWordOff'] as const) {
    const untilMs = Date.now() + 1_500;
    harness.script.switches.set(name, {
      isMuted: name === 'isMuted',
      isWakeWordOff: name === 'isWakeWordOff',
      mutedUntilMs: name === 'isMuted' ? untilMs : 0,
      wakeWordOffUntilMs: name === 'isWakeWordOff' ? untilMs : 0,
      wakeWords: [],
    });
    const told: GatewayMessage[] = [];
    const speaker = await harness.speaker(name, {
      onMessage: (message) => message.type === 'microphone' && told.push(message),
    });
    expect(speaker.microphone[name]).toBe(true);
    await expect.poll(() => told.length, { timeout: 5_000 }).toBeGreaterThan(0);
    expect(speaker.microphone[name]).toBe(false);
    harness.script.switches.delete(name);
  }
});

test('a device that is revoked while it listens is off at once, and its turn has ended', async () => {
  const raw = await harness.raw('sold');
  await raw.hello();
  raw.sendJson({ type: 'listen_start', listenId: 'l', mode: 'held_button' });
  await raw.until('turn_started');
  harness.script.revoked.add('sold');
  harness.script.tell({ deviceId: 'sold', change: undefined, isStored: false, isRevoked: true });
  expect(await raw.closed).toBe(1008);
  expect(raw.messages.filter(({ type }) => type === 'turn_ended')).toHaveLength(1);
  expect(raw.messages.at(-1)).toMatchObject({ code: 'UNAUTHENTICATED', isFatal: true });
});
