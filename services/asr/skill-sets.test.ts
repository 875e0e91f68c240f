import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InteractionModel } from '@earshot/skills-sdk';
import { afterAll, describe, expect, it } from 'vitest';
import { ModelStore } from './language-model/model-store.ts';
import { installedModels } from './models/installed.ts';
import { type ListenContext, SkillSets } from './skill-sets.ts';

const locales = installedModels({ modelsDir: join(tmpdir(), 'no-such-models') });
const coffee: InteractionModel = {
  invocationNames: {},
  intents: {
    Order: {
      slots: { size: { type: 'Size', required: true }, note: { type: 'text' } },
      samples: { 'en-US': ['a {size} coffee'] },
    },
  },
  types: { Size: { values: [{ id: 'l', forms: { 'en-US': ['large'] } }] } },
};

describe.skipIf(!locales['en-US'])('models of skill sets', () => {
  const store = new ModelStore({ locales, maxModels: 4, maxWaiting: 4 });
  const skillSets = new SkillSets(store, async (skills) =>
    skills.map((skill) => ({ skill, modelJson: JSON.stringify(coffee) })),
  );
  const context: ListenContext = {
    skillSet: { skillSetId: 'one', skills: [{ skillId: 'coffee', version: '1' }] },
    locale: 'en-US',
    entities: [],
  };
  const asked: ListenContext = { ...context, focus: { skillId: 'coffee', slot: 'size' } };
  afterAll(() => store.close());

  it('serve the usual model until the one that expects an answer is ready', async () => {
    const usual = await skillSets.prepare(context);
    expect(await skillSets.ready(asked)).toEqual(usual);
    const expecting = await skillSets.prepare(asked);
    expect(expecting?.key).not.toBe(usual?.key);
    expect(await skillSets.ready(asked)).toEqual(expecting);
    expect(await skillSets.ready(context)).toEqual(usual);
  });

  it('tell when the question wants words that none of them holds', async () => {
    expect(await skillSets.asksFreeText({ ...context, focus: { skillId: 'coffee', slot: 'note' } })).toBe(
      true,
    );
    expect(await skillSets.asksFreeText(asked)).toBe(false);
    expect(await skillSets.asksFreeText(context)).toBe(false);
  });
});
