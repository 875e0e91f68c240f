/**
 * Guests say and type words that no process has a reason to know, mixed into real requests; afterwards every byte that an
 * Earshot with stores of its own wrote is searched for them. Once as it is, once with sealing switched off: what is not
 * written needs no seal.
 */
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Collector, startCollector } from '../../loadtest/collector.ts';
import { IdentityServiceClient } from '../../proto/gen/earshot/identity/v1/identity.ts';
import { SkillsServiceClient } from '../../proto/gen/earshot/skills/v1/skills.ts';
import { checkoutDir } from '../common/addresses.ts';
import { callUnary, connect } from '../common/grpc/client.ts';
import { createRedis } from '../common/redis.ts';
import { credentialsOf } from '../common/testing/callers.ts';
import type { SpokenTurn } from '../speaker/index.ts';
import { CanarySearch, type Found, spellingsOf } from './testing/canaries.ts';
import { type Earshot, startEarshot } from './testing/earshot.ts';
import { type E2eHotel, openHotel } from './testing/hotel.ts';

const limits = { deadlineMs: 30_000 };

/** What is typed: names, numbers, a secret, an insult; and the request beside it. */
const typed = [
  ['en-US', 'hi this is Kowalczyk speaking, could I get two towels please, my password is swordfish'],
  ['en-US', 'you nincompoops, please send thirty pillows'],
  ['en-US', 'tell Kowalczyk that the zirconquartz is dead'],
  ['zh-CN', '我是欧阳春晓，电话13800138000，麻烦送三瓶水'],
  ['zh-CN', '告诉司徒建国，保险箱密码是九五二七'],
] as const;
const typedCanaries = [
  ...['Kowalczyk', 'swordfish', 'nincompoops', 'zirconquartz', 'Wolfgang', 'Amadeus'],
  ...['欧阳春晓', '13800138000', '司徒建国', '九五二七'],
];
/** What is spoken; of its canaries count those that the recogniser hears. */
const spoken = [
  ['en-US', 'my name is Jennifer Anderson. could I get two towels please.', ['jennifer', 'anderson']],
  ['en-US', 'the elephant is in Copenhagen. could you send me an iron please.', ['elephant', 'copenhagen']],
  ['zh-CN', '我叫欧阳春晓。麻烦送两瓶水。', ['欧阳', '春晓']],
  ['zh-CN', '大象和长颈鹿都睡了。请送一双拖鞋。', ['大象', '长颈鹿']],
] as const;
/** For a skill of somebody else's in the room: announced, opened, and asking; with words that are none of its business. */
const toSkill = [
  'go forward ten meters',
  'yes',
  'tell Wolfgang Amadeus that the zirconquartz is dead',
  'go forward',
  'twenty, said Kowalczyk',
  'twenty',
  'stop',
] as const;
/** Written by the test itself, wherever an Earshot writes: the search has to find them. */
const planted = 'plantedgiraffe';
/** A colleague's name is sealed at rest: it is found where sealing is off, and nowhere else. */
const colleague = 'Quillfeather';

