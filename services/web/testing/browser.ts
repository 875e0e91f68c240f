/** A real browser for tests of pages: Debian's Chromium without a window, axe for accessibility, pictures to look at. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const executablePath = '/usr/bin/chromium';
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Why browser tests cannot run here; `undefined` when they can. */
export const missingBrowser = existsSync(executablePath)
  ? undefined
  : `no ${executablePath}: \`npm run test:browser\` installs it`;

/** Where pictures are put. */
export const pictures = join(tmpdir(), 'earshot-pictures');

/** @param options.microphone A WAV file that the microphone hears, once, from when it is opened. */
export function launchBrowser(options: { readonly microphone?: string } = {}): Promise<Browser> {
  mkdirSync(pictures, { recursive: true });
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
      ...(options.microphone === undefined
        ? []
        : [
            '--use-fake-ui-for-media-stream',
            '--use-fake-device-for-media-stream',
            `--use-file-for-fake-audio-capture=${options.microphone}%noloop`,
            '--autoplay-policy=no-user-gesture-required',
          ]),
    ],
  });
}

/** A page on a telephone, and everything that the browser complained of. */
export interface Phone {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Messages of the console's error level, of scripts that failed, and of what the page's policy stopped. */
  readonly complaints: string[];
}

/** Follows a link that signs in. @param url of the link, whole @param lands the path where its button leads */
export async function signInBy({ page }: Phone, url: string, lands = '/me'): Promise<void> {
  await page.goto(url);
  await page.locator('main button').click();
  await page.waitForURL(`**${lands}`);
}

export async function openPhone(
  browser: Browser,
  options: { readonly locale?: string; readonly colorScheme?: 'light' | 'dark' } = {},
): Promise<Phone> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    reducedMotion: 'reduce',
    locale: options.locale ?? 'en-US',
    colorScheme: options.colorScheme ?? 'light',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { context, page, complaints };
}

/** What axe finds wrong: the rule, and where. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}
