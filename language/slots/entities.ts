/** Names of rooms and devices: those that everybody uses, and those that a household gave at run time. */
import type { Locale } from '../model/types.ts';
import { tokenise } from '../text/tokenise.ts';
import type { EntityName, SlotContext } from './types.ts';

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

/** How a thing is called in a language: the first of its names that is written in it, else its first. */
export function nameIn({ names, entityId }: EntityName, locale: Locale): string {
  const isOf = (name: string) => /\p{Script=Han}/u.test(name) === (locale === 'zh-CN');
  return names.find(isOf) ?? names[0] ?? entityId;
}

export interface SpokenName {
  readonly words: readonly string[];
  readonly entity: EntityName;
  /** As the household wrote it; else another number of it, or with 的 after its room. */
  readonly isOwn: boolean;
}

const spoken = new WeakMap<EntityName, Map<Locale, readonly SpokenName[]>>();

const wordsOf = (name: string, locale: Locale) => tokenise(name, locale).map((token) => token.key);

/** "Lamps" for "lamp" and the other way round; words that only look like a plural come to no harm. */
function otherNumber(words: readonly string[]): readonly string[] | undefined {
  const last = words.at(-1) ?? '';
  if (!/^[a-z]{3,}$/.test(last) || last.endsWith('ss')) return undefined;
  const other = last.endsWith('s') ? last.slice(0, -1) : `${last}s`;
  return [...words.slice(0, -1), other];
}

/** Token sequences by which a name can be said, the household's own first. */
export function spokenNames(entity: EntityName, locale: Locale): readonly SpokenName[] {
  let byLocale = spoken.get(entity);
  if (!byLocale) {
    byLocale = new Map();
    spoken.set(entity, byLocale);
  }
  let known = byLocale.get(locale);
  if (!known) {
    const own = entity.names.map((name) => wordsOf(name, locale)).filter((words) => words.length > 0);
    const others = own.flatMap((words) => {
      const other = locale === 'en-US' ? otherNumber(words) : undefined;
      return other ? [other] : [];
    });
    const isNew = (words: readonly string[]) => !own.some((name) => name.join(' ') === words.join(' '));
    known = [
      ...own.map((words) => ({ words, entity, isOwn: true })),
      ...others.filter(isNew).map((words) => ({ words, entity, isOwn: false })),
    ];
    byLocale.set(locale, known);
  }
  return known;
}

/** A room's name before the rest of a device's: where it ends, so that 卧室的灯 is the 卧室灯. */
export function roomPrefix(words: readonly string[], context: SlotContext): number | undefined {
  const rooms = [...namesFor('room-name', context), ...commonNames[context.locale]];
  const ends = rooms
    .filter(({ slotType }) => slotType === 'room-name')
    .flatMap((room) => spokenNames(room, context.locale))
    .filter(({ words: room }) => room.length < words.length && room.every((word, at) => words[at] === word))
    .map(({ words: room }) => room.length);
  return ends.length === 0 ? undefined : Math.max(...ends);
}
