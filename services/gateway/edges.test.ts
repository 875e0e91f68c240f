/** Both edges, WebSocket and gRPC, are one gateway: the same things said come to the same end. Each by its own client. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Listener } from '../../language/audience/policy.ts';
import { signedAudience } from '../common/testing/audiences.ts';
import { connectPartner } from '../speaker/partner/partner.ts';
import { type Harness, speech, startHarness } from './testing/harness.ts';
import { Script } from './testing/scripted-services.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ recheckOnTurnMs: 100 });
});
afterAll(() => harness.close());
afterEach(() => {
  Object.assign(harness.script, new Script());
});

interface Came {
  readonly end: string;
  readonly code: string;
  readonly transcript: string;
  readonly reply: string;
  readonly audioBytes: number;
}

interface Client {
  sayAudio(pcm: Buffer): Promise<Came>;
  sayText(text: string, isSilent: boolean): Promise<Came>;
  abort(): void;
  close(): Promise<void> | void;
}

async function overWebSocket(device: string, locale?: string): Promise<Client> {
  const speaker = await harness.speaker(device, locale === undefined ? {} : { hello: { locale } });
  type Turn = Awaited<ReturnType<typeof speaker.sayText>>;
  const came = ({ end, code, transcript, replies, audio }: Turn): Came => {
    const reply = replies.findLast(({ isProgress }) => !isProgress)?.text ?? '';
    return { end, code, transcript, reply, audioBytes: audio.length };
  };
  return {
    sayAudio: async (pcm) => came(await speaker.sayAudio(pcm, { mode: 'held_button', isRealtime: false })),
    sayText: async (text, isSilent) => came(await speaker.sayText(text, { isSilent })),
    abort: () => speaker.abort(),
    close: () => speaker.close(),
  };
}

async function overGrpc(device: string, locale?: string): Promise<Client> {
  const token = `token-${device}`;
  const partner = await connectPartner({
    address: harness.grpcAddress,
    token,
    ...(locale === undefined ? {} : { locale }),
  });
  type Turn = Awaited<ReturnType<typeof partner.sayText>>;
  const came = ({ audio, ...turn }: Turn): Came => ({ ...turn, audioBytes: audio.length });
  return {
    sayAudio: async (pcm) => came(await partner.sayAudio(pcm)),
    sayText: async (text, isSilent) => came(await partner.sayText(text, isSilent)),
    abort: () => partner.abort(),
    close: () => partner.close(),
  };
}

describe.each([
  ['WebSocket', overWebSocket],
  ['gRPC', overGrpc],
])('over %s', (edge, connect) => {
  const device = (name: string) => `${edge}-${name}`;

  test('an utterance is heard, understood and answered aloud', async () => {
    const client = await connect(device('spoken'));
    expect(await client.sayAudio(speech(600))).toEqual({
      ...{ end: 'completed', code: '', transcript: 'a large coffee', reply: 'One large coffee.' },
      audioBytes: 300 * 32,
    });
    expect(harness.script.heard.at(-1)).toBe(600 * 32);
    await client.close();
  });

  test('a silent text is answered in text', async () => {
    const client = await connect(device('typed'));
    expect(await client.sayText('a large coffee', true)).toMatchObject({
      ...{ end: 'completed', reply: 'One large coffee.', audioBytes: 0 },
    });
    await client.close();
  });

  test('a guest is answered and never sees the words', async () => {
    harness.script.audience = signedAudience(Listener.HOTEL_GUEST, 'eu');
    const client = await connect(device('guest'));
    expect(await client.sayAudio(speech(300))).toMatchObject({ end: 'completed', transcript: '' });
    await client.close();
  });

  test('an utterance without consent became no turn', async () => {
    harness.script.audience = signedAudience(Listener.HOUSEHOLD, 'eu', { mayListen: false });
    const client = await connect(device('unasked'));
    expect(await client.sayText('a large coffee', true)).toMatchObject({ code: 'CONSENT_REQUIRED' });
    await client.close();
  });

  test('a blank text is refused, and the next one taken', async () => {
    const client = await connect(device('blank'));
    expect(await client.sayText('   ', true)).toMatchObject({ code: 'TEXT_UNUSABLE' });
    expect(await client.sayText('a large coffee', true)).toMatchObject({ end: 'completed' });
    await client.close();
  });

  test('who speaks again has heard enough', async () => {
    const client = await connect(device('again'));
    const called = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    harness.script.before = (step) => {
      if (step !== 'invoke') return Promise.resolve();
      called.resolve();
      return answered.promise;
    };
    const first = client.sayText('a large coffee', true);
    await called.promise;
    const second = client.sayText('a large coffee', true);
    expect(await first).toMatchObject({ end: 'aborted' });
    answered.resolve();
    expect(await second).toMatchObject({ end: 'completed' });
    await client.close();
  });

  test('another language than is spoken here is refused with its code', async () => {
    await expect(connect(device('foreign'), 'fr-FR')).rejects.toMatchObject({ code: 'LOCALE_UNSUPPORTED' });
  });

  test('a token that nobody knows is refused with its code', async () => {
    harness.script.revoked.add(device('nobody'));
    await expect(connect(device('nobody'))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
