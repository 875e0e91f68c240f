/** A guest's turns over real processes: the desk gets commands, nothing else gets anything, and a killed hotel loses none. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepHotel } from '../cli/hotel/context.ts';
import { checkoutDir } from '../common/addresses.ts';
import { callUnary } from '../common/grpc/client.ts';
import { untilServing } from '../common/grpc/health.ts';
import { createRedis } from '../common/testing/stores.ts';
import { type Earshot, startEarshot } from './testing/earshot.ts';
import { type E2eHotel, openHotel } from './testing/hotel.ts';

const limits = { deadlineMs: 20_000 };
/** No process has a reason to know these words. */
const canaries = ['zirconquartz', 'flamingotelegraph'];
let earshot: Earshot;
let hotel: E2eHotel;

beforeAll(async () => {
  earshot = await startEarshot(['rover']);
  hotel = await openHotel(earshot.stack);
}, 200_000);
afterAll(async () => {
  await hotel?.close();
  await earshot?.stop();
});

/** `earshot hotel -n lakeside …`, as whoever runs this Earshot types it. */
async function hotelCommand(...args: string[]): Promise<string> {
  const main = join(checkoutDir, 'services/cli/main.ts');
  const command = [main, 'hotel', '-n', 'lakeside', '--json', ...args];
  return (await promisify(execFile)(process.execPath, command, { env: earshot.stack.env })).stdout;
}

test('the desk gets the command; the room gets an answer and no word of what was said', async () => {
  const speaker = await hotel.speaker();
  const turn = await speaker.sayText(`my ${canaries[0]} is ${canaries[1]}, could I get two towels please`, {
    isSilent: true,
  });
  const idle = await speaker.sayText(`the ${canaries[0]} was lovely`, { isSilent: true });
  await speaker.close();
  expect(turn.end).toBe('completed');
  expect(turn.replies.at(-1)?.text).toBe('All right, Housekeeping has been told: 2 towels.');
  expect(idle.replies.at(-1)?.text).toMatch(/not kept/);
  expect(JSON.stringify([turn, idle])).not.toMatch(new RegExp(canaries.join('|')));
  expect(await hotel.list()).toMatchObject([
    { room: '1204', command: { catalogueId: 'towel', quantity: 2 } },
  ]);
});

test('a hotel killed in mid-turn: whoever heard yes has one ticket, and whoever did not has one at most', async () => {
  const before = (await hotel.list()).length;
  const speaker = await hotel.speaker();
  const ends: string[] = [];
  for (let round = 0; round < 4; round += 1) {
    const turn = speaker.sayText('could I get an iron please', { isSilent: true });
    setTimeout(() => earshot.stack.process('hotel').kill('SIGKILL'), round * 4);
    ends.push((await turn).replies.some(({ text }) => text.includes('has been told')) ? 'yes' : 'no');
    await untilServing(earshot.stack.address('hotel'), 30_000);
  }
  await speaker.close();
  // It has only just come back.
  await expect
    .poll(
      () =>
        hotel.list().then(
          () => 'here',
          () => 'away',
        ),
      { timeout: 20_000 },
    )
    .toBe('here');
  const made = (await hotel.list()).length - before;
  expect(made).toBeGreaterThanOrEqual(ends.filter((end) => end === 'yes').length);
  expect(made).toBeLessThanOrEqual(ends.length);
}, 120_000);

test('a hotel writes its catalogue and gets its key from the command line', async () => {
  const state = earshot.stack.env['EARSHOT_STATE_DIR'] ?? '';
  await keepHotel(state, 'lakeside', { tenantId: hotel.tenantId });
  const file = join(earshot.directory, 'lakeside.yaml');
  await writeFile(file, 'items:\n  water:\n    limit: many\n');
  await expect(hotelCommand('catalogue', 'check', file)).rejects.toMatchObject({
    stderr: expect.stringContaining(`${file}:3: items.water.limit`),
  });
  const words = `{ en-US: ['bath salt[s]'] }`;
  await writeFile(
    file,
    `items:\n  bath_salts:\n    give: deliver\n    limit: 2\n    say: { zh-CN: 浴盐, en-US: bath salts }\n    words: ${words}\n`,
  );
  await hotelCommand('catalogue', 'set', file);
  const speaker = await hotel.speaker();
  const turn = await speaker.sayText('could I have some bath salts please', { isSilent: true });
  await speaker.close();
  expect(turn.replies.at(-1)?.text).toBe('All right, Housekeeping has been told: 1 bath salts.');
  const { id, key } = JSON.parse(await hotelCommand('key', 'issue'));
  expect(key).toMatch(/^earshot-hotel-/);
  expect(JSON.parse(await hotelCommand('key', 'list'))).toMatchObject([{ id, used: 'never' }]);
  await hotelCommand('key', 'revoke', id);
  expect(JSON.parse(await hotelCommand('key', 'list'))).toEqual([]);
}, 90_000);