/** The hotel's own system, and everything that it was told. */
async function startReceiver() {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      bodies.push(`${JSON.stringify(request.headers)} ${body}`);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/pms`, bodies, close: () => server.close() };
}

const without = (word: string, found: readonly Found[]) => found.filter((one) => one.word !== word);

describe.each([
  ['sealed, as it is', {}],
  [
    'with sealing off',
    { NODE_OPTIONS: `--import=${new URL('./testing/unsealed.ts', import.meta.url).href}` },
  ],
] as const)('%s', (_name, env) => {
  const isSealed = !('NODE_OPTIONS' in env);
  let earshot: Earshot;
  let hotel: E2eHotel;
  let collector: Collector;
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  const turns: SpokenTurn[] = [];
  const skillTurns: SpokenTurn[] = [];
  const heardCanaries: string[] = [];
  const heardAll: string[] = [];
  let result: { readonly found: readonly Found[]; readonly files: number };
  let elsewhere: Found[];

  /** What the rest of a house writes: a row, a queue's payload, a log line, a temporary file in every spelling. */
  async function plant(temporary: string): Promise<void> {
    const database = new pg.Client({ connectionString: earshot.stack.env['EARSHOT_DATABASE_URL'] ?? '' });
    await database.connect();
    await database.query('insert into hotel_catalogues values ($1, $2)', ['planted', planted]);
    await database.query('delete from hotel_catalogues where tenant_id = $1', ['planted']);
    await database.query('checkpoint');
    await database.end();
    const redis = createRedis(earshot.stack.env['EARSHOT_REDIS_URL'] ?? '');
    await redis.hset('bull:planted:1', 'data', JSON.stringify({ id: planted }));
    await redis.bgsave();
    await redis.quit();
    for (const [at, { bytes }] of spellingsOf(planted).entries())
      await writeFile(join(temporary, `planted-${at}`), bytes);
  }

  beforeAll(async () => {
    collector = await startCollector();
    receiver = await startReceiver();
    earshot = await startEarshot(
      ['rover'],
      { EARSHOT_TRACES_URL: collector.url, EARSHOT_HOTEL_SWEEP_MS: '500', ...env },
      { withOwnStores: true, hasOwnTemporaryFolder: true },
    );
    hotel = await openHotel(earshot.stack);
    const { tenantId } = hotel;
    await callUnary(hotel.hotels, 'setWebhook', { tenantId, url: receiver.url }, limits);
    const operator = credentialsOf(
      'operator_cli',
      { role: 'operator' },
      earshot.stack.env['EARSHOT_STATE_DIR'],
    );
    const identities = connect(IdentityServiceClient, earshot.stack.address('privacy'), operator);
    const member = { subjectId: '', name: colleague, department: '' };
    await callUnary(identities, 'inviteStaff', { tenantId, member }, limits);
    identities.close();

    for (const locale of ['en-US', 'zh-CN'] as const) {
      const speaker = await hotel.speaker({ locale });
      for (const [language, text] of typed)
        if (language === locale) turns.push(await speaker.sayText(text, { isSilent: true }));
      for (const [language, text, words] of spoken) {
        if (language !== locale) continue;
        const pcm = await hotel.synthesise(text, locale);
        // Said to the recogniser alone first: what it does not hear proves nothing.
        let heard = '';
        // A machine that is busy elsewhere may not hear in time.
        for (let tries = 0; tries < 8 && heard === ''; tries += 1) {
          if (tries > 0) await sleep(2_000);
          heard = (await hotel.hear(pcm, locale).catch(() => [])).join(' ').replaceAll(' ', ' ');
        }
        heardAll.push(heard);
        const seen = words.filter((word) => heard.toLowerCase().includes(word));
        if (heard === '') continue;
        heardCanaries.push(...seen);
        turns.push(await speaker.sayAudio(pcm, { mode: 'held_button', isRealtime: false }));
      }
      await speaker.close();
    }
    const operates = connect(SkillsServiceClient, earshot.stack.address('skills'), operator);
    const skillId = earshot.skills[0]?.skillId ?? '';
    await callUnary(operates, 'enableSkill', { skillId, householdId: '', tenantId }, limits);
    operates.close();
    const guest = await hotel.speaker();
    const isAnnounced = async () => {
      const { replies } = await guest.sayText(toSkill[0], { isSilent: true });
      return replies.at(-1)?.isExpectingSpeech === true;
    };
    await vi.waitUntil(isAnnounced, { timeout: 30_000, interval: 500 });
    for (const text of toSkill.slice(1)) skillTurns.push(await guest.sayText(text, { isSilent: true }));
    turns.push(...skillTurns);
    await guest.close();
    // A turn that breaks in the middle: its failure must be as silent as its success.
    const speaker = await hotel.speaker();
    const broken = speaker.sayText(`could I get an iron, said ${typedCanaries[0]}`, { isSilent: true });
    earshot.stack.process('hotel').kill('SIGKILL');
    turns.push(await broken);
    await speaker.close();
    await vi.waitUntil(() => receiver.bodies.length >= Math.max(2, hotel.told.length), { timeout: 60_000 });
    await vi.waitUntil(() => collector.text().includes('stage understand'), { timeout: 20_000 });

    await plant(earshot.temporary);
    await hotel.close();
    // Everything that is in memory is written now: stores too are stopped in good order.
    await earshot.end();
    // Behind the last line of any process: they write where they were, not where the file ends.
    await writeFile(join(earshot.directory, 'log.jsonl'), `{"event":"${planted}"}\n`, { flag: 'a' });
    const search = new CanarySearch([...typedCanaries, ...heardCanaries, planted, colleague]);
    const [own, stores] = [
      await search.below(earshot.directory),
      await search.below(earshot.storesDir ?? ''),
    ];
    result = { found: [...own.found, ...stores.found], files: own.files + stores.files };
    // Of the answer all but its sound: that is ours.
    const sent = turns.map(({ audio: _audio, outcome: _outcome, ...told }) => told);
    elsewhere = [
      ...search.in(Buffer.from(collector.text()), 'traces'),
      ...search.in(Buffer.from(receiver.bodies.join('\n')), 'webhook'),
      ...search.in(Buffer.from(JSON.stringify(sent)), 'what the room’s device was sent'),
    ];
  }, 400_000);
  afterAll(async () => {
    await hotel?.close();
    await earshot?.stop();
    await collector?.close();
    receiver?.close();
  });

  test('real requests were in it, and were carried out', () => {
    const items = hotel.told.map(({ command }) => command?.catalogueId);
    expect(items).toEqual(expect.arrayContaining(['towel', 'water']));
    // The skill was opened, asked, and was answered.
    const spokenBySkill = skillTurns
      .flatMap(({ replies }) => replies)
      .filter(({ skillId }) => skillId !== '');
    expect(spokenBySkill.length).toBeGreaterThanOrEqual(3);
    expect(turns.filter(({ end }) => end === 'completed').length).toBeGreaterThanOrEqual(typed.length);
  });

  test('the recogniser did hear canaries', ({ skip }) => {
    skip(
      heardAll.every((heard) => heard === ''),
      'no engine here hears open words',
    );
    expect(heardCanaries.length, heardAll.join(' | ')).toBeGreaterThan(0);
    const said = turns.filter(({ stages }) => stages.some(({ stage }) => stage === 'recognise'));
    expect(said.length).toBeGreaterThan(0);
  });

  test('nothing of them is in any file of database, queues, logs and temporary folders, in any spelling', () => {
    expect(result.files).toBeGreaterThan(500);
    expect(without(colleague, without(planted, result.found))).toEqual([]);
    // Nor did anything die and leave its memory.
    expect(readdirSync(checkoutDir).filter((name) => /^core(\.|$)/.test(name))).toEqual([]);
  });

  test('nor in a trace, nor told to the hotel’s own system, nor sent to the room', () => {
    expect(without(colleague, elsewhere)).toEqual([]);
  });

  test('what was planted is found in each place and spelling', () => {
    const own = result.found.filter(({ word }) => word === planted);
    const places = own.map(({ where }) => where);
    expect(places).toContain('log.jsonl');
    for (const place of [
      /postgres\/data\/base\//,
      /postgres\/data\/pg_wal\//,
      /redis\/.*aof/,
      /redis\/.*rdb/,
    ])
      expect(
        places.filter((where) => place.test(where)),
        String(place),
      ).not.toEqual([]);
    const spelt = places.filter((where) => where.includes('planted-'));
    expect(new Set(spelt).size).toBe(spellingsOf(planted).length);
  });

  test(
    isSealed ? 'what is sealed is found nowhere' : 'what is sealed elsewhere is found: the seal is off',
    () => {
      const inDatabase = result.found.filter(
        ({ word, where }) => word === colleague && where.includes('postgres/'),
      );
      if (isSealed) expect(inDatabase).toEqual([]);
      else expect(inDatabase).not.toEqual([]);
    },
  );
});
