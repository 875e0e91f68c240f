/** Family and linked accounts in a real browser: keyboard, accessibility in both languages, and pictures to look at. */
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FamilyServiceClient, Share } from '../../proto/gen/earshot/family/v1/family.ts';
import { callUnary } from '../common/grpc/client.ts';
import { connectAsNamed } from '../common/testing/callers.ts';
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

describe.skipIf(missingBrowser !== undefined)('family and linked accounts', () => {
  let pages: Pages;
  let browser: Browser;
  let childPath: string;
  beforeAll(async () => {
    pages = await startPages();
    const { privacy, home } = pages;
    const { client, service, stateDirectory } = privacy;
    const family = connectAsNamed(FamilyServiceClient, service.address, stateDirectory);
    const { subjectId, householdId } = home;
    const other = await makeHome(client);
    const join_ = async (name: string) => {
      const asked = { subjectId: other.subjectId, name, lets: [Share.HISTORY], asks: [Share.DEVICES] };
      const { code, joinId } = await callUnary(family, 'offerJoin', asked, limits);
      await callUnary(family, 'answerJoin', { subjectId, code, name: 'Me', lets: [Share.DEVICES] }, limits);
      await callUnary(family, 'confirmJoin', { subjectId: other.subjectId, joinId }, limits);
    };
    await join_('Grandma');
    const child = { guardianId: subjectId, householdId, name: 'Mia', bornYear: 2019, bornMonth: 5 };
    const { childId } = await callUnary(family, 'addChild', child, limits);
    childPath = `/privacy/people/children/${childId}`;
    family.close();
    const accountLinking = {
      ...{ authorizationUrl: 'https://tea.example/authorize', tokenUrl: 'https://tea.example/token' },
      ...{ revocationUrl: '', clientId: 'earshot', scopes: ['orders', 'points'] },
      skillLearnsJson: JSON.stringify({ 'en-US': 'Which account is yours.', 'zh-CN': '哪个账户是你的。' }),
      earshotLearnsJson: JSON.stringify({ 'en-US': 'That you have one.', 'zh-CN': '你有一个账户。' }),
    };
    const skill = { skillId: 'example.tea', version: '1' };
    const recipient = { skill, operator: 'Example Tea', region: 'cn', noticeUrl: '', isInProcess: false };
    await callUnary(client, 'registerRecipient', { ...recipient, accountLinking }, limits);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await pages.close();
  });

  const signIn = async (phone: Phone) => signInBy(phone, `${pages.origin}${await pages.link(pages.home)}`);

  test.each([
    ['en-US', 'light'],
    ['zh-CN', 'dark'],
  ] as const)(
    'is accessible and fits a telephone, in %s, %s',
    async (locale, colorScheme) => {
      const phone = await openPhone(browser, { locale, colorScheme });
      const { page } = phone;
      await signIn(phone);
      for (const [name, path] of [
        ['people', '/privacy/people'],
        ['child', childPath],
        ['links', '/privacy/links'],
      ] as const) {
        await page.goto(`${pages.origin}${path}`);
        await page.evaluate(`document.querySelectorAll('details').forEach((one) => { one.open = true; })`);
        expect([name, await accessibilityProblems(page)]).toEqual([name, []]);
        const width = await page.evaluate('document.documentElement.scrollWidth');
        expect([name, Number(width) <= 390]).toEqual([name, true]);
        await page.screenshot({ path: join(pictures, `${name}-${locale}.png`), fullPage: true });
      }
      expect(phone.complaints.filter((one) => !one.includes('Content Security Policy'))).toEqual([]);
      await phone.context.close();
    },
    180_000,
  );

  test('a guardian agrees and sets a limit by keyboard alone', async () => {
    const phone = await openPhone(browser);
    const { page } = phone;
    await signIn(phone);
    await page.goto(`${pages.origin}${childPath}`);
    await page.getByRole('button', { name: 'I agree as the guardian' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('status').waitFor();
    await page.getByLabel('Minutes a day at most').focus();
    await page.keyboard.type('45');
    await page.keyboard.press('Enter');
    await page.waitForURL('**done=rules');
    expect(await page.getByLabel('Minutes a day at most').inputValue()).toBe('45');
    expect(phone.complaints).toEqual([]);
    await phone.context.close();
  });
});
