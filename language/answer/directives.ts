/** Directives of a skill's answer, read strictly: known kinds, known fields, bounded values. */
import type { Directive, DisplayItem } from '../../proto/gen/earshot/turn/v1/turn.ts';
import { readEndpoint } from '../address/endpoint.ts';
import type { ReturnName } from '../manifest/types.ts';
import { cameraPath, isCameraTool, isToolName, readArguments, toolsPath } from './device-tools.ts';
import { AnswerRefused } from './refused.ts';
import { plainText } from './text.ts';

export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const bad = (): AnswerRefused => new AnswerRefused();

function token(value: unknown, pattern: RegExp): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string' || !pattern.test(value)) throw bad();
  return value;
}

function whole(value: unknown, max: number): number {
  if (value === undefined || value === null) return 0;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > max) throw bad();
  return value;
}

function httpsUrl(value: unknown): string {
  if (typeof value !== 'string' || value.length > 2000 || !URL.canParse(value)) throw bad();
  // A speaker fetches it from within somebody's home: it must not be sent knocking at what else is there.
  if (readEndpoint(value, 'public') === undefined) throw bad();
  return new URL(value).href;
}

function lines(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.length > 40) throw bad();
  return value.map((line) => plainText(line, 300));
}

/** A picture is fetched by whoever shows it, as a stream is; it is no other address than that may be. */
const imageUrl = (value: unknown): string =>
  value === undefined || value === null || value === '' ? '' : httpsUrl(value);

const maxItems = 20;

/** What a touch says is the platform's to fill in: whatever stands there is not looked at. */
function displayItems(value: unknown): DisplayItem[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.length > maxItems) throw bad();
  return value.map((item) => {
    if (!isRecord(item)) throw bad();
    const title = plainText(item['title'], 100);
    if (title === '') throw bad();
    return {
      title,
      text: plainText(item['text'], 300),
      imageUrl: imageUrl(item['imageUrl']),
      valueId: token(item['valueId'], id),
      say: '',
      intent: token(item['intent'], id),
    };
  });
}

const id = /^[\w:.-]{0,64}$/;
const properties =
  /^(power|brightness|temperature|volume|colour|position|fan-speed|channel|playback|genre|scene|drive|turn|notify|microphone|wake_word)$/;
const propertyValue = /^((on|off)(:\d{1,5})?|up|down|[+-]?\d{1,6}(\.\d{1,3})?|[a-z][a-z0-9-]{2,19})$/;
const maxTimerS = 7 * 86_400;

interface Kind {
  readonly returnName: ReturnName;
  read(content: JsonRecord): NonNullable<Directive['directive']>;
}

/** Each directive by its key in JSON, with the return it needs. */
const kinds: Readonly<Record<string, Kind>> = {
  card: {
    returnName: 'card',
    read: ({ title, text }) => ({
      $case: 'card',
      value: { title: plainText(title, 200), text: plainText(text, 4000) },
    }),
  },
  audio: {
    returnName: 'audio',
    read: ({ url, title }) => ({
      $case: 'audio',
      value: { url: httpsUrl(url), title: plainText(title, 200) },
    }),
  },
  display: {
    returnName: 'display',
    read: (content) => ({
      $case: 'display',
      value: {
        title: plainText(content['title'], 200),
        lines: lines(content['lines']),
        imageUrl: imageUrl(content['imageUrl']),
        items: displayItems(content['items']),
      },
    }),
  },
  deviceControl: {
    returnName: 'device-control',
    read: (content) => {
      const property = token(content['property'], properties);
      const value = token(content['value'], propertyValue);
      if (property === '' || value === '') throw bad();
      return { $case: 'deviceControl', value: { targetId: token(content['targetId'], id), property, value } };
    },
  },
  deviceTool: {
    returnName: 'device-tool',
    read: (content) => {
      const { tool } = content;
      const given = readArguments(content['arguments']);
      if (typeof tool !== 'string' || !isToolName(tool) || given === undefined) throw bad();
      return { $case: 'deviceTool', value: { tool, arguments: given } };
    },
  },
  timer: {
    returnName: 'timer',
    read: (content) => ({
      $case: 'timer',
      value: {
        timerId: token(content['timerId'], id),
        durationS: whole(content['durationS'], maxTimerS),
        isCancel: content['isCancel'] === true,
      },
    }),
  },
};

const maxDirectives = 8;

/** Under what a tool may be used: a field that this skill was given. */
const fieldOf = (directive: NonNullable<Directive['directive']>): string | undefined =>
  directive.$case !== 'deviceTool' ? undefined : isCameraTool(directive.value.tool) ? cameraPath : toolsPath;

/**
 * The directives that the manifest lists, and whose field the skill was given. Others, and kinds that nobody knows, are dropped and counted.
 * @throws AnswerRefused for a listed one that is malformed.
 */
export function readDirectives(
  value: unknown,
  isListed: (name: ReturnName) => boolean,
  isGiven: (path: string) => boolean,
  dropped: (name: string) => void,
): Directive[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.length > maxDirectives) throw bad();
  const directives: Directive[] = [];
  for (const entry of value) {
    if (!isRecord(entry)) throw bad();
    const keys = Object.keys(entry).filter((key) => entry[key] !== null && entry[key] !== undefined);
    const [key] = keys;
    const kind = key !== undefined && Object.hasOwn(kinds, key) ? kinds[key] : undefined;
    if (key === undefined || kind === undefined) dropped('other');
    else if (!isListed(kind.returnName)) dropped(kind.returnName);
    else {
      const content = entry[key];
      if (keys.length !== 1 || !isRecord(content)) throw bad();
      const directive = kind.read(content);
      const field = fieldOf(directive);
      if (field === undefined || isGiven(field)) directives.push({ directive });
      else dropped(kind.returnName);
    }
  }
  return directives;
}
