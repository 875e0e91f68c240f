import { simulate } from '@earshot/skills-sdk/testing';
import { expect, test } from 'vitest';
import { createBookings } from './bookings.ts';
import { createSkill } from './skill.ts';

const at = (locale: 'en-US' | 'zh-CN', places?: number) => {
  const bookings = createBookings(places);
  return { bookings, guest: simulate(createSkill(bookings), { locale, audience: 'hotel' }) };
};

test('a treatment is booked after a yes, from lists and times alone', async () => {
  const { bookings, guest } = at('en-US');
  const asked = await guest.say('please book a mud bath at six pm');
  expect(asked.speech).toMatch(/mud bath at .*is that right/);
  expect(bookings.all()).toEqual([]);
  const turn = await guest.say('yes');
  const [booking] = bookings.all();
  expect(booking).toMatchObject({ treatment: 'mud-bath', time: '18:00', people: 1 });
  expect(turn.speech).toContain(String(booking?.code));
  expect(turn.sent?.user).toBeUndefined();
  expect(JSON.stringify(turn.sent)).not.toContain('please');
});

test('what is missing is asked for; a full time is said', async () => {
  const { bookings, guest } = at('zh-CN', 1);
  await guest.say('帮我预约泥浴');
  await guest.say('下午三点');
  await guest.say('对');
  expect(bookings.all()).toMatchObject([{ treatment: 'mud-bath', time: '15:00' }]);
  await guest.say('帮我预约热石护理下午三点');
  expect((await guest.say('对')).speech).toContain('约满');
});

test('a booking is cancelled by its number, which is all that is known of whose it is', async () => {
  const { bookings, guest } = at('en-US');
  const booking = bookings.book({ treatment: 'facial', time: '10:00', people: 2 });
  expect((await guest.say('how much is a facial treatment')).speech).toBe('A facial treatment is 65 euros.');
  await guest.say(`cancel my booking number ${booking?.code}`);
  expect(bookings.all()).toEqual([]);
});
