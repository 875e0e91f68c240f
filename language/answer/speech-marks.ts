/** The marks that speech may carry: the part of SSML 1.1 that every voice here can follow, read strictly. */
import { parseXml, XmlElement, type XmlNode, XmlText } from '@rgrove/parse-xml';

/** How the words of one element are read out, one character or number at a time. */
export const sayAsKinds = [
  'characters',
  'spell-out',
  'digits',
  'cardinal',
  'number',
  'ordinal',
  'telephone',
] as const;
export type SayAs = (typeof sayAsKinds)[number];

/** A stretch of words that is said in one manner. */
export interface SpokenPart {
  /** May be empty where only the pause counts. */
  readonly text: string;
  readonly sayAs: SayAs | undefined;
  /** Of the voice's usual one, 50 to 200. */
  readonly ratePercent: number;
  /** Of the voice's usual one, 50 to 200. */
  readonly pitchPercent: number;
  /** Of the voice's usual one, 0 to 200. */
  readonly volumePercent: number;
  /** Silence behind it, milliseconds. */
  readonly pauseMs: number;
}

export interface MarkedSpeech {
  /** The words as a screen shows them. */
  readonly text: string;
  readonly parts: readonly SpokenPart[];
}

/** Marks that are no XML, or outside of what voices here can do. The message names element and attribute, never the words. */
export class SpeechMarksError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SpeechMarksError';
  }
}

/** Longest text with its marks, in characters. */
export const maxMarkedLength = 8_000;
const maxParts = 100;
const maxDepth = 8;
/** All silences of one answer together, milliseconds. */
const maxPausesMs = 10_000;

interface Manner {
  readonly ratePercent: number;
  readonly pitchPercent: number;
  readonly volumePercent: number;
}

type Measure = 'rate' | 'pitch' | 'volume';

const usual: Manner = { ratePercent: 100, pitchPercent: 100, volumePercent: 100 };
const words: Readonly<Record<Measure, Readonly<Record<string, number>>>> = {
  rate: { 'x-slow': 50, slow: 75, medium: 100, default: 100, fast: 125, 'x-fast': 160 },
  pitch: { 'x-low': 60, low: 80, medium: 100, default: 100, high: 125, 'x-high': 150 },
  volume: { silent: 0, 'x-soft': 35, soft: 65, medium: 100, default: 100, loud: 140, 'x-loud': 180 },
};
const emphases: Readonly<Record<string, Manner>> = {
  strong: { ratePercent: 80, pitchPercent: 115, volumePercent: 140 },
  moderate: { ratePercent: 90, pitchPercent: 108, volumePercent: 120 },
  reduced: { ratePercent: 110, pitchPercent: 97, volumePercent: 80 },
  none: usual,
};
const pauses: Readonly<Record<string, number>> = {
  none: 0,
  'x-weak': 100,
  weak: 200,
  medium: 400,
  strong: 700,
  'x-strong': 1200,
};

/** What a table says of a name that somebody else wrote. Each table inherits names of its own, such as `constructor`, that say nothing. */
const at = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

const clamp = (value: number, least: number, most: number): number =>
  Math.round(Math.min(most, Math.max(least, value)));

const combined = (outer: Manner, inner: Manner): Manner => ({
  ratePercent: clamp((outer.ratePercent * inner.ratePercent) / 100, 50, 200),
  pitchPercent: clamp((outer.pitchPercent * inner.pitchPercent) / 100, 50, 200),
  volumePercent: clamp((outer.volumePercent * inner.volumePercent) / 100, 0, 200),
});

const refused = (element: XmlElement, name: string, wanted: string): SpeechMarksError =>
  new SpeechMarksError(`<${element.name} ${name}> must be ${wanted}`);

