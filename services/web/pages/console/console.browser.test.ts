/** The developer's console in a real browser against a whole Earshot: turns said here and elsewhere, replayed, and a file of sentences. */
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueSignInLink } from '../../../cli/owner/sign-in.ts';
import { createDevice } from '../../../cli/up/household.ts';
import { type Earshot, startEarshot } from '../../../e2e/testing/earshot.ts';
import {
  accessibilityProblems,
  launchBrowser,
  missingBrowser,
  openPhone,
  type Phone,
  pictures,
  signInBy,
} from '../../testing/browser.ts';

if (missingBrowser !== undefined) process.stderr.write(`skipped: ${missingBrowser}\n`);

const skillId = 'org.example.rover';

describe.skipIf(missingBrowser !== undefined)('the console of a skill', () => {
  let earshot: Earshot;
  let browser: Browser;
  beforeAll(async () => {
    earshot = await startEarshot(['rover']);
    browser = await launchBrowser();
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await earshot?.stop();
  });

  async function open(options: Parameters<typeof openPhone>[1] = {}, isSpeaker = true): Promise<Phone> {
    const phone = await openPhone(browser, options);
    const { page } = phone;
    await page.setViewportSize({ width: 1280, height: 900 });
    await signInBy(phone, (await issueSignInLink(earshot.stack, earshot.device)).url);
    if (isSpeaker) {
      await page.goto(`${earshot.stack.webUrl}/speaker`);
      await page.locator('main form button').click();
      await page.locator('[data-state="ready"]').waitFor();
    }
    await page.goto(`${earshot.stack.webUrl}/console/${skillId}`);
    await page.locator('[data-feed="open"]').waitFor();
    return phone;
  }

  const say = async ({ page }: Phone, words: string) => {
    const before = await page.locator('.inspected').count();
    await page.locator('#words').fill(words);
    await page.locator('#words').press('Enter');
    await page.locator('.inspected').nth(before).waitFor();
    return page.locator('.inspected').first();
  };

  test('shows why, what was sent and withheld, what was near, and says a turn again', async () => {
    const phone = await open();
    const { page, complaints } = phone;
    await page.locator('[data-state="ready"]').waitFor();
    const understood = await say(phone, 'go forward ten meters');
    await understood.locator('dt', { hasText: 'the skill answered' }).waitFor();
    const facts = await understood.locator('dl').innerText();
    expect(facts).toContain('Drive');
    expect(facts).toMatch(/sent\s+[\s\S]*intent/);
    expect(facts).toMatch(/withheld\s+not in the manifest: [\s\S]*utterance/);
    await page.locator('[data-state="ready"]').waitFor();
    const refused = await say(phone, 'drive me to the station');
    await refused.locator('dt', { hasText: 'nearest' }).first().waitFor();
    expect(await refused.getAttribute('data-decision')).toBe('refused');
    await page.locator('[data-state="ready"]').waitFor();
    // Again, to whatever the skill is by now.
    await page.locator('.inspected').last().locator('button').click();
    await page.locator('.inspected').nth(2).waitFor();
    expect(await page.locator('.inspected .said').first().innerText()).toBe('go forward ten meters');
    await page.locator('[data-state="ready"]').waitFor();
    await page.screenshot({ path: join(pictures, 'console-turns.png'), fullPage: true });
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await phone.context.close();
  }, 120_000);

  test('hears another speaker of the household, and none of another one', async () => {
    const phone = await open({ colorScheme: 'dark' }, false);
    const { page, complaints } = phone;
    const neighbour = await createDevice(earshot.stack, 'neighbour');
    const theirs = await earshot.connect({ token: neighbour.token });
    await theirs.sayText('what time is it');
    await theirs.close();
    const other = await earshot.connect();
    await other.sayText('go backward three meters');
    await other.close();
    const newest = page.locator('.inspected[data-decision]');
    await newest.waitFor();
    await newest.locator('dt', { hasText: 'the skill answered' }).waitFor();
    expect(await newest.locator('.said').allInnerTexts()).toEqual(['go backward three meters']);
    await page.screenshot({ path: join(pictures, 'console-elsewhere-dark.png'), fullPage: true });
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await phone.context.close();
  });

  test('evaluates sentences into a confusion table, on a telephone and in the other language too', async () => {
    const phone = await open({ locale: 'zh-CN' }, false);
    const { page, complaints } = phone;
    await page.setViewportSize({ width: 390, height: 844 });
    await page.locator('#evaluation-locale').selectOption('en-US');
    await page
      .locator('#sentences')
      .fill(
        'Drive: go forward ten meters\nTurn: go backward two meters\n-: what a long day it was\nnothing here',
      );
    await page.locator('#evaluation button').click();
    await page.locator('.score').waitFor();
    expect(await page.locator('.score').innerText()).toContain('2 / 3');
    expect(await page.locator('#evaluated .problem').innerText()).toContain('4');
    expect(await page.locator('#evaluated table').first().innerText()).toMatch(/Turn/);
    expect(await page.locator('#evaluated table').nth(1).innerText()).toContain('go backward two meters');
    await page.screenshot({ path: join(pictures, 'console-evaluation-zh.png'), fullPage: true });
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await phone.context.close();
  });

  test('is there under development alone, for whoever is signed in', async () => {
    const page = await fetch(`${earshot.stack.webUrl}/console/${skillId}`, { redirect: 'manual' });
    expect([page.status, page.headers.get('location')]).toEqual([303, '/sign-in']);
  });
});
