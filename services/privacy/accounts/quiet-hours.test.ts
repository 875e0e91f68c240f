/** Quiet hours: a speaker is mute in them, nobody but the hour opens it, and only its owner sets them. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { propertyRuns } from '../../../property-runs.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { type Harness, type Home, limits, makeHome, startHarness } from '../testing/harness.ts';
import { quietUntilMs } from './quiet-hours.ts';

const night = { fromMinute: 20 * 60, untilMinute: 7 * 60 };
/** In Shanghai, which has no summer time. */
const at = (time: string) => Date.parse(`2026-03-02T${time}:00+08:00`);

describe('it is quiet', () => {
  test.each([
    ['19:59', undefined],
    ['20:00', '2026-03-03T07:00:00+08:00'],
    ['23:59', '2026-03-03T07:00:00+08:00'],
    ['00:00', '2026-03-02T07:00:00+08:00'],
    ['06:59', '2026-03-02T07:00:00+08:00'],
    ['07:00', undefined],
  ])('at %s until %s', (time, until) => {
    const expected = until === undefined ? undefined : Date.parse(until);
    expect(quietUntilMs(night, 'Asia/Shanghai', at(time))).toBe(expected);
  });

  test('for as long as it says, and never for a day', () => {
    const minute = fc.integer({ min: 0, max: 1_439 });
    const moment = fc.integer({ min: 0, max: 4_000_000_000_000 });
    fc.assert(
      fc.property(minute, minute, moment, (fromMinute, untilMinute, nowMs) => {
        const quiet = { fromMinute, untilMinute };
        const until = quietUntilMs(quiet, 'Asia/Shanghai', nowMs);
        if (until === undefined) return;
        expect(until).toBeGreaterThan(nowMs);
        expect(until - nowMs).toBeLessThan(86_400_000);
        expect(quietUntilMs(quiet, 'Asia/Shanghai', until)).toBe(undefined);
        expect(quietUntilMs(quiet, 'Asia/Shanghai', until - 60_000)).toBe(until);
      }),
      { numRuns: propertyRuns() },
    );
  });
});

describe('a child’s speaker', () => {
  let harness: Harness;
  let home: Home;
  beforeAll(async () => {
    harness = await startHarness();
    home = await makeHome(harness.client, { isChildDevice: true });
    const { deviceId } = home.device;
    const hours = { deviceId, householdId: home.householdId, fromMinute: 1_200, untilMinute: 420 };
    await callUnary(harness.client, 'setQuietHours', hours, limits);
  });
  afterAll(() => harness.close());

  const listening = async () =>
    (await callUnary(harness.client, 'authenticateDevice', { deviceToken: home.deviceToken }, limits))
      .listening;

  test('does not listen in them, says until when, and listens again by itself', async () => {
    harness.clock.nowMs = at('19:30');
    expect((await listening())?.isMuted).toBe(false);
    harness.clock.nowMs = at('21:00');
    expect(await listening()).toMatchObject({
      isMuted: true,
      mutedUntilMs: Date.parse('2026-03-03T07:00:00+08:00'),
    });
    harness.clock.nowMs = Date.parse('2026-03-03T07:00:00+08:00');
    expect((await listening())?.isMuted).toBe(false);
  });

  test('cannot be opened in them, by itself or on a page, and keeps an own silence beyond them', async () => {
    harness.clock.nowMs = at('21:00');
    const { deviceId } = home.device;
    const change = { isMuted: false, mutedUntilMs: 0, wakeWordOffUntilMs: 0, wakeWords: undefined };
    const opening = callUnary(harness.client, 'setListening', { deviceId, change }, limits);
    await expect(opening).rejects.toMatchObject({ code: 'QUIET_HOURS' });
    await callUnary(
      harness.client,
      'setListening',
      { deviceId, change: { ...change, isMuted: true } },
      limits,
    );
    expect(await listening()).toMatchObject({ isMuted: true, mutedUntilMs: 0 });
  });

  test('has hours that are hours, of a device that is there', async () => {
    const { deviceId } = home.device;
    const { householdId } = home;
    const set = (hours: object) =>
      callUnary(
        harness.client,
        'setQuietHours',
        { deviceId, householdId, fromMinute: 0, untilMinute: 60, ...hours },
        limits,
      );
    await expect(set({ fromMinute: 1_440 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(set({ untilMinute: -1 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(set({ deviceId: 'device-nobody' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const other = await makeHome(harness.client);
    await expect(set({ householdId: other.householdId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await set({ fromMinute: 5, untilMinute: 5 });
    harness.clock.nowMs = undefined;
  });
});
