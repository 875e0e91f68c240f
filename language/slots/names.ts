/** Slots whose values are names: rooms, devices, people, free text. */
import type { Locale } from '../model/types.ts';
import type { Token } from '../text/tokenise.ts';
import * as english from './clock-en.ts';
import * as chinese from './clock-zh.ts';
import { days as daysEn } from './dates-en.ts';
import { days as daysZh } from './dates-zh.ts';
import { namesFor, roomPrefix, spokenNames } from './entities.ts';
import { personAt } from './people.ts';
import type { EntityName, SlotContext, SlotMatch, SlotParser } from './types.ts';
import { sortMatches } from './types.ts';

/** Values that are names: of rooms and devices (given at run time), of people, and free text. */

const articles = /^(?:the|my|our)$/;

const entityParser =
  (type: EntityName['slotType']): SlotParser =>
  (tokens, start, context) => {
    const found: SlotMatch[] = [];
    const isEnglish = context.locale === 'en-US';
    const hasArticle = isEnglish && articles.test(tokens[start]?.text ?? '');
    const endOf = (words: readonly string[], at: number) =>
      words.every((word, index) => tokens[at + index]?.key === word) ? at + words.length : undefined;
    for (const entity of namesFor(type, context)) {
      for (const { words, isOwn } of spokenNames(entity, context.locale)) {
        // A name may begin with an article itself ("The Den"), or be said with one.
        const add = (end: number | undefined, isVariant: boolean) => {
          if (end === undefined) return;
          const { entityId } = entity;
          found.push({ end, value: entityId, valueId: entityId, ...(isVariant ? { isVariant } : {}) });
        };
        add(endOf(words, start), !isOwn);
        if (hasArticle) add(endOf(words, start + 1), !isOwn);
        if (!isEnglish && type === 'device-name') add(endWithLink(words, tokens, start, context), true);
      }
    }
    // Another number of one name gives way to what is called just so; an article may be part of a name or before one.
    const isOwnAt = new Set(found.filter(({ isVariant }) => isVariant !== true).map(({ end }) => end));
    const kept = found.filter(({ end, isVariant }) => isVariant !== true || !isOwnAt.has(end));
    return sortMatches(kept).map((match) => {
      const valueIds = kept.filter(({ end }) => end === match.end).map(({ valueId }) => valueId!);
      return valueIds.length === 1 ? match : { ...match, valueIds: [...new Set(valueIds)] };
    });
  };

/** 卧室的灯 where the device is called 卧室灯. */
function endWithLink(
  words: readonly string[],
  tokens: readonly Token[],
  start: number,
  context: SlotContext,
): number | undefined {
  const room = tokens.slice(start, start + words.length + 1).some(({ key }) => key === '的')
    ? roomPrefix(words, context)
    : undefined;
  if (room === undefined || tokens[start + room]?.key !== '的') return undefined;
  const said = [...words.slice(0, room), '的', ...words.slice(room)];
  return said.every((word, index) => tokens[start + index]?.key === word) ? start + said.length : undefined;
}

export const deviceName = entityParser('device-name');
export const roomName = entityParser('room-name');

/** Any words at all, up to `maxTextTokens`; the template decides where they end. */
const maxTextTokens = 40;

const join = (tokens: readonly { text: string }[], from: number, to: number): string =>
  tokens.slice(from, to).reduce((text, { text: next }) => {
    const isGlued = text === '' || (/\p{Script=Han}$/u.test(text) && /^\p{Script=Han}/u.test(next));
    return isGlued ? text + next : `${text} ${next}`;
  }, '');

export const freeText: SlotParser = (tokens, start) => {
  const found: SlotMatch[] = [];
  for (let end = Math.min(tokens.length, start + maxTextTokens); end > start; end -= 1) {
    found.push({ end, value: join(tokens, start, end), isWeak: true });
  }
  return found;
};

