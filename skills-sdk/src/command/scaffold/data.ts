/** Manifest, model and messages of a new skill. */
import type { NewSkill, Spoken } from './new-skill.ts';

export const quoted = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

const titled = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** One line of an object for each language of the skill: `{ 'en-US': …, 'zh-CN': … }`. */
export function localised({ locales }: NewSkill, texts: Readonly<Record<Spoken, string>>): string {
  return `{ ${locales.map((locale) => `'${locale}': ${texts[locale]}`).join(', ')} }`;
}

/** A constant that the compiler holds against a type of the SDK, in the syntax of the language. */
function constant({ isJavaScript }: NewSkill, name: string, type: string, doc: string, body: string): string {
  return isJavaScript
    ? `/**\n * ${doc}\n * @satisfies {import('@earshot/skills-sdk').${type}}\n */\nexport const ${name} = /** @type {const} */ (${body});\n`
    : `import type { ${type} } from '@earshot/skills-sdk';\n\n/** ${doc} */\nexport const ${name} = ${body} as const satisfies ${type};\n`;
}

const elicit = { 'en-US': "['Which tea would you like?']", 'zh-CN': "['您要哪种茶？']" };

/** What may be said: ways to ask, and teas. */
export function modelFile(skill: NewSkill): string {
  const samples = {
    'en-US': `[
          '[please] brew [me] [a cup of|some|{cups} (cup|cups) of] {tea} [please]',
          "(I'd like|I would like) [a cup of|some|{cups} (cup|cups) of] {tea} [please]",
          '[please] brew [me] [some] tea',
        ]`,
    'zh-CN': `[
          '[请][给我]泡[一点|{cups}杯]{tea}',
          '我(想要|要)[一点|{cups}杯]{tea}',
          '[请][给我]泡[点]茶',
        ]`,
  };
  const tea = (en: string, zh: string) => localised(skill, { 'en-US': en, 'zh-CN': zh });
  const samplesText = skill.locales.map((locale) => `        '${locale}': ${samples[locale]},`).join('\n');
  const names = Object.fromEntries(
    skill.locales.map((locale) => [locale, `[${quoted(skill.names[locale] ?? '')}]`]),
  ) as Record<Spoken, string>;
  const body = `{
  invocationNames: ${localised(skill, names)},
  intents: {
    Brew: {
      slots: {
        tea: { type: 'Tea', required: true, elicit: ${localised(skill, elicit)} },
        cups: { type: 'number', min: 1, max: 12 },
      },
      samples: {
${samplesText}
      },
    },
  },
  types: {
    Tea: {
      values: [
        { id: 'green', forms: ${tea("['green tea']", "['绿茶']")} },
        { id: 'black', forms: ${tea("['black tea', 'english breakfast']", "['红茶', '英式早餐茶']")} },
        { id: 'mint', forms: ${tea("['mint tea', 'peppermint tea']", "['薄荷茶']")} },
      ],
    },
  },
}`;
  const doc = 'What may be said to this skill. `[optional]`, `(one|or|other)`, `{slot}`.';
  return constant(skill, 'model', 'InteractionModel', doc, body);
}

/** Who is behind it, what it asks for and why, and what it sends back. */
export function manifestFile(skill: NewSkill): string {
  const { id, contact, locales, names } = skill;
  const host = id.split('.').slice(0, 2).reverse().join('.');
  const shown = Object.fromEntries(
    locales.map((locale) => [locale, quoted(titled(names[locale] ?? ''))]),
  ) as Record<Spoken, string>;
  const purpose = { 'en-US': "'To write your name on the cup.'", 'zh-CN': "'用来在杯子上写您的名字。'" };
  const body = `{
  id: ${quoted(id)},
  version: '1.0.0',
  name: ${localised(skill, shown)},
  developer: {
    operator: ${quoted(host)},
    contact: ${quoted(contact)},
    region: 'eu',
    privacyPolicyUrl: ${quoted(`https://${host}/privacy`)},
  },
  locales: [${locales.map(quoted).join(', ')}],
  endpoint: ${quoted(`https://${host}/earshot`)},
  fields: [
    {
      name: 'user.name',
      required: false,
      purpose: ${localised(skill, purpose)},
      retentionDays: 0,
    },
  ],
  returns: [{ name: 'speech' }, { name: 'listening' }, { name: 'elicit' }],
}`;
  const doc =
    'What people are shown before they enable this skill, and all that it may ever see and send back.';
  return constant(skill, 'manifest', 'ManifestInput', doc, body);
}

/** What the skill says, apart from its code: a file that a translator can be given. */
export function messagesFile({ locales }: NewSkill): string {
  const texts = {
    'en-US': {
      poured: '{cups} {cups|cup|cups} of {tea}.',
      pouredFor: '{cups} {cups|cup|cups} of {tea} for {name}.',
    },
    'zh-CN': { poured: '{cups}杯{tea}。', pouredFor: '{name}的{cups}杯{tea}。' },
  };
  const shown = Object.fromEntries(locales.map((locale) => [locale, texts[locale]]));
  return `${JSON.stringify(shown, undefined, 2)}\n`;
}
