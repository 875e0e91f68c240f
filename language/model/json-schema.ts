/** Writes docs/schemas/interaction-model.schema.json, for editors and other languages. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkoutDir } from '../../services/common/addresses.ts';
import { interactionModelJsonSchema } from './schema.ts';

export const writtenSchema = (): string => `${JSON.stringify(interactionModelJsonSchema(), null, 2)}\n`;

if (process.argv[1] === import.meta.filename) {
  await writeFile(join(checkoutDir, 'docs/schemas/interaction-model.schema.json'), writtenSchema());
}
