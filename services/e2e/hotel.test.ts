/** A guest's turns over real processes: the desk gets commands, nothing else gets anything, and a killed hotel loses none. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  HotelServiceClient,
  type WatchTicketsRequest,
  type WatchTicketsResponse,
} from '../../proto/gen/earshot/hotel/v1/hotel.ts';
import { PrivacyServiceClient } from '../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { acceptTerms } from '../cli/terms.ts';
import { callUnary, connect, openServerStream } from '../common/grpc/client.ts';
import { untilServing } from '../common/grpc/health.ts';
import { credentialsOf } from '../common/testing/callers.ts';
import { createRedis } from '../common/testing/stores.ts';
import { connectSpeaker, type Speaker } from '../speaker/index.ts';
import { type Earshot, startEarshot } from './testing/earshot.ts';

const limits = { deadlineMs: 20_000 };
/** No process has a reason to know these words. */
const canaries = ['zirconquartz', 'flamingotelegraph'];
let earshot: Earshot;
let tenantId: string;
let token: string;
let leave: (() => Promise<unknown>) | undefined;

const asOperator = () =>
  credentialsOf('operator_cli', { role: 'operator' }, earshot.stack.env['EARSHOT_STATE_DIR']);

beforeAll(async () => {
  earshot = await startEarshot([]);
  const privacy = connect(PrivacyServiceClient, earshot.stack.address('privacy'), asOperator());
  ({ tenantId } = await callUnary(
    privacy,
    'createTenant',
    { region: 'cn', timeZone: 'Asia/Shanghai' },
    limits,
  ));
  await acceptTerms(earshot.stack, { tenantId });
  const owner = { householdId: '', tenantId };
  const { roomIds } = await callUnary(
    privacy,
    'createRooms',
    { ...owner, rooms: [{ names: ['1204'] }] },
    limits,
  );
  const code = { ...owner, subjectId: '', isChildDevice: false, roomId: roomIds[0] ?? '' };
  const { claimCode } = await callUnary(privacy, 'issueClaimCode', code, limits);
  privacy.close();
  const gateway = connect(
    PrivacyServiceClient,
    earshot.stack.address('privacy'),
    credentialsOf('gateway', undefined, earshot.stack.env['EARSHOT_STATE_DIR']),
  );
  token = (await callUnary(gateway, 'activateDevice', { claimCode, model: 'panel' }, limits)).deviceToken;
  gateway.close();
  // Somebody is at the desk.
  const desk = connect(HotelServiceClient, earshot.stack.address('hotel'), asOperator());
  const watched = { tenantId, department: '', afterRevision: 0, locale: 'en-US' };
  const watch = openServerStream<WatchTicketsRequest, WatchTicketsResponse>(
    (r, m, o) => desk.watchTickets(r, m, o),
    watched,
    { deadlineMs: 600_000 },
  );
  const seen = watch.next().catch(() => undefined);
  leave = () => {
    desk.close();
    return seen;
  };
}, 120_000);
afterAll(async () => {
  await leave?.();
  await earshot?.stop();
});

const inRoom = (): Promise<Speaker> =>
  connectSpeaker({ url: earshot.stack.speakerUrl, token, hello: { locale: 'en-US' } });

async function tickets() {
  const listed = { tenantId, department: '', locale: 'en-US', settled: 0 };
  const hotel = connect(HotelServiceClient, earshot.stack.address('hotel'), asOperator());
  const { tickets: open } = await callUnary(hotel, 'listTickets', listed, limits);
  hotel.close();
  return open;
}

test('the desk gets the command; the room gets an answer and no word of what was said', async () => {
  const speaker = await inRoom();
  const turn = await speaker.sayText(`my ${canaries[0]} is ${canaries[1]}, could I get two towels please`, {
    isSilent: true,
  });
  const idle = await speaker.sayText(`the ${canaries[0]} was lovely`, { isSilent: true });
  await speaker.close();
  expect(turn.end).toBe('completed');
  expect(turn.replies.at(-1)?.text).toBe('All right, Housekeeping has been told: 2 towels.');
  expect(idle.replies.at(-1)?.text).toMatch(/not kept/);
  expect(JSON.stringify([turn, idle])).not.toMatch(new RegExp(canaries.join('|')));
  expect(await tickets()).toMatchObject([{ room: '1204', command: { catalogueId: 'towel', quantity: 2 } }]);
});

test('a hotel killed in mid-turn: whoever heard yes has one ticket, and whoever did not has one at most', async () => {
  const before = (await tickets()).length;
  const speaker = await inRoom();
  const ends: string[] = [];
  for (let round = 0; round < 4; round += 1) {
    const turn = speaker.sayText('could I get an iron please', { isSilent: true });
    setTimeout(() => earshot.stack.process('hotel').kill('SIGKILL'), round * 4);
    ends.push((await turn).replies.some(({ text }) => text.includes('has been told')) ? 'yes' : 'no');
    await untilServing(earshot.stack.address('hotel'), 30_000);
  }
  await speaker.close();
  const made = (await tickets()).length - before;
  expect(made).toBeGreaterThanOrEqual(ends.filter((end) => end === 'yes').length);
  expect(made).toBeLessThanOrEqual(ends.length);
}, 120_000);

test('not a word in any log, at debug level, nor in Redis', async () => {
  const redis = createRedis(process.env['EARSHOT_TEST_REDIS_URL'] ?? '');
  let kept = await earshot.readLog();
  for (const key of await redis.keys('*'))
    kept += `${key} ${(await redis.dumpBuffer(key))?.toString('latin1') ?? ''}\n`;
  await redis.quit();
  expect(kept).toContain('turn.ended');
  expect(canaries.filter((word) => kept.includes(word))).toEqual([]);
});
