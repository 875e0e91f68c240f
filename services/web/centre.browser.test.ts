/** The privacy centre in a real browser: keyboard, accessibility in both languages, and pictures to look at. */
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { coffeeManifest } from '../../language/testing/calls.ts';
import { StaffRole } from '../../proto/gen/earshot/callers/v1/callers.ts';
import { ConsentPurpose } from '../../proto/gen/earshot/consent/v1/consent.ts';
import { DataClass } from '../../proto/gen/earshot/privacy/v1/data_class.ts';
import { RefusalCode, RightsServiceClient } from '../../proto/gen/earshot/rights/v1/rights.ts';
import { callUnary } from '../common/grpc/client.ts';
import { connectAsNamed } from '../common/testing/callers.ts';
import { agree, disclose, field, grant, limits } from '../privacy/testing/harness.ts';
import { addSkill } from '../skills/testing/harness.ts';
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

const paths = [
  '/me',
  '/privacy',
  '/privacy/left',
  '/privacy/history',
  '/privacy/requests',
  '/privacy/data',
  '/privacy/data/close',
  '/privacy/stop',
];
const skillId = 'com.example.coffee-corner';
const said = [
  ['set a timer for ten minutes', 'Ten minutes, counting.'],
  ['今天天气怎么样', '今天多云，二十二度。'],
  ['a large coffee, please', 'One large coffee, coming up.'],
] as const;

describe.skipIf(missingBrowser !== undefined)('the privacy centre', () => {
  let pages: Pages;
  let browser: Browser;
  beforeAll(async () => {
    pages = await startPages({ hasAllHolders: true });
    const { privacy, home, skills } = pages;
    const { client, service, stateDirectory } = privacy;
    if (skills === undefined) throw new Error('no skills');
    const rights = connectAsNamed(RightsServiceClient, service.address, stateDirectory);
    await addSkill(skills, coffeeManifest({ id: skillId }));
    const owner = { householdId: home.householdId, tenantId: '' };
    const rooms = [{ names: ['living room', '客厅'] }];
    const { roomIds } = await callUnary(client, 'createRooms', { ...owner, rooms }, limits);
    const { deviceId } = home.device;
    await callUnary(client, 'placeDevice', { ...owner, deviceId, roomId: roomIds[0] ?? '' }, limits);
    await agree(client, home, [ConsentPurpose.HISTORY]);
    await grant(client, home.subjectId, skillId, ['slots.Note']);
    const fields = [
      field('slots.Size', { valueClass: DataClass.COMMAND }),
      field('user.id', { isImpliedByEnabling: true }),
      field('skill.id', { isImpliedByEnabling: true }),
    ];
    for (const [index, [heard, answered]] of said.entries()) {
      const turnId = `turn-b${index}`;
      const turn = { deviceId, turnId, heard, answered, skillId, ended: 'completed' };
      await callUnary(rights, 'recordTurn', turn, limits);
      await disclose(client, home.device, skillId, fields, turnId);
    }
    const { subjectId } = home;
    const ask = { subjectId, kind: 2, note: 'My address is in Lake Road 12, not 21.' } as const;
    const { requestId } = await callUnary(rights, 'openRequest', ask, limits);
    const answer = 'We hold no address of yours; a skill asks you for it.';
    await callUnary(
      rights,
      'answerRequest',
      { requestId, refusal: RefusalCode.NOT_HELD, answer, staffRole: StaffRole.PRIVACY_OFFICER },
      limits,
    );
    await callUnary(rights, 'openRequest', { subjectId, kind: 5, note: 'The answer took too long.' }, limits);
    rights.close();
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
      for (const path of paths) {
        await page.goto(`${pages.origin}${path}`);
        for (const fold of await page.locator('details').all())
          await fold.evaluate('(one) => { one.open = true; }');
        expect([path, await accessibilityProblems(page)]).toEqual([path, []]);
        const width = await page.evaluate('document.documentElement.scrollWidth');
        expect([path, Number(width) <= 390]).toEqual([path, true]);
        for (const fold of await page.locator('details').all())
          await fold.evaluate('(one) => { one.open = false; }');
        const name = `centre${path.replaceAll('/', '-')}-${locale}.png`;
        await page.screenshot({ path: join(pictures, name), fullPage: true });
      }
      expect(phone.complaints.filter((one) => !one.includes('Content Security Policy'))).toEqual([]);
      await phone.context.close();
    },
    180_000,
  );

  test('a purpose is switched by keyboard alone, says aloud how it stands, and is so', async () => {
    const phone = await openPhone(browser);
    const { page } = phone;
    await signIn(phone);
    await page.goto(`${pages.origin}/privacy`);
    const training = page.getByRole('switch', { name: 'Helping it to understand better' });
    expect(await training.getAttribute('aria-checked')).toBe('false');
    await training.focus();
    await page.keyboard.press('Space');
    await page.getByRole('status').waitFor();
    expect(await training.getAttribute('aria-checked')).toBe('true');
    const tab = page.getByRole('link', { name: 'What left' });
    await tab.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/privacy/left');
    expect(phone.complaints).toEqual([]);
    await phone.context.close();
  });

  test('a copy of everything is a file, and the account closes with a report', async () => {
    const phone = await openPhone(browser);
    const { page } = phone;
    await signIn(phone);
    await page.goto(`${pages.origin}/privacy/data`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download everything' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('earshot-everything.json');
    expect(await download.failure()).toBe(null);
    await page.goto(`${pages.origin}/privacy/data/close`);
    await page.locator('#sure').fill('close');
    await page.getByRole('button', { name: 'Close it for ever' }).press('Enter');
    await page.waitForURL('**/erased/*');
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.screenshot({ path: join(pictures, 'centre-erased-en-US.png'), fullPage: true });
    await phone.context.close();
  });
});
