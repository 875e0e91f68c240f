/** A ticket in words for the people who carry it out: names of the catalogue, and our own word for what is to be done. */
import type { Locale } from '../../../language/model/types.ts';
import type { Catalogue, CommandType } from '../catalogue/types.ts';
import type { TicketRow } from '../tickets/types.ts';

/** `{}` stands for the thing, where the catalogue names one. */
const labels: Readonly<Record<CommandType, Readonly<Record<Locale, string>>>> = {
  deliver: { 'zh-CN': '{}', 'en-US': '{}' },
  borrow: { 'zh-CN': '借用{}', 'en-US': '{} (on loan)' },
  clean: { 'zh-CN': '打扫房间', 'en-US': 'Clean the room' },
  make_bed: { 'zh-CN': '整理床铺', 'en-US': 'Make the bed' },
  turn_down: { 'zh-CN': '开夜床', 'en-US': 'Turndown service' },
  collect_trash: { 'zh-CN': '收垃圾', 'en-US': 'Collect the trash' },
  change: { 'zh-CN': '更换{}', 'en-US': 'Fresh {}' },
  laundry: { 'zh-CN': '收洗衣物', 'en-US': 'Laundry' },
  iron_clothes: { 'zh-CN': '熨衣服', 'en-US': 'Ironing' },
  repair: { 'zh-CN': '维修{}', 'en-US': 'Repair: {}' },
  wake_up: { 'zh-CN': '叫醒', 'en-US': 'Wake-up call' },
  taxi: { 'zh-CN': '叫车', 'en-US': 'Taxi' },
  luggage: { 'zh-CN': '搬行李', 'en-US': 'Luggage' },
  check_out: { 'zh-CN': '退房', 'en-US': 'Check-out' },
  late_check_out: { 'zh-CN': '申请延迟退房', 'en-US': 'Asks for a late check-out' },
  extend_stay: { 'zh-CN': '申请续住', 'en-US': 'Asks to stay longer' },
  change_room: { 'zh-CN': '申请换房', 'en-US': 'Asks for another room' },
  bill: { 'zh-CN': '账单', 'en-US': 'Bill' },
  invoice: { 'zh-CN': '发票', 'en-US': 'Invoice' },
  do_not_disturb: { 'zh-CN': '请勿打扰', 'en-US': 'Do not disturb' },
  open_door: { 'zh-CN': '开门', 'en-US': 'Open the door' },
  lost_property: { 'zh-CN': '寻找遗失物品', 'en-US': 'Lost property' },
  front_desk: { 'zh-CN': '请前台致电房间', 'en-US': 'Call the room' },
  chase: { 'zh-CN': '客人催促', 'en-US': 'The guest asks where it is' },
  quiet: { 'zh-CN': '邻近噪音', 'en-US': 'Noise nearby' },
  ask: { 'zh-CN': '询问', 'en-US': 'A question' },
  room: { 'zh-CN': '客房设备', 'en-US': 'Devices of the room' },
};

type Labelled = Pick<TicketRow, 'type' | 'catalogue_id' | 'quantity' | 'at_minute' | 'in_minutes' | 'value'>;

export function labelOf(catalogue: Catalogue, locale: Locale, row: Labelled): string {
  const isChinese = locale === 'zh-CN';
  const { items, objects } = catalogue;
  const thing = (items[row.catalogue_id] ?? objects[row.catalogue_id])?.say[locale] ?? '';
  const label = labels[row.type as CommandType]?.[locale] ?? row.type;
  const named = label.includes('{}')
    ? label.replace('{}', thing)
    : thing === ''
      ? label
      : `${label}${isChinese ? '：' : ': '}${thing}`;
  const nights = isChinese
    ? `${row.quantity} 晚`
    : `${row.quantity} ${row.quantity === 1 ? 'night' : 'nights'}`;
  return [
    capital(named),
    row.quantity > 0 && (row.type === 'extend_stay' ? nights : `× ${row.quantity}`),
    row.value === 'off' && (isChinese ? '取消' : 'off'),
    timeOf(row, isChinese),
  ]
    .filter(Boolean)
    .join(' ');
}

function timeOf({ at_minute, in_minutes }: Labelled, isChinese: boolean): string {
  if (at_minute !== null) {
    const time = clockOf(at_minute);
    return isChinese ? `· ${time}` : `· at ${time}`;
  }
  if (in_minutes === null) return '';
  return isChinese ? `· ${in_minutes} 分钟后` : `· in ${in_minutes} min`;
}

/** Minutes after midnight as `HH:MM`. */
export const clockOf = (minute: number): string => `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;

const pad = (number: number) => String(number).padStart(2, '0');
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
