/** Everything that Earshot says in its own name while understanding. */
import type { Locale } from '../model/types.ts';

/** Everything that Earshot says in its own name while understanding. Short, kind, and never a word of the user's. */
const speech = {
  'en-US': {
    notUnderstood: ["Sorry, I didn't get that.", "Sorry, I can't help with that yet."],
    notHeard: ["Sorry, I didn't hear you."],
    which: 'Do you mean {options}?',
    or: ' or ',
    yesOrNo: 'Please say yes or no.',
    missing: 'Could you tell me the {slot}?',
    cancelled: ['All right.', 'Okay, never mind.'],
    givenUp: "Let's leave it for now.",
    opened: 'What would you like?',
    corrected: 'What should I change?',
    help: 'With {name} you can say {examples}.',
    example: '“{example}”',
    skills: 'You can use {names}. Ask what one of them can do.',
    comma: ', ',
    orSay: ' or ',
    whichRoom: 'Which {name}: {options}?',
    notInRoom: 'There is no {name} in the {room}.',
    between: 'It can be from {min} to {max}.',
    atMost: 'It can be at most {max}.',
    atLeast: 'It has to be at least {min}.',
  },
  'zh-CN': {
    notUnderstood: ['对不起，我没听懂。', '不好意思，这个我还不会。'],
    notHeard: ['不好意思，我没听清。'],
    which: '您是指{options}？',
    or: '，还是',
    yesOrNo: '请说“是”或者“不是”。',
    missing: '请告诉我{slot}。',
    cancelled: ['好的。', '好的，不弄了。'],
    givenUp: '那我们先不弄了。',
    opened: '请问您需要什么？',
    corrected: '您想改成什么？',
    help: '在{name}里，您可以说{examples}。',
    example: '“{example}”',
    skills: '您可以用{names}。问问其中哪个能做什么。',
    comma: '、',
    orSay: '或者',
    whichRoom: '哪里的{name}：{options}？',
    notInRoom: '{room}里没有{name}。',
    between: '可以是{min}到{max}。',
    atMost: '最多{max}。',
    atLeast: '最少{min}。',
  },
} as const satisfies Record<Locale, Record<string, string | readonly string[]>>;

export type SystemPhrase = keyof (typeof speech)['en-US'];

/** `turn` chooses between forms, so that the same words are not said over and over. */
export function systemSpeech(phrase: SystemPhrase, locale: Locale, turn = 0): string {
  const text = speech[locale][phrase];
  return typeof text === 'string' ? text : text[turn % text.length]!;
}
