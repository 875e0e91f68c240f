import type { Locale } from '../model/types.ts';
import { type Token, tokenise } from '../text/tokenise.ts';
import * as english from './clock-en.ts';
import * as chinese from './clock-zh.ts';
import { days as daysEn } from './dates-en.ts';
import { days as daysZh } from './dates-zh.ts';
import type { EntityName, SlotContext, SlotMatch, SlotParser } from './types.ts';
import { sortMatches } from './types.ts';

/** Values that are names: of rooms and devices (given at run time), of people, and free text. */

/**
 * Rooms and devices that everybody names alike. They serve where a household has given no names of that
 * kind; their ids are these words, so that a skill can tell them from the household's own ids.
 */
const common: readonly (readonly [
  type: EntityName['slotType'],
  id: string,
  english: string,
  chinese: string,
])[] = [
  ['room-name', 'living-room', 'living room|lounge|sitting room', '客厅|起居室'],
  ['room-name', 'bedroom', 'bedroom', '卧室|房间里|睡房'],
  ['room-name', 'main-bedroom', 'main bedroom|master bedroom', '主卧|主卧室'],
  ['room-name', 'guest-room', 'guest room|guest bedroom|spare room', '客房|次卧'],
  ['room-name', 'study', 'study|office|home office', '书房|办公室'],
  ['room-name', 'kitchen', 'kitchen', '厨房'],
  ['room-name', 'bathroom', 'bathroom|washroom|restroom', '浴室|卫生间|洗手间|厕所'],
  ['room-name', 'dining-room', 'dining room', '餐厅|饭厅'],
  ['room-name', 'balcony', 'balcony', '阳台'],
  ['room-name', 'hallway', 'hallway|hall|corridor|entrance', '走廊|玄关|门厅'],
  ['room-name', 'childrens-room', "children's room|kids room|nursery", '儿童房'],
  ['room-name', 'garage', 'garage', '车库'],
  ['room-name', 'garden', 'garden|yard', '花园|院子'],
  ['device-name', 'light', 'light|lights|lamp|lamps', '灯|电灯|灯光'],
  ['device-name', 'bedside-lamp', 'bedside lamp|bedside light|night light', '床头灯|夜灯|小夜灯'],
  ['device-name', 'ceiling-light', 'ceiling light|main light', '吸顶灯|主灯|大灯'],
  ['device-name', 'air-conditioner', 'air conditioner|air conditioning|aircon|ac', '空调|冷气'],
  ['device-name', 'heating', 'heating|heater|radiator', '暖气|取暖器|地暖'],
  ['device-name', 'television', 'television|telly', '电视|电视机'],
  ['device-name', 'curtains', 'curtains|curtain|blinds|blind|shades', '窗帘|百叶窗'],
  ['device-name', 'fan', 'fan', '风扇|电扇|电风扇'],
  ['device-name', 'humidifier', 'humidifier', '加湿器'],
  ['device-name', 'air-purifier', 'air purifier', '空气净化器|净化器'],
  ['device-name', 'robot-vacuum', 'robot vacuum|vacuum|vacuum cleaner', '扫地机器人|扫地机'],
  ['device-name', 'water-heater', 'water heater|boiler', '热水器'],
  ['device-name', 'speaker', 'speaker|music', '音箱|音响'],
  ['device-name', 'socket', 'socket|plug|outlet', '插座'],
  ['device-name', 'door', 'door|front door', '门|大门'],
];

export const commonNames: { readonly [L in Locale]: readonly EntityName[] } = {
  'en-US': common.map(([slotType, entityId, names]) => ({ slotType, entityId, names: names.split('|') })),
  'zh-CN': common.map(([slotType, entityId, , names]) => ({ slotType, entityId, names: names.split('|') })),
};

/** The household's names of this kind, or the common ones where it has none. */
export function namesFor(type: EntityName['slotType'], context: SlotContext): readonly EntityName[] {
  const own = context.entities.filter(({ slotType }) => slotType === type);
  return own.length > 0 ? own : commonNames[context.locale].filter(({ slotType }) => slotType === type);
}

export interface SpokenName {
  readonly words: readonly string[];
  readonly entity: EntityName;
}

const spoken = new WeakMap<EntityName, Map<Locale, readonly SpokenName[]>>();

/** Token sequences by which a name can be said. */
export function spokenNames(entity: EntityName, locale: Locale): readonly SpokenName[] {
  let byLocale = spoken.get(entity);
  if (!byLocale) {
    byLocale = new Map();
    spoken.set(entity, byLocale);
  }
  let known = byLocale.get(locale);
  if (!known) {
    known = entity.names
      .map((name) => ({ words: tokenise(name, locale).map((token) => token.key), entity }))
      .filter(({ words }) => words.length > 0);
    byLocale.set(locale, known);
  }
  return known;
}

const entityParser =
  (type: EntityName['slotType']): SlotParser =>
  (tokens, start, context) => {
    const found: SlotMatch[] = [];
    const at =
      context.locale === 'en-US' && /^(?:the|my|our)$/.test(tokens[start]?.text ?? '') ? start + 1 : start;
    for (const entity of namesFor(type, context)) {
      for (const { words } of spokenNames(entity, context.locale)) {
        if (!words.every((word, index) => tokens[at + index]?.key === word)) continue;
        found.push({ end: at + words.length, value: entity.entityId, valueId: entity.entityId });
      }
    }
    return sortMatches(found);
  };

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

export const personName: SlotParser = (tokens, start, { locale }) => {
  const found: SlotMatch[] = [];
  const isChinese = locale === 'zh-CN';
  const from = nameStart(tokens, start, isChinese);
  const longest = from + (isChinese ? 4 : 3);
  for (let end = from + 1; end <= Math.min(longest, tokens.length); end += 1) {
    const text = tokens[end - 1]!.text;
    const isWord = isChinese ? /^[\p{Script=Han}a-z]+$/u.test(text) : /^[\p{L}'-]+$/u.test(text);
    if (!isWord) break;
    if (isChinese && end - from === 2 && innerNameCharacters.has(text)) continue;
    if ((isChinese ? notNameCharacters : notNames).has(text)) break;
    // 爷爷今晚 calls nobody 爷爷今: a time begins there.
    if (end - 1 > from && beginsTime(tokens, end - 1, locale)) break;
    found.push({ end, value: join(tokens, from, end), isWeak: true });
  }
  return found.reverse();
};