/** `80%` of the rate, `+10%` of the pitch, `-6dB` of the volume, or a word for it. */
function measure(element: XmlElement, name: Measure): number {
  const value = element.attributes[name];
  if (value === undefined) return 100;
  const byWord = at(words[name], value);
  if (byWord !== undefined) return byWord;
  const known = Object.keys(words[name]).join(', ');
  if (name === 'volume') {
    const decibels = /^([+-]\d{1,2}(?:\.\d)?)dB$/.exec(value);
    if (decibels === null || Math.abs(Number(decibels[1])) > 40)
      throw refused(element, name, `${known}, or between -40dB and +40dB`);
    return clamp(100 * 10 ** (Number(decibels[1]) / 20), 0, 200);
  }
  const percent = (name === 'rate' ? /^(\d{2,3})%$/ : /^([+-]\d{1,2})%$/).exec(value);
  const number = Number(percent?.[1]) + (name === 'pitch' ? 100 : 0);
  if (percent === null || number < 50 || number > 200)
    throw refused(element, name, `${known}, or ${name === 'rate' ? '50% to 200%' : '-50% to +99%'}`);
  return number;
}

function pauseOf(element: XmlElement): number {
  const { time, strength } = element.attributes;
  if (element.children.length > 0) throw new SpeechMarksError('<break> holds nothing');
  if (time !== undefined) {
    const [, amount, unit] = /^(\d{1,5}(?:\.\d{1,3})?)(ms|s)$/.exec(time) ?? [];
    const milliseconds = Number(amount) * (unit === 's' ? 1000 : 1);
    if (amount === undefined || milliseconds > maxPausesMs)
      throw refused(element, 'time', 'like 500ms or 2s, at most 10s');
    return Math.round(milliseconds);
  }
  const pause = at(pauses, strength ?? 'medium');
  if (pause === undefined) throw refused(element, 'strength', Object.keys(pauses).join(', '));
  return pause;
}

/** What the text of a `say-as` has to be. */
const sayable: Readonly<Record<SayAs, readonly [RegExp, string]>> = {
  characters: [/^[\p{L}\p{N} .-]{1,60}$/u, 'letters and digits, at most 60'],
  'spell-out': [/^[\p{L}\p{N} .-]{1,60}$/u, 'letters and digits, at most 60'],
  digits: [/^[\d ]{1,60}$/, 'digits'],
  cardinal: [/^-?\d{1,15}(\.\d{1,9})?$/, 'a number'],
  number: [/^-?\d{1,15}(\.\d{1,9})?$/, 'a number'],
  ordinal: [/^\d{1,9}$/, 'a whole number'],
  telephone: [/^\+?[\d ()-]{3,30}$/, 'a telephone number'],
};

const attributesOf: Readonly<Record<string, readonly string[]>> = {
  speak: ['version', 'xmlns', 'xml:lang'],
  break: ['time', 'strength'],
  emphasis: ['level'],
  prosody: ['rate', 'pitch', 'volume'],
  'say-as': ['interpret-as'],
};

/** Whether an element of marked speech may have an attribute of this name. */
export const isAttribute = (element: string, name: string): boolean =>
  at(attributesOf, element)?.includes(name) === true;

const isSayAs = (value: string): value is SayAs => (sayAsKinds as readonly string[]).includes(value);

class Reading {
  readonly #parts: SpokenPart[] = [];
  #pausesMs = 0;

  get parts(): readonly SpokenPart[] {
    return this.#parts;
  }

  children(element: XmlElement, manner: Manner, depth: number): void {
    if (depth > maxDepth) throw new SpeechMarksError(`the marks are nested more than ${maxDepth} deep`);
    for (const node of element.children) this.#node(node, manner, depth);
  }

