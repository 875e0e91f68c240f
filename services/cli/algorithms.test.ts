/** docs/algorithms.md is what the code says; on a machine it names what is in use there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkoutDir } from '../common/addresses.ts';
import { algorithmsPage, enginesHere, pagePath } from './algorithms-page.ts';

test('the page is written from the code; run: earshot algorithms --page', () => {
  expect(readFileSync(join(checkoutDir, pagePath), 'utf8')).toBe(algorithmsPage());
});

test('here it names the engines that hear, those outside with their operator and region', () => {
  const outside = [{ id: 'whisper', operator: 'Example Ltd', region: 'eu' }];
  const page = algorithmsPage({ ...enginesHere('/nowhere'), outside });
  expect(page).toContain('| whisper | second hearing | run by Example Ltd, region eu |');
  expect(page).not.toContain('moonshine-en-US');
});
