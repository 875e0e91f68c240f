/** The desk in a real browser: live, rings after a tap, by keyboard, in both languages, on a telephone and a large screen. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TicketState } from '../../proto/gen/earshot/hotel/v1/hotel.ts';
import { query } from '../common/db/pool.ts';
import { callUnary } from '../common/grpc/client.ts';
import { limits } from '../hotel/testing/harness.ts';
import {
  accessibilityProblems,
  launchBrowser,
  missingBrowser,
  openPhone,
  type Phone,
  pictures,
  signInBy,
} from './testing/browser.ts';
import { type DeskHarness, startDesk } from './testing/desk.ts';

if (missingBrowser !== undefined) process.stderr.write(`skipped: ${missingBrowser}\n`);

describe.skipIf(missingBrowser !== undefined)('the desk, in a browser', { timeout: 120_000 }, () => {
  let desk: DeskHarness;
  let browser: Browser;
  beforeAll(async () => {
    desk = await startDesk();
    const { privacy, hotel } = desk.at;
    const rooms = ['801', '802', '1001', '1203', '2010'].map((name) => ({ names: [name] }));
    const owner = { householdId: '', tenantId: hotel.tenantId };
    const { roomIds } = await callUnary(privacy.client, 'createRooms', { ...owner, rooms }, limits);
    for (const [index, locale] of ['zh-CN', 'en-US'].entries()) {
      const request = { tenantId: hotel.tenantId, roomId: roomIds[index] ?? '', locale };
      await callUnary(privacy.client, 'openStay', request, limits);
    }
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  const signIn = async (phone: Phone, name: string, department = '') =>
    signInBy(phone, `${desk.origin}${await desk.invite(name, department)}`, '/desk');

  const cards = (page: Page, lane: string) => page.locator(`.${lane} .ticket`);

  test('a request appears by itself, rings after a tap, and is worked on by keyboard alone', async () => {
    const { at } = desk;
    const phone = await openPhone(browser);
    const { page, complaints } = phone;
    await signIn(phone, 'Li');
    await page.locator('#live:not(.lost)').waitFor();
    await page.getByRole('button', { name: 'Bell: off' }).click();
    const bell = page.getByRole('button', { name: 'Bell: on' });
    expect(await bell.getAttribute('data-rings')).toBe('1');
    await at.say('two towels please');
    await cards(page, 'waiting').first().waitFor();
    expect(await bell.getAttribute('data-rings')).toBe('2');
    expect(await page.locator('#heard').textContent()).toBe('New request: 1204, Towels × 2');
    expect(await page.title()).toContain('(1)');
    await page.getByRole('button', { name: 'Accept: Room 1204, Towels × 2' }).focus();
    await page.keyboard.press('Enter');
    await cards(page, 'going').first().waitFor();
    expect(await cards(page, 'going').first().textContent()).toMatch(/Accepted.*You/);
    // What somebody else does is seen here too, and the keyboard stays where it was.
    await page.getByRole('button', { name: 'On my way' }).focus();
    await at.say('an iron please');
    await cards(page, 'waiting').first().waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toBe('On my way');
    await page.keyboard.press('Enter');
    await page.getByText('On the way', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Done: Room 1204, Towels × 2' }).press('Enter');
    await cards(page, 'over').first().waitFor();
    expect(await bell.getAttribute('data-rings')).toBe('3');
    expect(complaints).toEqual([]);
    await phone.context.close();
    await at.settleAll();
  });

  test('what came while the connection was lost is there when it is back', async () => {
    const { at } = desk;
    const phone = await openPhone(browser);
    const { page } = phone;
    await signIn(phone, 'Kim');
    await page.locator('#live:not(.lost)').waitFor();
    await phone.context.setOffline(true);
    await page.evaluate(`dispatchEvent(new Event('offline'))`);
    await at.say('three pillows please');
    await phone.context.setOffline(false);
    await cards(page, 'waiting').first().waitFor({ timeout: 20_000 });
    expect(await cards(page, 'waiting').count()).toBe(1);
    await phone.context.close();
    await at.settleAll();
  });

  test('a colleague who was removed is shown the way to sign in', async () => {
    const phone = await openPhone(browser);
    await signIn(phone, 'Leaving');
    const { members } = await callUnary(
      desk.at.identities,
      'listStaff',
      { tenantId: desk.at.hotel.tenantId },
      limits,
    );
    const { subjectId = '' } = members.find(({ name }) => name === 'Leaving') ?? {};
    const request = { tenantId: desk.at.hotel.tenantId, subjectId };
    await callUnary(desk.at.identities, 'removeStaff', request, limits);
    await desk.at.say('two towels please');
    await phone.page.waitForURL('**/sign-in');
    await phone.context.close();
    await desk.at.settleAll();
  });

  describe.each(['zh-CN', 'en-US'])('in %s', (locale) => {
    beforeAll(async () => {
      const { at } = desk;
      for (const wish of ['two towels please', 'please clean the room', 'wake me up at six thirty']) {
        await at.say(wish);
      }
      await at.say('the air conditioner is broken');
      await at.say('four bottles of water please');
      await at.say('please do not disturb me');
      const [towels, clean, , repair, water] = await at.tickets();
      const li = await at.hire('李雷');
      const move = (id = '', value: TicketState = TicketState.ACCEPTED) =>
        at.changeAs(li, id, { $case: 'state', value });
      await move(clean?.ticketId);
      await move(repair?.ticketId, TicketState.ON_THE_WAY);
      await move(water?.ticketId, TicketState.DONE);
      await query(
        at.privacy.stores.pool,
        `update hotel_tickets set is_escalated = true, reminders = 2, created_at = created_at - interval '23 minutes'
         where ticket_id::text = $1`,
        [towels?.ticketId],
      );
    });
    afterAll(() => desk.at.settleAll());

    test.each([
      ['phone', 'light'],
      ['phone', 'dark'],
      ['desktop', 'light'],
    ] as const)('axe finds nothing, %s, %s', async (size, colorScheme) => {
      const phone = await openPhone(browser, { locale, colorScheme });
      const { page, complaints } = phone;
      if (size === 'desktop') await page.setViewportSize({ width: 1280, height: 860 });
      const look = async (name: string) => {
        const path = join(pictures, `${name}-${size}-${locale}-${colorScheme}.png`);
        await page.screenshot({ path, fullPage: true });
        expect(await accessibilityProblems(page), name).toEqual([]);
        const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
        expect(await page.evaluate(overflow), name).toBe(0);
      };
      await signIn(phone, 'Kim');
      await page.locator('#live:not(.lost)').waitFor();
      await look('desk');
      await page.locator('.going a.what').first().click();
      await page.locator('.history').waitFor();
      await look('desk-ticket');
      await page.goto(`${desk.origin}/desk/rooms`);
      await page.locator('.room-card').first().waitFor();
      await look('desk-rooms');
      await page.locator('.room-card a.danger').first().click();
      await page.locator('form.card').waitFor();
      await look('desk-check-out');
      await page.goto(`${desk.origin}/me`);
      await look('desk-me');
      expect(complaints).toEqual([]);
      await phone.context.close();
    });
  });
});