  #node(node: XmlNode, manner: Manner, depth: number): void {
    if (node instanceof XmlText) this.#say(node.text, manner, undefined);
    else if (node instanceof XmlElement) this.#element(node, manner, depth);
    // Comments are for whoever reads the source. Whatever else there is has no words.
    else if (node.type !== 'comment') throw new SpeechMarksError(`a ${node.type} is not spoken`);
  }

  #element(element: XmlElement, manner: Manner, depth: number): void {
    checkAttributes(element);
    switch (element.name) {
      case 'break':
        this.#pause(pauseOf(element));
        break;
      case 'emphasis': {
        const level = at(emphases, element.attributes['level'] ?? 'moderate');
        if (level === undefined) throw refused(element, 'level', Object.keys(emphases).join(', '));
        this.children(element, combined(manner, level), depth + 1);
        break;
      }
      case 'prosody': {
        const inner = {
          ratePercent: measure(element, 'rate'),
          pitchPercent: measure(element, 'pitch'),
          volumePercent: measure(element, 'volume'),
        };
        this.children(element, combined(manner, inner), depth + 1);
        break;
      }
      case 'say-as': {
        const kind = element.attributes['interpret-as'] ?? '';
        if (!isSayAs(kind)) throw refused(element, 'interpret-as', sayAsKinds.join(', '));
        if (!element.children.every((child) => child instanceof XmlText))
          throw new SpeechMarksError('<say-as> holds nothing but text');
        const said = element.text.trim();
        const [form, wanted] = sayable[kind];
        if (!form.test(said))
          throw new SpeechMarksError(`<say-as interpret-as="${kind}"> must hold ${wanted}`);
        this.#say(said, manner, kind);
        break;
      }
      default:
        throw new SpeechMarksError(
          `<${element.name}> is not spoken here; there are break, emphasis, prosody and say-as`,
        );
    }
  }

  #say(text: string, manner: Manner, sayAs: SayAs | undefined): void {
    if (text === '') return;
    if (this.#parts.length >= maxParts) throw new SpeechMarksError(`more than ${maxParts} pieces of speech`);
    this.#parts.push({ text: text.replaceAll(/\s+/g, ' '), sayAs, ...manner, pauseMs: 0 });
  }

  #pause(milliseconds: number): void {
    this.#pausesMs += milliseconds;
    if (this.#pausesMs > maxPausesMs)
      throw new SpeechMarksError('the pauses of one answer are longer than 10 s together');
    const last = this.#parts.pop() ?? { text: '', sayAs: undefined, ...usual, pauseMs: 0 };
    this.#parts.push({ ...last, pauseMs: last.pauseMs + milliseconds });
  }
}

function checkAttributes(element: XmlElement): void {
  const known = at(attributesOf, element.name);
  if (known === undefined) return;
  for (const name of Object.keys(element.attributes)) {
    if (!known.includes(name))
      throw new SpeechMarksError(`<${element.name}> has no ${name}; it may have ${known.join(', ')}`);
  }
}

/**
 * Reads `<speak>…</speak>` strictly: an element or attribute beyond the subset is an error, as is what is no XML, because a person
 * would hear something else than was meant.
 * @throws SpeechMarksError
 */
export function readSpeechMarks(source: string): MarkedSpeech {
  if (source.length > maxMarkedLength)
    throw new SpeechMarksError(`speech with its marks is longer than ${maxMarkedLength} characters`);
  if (/<!(?!--)|<\?/.test(source)) throw new SpeechMarksError('declarations and instructions are not read');
  const { root } = parsed(source);
  if (root === null || root.name !== 'speak')
    throw new SpeechMarksError('marked speech is one <speak> element');
  checkAttributes(root);
  const reading = new Reading();
  reading.children(root, usual, 1);
  const text = reading.parts
    .map(({ text, pauseMs }) => (pauseMs > 0 ? `${text} ` : text))
    .join('')
    .replaceAll(/\s+/g, ' ')
    // A pause stands between words; in front of a mark it is no gap.
    .replaceAll(/ (?=[,.;:!?，。；：！？、])/g, '')
    .replaceAll(/(?<=[\p{Script=Han}，。；：！？、]) (?=\p{Script=Han})/gu, '')
    .trim();
  if (text === '') throw new SpeechMarksError('marked speech has no words');
  return { text, parts: reading.parts };
}

function parsed(source: string): ReturnType<typeof parseXml> {
  try {
    return parseXml(source);
  } catch (error) {
    // The parser's message quotes what it read.
    const { line, column } = error as { readonly line?: number; readonly column?: number };
    throw new SpeechMarksError(
      `the marks are not well-formed XML (line ${line ?? 1}, column ${column ?? 1})`,
    );
  }
}

/** What stands for itself in marked speech. */
export const escapeMarks = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** What stands between `<speak>` and `</speak>`. */
export const insideSpeak = (source: string): string =>
  source.replace(/^\s*<speak(\s[^>]*)?>/, '').replace(/<\/speak\s*>\s*$/, '');
