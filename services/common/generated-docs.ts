/**
 * Pages that are written from the code, so that they cannot drift from it. `npm run docs` writes them; the
 * test beside this file fails when one is out of date.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { manifestJsonSchema } from '../../language/manifest/json-schema.ts';
import { interactionModelJsonSchema } from '../../language/model/schema.ts';
import { checkoutDir } from './addresses.ts';
import { callersPage } from './callers/page.ts';
import { errorsPage } from './errors/page.ts';
import { holdersSection } from './holders/declared.ts';
import { inventoryPage } from './schema/inventory.ts';
import { skillRequestModule } from './schema/skill-request.ts';

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

const atRest = await holdersSection();

/** Path in the repository and how its text is made. */
export const generatedDocs: Readonly<Record<string, () => string>> = {
  'docs/callers.md': callersPage,
  'docs/data-inventory.md': () => inventoryPage(atRest),
  'docs/errors.md': errorsPage,
  'docs/schemas/interaction-model.schema.json': () => json(interactionModelJsonSchema()),
  'docs/schemas/skill-manifest.schema.json': () => json(manifestJsonSchema()),
  'language/projection/skill-request.ts': skillRequestModule,
};

if (process.argv[1] === import.meta.filename) {
  for (const [path, make] of Object.entries(generatedDocs)) await writeFile(join(checkoutDir, path), make());
}
