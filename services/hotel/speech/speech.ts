/** What a guest hears: sentences of this file and names of the hotel's catalogue. Nothing of what was said is in them. */
import type { Locale } from '../../../language/model/types.ts';
import type { Catalogue } from '../catalogue/types.ts';
import type { StandardCommand } from '../conversion/command.ts';
import type { TicketRow, TicketState } from '../tickets/types.ts';

const sentences = {
  nothing: {
    'zh-CN': '抱歉，我只能转达酒店服务的请求。刚才的话没有保存，也没有告诉任何人。',
    'en-US': 'Sorry, I can only pass on requests to the hotel. What you said was not kept and not passed on.',
  },
  unheard: {
    'zh-CN': '抱歉，我没听懂。您可以说得简单一点，比如“送两条毛巾”或者“打扫房间”，也可以拨打前台电话。',
    'en-US':
      'Sorry, I did not understand that. You can say it in a few words, like “two towels please” or “clean my room”, or call the front desk.',
  },
  accepted: { 'zh-CN': '好的，已经通知{who}：{what}。', 'en-US': 'All right, {who} has been told: {what}.' },
  room: { 'zh-CN': '好的。', 'en-US': 'All right.' },
  unreachable: {
    'zh-CN': '抱歉，现在控制不了房间里的设备。',
    'en-US': 'Sorry, I cannot reach the devices of this room right now.',
  },
  announce: {
    'zh-CN': '这项服务“{what}”由{who}提供，不是酒店的服务。要打开吗？',
    'en-US': 'This service, {what}, is provided by {who} and not by the hotel. Shall I open it?',
  },
  confirm: { 'zh-CN': '您要{what}，对吗？', 'en-US': 'That is {what}, is that right?' },
  time: { 'zh-CN': '请问几点？', 'en-US': 'At what time?' },
  dropped: { 'zh-CN': '好的，不用了。', 'en-US': 'All right, never mind.' },
  chased: { 'zh-CN': '已经催促{who}了。', 'en-US': 'I have reminded {who}.' },
  unwatched: {
    'zh-CN': '已经记下{what}，不过{who}现在没有人在看，着急的话请拨打前台电话。',
    'en-US':
      'I have noted {what}, but nobody at {who} is looking right now. If it is urgent, please call the front desk.',
  },
} as const;

const states: Readonly<Record<TicketState, Readonly<Record<Locale, string>>>> = {
  new: { 'zh-CN': '已经通知了，还没有人接单', 'en-US': 'passed on, not accepted yet' },
  accepted: { 'zh-CN': '已经接单，正在准备', 'en-US': 'accepted' },
  on_the_way: { 'zh-CN': '已经在路上了', 'en-US': 'on the way' },
  done: { 'zh-CN': '已经办好了', 'en-US': 'done' },
  declined: { 'zh-CN': '抱歉，酒店办不了', 'en-US': 'sorry, the hotel cannot do that' },
};

