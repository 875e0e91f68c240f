/** Short forms that end in a full stop without ending a sentence. */
import { type Rule, rule } from './rule.ts';

/** In front of a name. */
const titles: Readonly<Record<string, string>> = {
  Dr: 'Doctor',
  Mr: 'Mister',
  Mrs: 'Missus',
  Ms: 'Miss',
  Prof: 'Professor',
  Rev: 'Reverend',
  Gen: 'General',
  Sen: 'Senator',
  Rep: 'Representative',
  Gov: 'Governor',
  Capt: 'Captain',
  Lt: 'Lieutenant',
  Sgt: 'Sergeant',
  Col: 'Colonel',
  Hon: 'Honorable',
  Mt: 'Mount',
  Ft: 'Fort',
};

/** Behind a name; only with their full stop, or what follows would be guessed. */
const endings: Readonly<Record<string, string>> = {
  Jr: 'Junior',
  Sr: 'Senior',
  Inc: 'Incorporated',
  Ltd: 'Limited',
  Co: 'Company',
  Corp: 'Corporation',
  Ave: 'Avenue',
  Rd: 'Road',
  Blvd: 'Boulevard',
  Ln: 'Lane',
  Hwy: 'Highway',
  Sq: 'Square',
  Dept: 'Department',
  Apt: 'Apartment',
  Bldg: 'Building',
  Univ: 'University',
  Assn: 'Association',
};

const inside: Readonly<Record<string, string>> = {
  vs: 'versus',
  approx: 'approximately',
  est: 'estimated',
  incl: 'including',
  excl: 'excluding',
  tel: 'telephone',
  temp: 'temperature',
  max: 'maximum',
  min: 'minimum',
  dept: 'department',
  apt: 'apartment',
  misc: 'miscellaneous',
  ext: 'extension',
};

/** The full stop of a short form is the sentence's own where the text ends or a capital follows. */
const stop = String.raw`(?:(\.)(?=\s*$|\s+\p{Lu})|\.)`;
const anyOf = (names: Readonly<Record<string, string>>) => Object.keys(names).join('|');

export const abbreviations: readonly Rule[] = [
  rule(new RegExp(String.raw`(${anyOf(titles)})\.(?=\s?(?:\p{Lu}|and\s))`), ([, name = '']) => titles[name]),
  rule(/(Dr|Mr|Mrs|Ms)(?=\s\p{Lu})/u, ([, name = '']) => titles[name]),
  rule(/St\.(?=\s\p{Lu}\p{Ll}+)/u, () => 'Saint'),
  rule(new RegExp(String.raw`St${stop}`), ([, end = '']) => `Street${end}`),
  rule(
    new RegExp(String.raw`(${anyOf(endings)})${stop}`),
    ([, name = '', end = '']) => `${endings[name] ?? name}${end}`,
  ),
  rule(/(?:No|Nos|no)\.\s?(?=\d)/u, () => 'number'),
  rule(/(?:p|pp)\.\s?(?=\d)/u, () => 'page'),
  rule(/e\.\s?g\.,?/iu, () => 'for example,'),
  rule(/i\.\s?e\.,?/iu, () => 'that is,'),
  rule(new RegExp(String.raw`etc${stop}`), ([, end = '']) => `et cetera${end}`),
  rule(
    new RegExp(String.raw`(${anyOf(inside)})\.(?=\s)`, 'i'),
    ([, name = '']) => inside[name.toLowerCase()],
  ),
  rule(/w\/o(?=\s)/u, () => 'without'),
  rule(/w\/(?=\s?\p{L})/u, () => 'with'),
  // U.S., P.O.: letters with full stops between. Only what can hardly be a name begins a sentence behind them.
  rule(
    /((?:\p{Lu}\.\s?)+\p{Lu})(?:(\.)(?=\s*$|\s+(?:The|A|An|He|She|It|We|They|You|I|This|That|There|In|On|At|But|And|So|If|When)\s)|\.)/u,
    ([, letters = '', end = '']) => letters.replace(/\.\s?/g, ' ') + end,
  ),
  // An initial: "J. Smith".
  rule(/(\p{Lu})\.(?=\s\p{Lu}\p{Ll})/u, ([, letter = '']) => (letter === 'I' ? undefined : letter)),
];
