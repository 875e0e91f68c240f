/**
 * Compiles only while the SDK's types refuse what they must refuse: each `@ts-expect-error` is an assertion.
 * `types.test.ts` runs the compiler over it.
 */
import { card, createMessages, defineSkill, timer } from '@earshot/skills-sdk';
import { manifest, model } from './sample.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_same: Equal<A, B>): void => undefined;

const onDelete = () => undefined;
const Stop = () => stop;
declare const stop: import('@earshot/skills-sdk').SkillResult;

defineSkill({
  manifest,
  model,
  onDelete,
  attributes: { version: 1, initial: () => ({ cups: 0 }) },
  intents: {
    Brew: (turn) => {
      const { slots } = turn;
      // A required slot of a bounded type is always there, with the ids of the enumeration as its values.
      same<typeof slots.tea.value, 'green' | 'black'>(true);
      same<typeof slots.tea.id, 'green' | 'black'>(true);
      same<typeof slots.tea.matched, true>(true);
      // @ts-expect-error a value that the enumeration does not have
      if (slots.tea.value === 'oolong') return turn.tell('never');
      // @ts-expect-error an optional slot may be missing
      slots.cups.value;
      if (slots.cups?.matched) same<typeof slots.cups.value, number>(true);
      if (slots.cups && !slots.cups.matched) same<typeof slots.cups.value, null>(true);
      if (slots.warmth?.matched) same<typeof slots.warmth.value.unit, 'C' | 'F' | null>(true);
      if (slots.place?.matched) same<typeof slots.place.id, string>(true);
      // @ts-expect-error required, but it leaves only with a grant
      slots.note.value;
      // @ts-expect-error a misspelt slot
      slots.teas;
      same<typeof turn.session.attributes.cups, number>(true);
      // @ts-expect-error an attribute that the shape does not have
      turn.session.attributes.sugar;
      turn.granted('user.name');
      // @ts-expect-error a field that the manifest does not declare
      turn.granted('user.contact.phone');
      // @ts-expect-error declared, but sent and not pulled
      void turn.pull('slots.note');
      void turn.pull('user.name');
      turn.spoken('tea');
      // @ts-expect-error a slot of no intent
      turn.spoken('coffee');
      // @ts-expect-error a slot of no intent
      turn.elicit('coffee');
      // @ts-expect-error a locale of the manifest is missing
      turn.tell({ 'en-US': 'Only in English.' });
      // @ts-expect-error a locale that nobody knows
      turn.tell({ 'en-US': 'a', 'zh-CN': 'b', 'fr-FR': 'c' });
      turn.tell('Made for this locale.', { directives: [card('a', 'b')] });
      // @ts-expect-error a directive that the manifest's returns do not list
      turn.tell('Set.', { directives: [timer('a', 1)] });
      return turn.tell({ 'en-US': 'Brewing.', 'zh-CN': '好的。' });
    },
    Stop: ({ slots, tell, intent }) => {
      same<typeof intent, 'Stop'>(true);
      // @ts-expect-error an intent without slots
      slots.tea;
      return tell('Stopped.');
    },
  },
});

defineSkill({
  manifest,
  model,
  onDelete,
  // @ts-expect-error the handler of `Brew` is missing
  intents: { Stop },
});

defineSkill({
  manifest,
  model,
  onDelete,
  intents: {
    Stop,
    Brew: Stop,
    // @ts-expect-error an intent that the model does not have
    Boil: Stop,
  },
});

// @ts-expect-error the manifest keeps a field for three days, so the skill must say how it forgets
defineSkill({ manifest, model, intents: { Stop, Brew: Stop } });

// A manifest that keeps nothing needs no `onDelete`.
const forgetful = { ...manifest, fields: [], returns: [{ name: 'speech' }] } as const;
defineSkill({ manifest: forgetful, model, intents: { Stop, Brew: Stop } });

// @ts-expect-error attributes of a conversation are kept, if not by the skill itself
defineSkill({
  manifest: { ...forgetful, returns: [{ name: 'attributes' }] },
  model,
  intents: { Stop, Brew: Stop },
});

defineSkill({
  // @ts-expect-error a slot may not ask for a field without saying why
  manifest: { ...manifest, fields: [{ name: 'user.name', required: false, retentionDays: 0 }] },
  model,
  onDelete,
  intents: { Stop, Brew: Stop },
});

// What `returns` do not list cannot be answered with.
const brief = { ...manifest, fields: [], returns: [{ name: 'speech' }] } as const;
defineSkill({
  manifest: brief,
  model,
  // @ts-expect-error attributes travel back, and nobody lists them
  attributes: { version: 1, initial: () => ({ cups: 0 }) },
  intents: {
    Stop: (turn) => {
      turn.progress('One moment.');
      // @ts-expect-error listening is not listed
      turn.ask('Which?');
      // @ts-expect-error neither listening nor confirm is listed
      turn.confirm('Sure?');
      // @ts-expect-error no reprompt is listed
      turn.tell('Stopped.', { reprompt: 'Still there?' });
      // @ts-expect-error no feedback is listed
      turn.tell('Stopped.', { feedback: { code: 'OK', effective: true } });
      // @ts-expect-error no card is listed
      turn.tell('Stopped.', { directives: [card('a', 'b')] });
      return turn.tell('Stopped.', { endSession: true });
    },
    Brew: (turn) => {
      // @ts-expect-error elicit is not listed
      turn.elicit('tea');
      return turn.tell('Brewing.');
    },
  },
});
const mute = { ...brief, returns: [{ name: 'card' }] } as const;
defineSkill({
  manifest: mute,
  model,
  intents: {
    // @ts-expect-error speech is not listed
    Stop: ({ tell }) => tell('Stopped.'),
    Brew: ({ silent }) => silent({ directives: [card('a', 'b')] }),
  },
});

// A message that one of the languages lacks.
const messages = createMessages({
  'en-US': { both: 'Both.', english: 'English alone.' },
  'zh-CN': { both: '都有。' },
});
messages('both', { cups: 2 });
// @ts-expect-error only in English
messages('english');
