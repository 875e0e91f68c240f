import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { validateManifest } from '../../language/manifest/index.ts';
import { validateModel } from '../../language/model/validate.ts';
import type { Skill } from '../src/index.ts';

const examplesDir = join(import.meta.dirname, '../examples');
const names = await readdir(examplesDir);

describe.each(names)('the example %s', (name) => {
  it('has a manifest and a model without a single problem or warning', async () => {
    const { skill } = (await import(join(examplesDir, name, 'skill.ts'))) as { skill: Skill };
    expect(validateManifest(skill.manifest).problems).toEqual([]);
    expect(validateModel(skill.manifest.model)).toEqual([]);
  });
});

it('no two examples share an id or a name to be called by', async () => {
  const skills = await Promise.all(
    names.map(
      async (name) => ((await import(join(examplesDir, name, 'skill.ts'))) as { skill: Skill }).skill,
    ),
  );
  const ids = skills.map(({ manifest }) => manifest.id);
  const spoken = skills.flatMap(({ manifest }) => Object.values(manifest.model.invocationNames).flat());
  expect(new Set(ids).size).toBe(names.length);
  expect(new Set(spoken).size).toBe(spoken.length);
});
