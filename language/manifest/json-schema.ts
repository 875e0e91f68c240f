/** The manifest's shape as JSON Schema, for editors. */
import { z } from 'zod';
import { manifestSchema } from './schema.ts';

/** The manifest's shape for editors, as in `docs/schemas/skill-manifest.schema.json`. A test keeps them equal. */
export function manifestJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(manifestSchema, { target: 'draft-2020-12', io: 'input' }),
    title: 'Earshot skill manifest',
    description: 'Who is behind a skill, what it hears, what it asks for and why, and what may flow back.',
  };
}
