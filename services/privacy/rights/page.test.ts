/** The page of rights says what is there: every page, command and test that it names. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkoutDir } from '../../common/addresses.ts';
import { rights } from './catalogue.ts';
import { pagePath, renderRights } from './page.ts';

const read = (path: string) => readFileSync(join(checkoutDir, path), 'utf8');

test('docs/rights.md is what the catalogue says (write it with node services/privacy/rights/page.ts)', () => {
  expect(read(pagePath)).toBe(renderRights());
});

test('every page is served, every command is there, every test exists', () => {
  const routes = ['me', 'sign-up', 'people', 'links', 'consents', 'left', 'history', 'requests', 'data']
    .map((name) => read(`services/web/pages/${name}/routes.ts`))
    .join('\n');
  const owners = ['consent', 'data', 'members', 'children', 'cases', 'links', 'places'].map(
    (name) => `owner/${name}.ts`,
  );
  const operators = ['audit', 'incident', 'support', 'recipients', 'algorithms', 'shutdown', 'backup'].map(
    (name) => `${name}.ts`,
  );
  const commands = ['owner.ts', ...owners, 'ledger.ts', 'rights.ts', ...operators]
    .map((name) => read(`services/cli/${name}`))
    .join('\n');
  for (const { page, command, tests } of rights) {
    if (page !== undefined) expect(routes).toContain(`'${page}`);
    const last = command?.split(' ').at(-1);
    if (last !== undefined)
      expect(commands).toMatch(new RegExp(`(?:command\\(|(?:addTo|add)\\(\\s*\\w+,\\s*)'${last}[ ']`));
    for (const path of tests) expect([path, existsSync(join(checkoutDir, path))]).toEqual([path, true]);
  }
});