test('a skill of somebody else’s is announced, also on the screen, and opens after the guest’s yes', async () => {
  const skillId = earshot.skills[0]?.skillId ?? '';
  const { tenantId } = hotel;
  await keepHotel(earshot.stack.env['EARSHOT_STATE_DIR'] ?? '', 'lakeside', { tenantId });
  await hotelCommand('skill', 'enable', skillId);
  const speaker = await hotel.speaker();
  const say = async (text: string) => {
    const turn = await speaker.sayText(text, { isSilent: true });
    return { ...turn, heard: turn.replies.at(-1)?.text ?? '' };
  };
  const wish = `go forward ten meters`;
  await expect
    .poll(async () => (await say(wish)).heard, { timeout: 30_000, interval: 500 })
    .toMatch(/is provided by .+ and not by the hotel\. Shall I open it\?$/);
  // Not before the yes, and not after a no.
  expect((await say('no')).heard).toContain('never mind');
  const announced = await say(wish);
  expect(announced.replies.at(-1)?.isExpectingSpeech).toBe(true);
  expect(JSON.stringify(announced.directives)).toContain('is provided by');
  expect(announced.replies.every(({ skillId: by }) => by === '')).toBe(true);
  const opened = await say('yes');
  expect(opened).toMatchObject({ end: 'completed' });
  expect(opened.replies.at(-1)?.skillId).toBe(skillId);
  expect(opened.heard).not.toContain('provided by');
  // Open now, for a while; the hotel's own goes before it all the same.
  expect((await say(wish)).replies.at(-1)?.skillId).toBe(skillId);
  expect((await say('could I get an iron please')).heard).toMatch(/has been told/);
  // What it asks is answered to it, also with words between; "stop" ends its question, and then the skill.
  const part = 'go forward';
  const asked = await say(part);
  expect(asked.heard).toBe('How many meters?');
  expect(asked.replies.at(-1)).toMatchObject({ isExpectingSpeech: true, skillId });
  expect((await say('could I get an iron please')).heard).toMatch(/has been told/);
  await say(part);
  expect((await say('ten')).replies.at(-1)?.skillId).toBe(skillId);
  await say(part);
  expect((await say('stop')).replies.every(({ skillId: by }) => by === '')).toBe(true);
  expect((await say(wish)).replies.at(-1)?.skillId).toBe(skillId);
  expect((await say('stop')).heard).toMatch(/never mind/);
  expect((await say(wish)).heard).toMatch(/Shall I open it/);
  expect((await say('yes')).replies.at(-1)?.skillId).toBe(skillId);
  // The next guest is asked again.
  await callUnary(hotel.hotels, 'checkOut', { tenantId, stayId: hotel.stayId }, limits);
  expect((await say(wish)).heard).toMatch(/Shall I open it/);
  expect((await say(`yes said ${canaries[0]}`)).replies.every(({ skillId: by }) => by === '')).toBe(true);
  await speaker.close();
}, 90_000);

test('not a word in any log, at debug level, nor in Redis', async () => {
  const redis = createRedis(process.env['EARSHOT_TEST_REDIS_URL'] ?? '');
  let kept = await earshot.readLog();
  for (const key of await redis.keys('*'))
    kept += `${key} ${(await redis.dumpBuffer(key))?.toString('latin1') ?? ''}\n`;
  await redis.quit();
  expect(kept).toContain('turn.ended');
  expect(canaries.filter((word) => kept.includes(word))).toEqual([]);
});
