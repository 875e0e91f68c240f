/** Two ways around the speaker: what developers get of what was said in vain, and what people write to customer service. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ConversationSide,
  type KeepConversationRequest,
  SampleSource,
  SentenceReview,
  TrainingServiceClient,
  TurnEnd,
} from '../../proto/gen/earshot/training/v1/training.ts';
import { query } from '../common/db/pool.ts';
import { callUnary, connect } from '../common/grpc/client.ts';
import { credentialsOf } from '../common/testing/callers.ts';
import { type Home, limits, makeHome, makeHotelRoom } from '../privacy/testing/harness.ts';
import { exportVersion, type Harness, offerOf, optIn, optOut, startHarness } from './testing/harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
}, 60_000);
afterAll(async () => harness?.close());

type Role = 'operator' | 'staff' | 'skill_developer' | 'owner';

async function as<T>(
  role: Role,
  work: (client: TrainingServiceClient) => Promise<T>,
  whose: { householdId: string; subjectId: string; developerId?: string } = {
    ...{ householdId: 'h', subjectId: 's' },
    developerId: 'developer-of-tea',
  },
): Promise<T> {
  const { stateDirectory } = harness.privacy;
  const person = { role, ...whose };
  const credentials = credentialsOf('operator_cli', person, stateDirectory);
  const client = connect(TrainingServiceClient, harness.service.address, credentials);
  try {
    return await work(client);
  } finally {
    client.close();
  }
}

describe('what was said in vain', () => {
  const tea = { skillId: 'org.example.tea', locale: 'en-US' };
  const suggested = (withReviewed = false) =>
    as('skill_developer', (client) =>
      callUnary(client, 'suggestSentences', { ...tea, withReviewed }, limits),
    ).then(({ sentences }) =>
      sentences.map(({ text, speakers, end, review }) => [
        text
          .toLowerCase()
          .replace(/[^\w<>]+/g, ' ')
          .trim(),
        speakers,
        end,
        review,
      ]),
    );
  const reviewed = (text: string, review: SentenceReview) =>
    as('skill_developer', (client) => callUnary(client, 'reviewSentence', { ...tea, text, review }, limits));

  beforeAll(async () => {
    const offer = (home: Home, text: string, end: TurnEnd, skillId = tea.skillId) =>
      callUnary(harness.client, 'offer', offerOf(home, { text, end, skillId }), limits);
    const say = async (person: number) => {
      const home = await harness.person();
      await offer(home, person % 2 ? 'A chai, please!' : 'a chai please', TurnEnd.REJECTED);
      // Other people's names, and the same sentence without them.
      const names = ['Marcus Whitaker', 'Priya Kaplan', 'Helena Novak', 'Joel Stanton', 'Esther Sinclair'];
      await offer(home, `two cups, and call ${names[person % names.length]}`, TurnEnd.CORRECTED);
      if (person > 0) await offer(home, 'an oolong please', TurnEnd.REJECTED);
      await offer(home, 'a green tea please', TurnEnd.ACTED);
      await offer(home, 'give it up', TurnEnd.CANCELLED);
      await offer(home, 'a chai please', TurnEnd.REJECTED, 'org.example.coffee');
      // Whoever says it often is one person.
      if (person === 1)
        for (let times = 0; times < 12; times += 1) await offer(home, 'only me', TurnEnd.REJECTED);
    };
    await Promise.all(Array.from({ length: 10 }, (_, person) => say(person)));
    await harness.settled();
  }, 60_000);

  test('its developer sees what ten people said, without the people, and nothing that nine or another skill did', async () => {
    expect(await suggested()).toEqual([
      ['a chai please', 10, TurnEnd.REJECTED, SentenceReview.UNSPECIFIED],
      ['two cups and call <person>', 10, TurnEnd.CORRECTED, SentenceReview.UNSPECIFIED],
    ]);
  });

  test('what was reviewed is not suggested again, until somebody opens it; nobody reviews what is not suggested', async () => {
    await reviewed('A CHAI please', SentenceReview.TAKEN);
    expect((await suggested()).map(([text]) => text)).toEqual(['two cups and call <person>']);
    expect(await suggested(true)).toContainEqual([
      'a chai please',
      10,
      TurnEnd.REJECTED,
      SentenceReview.TAKEN,
    ]);
    await reviewed('a chai please', SentenceReview.DECLINED);
    expect((await suggested(true)).map(([, , , review]) => review)).toContain(SentenceReview.DECLINED);
    await reviewed('a chai please', SentenceReview.UNSPECIFIED);
    expect(await suggested()).toHaveLength(2);
    for (const text of ['an oolong please', 'only me', 'a green tea please']) {
      await expect(reviewed(text, SentenceReview.TAKEN)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    const { pool } = harness.privacy.stores;
    expect(await query(pool, 'select sentence from training_reviews')).toEqual([]);
  });

  test('is shown to the skill’s own developer and to nobody who develops another', async () => {
    const none = { householdId: '', subjectId: '' };
    const ask = (developerId: string | undefined, skillId = tea.skillId) =>
      as(
        'skill_developer',
        (client) => callUnary(client, 'suggestSentences', { ...tea, skillId, withReviewed: true }, limits),
        { ...none, ...(developerId === undefined ? {} : { developerId }) },
      );
    expect((await ask('developer-of-tea')).sentences.length).toBeGreaterThan(0);
    await expect(ask('developer-of-another')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(ask('developer-of-tea', 'org.example.other')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(ask(undefined)).rejects.toMatchObject({ code: 'CALLER_REFUSED' });
    const foreign = as(
      'skill_developer',
      (client) =>
        callUnary(
          client,
          'reviewSentence',
          { ...tea, text: 'only me', review: SentenceReview.TAKEN },
          limits,
        ),
      { ...none, developerId: 'developer-of-another' },
    );
    await expect(foreign).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('only developers and operators ask', async () => {
    for (const role of ['owner', 'staff'] as const) {
      const asking = as(role, (client) =>
        callUnary(client, 'suggestSentences', { ...tea, withReviewed: false }, limits),
      );
      await expect(asking).rejects.toMatchObject({ code: 'CALLER_REFUSED' });
    }
  });
});

describe('a conversation with customer service', () => {
  const { BOT, PERSON, STAFF } = ConversationSide;
  type Said = readonly [from: ConversationSide, text: string];
  const request = ({ device }: Home, said: readonly Said[], locale = 'en-US'): KeepConversationRequest => {
    const { deviceId, householdId, tenantId } = device;
    const lines = said.map(([from, text]) => ({ from, text }));
    return { device: { deviceId, householdId, tenantId }, locale, lines };
  };
  const keep = async (home: Home, said: readonly Said[], role: Role = 'owner') => {
    const { taken } = await as(
      role,
      (client) => callUnary(client, 'keepConversation', request(home, said), limits),
      home,
    );
    await harness.settled();
    return taken;
  };
  const opening = (locale = 'en-US') =>
    as('owner', (client) => callUnary(client, 'openConversation', { locale }, limits)).then(
      ({ firstLine }): Said => [BOT, firstLine],
    );
  const allowed = async () => {
    const home = await makeHome(harness.privacy.client);
    await optIn(harness.privacy, home, ['sample.conversation']);
    return home;
  };
  const texts = async () => {
    const { dataset } = await callUnary(harness.client, 'createDataset', { locale: '' }, limits);
    const { samples } = await exportVersion(harness, dataset!.version);
    return samples
      .filter(({ source }) => source === SampleSource.CONVERSATION)
      .map(({ text, audio, speaker }) => ({ text, audio: audio.length, speaker }));
  };

  test('what the person wrote becomes samples by the way of a turn, and nobody else’s line does', async () => {
    const home = await allowed();
    const said: Said[] = [
      await opening(),
      [BOT, 'Hello, what is it about?'],
      [PERSON, 'my speaker will not pair with the lamp'],
      [STAFF, 'What is your number, Wilhelmina?'],
      [PERSON, 'my number is 415 555 0198 call me'],
      [PERSON, '  '],
    ];
    expect(await keep(home, said)).toBe(2);
    const kept = await texts();
    expect(kept.map(({ text }) => text).sort()).toEqual([
      'my number is <PHONE> call me',
      'my speaker will not pair with the lamp',
    ]);
    expect(new Set(kept.map(({ speaker }) => speaker)).size).toBe(1);
    expect(kept.every(({ audio }) => audio === 0)).toBe(true);
    // Withdrawn like anything else.
    await optOut(harness.privacy, home);
    await harness.service.keeper.dropDead();
    expect(await texts().catch(() => [])).toEqual([]);
  });

  test('handed in again it is answered alike and kept once, until its deadline; whoever withdrew may begin anew', async () => {
    const home = await allowed();
    const said: Said[] = [await opening(), [PERSON, 'the lamp of the garage flickers']];
    const count = async () => (await texts()).filter(({ text }) => text.includes('garage')).length;
    expect(await Promise.all([keep(home, said), keep(home, said), keep(home, said)])).toEqual([1, 1, 1]);
    expect(await keep(home, said)).toBe(1);
    expect(await count()).toBe(1);
    // Another account says the same: that is another conversation.
    expect(await keep(await allowed(), said)).toBe(1);
    expect(await count()).toBe(2);
    const { pool } = harness.privacy.stores;
    const noted = () => query(pool, 'select * from training_handed_in');
    expect(JSON.stringify(await noted())).not.toContain('garage');
    await optOut(harness.privacy, home);
    await harness.service.keeper.dropDead();
    expect(await noted()).toHaveLength(1);
    await optIn(harness.privacy, home, ['sample.conversation']);
    expect(await keep(home, said)).toBe(1);
    expect(await count()).toBe(2);
    // What was known by a key that has died is known no more.
    await query(pool, `update training_handed_in set deadline_at = now()`);
    expect(await keep(home, said)).toBe(1);
    expect(await count()).toBe(3);
  });

  test('the machine says first that it is one, in either language; else nothing is kept', async () => {
    const home = await allowed();
    const asked: Said = [PERSON, 'where is my order'];
    const begin = [[], [asked], [[BOT, 'Hello, I am Ada.'], asked], [[STAFF, (await opening())[1]], asked]];
    for (const said of begin as Said[][]) {
      await expect(keep(home, said)).rejects.toMatchObject({ code: 'CONVERSATION_NOT_BEGUN' });
    }
    expect((await opening('zh-CN'))[1]).toMatch(/机器.*不是真人/);
    expect(await keep(home, [await opening('zh-CN'), asked])).toBe(1);
  });

  test('nobody who did not allow this, no child, no hotel, no other household; an operator is not told who did', async () => {
    const said: Said[] = [await opening(), [PERSON, 'turn on the lamp']];
    const ofTurns = await harness.person();
    expect(await keep(ofTurns, said)).toBe(0);
    const child = await makeHome(harness.privacy.client, { isChildDevice: true });
    await optIn(harness.privacy, child, ['sample.conversation']);
    expect(await keep(child, said)).toBe(0);
    const one = await allowed();
    const stranger = await makeHome(harness.privacy.client);
    await expect(
      as('owner', (client) => callUnary(client, 'keepConversation', request(one, said), limits), stranger),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const lied = { ...one, device: { ...stranger.device, householdId: one.householdId } };
    expect(await keep(lied, said)).toBe(0);
    const guest = await makeHotelRoom(harness.privacy.client);
    const inRoom = { ...one, device: { ...guest.device, householdId: one.householdId } };
    expect(await keep(inRoom, said)).toBe(0);
    const before = (await texts().catch(() => [])).length;
    expect(await keep(one, said, 'operator')).toBe(0);
    expect(await texts()).toHaveLength(before + 1);
  });

  test('too much of it is refused', async () => {
    const home = await allowed();
    const first = await opening();
    const many = [first, ...Array.from({ length: 200 }, (): Said => [PERSON, 'again'])];
    const long: Said[] = [first, [PERSON, 'x'.repeat(2_001)]];
    for (const said of [many, long]) {
      await expect(keep(home, said)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
  });
});
