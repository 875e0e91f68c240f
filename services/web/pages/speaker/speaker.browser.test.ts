/** The browser speaker in a real browser against a whole Earshot: a recorded person is heard, answered, and answered aloud. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueSignInLink } from '../../../cli/owner/sign-in.ts';
import { type Earshot, recording, startEarshot } from '../../../e2e/testing/earshot.ts';
import { writeWav } from '../../../speaker/index.ts';
import {
  accessibilityProblems,
  launchBrowser,
  missingBrowser,
  openPhone,
  type Phone,
  pictures,
} from '../../testing/browser.ts';

if (missingBrowser !== undefined) process.stderr.write(`skipped: ${missingBrowser}\n`);

describe.skipIf(missingBrowser !== undefined)('a browser that is a speaker', () => {
  let earshot: Earshot;
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'earshot-microphone-'));
    // Quiet before, while the microphone opens; quiet after, for the gateway to hear that it is over.
    const said = Buffer.concat([
      Buffer.alloc(2 * 32_000),
      await recording('goforward.raw'),
      Buffer.alloc(20 * 32_000),
    ]);
    const samples = new Int16Array(said.buffer, said.byteOffset, said.length / 2);
    const microphone = join(folder, 'goforward.wav');
    await writeFile(microphone, writeWav({ sampleRateHz: 16_000, samples }));
    earshot = await startEarshot(['rover', 'playlists']);
    browser = await launchBrowser({ microphone });
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await earshot?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Signs in as the owner, and makes this browser a speaker. */
  async function becomeSpeaker(options: Parameters<typeof openPhone>[1] = {}): Promise<Phone> {
    const phone = await openPhone(browser, options);
    const { page } = phone;
    const { url } = await issueSignInLink(earshot.stack, earshot.device);
    await page.goto(url);
    await page.locator('main button').click();
    await page.waitForURL('**/me');
    await page.goto(`${earshot.stack.webUrl}/speaker`);
    await page.locator('main form button').click();
    await page.locator('[data-state="ready"]').waitFor();
    return phone;
  }

  test('a tap, a spoken command, its words, its answer and its timeline', async () => {
    const phone = await becomeSpeaker();
    const { page, complaints } = phone;
    await page.screenshot({ path: join(pictures, 'speaker-ready.png'), fullPage: true });
    await page.locator('#talk').click();
    await page.locator('[data-state="listening"]').waitFor();
    await page.screenshot({ path: join(pictures, 'speaker-listening.png'), fullPage: true });
    await page.locator('.said:not(.partial)').waitFor();
    expect(await page.locator('.said').textContent()).toMatch(/go forwards? ten met(er|re)s/);
    await page.locator('.answer').waitFor();
    expect(await page.locator('.answer').textContent()).toContain('10');
    expect(await page.locator('.directive').count()).toBeGreaterThan(0);
    await page.locator('[data-state="ready"]').waitFor();
    expect(await page.locator('.timeline dt').allTextContents()).toEqual([
      'listen',
      'recognise',
      'understand',
      'route',
      'act',
      'speak',
    ]);
    await page.screenshot({ path: join(pictures, 'speaker-answered.png'), fullPage: true });
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await page.evaluate('document.cookie')).toBe('');
    expect(complaints).toEqual([]);
    await phone.context.close();
  }, 90_000);

  test('typed in the other language and in the dark, without a microphone', async () => {
    const phone = await becomeSpeaker({ locale: 'zh-CN', colorScheme: 'dark' });
    const { page, complaints } = phone;
    await page.locator('#words').fill('小车向前走十米');
    await page.keyboard.press('Enter');
    await page.locator('.answer').first().waitFor();
    await page.locator('[data-state="ready"]').waitFor();
    expect(await page.locator('.turn').count()).toBe(1);
    expect(await page.locator('.said').allTextContents()).toEqual(['小车向前走十米']);
    await page.screenshot({ path: join(pictures, 'speaker-zh-dark.png'), fullPage: true });
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await phone.context.close();
  });

  test('a list is drawn, and a touch on it says what it means, during the question and after', async () => {
    const phone = await becomeSpeaker();
    const { page, complaints } = phone;
    const type = async (words: string) => {
      await page.locator('#words').fill(words);
      await page.keyboard.press('Enter');
    };
    await type('which playlists do I have');
    const items = page.locator('.shown button');
    await items.first().waitFor();
    expect(await items.allTextContents()).toEqual(['Rainy Sunday', 'Kitchen Disco']);
    await page.locator('[data-state="ready"]').waitFor();
    await page.screenshot({ path: join(pictures, 'speaker-list.png'), fullPage: true });
    expect(await accessibilityProblems(page)).toEqual([]);
    await items.nth(1).click();
    await page.locator('.answer', { hasText: 'Playing Kitchen Disco.' }).waitFor();
    expect(await page.locator('.said').allTextContents()).toEqual([
      'which playlists do I have',
      'ask playlist box to play playlist Kitchen Disco',
    ]);
    // Nothing is asked any more, and what stands there still means what it says.
    await page.locator('[data-state="ready"]').waitFor();
    await items.first().click();
    await page.locator('.answer', { hasText: 'Playing Rainy Sunday.' }).waitFor();
    expect(complaints).toEqual([]);
    await phone.context.close();
  });

  test('one that is removed from the home says so, and tries no more', async () => {
    const phone = await becomeSpeaker();
    const owner = await phone.context.newPage();
    await owner.goto(`${earshot.stack.webUrl}/me`);
    // The newest of those that are browsers.
    await owner
      .locator('li', { has: owner.locator('.note', { hasText: /^browser$/ }) })
      .last()
      .locator('a.danger')
      .click();
    await owner.locator('main form button.danger').click();
    await owner.waitForURL('**/me?done=revoked');
    await phone.page.locator('[data-state="removed"]').waitFor();
    expect(await phone.page.locator('#state').textContent()).toContain('no longer a speaker');
    expect(await phone.page.locator('#talk').isDisabled()).toBe(true);
    await phone.page.screenshot({ path: join(pictures, 'speaker-removed.png'), fullPage: true });
    await phone.context.close();
  });
});
