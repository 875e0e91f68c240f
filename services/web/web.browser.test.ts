/** The pages in a real browser: code, passkey, policy, keyboard, accessibility in both languages. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callUnary } from '../common/grpc/client.ts';
import { limits, makeHome } from '../privacy/testing/harness.ts';
import {
  accessibilityProblems,
  launchBrowser,
  missingBrowser,
  openPhone,
  type Phone,
  pictures,
  signInBy,
} from './testing/browser.ts';
import { type Pages, startPages } from './testing/pages.ts';

if (missingBrowser !== undefined) process.stderr.write(`skipped: ${missingBrowser}\n`);

describe.skipIf(missingBrowser !== undefined)('in a browser', () => {
  let pages: Pages;
  let browser: Browser;
  beforeAll(async () => {
    pages = await startPages();
    const { privacy, home } = pages;
    const owner = { householdId: home.householdId, tenantId: '' };
    const rooms = [{ names: ['living room', '客厅'] }];
    const { roomIds } = await callUnary(privacy.client, 'createRooms', { ...owner, rooms }, limits);
    const { deviceId } = home.device;
    await callUnary(privacy.client, 'placeDevice', { ...owner, deviceId, roomId: roomIds[0] ?? '' }, limits);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await pages.close();
  });

  const signIn = async (phone: Phone) => signInBy(phone, `${pages.origin}${await pages.link(pages.home)}`);

  /** An authenticator of the browser itself, with a finger on it. */
  async function addAuthenticator({ context, page }: Phone): Promise<void> {
    const session = await context.newCDPSession(page);
    await session.send('WebAuthn.enable');
    await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
  }

  test('an address is added and signs in by its code, by keyboard alone', async () => {
    const phone = await openPhone(browser);
    const { page, complaints } = phone;
    await signIn(phone);
    await page.locator('#identity').focus();
    await page.keyboard.type('kim@example.org');
    await page.keyboard.press('Enter');
    await page.locator('#code').waitFor();
    await page.keyboard.type(await pages.codes.latest('kim@example.org'));
    await page.keyboard.press('Enter');
    await page.getByRole('status').waitFor();
    expect(await page.locator('main').textContent()).toContain('k•••@example.org');
    await page.getByRole('button', { name: 'Sign out' }).press('Enter');
    await page.waitForURL('**/sign-in');
    await page.locator('#identity').focus();
    await page.keyboard.type('kim@example.org');
    await page.keyboard.press('Enter');
    await page.locator('#code').waitFor();
    await page.keyboard.type(await pages.codes.latest('kim@example.org', 2));
    await page.keyboard.press('Enter');
    await page.waitForURL('**/me');
    expect(await page.evaluate('document.cookie')).toBe('');
    expect(complaints).toEqual([]);
    await phone.context.close();
  });

  test('a passkey is made, signs in, and signs in nobody elsewhere', async () => {
    const phone = await openPhone(browser);
    const { page, complaints } = phone;
    await addAuthenticator(phone);
    await signIn(phone);
    await page.getByRole('button', { name: 'Add a passkey on this device' }).click();
    await page.getByRole('status').waitFor();
    expect(await page.locator('main').textContent()).toContain('Passkey, added');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in');
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.waitForURL('**/me');
    expect(complaints).toEqual([]);
    await phone.context.close();

    const stranger = await openPhone(browser);
    await addAuthenticator(stranger);
    await stranger.page.goto(`${pages.origin}/sign-in`);
    await stranger.page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await stranger.page.getByText('The passkey did not work.').waitFor();
    expect(stranger.page.url()).toBe(`${pages.origin}/sign-in`);
    await stranger.context.close();
  });

  test('a passkey is taken away with the browser that it signed in, and the last way is offered to nobody', async () => {
    const home = await makeHome(pages.privacy.client);
    const phone = await openPhone(browser);
    const { page, complaints } = phone;
    await addAuthenticator(phone);
    await signInBy(phone, `${pages.origin}${await pages.link(home)}`);
    await page.getByRole('button', { name: 'Add a passkey on this device' }).click();
    await page.getByRole('status').waitFor();
    const ways = page.getByRole('region', { name: 'Ways to sign in' });
    const removing = ways.getByRole('link', { name: /^Remove: / });
    expect(await removing.count()).toBe(0);
    await page.locator('#identity').fill('lin@example.org');
    await page.locator('#identity').press('Enter');
    await page.locator('#code').fill(await pages.codes.latest('lin@example.org'));
    await page.locator('#code').press('Enter');
    await page.getByRole('status').waitFor();
    expect(await removing.count()).toBe(2);
    // Signed in anew, by the passkey.
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in');
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.waitForURL('**/me');
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.screenshot({ path: join(pictures, 'ways.png'), fullPage: true });
    await page.getByRole('link', { name: /^Remove: Passkey/ }).press('Enter');
    await page.waitForURL('**/remove');
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.screenshot({ path: join(pictures, 'remove-way.png'), fullPage: true });
    await page.getByRole('button', { name: 'Remove' }).press('Enter');
    await page.waitForURL('**/sign-in');
    expect(complaints).toEqual([]);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByText('The passkey did not work.').waitFor();
    await phone.context.close();
  });

  test('a script that somebody smuggled in does not run, and cannot send anything out', async () => {
    const phone = await openPhone(browser);
    await phone.page.goto(`${pages.origin}/sign-in`);
    const outcome = await phone.page.evaluate(`(async () => {
      const script = document.createElement('script');
      try { script.textContent = 'globalThis.smuggled = true'; } catch {}
      document.head.append(script);
      const sent = await fetch('http://127.0.0.1:9/', { mode: 'no-cors' }).then(() => 'sent', () => 'stopped');
      return [globalThis.smuggled === true, sent];
    })()`);
    expect(outcome).toEqual([false, 'stopped']);
    expect(phone.complaints.join('\n')).toMatch(/Content Security Policy|TrustedScript/);
    await phone.context.close();
  });

  test('a speaker is removed after a second look, by its owner', async () => {
    const phone = await openPhone(browser);
    const { page } = phone;
    await signIn(phone);
    expect(await page.locator('.cards li').textContent()).toContain('living room');
    await page.getByRole('link', { name: 'Remove: Speaker' }).click();
    await page.getByRole('link', { name: 'Keep it' }).click();
    expect(await page.locator('.cards li').count()).toBe(1);
    await phone.context.close();
  });

  describe.each(['zh-CN', 'en-US'])('in %s', (locale) => {
    test.each(['light', 'dark'] as const)('axe finds nothing on any page, %s', async (colorScheme) => {
      const phone = await openPhone(browser, { locale, colorScheme });
      const { page, complaints } = phone;
      const look = async (name: string) => {
        await page.screenshot({
          path: join(pictures, `${name}-${locale}-${colorScheme}.png`),
          fullPage: true,
        });
        expect(await accessibilityProblems(page), name).toEqual([]);
        expect(await page.locator('html').getAttribute('lang')).toBe(locale);
        expect(await widthOverflow(page), name).toBe(0);
      };
      await page.goto(`${pages.origin}/sign-in`);
      await look('sign-in');
      await page.locator('#identity').fill('nobody@example.org');
      await page.locator('form.card button').click();
      await page.locator('#code').waitFor();
      await look('code');
      await page.locator('#code').fill('1');
      await page.locator('form.card button').click();
      await page.locator('#problem').waitFor();
      await look('code-wrong');
      complaints.length = 0; // a 401 is written to the console by the browser itself
      await page.goto(`${pages.origin}${await pages.link(pages.home)}`);
      await look('link');
      await page.locator('main button').click();
      await page.waitForURL('**/me');
      await look('me');
      await page.locator('a.danger[href$="/revoke"]').click();
      await look('revoke');
      expect(complaints).toEqual([]);
      await page.goto(`${pages.origin}/nowhere`);
      await look('error');
      await phone.context.close();
    });
  });

  test('the keyboard reaches the content first, and a language is one press away', async () => {
    const phone = await openPhone(browser);
    const { page } = phone;
    await page.goto(`${pages.origin}/sign-in`);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await page.getByRole('button', { name: '中文' }).press('Enter');
    await page.getByRole('heading', { name: '登录' }).waitFor();
    expect(page.url()).toBe(`${pages.origin}/sign-in`);
    await phone.context.close();
  });
});

/** How far a page is wider than the telephone, CSS pixels. */
const widthOverflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
