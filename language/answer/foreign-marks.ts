/** Marks of other assistants' skills: what voices here can follow is kept, and of everything else its words. */
import { parseXml, XmlElement, type XmlNode, XmlText } from '@rgrove/parse-xml';
import { escapeMarks, isAttribute, readSpeechMarks } from './speech-marks.ts';

/** As an answer carries it: words, or words with their marks. */
export type ForeignSpeech = { readonly text: string } | { readonly ssml: string };

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Words alone, of whatever stands there; what is no XML is read as people meant it. No pattern reads on over the next `<`, so that the time
 * grows with the length, whoever wrote it.
 */
function wordsOf(source: string): string {
  return source
    .replaceAll(
      /<sub\s([^<>]*)>[^<]*<\/sub>/g,
      (whole, attributes: string) => /\balias="([^"]*)"/.exec(attributes)?.[1] ?? whole,
    )
    .replaceAll(/<(?:break|audio)[^<>]*>|<\/(?:p|s|audio)>/g, ' ')
    .replaceAll(/<[^<>]*>/g, '')
    .replaceAll(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => entities[name] ?? '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function isFollowed(marked: string): boolean {
  try {
    readSpeechMarks(`<speak>${marked}</speak>`);
    return true;
  } catch {
    return false;
  }
}

const attribute = (key: string, value: string): string =>
  ` ${key}="${escapeMarks(value).replaceAll('"', '&quot;')}"`;

/** The mark with those of its attributes that are followed, around what is inside; else what is inside. */
function followed({ name, attributes }: XmlElement, inside: string, tried: string): string {
  const shown = Object.entries(attributes)
    .filter(([key]) => isAttribute(name, key))
    .map(([key, value]) => attribute(key, value))
    .filter((attribute) => isFollowed(`<${name}${attribute}>${tried}</${name}>`))
    .join('');
  const isKnown = name === 'emphasis' ? Object.keys(attributes).length === 0 || shown !== '' : shown !== '';
  return isKnown ? `<${name}${shown}>${inside}</${name}>` : inside;
}

function kept(node: XmlNode): string {
  if (node instanceof XmlText) return escapeMarks(node.text);
  if (!(node instanceof XmlElement)) return '';
  const inside = () => node.children.map(kept).join('');
  switch (node.name) {
    case 'break': {
      const { time, strength } = node.attributes;
      const length =
        time === undefined ? attribute('strength', strength ?? 'medium') : attribute('time', time);
      const mark = `<break${length}/>`;
      return isFollowed(`a${mark}`) ? mark : ' ';
    }
    case 'audio':
      return ' ';
    case 'sub':
      return escapeMarks(node.attributes['alias'] ?? node.text);
    case 'say-as':
      return followed(node, escapeMarks(node.text), escapeMarks(node.text));
    case 'emphasis':
    case 'prosody':
      return followed(node, inside(), 'a');
    case 'p':
    case 's':
      return `${inside()} `;
    default:
      return inside();
  }
}

/**
 * Reads `<speak>…</speak>` of a skill that was written for another assistant. Pauses, emphasis, prosody and say-as stay where voices here
 * follow them; substitutes are said, sounds are left out, and of every other mark the words stay: such a skill knows no way of hearing that
 * a mark of its own is not followed, and its words are whole without it.
 */
export function readForeignMarks(source: string): ForeignSpeech {
  const marked = keptOf(source);
  return marked !== undefined && /<(?:break|emphasis|prosody|say-as)\b/.test(marked) && isFollowed(marked)
    ? { ssml: `<speak>${marked}</speak>` }
    : { text: wordsOf(source) };
}

function keptOf(source: string): string | undefined {
  if (/<!(?!--)|<\?/.test(source)) return undefined;
  try {
    const { root } = parseXml(source);
    return root?.name === 'speak'
      ? root.children.map(kept).join('').replaceAll(/\s+/g, ' ').trim()
      : undefined;
  } catch {
    return undefined;
  }
}
