/** Writes docs/recipients.md; the test beside this file fails when the page is out of date. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutDir } from '../../common/addresses.ts';
import { configuredRecipients, outboundRoutes, packages } from './declared.ts';
import { loadSkillRecipients } from './manifests.ts';
import { recipientsPage } from './page.ts';

export const pagePath = 'docs/recipients.md';

export async function makePage(checkout: string): Promise<string> {
  return recipientsPage({
    skills: await loadSkillRecipients(checkout),
    routes: outboundRoutes,
    settings: configuredRecipients,
    packages,
  });
}

/** Packages that production code depends on, by the manifests of the workspaces. */
export function productPackages(checkout: string): string[] {
  const names = new Set<string>();
  for (const workspace of ['proto', 'services', 'skills-sdk']) {
    const text = readFileSync(join(checkout, workspace, 'package.json'), 'utf8');
    const { dependencies = {} } = JSON.parse(text) as { dependencies?: Record<string, string> };
    for (const name of Object.keys(dependencies)) names.add(name);
  }
  return [...names].sort();
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(join(checkoutDir, pagePath), await makePage(checkoutDir));
}