const notNames = new Set(
  'not no never every each daily the a an to for of in on at and or that please my your his her is are was will would can could should me you him us them it what when where who why how with from'.split(
    ' ',
  ),
);
const notNameCharacters = new Set([...'的了吗呢吧啊我你他她它们把给在是有和跟说发打一别不没勿']);
/** Inside a name these are syllables like others: 王一博, 李在明. */
const innerNameCharacters = new Set([...'一有在和是']);
const possessives = new Set(['my', 'our']);
/** 我妈妈, 我们老板: what follows 我 has to be a person, as 叫我起床 calls nobody 起床. */
const kin = /^[爸妈爷奶哥姐弟妹叔姨舅姑伯婶老儿女媳丈岳孙侄朋同]$/;

/** Where the name itself begins: after "my" or 我. */
function nameStart(tokens: readonly { text: string }[], start: number, isChinese: boolean): number {
  const first = tokens[start]?.text ?? '';
  if (!isChinese) return possessives.has(first) ? start + 1 : start;
  if (first !== '我') return start;
  const at = start + (tokens[start + 1]?.text === '们' ? 2 : 1);
  return kin.test(tokens[at]?.text ?? '') ? at : start;
}

const timeStarts = new WeakMap<readonly Token[], Map<number, boolean>>();

/** Whether a day, a part of the day or an hour begins at `at`, as it never does inside a name. */
function beginsTime(tokens: readonly Token[], at: number, locale: Locale): boolean {
  let known = timeStarts.get(tokens);
  if (!known) {
    known = new Map();
    timeStarts.set(tokens, known);
  }
  let isTime = known.get(at);
  if (isTime === undefined) {
    isTime =
      locale === 'zh-CN'
        ? chinese.partAt(tokens, at) !== undefined ||
          (/^[今明后昨]$/.test(tokens[at]?.text ?? '') &&
            /^[天晚早晨日]$/.test(tokens[at + 1]?.text ?? '')) ||
          tokens[at]?.text === '每' ||
          daysZh(tokens, at, 0).length > 0 ||
          chinese.clockTimes(tokens, at).length > 0
        : daysEn(tokens, at, 0).length > 0 || english.clockTimes(tokens, at).length > 0;
    known.set(at, isTime);
  }
  return isTime;
}

const timeNames = new Set(
  'today tonight tomorrow yesterday monday tuesday wednesday thursday friday saturday sunday morning afternoon evening night noon midday midnight'.split(
    ' ',
  ),
);

/** Where the day, the part of a day or the hour that stands at `at` ends; `at` itself when none does. */
const timeEndZh = (tokens: readonly Token[], at: number): number =>
  Math.max(
    at,
    chinese.partAt(tokens, at)?.end ?? 0,
    ...daysZh(tokens, at, 0).map(({ end }) => end),
    ...chinese.clockTimes(tokens, at).map(({ end }) => end),
    /^[今明后昨][天晚早晨日]$/.test(`${tokens[at]?.text}${tokens[at + 1]?.text}`) ? at + 2 : 0,
  );

export const personName: SlotParser = (tokens, start, { locale }) => {
  const found: SlotMatch[] = [];
  const isChinese = locale === 'zh-CN';
  const from = nameStart(tokens, start, isChinese);
  // 叫奶奶起床 calls nobody 奶奶起: whom everybody calls so is called no more.
  const kinEnd = personAt(tokens, from, locale);
  const longest = kinEnd ?? from + (isChinese ? 4 : 3);
  for (let end = from + 1; end <= Math.min(longest, tokens.length); end += 1) {
    const text = tokens[end - 1]!.text;
    const isWord = isChinese ? /^[\p{Script=Han}a-z]+$/u.test(text) : /^[\p{L}'-]+$/u.test(text);
    if (!isWord) break;
    if (isChinese && end - from === 2 && innerNameCharacters.has(text)) continue;
    if ((isChinese ? notNameCharacters : notNames).has(text)) break;
    // 晚上 and "tonight" are nobody's name; 周一鸣 is one, though 周一 is not.
    if (isChinese ? timeEndZh(tokens, from) >= end : timeNames.has(text)) continue;
    // 爷爷今晚 calls nobody 爷爷今: a time begins there.
    if (end - 1 > from && beginsTime(tokens, end - 1, locale)) break;
    found.push({ end, value: join(tokens, from, end), isWeak: true });
  }
  return found.reverse();
};
