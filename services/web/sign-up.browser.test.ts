/** Signing up in a real browser: by keyboard, accessible in both languages, and pictures to look at. */
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  accessibilityProblems,
  launchBrowser,
  missingBrowser,
  openPhone,
  pictures,
} from './testing/browser.ts';
import { type Pages, startPages } from './testing/pages.ts';

if (missingBrowser !== undefined) process.stderr.write(`skipped: ${missingBrowser}\n`);

describe.skipIf(missingBrowser !== undefined)('signing up', () => {
  let pages: Pages;
  let browser: Browser;
  beforeAll(async () => {
    pages = await startPages();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await pages.close();
  });

  test.each([
    ['en-US', 'light'],
    ['zh-CN', 'dark'],
  ] as const)('is accessible and fits a telephone, in %s, %s', async (locale, colorScheme) => {
    const phone = await openPhone(browser, { locale, colorScheme });
    const { page } = phone;
    await page.goto(`${pages.origin}/sign-in`);
    await page.locator('a[href="/sign-up"]').click();
    await page.waitForURL('**/sign-up');
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(Number(await page.evaluate('document.documentElement.scrollWidth'))).toBeLessThanOrEqual(390);
    await page.screenshot({ path: join(pictures, `sign-up-${locale}.png`), fullPage: true });
    // What is wrong is said, and read aloud.
    await page.locator('#identity').fill('nobody');
    await page.getByRole('checkbox').check();
    await page.locator('main form button').click();
    await page.getByRole('alert').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.screenshot({ path: join(pictures, `sign-up-wrong-${locale}.png`), fullPage: true });
    // axe's own styles are what the policy stops.
    expect(phone.complaints.filter((one) => !/Content Security Policy|400/.test(one))).toEqual([]);
    await phone.context.close();
  });

  test('by keyboard alone, from the first page to a home of one’s own', async () => {
    const phone = await openPhone(browser);
    const { page } = phone;
    await page.goto(`${pages.origin}/sign-up`);
    await page.locator('#identity').focus();
    await page.keyboard.type('ada@example.org');
    // Without a yes the browser sends nothing.
    await page.keyboard.press('Enter');
    expect(pages.codes.countTo('ada@example.org')).toBe(0);
    await page.getByRole('checkbox').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await page.locator('#code').waitFor();
    await page.keyboard.type(await pages.codes.latest('ada@example.org'));
    await page.keyboard.press('Enter');
    await page.waitForURL('**/me?done=welcome');
    expect(await page.locator('main').textContent()).toContain('a•••@example.org');
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.screenshot({ path: join(pictures, 'sign-up-welcome-en-US.png'), fullPage: true });
    await phone.context.close();
  });
});
