/** What the spa keeps: what is booked and when, by a number that the guest tells at the door. Nothing says whose it is. */
import { randomInt } from 'node:crypto';

export interface Booking {
  readonly code: number;
  readonly treatment: string;
  /** `HH:MM` of the hotel's clock. */
  readonly time: string;
  readonly people: number;
}

/** The spa's own system stands behind this. */
export interface Bookings {
  /** @returns nothing when that time is full */
  book(wanted: Omit<Booking, 'code'>): Booking | undefined;
  /** @returns whether there was one */
  cancel(code: number): boolean;
}

/** In memory, so many people at the same time. */
export function createBookings(places = 6): Bookings & { readonly all: () => readonly Booking[] } {
  const byCode = new Map<number, Booking>();
  return {
    all: () => [...byCode.values()],
    book(wanted) {
      const taken = [...byCode.values()].filter(({ time }) => time === wanted.time);
      if (taken.reduce((sum, { people }) => sum + people, wanted.people) > places) return undefined;
      let code = randomInt(1_000, 10_000);
      while (byCode.has(code)) code = randomInt(1_000, 10_000);
      const booking = { ...wanted, code };
      byCode.set(code, booking);
      return booking;
    },
    cancel: (code) => byCode.delete(code),
  };
}
