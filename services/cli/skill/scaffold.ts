/** The files that `earshot skill new` writes: a whole skill, small enough to read in a minute. */

export interface NewSkill {
  /** How people call it, in lower case. */
  readonly name: string;
  readonly id: string;
  readonly contact: string;
}

const titled = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

const text = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

const packageJson = ({ id }: NewSkill): string =>
  `${JSON.stringify(
    {
      name: id.split('.').at(-1),
      version: '1.0.0',
      private: true,
      type: 'module',
      scripts: { start: 'node main.ts', test: 'vitest run' },
      dependencies: { '@earshot/skills-sdk': '^0.1.0' },
      devDependencies: { vitest: '^5.1.1' },
    },
    undefined,
    2,
  )}\n`;

const model = ({ name }: NewSkill): string => `import type { InteractionModel } from '@earshot/skills-sdk';

/** What may be said to this skill. \`[optional]\`, \`(one|or|other)\`, \`{slot}\`. */
export const model = {
  invocationNames: { 'en-US': [${text(name)}] },
  intents: {
    Brew: {
      slots: {
        tea: { type: 'Tea', required: true, elicit: { 'en-US': ['Which tea would you like?'] } },
        cups: { type: 'number', min: 1, max: 12 },
      },
      samples: {
        'en-US': [
          '[please] brew [me] [a cup of|some|{cups} (cup|cups) of] {tea} [please]',
          "(I'd like|I would like) [a cup of|some|{cups} (cup|cups) of] {tea} [please]",
          '[please] brew [me] [some] tea',
        ],
      },
    },
  },
  types: {
    Tea: {
      values: [
        { id: 'green', forms: { 'en-US': ['green tea'] } },
        { id: 'black', forms: { 'en-US': ['black tea', 'english breakfast'] } },
        { id: 'mint', forms: { 'en-US': ['mint tea', 'peppermint tea'] } },
      ],
    },
  },
} as const satisfies InteractionModel;
`;

const manifest = ({ name, id, contact }: NewSkill): string => {
  const host = id.split('.').slice(0, 2).reverse().join('.');
  return `import type { ManifestInput } from '@earshot/skills-sdk';

/** What people are shown before they enable this skill, and all that it may ever see and send back. */
export const manifest = {
  id: ${text(id)},
  version: '1.0.0',
  name: { 'en-US': ${text(titled(name))} },
  developer: {
    operator: ${text(host)},
    contact: ${text(contact)},
    region: 'eu',
    privacyPolicyUrl: ${text(`https://${host}/privacy`)},
  },
  locales: ['en-US'],
  endpoint: ${text(`https://${host}/earshot`)},
  fields: [
    {
      name: 'user.name',
      required: false,
      purpose: { 'en-US': 'To write your name on the cup.' },
      retentionDays: 0,
    },
  ],
  returns: [{ name: 'speech' }, { name: 'listening' }, { name: 'elicit' }],
} as const satisfies ManifestInput;
`;
};

const skill = `import { defineSkill } from '@earshot/skills-sdk';
import { manifest } from './manifest.ts';
import { model } from './model.ts';

export const skill = defineSkill({
  manifest,
  model,
  intents: {
    Brew: async ({ slots, spoken, tell, granted, pull }) => {
      const cups = slots.cups?.value ?? 1;
      // Pulled, never pushed: undefined unless the user granted it.
      const name = granted('user.name') ? await pull('user.name') : undefined;
      const forWhom = name === undefined ? '' : \` for \${name}\`;
      return tell(\`\${cups} \${cups === 1 ? 'cup' : 'cups'} of \${spoken('tea')}\${forWhom}.\`);
    },
  },
});
`;

const main = `import { skill } from './skill.ts';

const { url } = await skill.listen({ onFailure: (error) => console.error(error) });
console.log(\`\${skill.manifest.id} \${skill.manifest.version} listens at \${url}\`);
`;

const test = `import { simulate } from '@earshot/skills-sdk/testing';
import { expect, test } from 'vitest';
import { skill } from './skill.ts';

test('brews what was asked for', async () => {
  const user = simulate(skill);
  const turn = await user.say('brew two cups of green tea');
  expect(turn.speech).toBe('2 cups of green tea.');
});

test('asks which tea', async () => {
  const user = simulate(skill);
  expect((await user.say('brew some tea')).speech).toBe('Which tea would you like?');
  expect((await user.say('mint tea')).speech).toBe('1 cup of mint tea.');
});

test('sees a name only when it is granted, and never the words', async () => {
  const user = simulate(skill, { profile: { 'user.name': 'Ada' } });
  const before = await user.say('brew some mint tea');
  expect(before.speech).toBe('1 cup of mint tea.');
  expect(before.withheld).toMatchObject({ 'user.name': 'not_granted', utterance: 'not_declared' });
  user.grant('user.name');
  const after = await user.say('brew some mint tea');
  expect(after.speech).toBe('1 cup of mint tea for Ada.');
  expect(after.pulled).toEqual(['user.name']);
});
`;

const readme = ({ id }: NewSkill): string => `# ${id}

    earshot skill validate    check manifest and model
    earshot skill test        conversations in memory, through the real engine
    earshot skill dev         talk to it through a local Earshot, and see what it is sent
`;

/** Content of every file, by name. */
export function scaffold(skillIs: NewSkill): Readonly<Record<string, string>> {
  return {
    'package.json': packageJson(skillIs),
    'README.md': readme(skillIs),
    'model.ts': model(skillIs),
    'manifest.ts': manifest(skillIs),
    'skill.ts': skill,
    'main.ts': main,
    'skill.test.ts': test,
    '.gitignore': 'node_modules/\n',
  };
}