/** Types in words; those with a thing of their own name the thing instead. */
const types: Readonly<Record<string, Readonly<Record<Locale, string>>>> = {
  clean: { 'zh-CN': '打扫房间', 'en-US': 'cleaning the room' },
  make_bed: { 'zh-CN': '整理床铺', 'en-US': 'making the bed' },
  turn_down: { 'zh-CN': '开夜床', 'en-US': 'turndown service' },
  collect_trash: { 'zh-CN': '收垃圾', 'en-US': 'collecting the trash' },
  laundry: { 'zh-CN': '收洗衣物', 'en-US': 'laundry' },
  iron_clothes: { 'zh-CN': '熨衣服', 'en-US': 'ironing' },
  wake_up: { 'zh-CN': '叫醒', 'en-US': 'a wake-up call' },
  taxi: { 'zh-CN': '叫车', 'en-US': 'a taxi' },
  luggage: { 'zh-CN': '搬行李', 'en-US': 'help with luggage' },
  check_out: { 'zh-CN': '退房', 'en-US': 'check-out' },
  late_check_out: { 'zh-CN': '延迟退房的申请', 'en-US': 'your request for a late check-out' },
  extend_stay: { 'zh-CN': '续住的申请', 'en-US': 'your request for a longer stay' },
  change_room: { 'zh-CN': '换房的申请', 'en-US': 'your request for another room' },
  bill: { 'zh-CN': '账单', 'en-US': 'your bill' },
  invoice: { 'zh-CN': '发票', 'en-US': 'an invoice' },
  do_not_disturb: { 'zh-CN': '请勿打扰', 'en-US': 'do not disturb' },
  open_door: { 'zh-CN': '开门', 'en-US': 'opening the door' },
  lost_property: { 'zh-CN': '寻找遗失物品', 'en-US': 'lost property' },
  front_desk: { 'zh-CN': '请前台联系您', 'en-US': 'a call from the front desk' },
  quiet: { 'zh-CN': '处理噪音', 'en-US': 'the noise' },
  chase: { 'zh-CN': '催促', 'en-US': 'a reminder' },
};

export class HotelSpeech {
  readonly #catalogue: Catalogue;
  readonly #locale: Locale;

  constructor(catalogue: Catalogue, locale: Locale) {
    this.#catalogue = catalogue;
    this.#locale = locale;
  }

  say(sentence: keyof typeof sentences, fill: { who?: string; what?: string } = {}): string {
    const text: string = sentences[sentence][this.#locale];
    return text.replace('{who}', fill.who ?? '').replace('{what}', fill.what ?? '');
  }

  department(id: string): string {
    return this.#catalogue.departments[id]?.[this.#locale] ?? '';
  }

  answer(topic: string): string {
    const { answer, hours } = this.#catalogue.topics[topic] ?? {};
    const text = answer?.[this.#locale] ?? this.say('nothing');
    return text.replace('{from}', hours?.from ?? '').replace('{to}', hours?.to ?? '');
  }

  what({ type, item, object, quantity, nights, time }: StandardCommand): string {
    const isChinese = this.#locale === 'zh-CN';
    const count = item === undefined ? nights : quantity;
    const thing = this.#thing(type, item ?? object ?? '');
    const counted =
      count === undefined || item === undefined
        ? thing
        : isChinese
          ? `${count}份${thing}`
          : `${count} ${thing}`;
    if (time === undefined || time.startsWith('+')) return counted;
    return isChinese ? `${time}${counted}` : `${counted} at ${time}`;
  }

  state({ type, catalogue_id, state }: TicketRow): string {
    const thing = this.#thing(type, catalogue_id);
    return this.#locale === 'zh-CN'
      ? `${thing}${states[state]['zh-CN']}。`
      : `${capital(thing)}: ${states[state]['en-US']}.`;
  }

  /** One sentence, however many departments have a part in it: "Housekeeping has been told: 2 towels; Engineering: …". */
  shared(what: string, others: readonly { who: string; what: string }[]): string {
    const isChinese = this.#locale === 'zh-CN';
    return [what, ...others.map((one) => `${one.who}${isChinese ? '：' : ': '}${one.what}`)].join(
      isChinese ? '；' : '; ',
    );
  }

  list(parts: readonly string[]): string {
    return parts.join(this.#locale === 'zh-CN' ? '，' : ', ');
  }

  join(parts: readonly string[]): string {
    return parts.filter(Boolean).join(this.#locale === 'zh-CN' ? '' : ' ');
  }

  #thing(type: string, id: string): string {
    const { items, objects } = this.#catalogue;
    const name = (items[id] ?? objects[id])?.say[this.#locale];
    const isChinese = this.#locale === 'zh-CN';
    if (name === undefined) return types[type]?.[this.#locale] ?? '';
    if (type === 'repair') return isChinese ? `维修${name}` : `repair of the ${name}`;
    if (type === 'change') return isChinese ? `更换${name}` : `fresh ${name}`;
    return name;
  }
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
