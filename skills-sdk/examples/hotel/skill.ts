import { defineSkill } from '@earshot/skills-sdk';
import { type Bookings, createBookings } from './bookings.ts';
import { manifest } from './manifest.ts';
import { model } from './model.ts';

const euros = { 'hot-stone': 80, facial: 65, 'mud-bath': 45 } as const;

/** `2026-03-01T18:30`, `18:30`, or a span by its start: the clock's part of it. */
function clockTime(when: string | { readonly from: string }): string {
  const text = typeof when === 'string' ? when : when.from;
  return text.split('T').at(-1)?.slice(0, 5) ?? text;
}

/**
 * The spa beside the hotel. It never learns which room speaks: what it has to know of a guest again is a number that the guest
 * keeps.
 */
export function createSkill(bookings: Bookings = createBookings()) {
  return defineSkill({
    manifest,
    model,
    intents: {
      BookTreatment: ({ slots, spoken, tell }) => {
        const time = clockTime(slots.time.value);
        const people = slots.people?.matched ? slots.people.value : 1;
        const booking = bookings.book({ treatment: slots.treatment.value, time, people });
        if (booking === undefined) {
          return tell(
            { 'zh-CN': `抱歉，${time}已经约满了。`, 'en-US': `Sorry, we are full at ${time}.` },
            { feedback: { code: 'FULL', effective: false } },
          );
        }
        return tell(
          {
            'zh-CN': `${time}的${spoken('treatment')}约好了，预约号${booking.code}，来的时候告诉我们就行。`,
            'en-US': `Your ${spoken('treatment')} is booked for ${time}. Tell us the number ${booking.code} when you come.`,
          },
          { feedback: { code: 'BOOKED', effective: true } },
        );
      },
      AskPrice: ({ slots, spoken, tell }) => {
        const price = euros[slots.treatment.value];
        return tell(
          {
            'zh-CN': `${spoken('treatment')}${price}欧元。`,
            'en-US': `A ${spoken('treatment')} is ${price} euros.`,
          },
          { feedback: { code: 'ANSWERED', effective: true } },
        );
      },
      CancelBooking: ({ slots, tell }) => {
        const isDone = bookings.cancel(slots.code.value);
        return tell(
          isDone
            ? { 'zh-CN': '预约取消了。', 'en-US': 'The booking is cancelled.' }
            : { 'zh-CN': '没有这个预约号。', 'en-US': 'There is no booking of that number.' },
          { feedback: { code: isDone ? 'CANCELLED' : 'UNKNOWN', effective: isDone } },
        );
      },
    },
  });
}

export const skill = createSkill();
