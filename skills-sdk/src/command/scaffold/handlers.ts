/** Code of a new skill: its handler, its server and its test. */
import type { NewSkill } from './new-skill.ts';

const extensionOf = ({ isJavaScript }: NewSkill): string => (isJavaScript ? 'js' : 'ts');

export function skillFile(skill: NewSkill): string {
  const ext = extensionOf(skill);
  return `import { createMessages, defineSkill } from '@earshot/skills-sdk';
import { manifest } from './manifest.${ext}';
import texts from './messages.json' with { type: 'json' };
import { model } from './model.${ext}';

const messages = createMessages(texts);

export const skill = defineSkill({
  manifest,
  model,
  intents: {
    Brew: async ({ slots, spoken, tell, granted, pull }) => {
      const cups = slots.cups?.value ?? 1;
      // Pulled, never pushed: undefined unless the user granted it.
      const name = granted('user.name') ? await pull('user.name') : undefined;
      if (name === undefined) return tell(messages('poured', { cups, tea: spoken('tea') }));
      return tell(messages('pouredFor', { cups, tea: spoken('tea'), name }));
    },
  },
});
`;
}

export function mainFile(skill: NewSkill): string {
  return `import { skill } from './skill.${extensionOf(skill)}';

const { url } = await skill.listen({ onFailure: (error) => console.error(error) });
console.log(\`\${skill.manifest.id} \${skill.manifest.version} listens at \${url}\`);
`;
}

const english = `test('brews what was asked for', async () => {
  const user = simulate(skill, { locale: 'en-US' });
  const turn = await user.say('brew two cups of green tea');
  assert.equal(turn.speech, '2 cups of green tea.');
});

test('asks which tea', async () => {
  const user = simulate(skill, { locale: 'en-US' });
  assert.equal((await user.say('brew some tea')).speech, 'Which tea would you like?');
  assert.equal((await user.say('mint tea')).speech, '1 cup of mint tea.');
});

test('sees a name only when it is granted, and never the words', async () => {
  const user = simulate(skill, { locale: 'en-US', profile: { 'user.name': 'Ada' } });
  const before = await user.say('brew some mint tea');
  assert.equal(before.speech, '1 cup of mint tea.');
  assert.equal(before.withheld['user.name'], 'not_granted');
  assert.equal(before.withheld['utterance'], 'not_declared');
  user.grant('user.name');
  const after = await user.say('brew some mint tea');
  assert.equal(after.speech, '1 cup of mint tea for Ada.');
  assert.deepEqual(after.pulled, ['user.name']);
});
`;

const chinese = `test('说什么就泡什么', async () => {
  const user = simulate(skill, { locale: 'zh-CN' });
  assert.equal((await user.say('泡两杯绿茶')).speech, '2杯绿茶。');
});

test('没说哪种茶就问', async () => {
  const user = simulate(skill, { locale: 'zh-CN' });
  assert.equal((await user.say('泡茶')).speech, '您要哪种茶？');
  assert.equal((await user.say('薄荷茶')).speech, '1杯薄荷茶。');
});

test('用户同意之后才看得到名字', async () => {
  const user = simulate(skill, { locale: 'zh-CN', profile: { 'user.name': '小雨' } });
  assert.equal((await user.say('泡红茶')).withheld['user.name'], 'not_granted');
  user.grant('user.name');
  assert.equal((await user.say('泡红茶')).speech, '小雨的1杯红茶。');
});
`;

export function testFile(skill: NewSkill): string {
  const parts = [
    ...(skill.locales.includes('en-US') ? [english] : []),
    ...(skill.locales.includes('zh-CN') ? [chinese] : []),
  ];
  return `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simulate } from '@earshot/skills-sdk/testing';
import { skill } from './skill.${extensionOf(skill)}';

${parts.join('\n')}`;
}
