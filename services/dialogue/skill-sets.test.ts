import { expect, test } from 'vitest';
import { testModels } from '../../language/testing/models.ts';
import { createLogger } from '../common/log.ts';
import { SkillSets } from './skill-sets.ts';

const refs = testModels.map(({ skillId }) => ({ skillId, version: '1' }));
const skillSet = { skillSetId: 'one', skills: refs };
const jsonOf = (skillId: string) => JSON.stringify(testModels.find((one) => one.skillId === skillId)?.model);

/** A scripted encoder that is slow to learn and quick to hear. */
function scripted() {
  const gate = Promise.withResolvers<void>();
  const learnt = new Set<string>();
  const vectorsOf = (texts: readonly string[]) =>
    texts.map((text) => (/light|gloomy/.test(text) ? Float32Array.of(1, 0) : Float32Array.of(0, 1)));
  const encoder = {
    said: { encode: async (texts: readonly string[]) => vectorsOf(texts) },
    learnt: {
      has: async (texts: readonly string[]) => texts.every((text) => learnt.has(text)),
      async encode(texts: readonly string[]) {
        await gate.promise;
        for (const text of texts) learnt.add(text);
        return vectorsOf(texts);
      },
    },
  };
  return { encoder, gate };
}

function setsWith(encoder: ReturnType<typeof scripted>['encoder']): SkillSets {
  return new SkillSets({
    loadModels: async (wanted) => wanted.map((skill) => ({ skill, modelJson: jsonOf(skill.skillId) })),
    maxSkillSets: 3,
    encoders: { 'en-US': encoder },
    log: createLogger('test'),
  });
}

test('a set is understood by words while its vectors are computed, and by them from then on', async () => {
  const { encoder, gate } = scripted();
  const sets = setsWith(encoder);
  const byWords = await sets.get(skillSet, 'en-US');
  expect(byWords.skills.size).toBe(refs.length);
  expect(sets.vectorsOf(byWords)).toBeUndefined();

  gate.resolve();
  await expect.poll(async () => sets.vectorsOf(await sets.get(skillSet, 'en-US')) !== undefined).toBe(true);
  const byVectors = await sets.get(skillSet, 'en-US');
  const score = (snapshot: typeof byVectors) =>
    snapshot.statistical?.query('how gloomy', { locale: 'en-US' })[0]?.score ?? 0;
  const better = await sets.vectorsOf(byVectors)?.hold(['how gloomy'], () => score(byVectors));
  expect(better).toBeGreaterThan(score(byWords) + 0.2);
  // A turn that began with the first one goes on with it.
  expect(byWords.skills.size).toBe(refs.length);
});

test('where all vectors are there already, nobody is understood by words alone', async () => {
  const { encoder, gate } = scripted();
  gate.resolve();
  await setsWith(encoder).get(skillSet, 'en-US');
  await new Promise((resolve) => setImmediate(resolve));
  const restarted = setsWith(encoder);
  expect(restarted.vectorsOf(await restarted.get(skillSet, 'en-US'))).toBeDefined();
});

test('an encoder that fails leaves a set as it is', async () => {
  const { encoder, gate } = scripted();
  gate.promise.catch(() => {});
  gate.reject(new Error('gone'));
  const sets = setsWith(encoder);
  await sets.get(skillSet, 'en-US');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(sets.vectorsOf(await sets.get(skillSet, 'en-US'))).toBeUndefined();
});

test('the set that a turn waits for is built before those that nobody needs yet, whenever they were asked for', async () => {
  const gate = Promise.withResolvers<void>();
  const order: string[] = [];
  const setOf = (name: string) => ({
    skillSetId: name,
    skills: [{ skillId: refs[0]!.skillId, version: name }],
  });
  const sets = new SkillSets({
    loadModels: async (wanted) => {
      order.push(...wanted.map(({ version }) => version));
      await gate.promise;
      return wanted.map((skill) => ({ skill, modelJson: jsonOf(skill.skillId) }));
    },
    maxSkillSets: 10,
    log: createLogger('test'),
  });
  const asked = [
    sets.get(setOf('being built'), 'en-US', 'background'),
    sets.get(setOf('ahead'), 'en-US', 'background'),
    sets.get(setOf('ahead, then waited for'), 'en-US', 'background'),
  ];
  await expect.poll(() => order).toEqual(['being built']);
  asked.push(sets.get(setOf('a turn'), 'en-US'), sets.get(setOf('ahead, then waited for'), 'en-US'));
  gate.resolve();
  await Promise.all(asked);
  expect(order).toEqual(['being built', 'a turn', 'ahead, then waited for', 'ahead']);
});
