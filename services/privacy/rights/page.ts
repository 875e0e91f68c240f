/** Writes docs/rights.md; the test beside this file fails when the page is out of date or names what is not there. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutDir } from '../../common/addresses.ts';
import { rights } from './catalogue.ts';

export const pagePath = 'docs/rights.md';

export function renderRights(): string {
  const rows = rights.map(({ right, clauses, command, page, how, tests }) => {
    const cells = [
      right,
      how,
      page === undefined ? '' : `\`${page}\``,
      command === undefined ? '' : `\`earshot ${command}\``,
      tests.map((path) => `[${path.split('/').at(-1)}](../${path})`).join(', '),
      clauses,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return `# Rights, and what exercises and proves each

Written from \`services/privacy/rights/catalogue.ts\` by \`node services/privacy/rights/page.ts\`; a test compares them, and looks for
every page, command and test that is named. Pages are those of the privacy centre, which \`npm start\` shows with a link that
signs the demo household in once. What is promised and not built stands in [privacy.md](privacy.md), under “Not yet”.

| right | how | page | command | shown by | answers |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(join(checkoutDir, pagePath), renderRights());
