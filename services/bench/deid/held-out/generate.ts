/**
 * Writes held-out.jsonl: sentences for the detector that were written after it, by somebody who had not read it, its tests
 * or the other corpus. `node services/bench/deid/held-out/generate.ts`; the same sentences each time.
 */
import { writeFileSync } from 'node:fs';
import * as number from './numbers.ts';
import { Dice } from './random.ts';
import * as spoken from './spoken.ts';
import { negativeEn, spokenEn, wordsEn, writtenEn } from './templates-en.ts';
import { negativeZh, spokenZh, wordsZh, writtenZh } from './templates-zh.ts';
import * as word from './words.ts';

type Locale = 'zh-CN' | 'en-US';
type Value = (dice: Dice) => string;

const idEn: Value = (dice) => `${dice.of('ABCDEFGHJKLM', 1)}${dice.digits(8)}`;

const written: Record<Locale, Record<string, Value>> = {
  'zh-CN': {
    phone: number.phoneZh,
    id_card: number.idCardZh,
    bank_card: number.bankZh,
    plate: number.plateZh,
    passport: number.passportZh,
    driver_licence: number.licenceZh,
    ssid: word.ssidZh,
    person: word.personZh,
    address: word.addressZh,
    ssn: number.idCardDigits,
  },
  'en-US': {
    phone: number.phoneEn,
    id_card: idEn,
    bank_card: number.bankEn,
    plate: number.plateEn,
    passport: number.passportEn,
    driver_licence: number.licenceEn,
    ssid: word.ssidEn,
    person: word.nameEn,
    first: word.firstEn,
    last: word.lastEn,
    address: word.addressEn,
    ssn: number.ssnEn,
  },
};
const inBoth: Record<string, Value> = {
  email: word.email,
  url: word.url,
  ip: number.ip,
  mac: number.mac,
  imei: number.imei,
  meid: number.meid,
  imsi: number.imsi,
  iccid: number.iccid,
  device_id: number.deviceId,
  gps: number.gps,
  iban: number.ibanEn,
  account: (dice) => (dice.chance(0.4) ? number.order(dice) : number.account(dice)),
  code: number.code,
};

const sayZh =
  (value: Value): Value =>
  (dice) =>
    spoken.saidZh(value(dice), dice);
const sayEn =
  (value: Value): Value =>
  (dice) =>
    spoken.saidEn(value(dice), dice);
const said: Record<Locale, Record<string, Value>> = {
  'zh-CN': {
    phone: sayZh(number.mobileDigits),
    id_card: sayZh(number.idCardDigits),
    bank_card: sayZh(number.bankDigits),
    account: sayZh(number.account),
    code: sayZh(number.code),
    imei: sayZh(number.imeiDigits),
    iccid: sayZh(number.iccid),
    passport: sayZh(number.passportZh),
    driver_licence: sayZh((dice) => dice.digits(12)),
    email: spoken.emailZh,
    ip: spoken.ipZh,
    plate: (dice) =>
      `${dice.one([...'京沪粤浙苏川'])}${dice.of('ABCDEF', 1)}${spoken.saidZh(dice.digits(5), dice)}`,
  },
  'en-US': {
    phone: sayEn(number.nanpDigits),
    ssn: sayEn(number.ssnDigits),
    bank_card: sayEn(number.cardDigits),
    account: sayEn(number.account),
    code: sayEn(number.code),
    imei: sayEn(number.imeiDigits),
    iccid: sayEn(number.iccid),
    passport: sayEn((dice) => dice.digits(9)),
    driver_licence: sayEn(number.licenceEn),
    email: spoken.emailEn,
    ip: spoken.ipEn,
  },
};

const clock = (dice: Dice) => `${dice.between(1, 12)}:${dice.one(['00', '15', '30', '45'])}`;
const plain: Record<Locale, Record<string, Value>> = {
  'zh-CN': {
    _time: (dice) =>
      dice.one(['早上七点半', '下午三点一刻', '晚上十点', '19:30', '六点四十五', '十二点零五分']),
    _song: (dice) =>
      dice.one(['七里香', '童年', '十年', '夜曲', '红豆', '一千零一夜', '五月天', '五百英里', '1874']),
    _singer: (dice) => dice.one(['周杰伦', '邓丽君', '五月天', '王菲', '陈奕迅']),
    _city: (dice) => dice.one(['北京', '长沙', '乌鲁木齐', '青岛', '三亚', '大理']),
    _train: (dice) => `${dice.one(['G', 'D', 'K'])}${dice.between(11, 9899)}次`,
    _stock: (dice) => dice.one(['贵州茅台', '股票600519', '000001', '腾讯', '上证指数']),
    _team: (dice) => dice.one(['国安', '湖人队', '女排', '申花']),
    _hall: (dice) => dice.one(['A', '三零二', '八零一', '205']),
    _model: (dice) => dice.one(['X20', 'MJ-3000', 'A19', 'LED60']),
  },
  'en-US': {
    _time: (dice) =>
      dice.one([
        clock(dice),
        `${clock(dice)} pm`,
        'half past seven',
        'quarter to nine',
        'ten fifteen',
        'six thirty am',
        'noon',
      ]),
    _song: (dice) =>
      dice.one([
        'Yesterday',
        'Ninety Nine Red Balloons',
        'Seven Nation Army',
        'Hey Jude',
        'Billie Jean',
        '867-5309',
        'One More Time',
      ]),
    _singer: (dice) => dice.one(['the Beatles', 'Coldplay', 'Adele', 'Queen', 'Fleetwood Mac']),
    _city: (dice) => dice.one(['Denver', 'Madrid', 'San Antonio', 'Charlotte', 'Austin', 'Tokyo']),
    _stock: (dice) => dice.one(['Tesla stock', 'the dow', 'Microsoft', 'AAPL', 'the S&P 500']),
    _team: (dice) => dice.one(['the Lakers', 'Arsenal', 'the Patriots', 'Real Madrid']),
    _hall: (dice) => dice.one(['B', 'twelve', '4 east', 'two oh five']),
    _model: (dice) => dice.one(['A19', 'BR30', 'X20', 'Hue']),
  },
};
const plainInBoth: Record<string, Value> = {
  _percent: (dice) => String(dice.one([10, 25, 30, 50, 75, 80])),
  _degree: (dice) => String(dice.between(18, 28)),
  _flight: (dice) => `${dice.one(['CA', 'MU', 'UA', 'BA'])}${dice.between(100, 4999)}`,
  _score: (dice) => dice.one(['3比1', '101比98', '二比零']),
  _number: (dice) => String(dice.between(3, 9900)),
  _minutes: (dice) => String(dice.between(2, 90)),
  _room: (dice) => `${dice.between(1, 28)}${dice.between(10, 39)}`,
  _small: (dice) => String(dice.between(2, 28)),
  _channel: (dice) => String(dice.between(2, 60)),
  _fm: (dice) => `${dice.between(88, 107)}.${dice.below(10)}`,
  _year: (dice) => String(dice.between(1900, 2024)),
  _month: (dice) => String(dice.between(1, 12)),
  _bus: (dice) => String(dice.between(3, 980)),
  _version: (dice) => `${dice.between(1, 18)}.${dice.below(10)}.${dice.below(10)}`,
  _error: (dice) => dice.one(['404', 'E17', '0x80070005', '502']),
  _oven: (dice) => String(dice.one([325, 350, 400, 425])),
};

const groups = {
  'zh-CN': { written: [writtenZh, 4], spoken: [spokenZh, 6], words: [wordsZh, 6], negative: [negativeZh, 4] },
  'en-US': { written: [writtenEn, 4], spoken: [spokenEn, 6], words: [wordsEn, 6], negative: [negativeEn, 4] },
} as const satisfies Record<Locale, Record<string, readonly [readonly string[], number]>>;

const kindOf = (slot: string) => (slot === 'first' || slot === 'last' ? 'person' : slot);

function fill(template: string, locale: Locale, group: string, dice: Dice) {
  const values: Record<string, Value | undefined> = {
    ...inBoth,
    ...written[locale],
    ...plainInBoth,
    ...plain[locale],
    ...(group === 'spoken' ? said[locale] : {}),
    ...(locale === 'en-US' ? { _score: (d: Dice) => d.one(['3 to 1', '101 to 98', 'two nil']) } : {}),
  };
  const spans: { start: number; end: number; type: string }[] = [];
  let text = '';
  for (const piece of template.split(/(\{\w+\})/u)) {
    const slot = /^\{(\w+)\}$/u.exec(piece)?.[1];
    const value = slot === undefined ? piece : values[slot]?.(dice);
    if (value === undefined) throw new Error(`no values for ${slot} in “${template}”`);
    if (slot !== undefined && !slot.startsWith('_'))
      spans.push({ start: text.length, end: text.length + value.length, type: kindOf(slot) });
    text += value;
  }
  // A recogniser writes neither capitals nor stops; half of the English sentences in words come like that.
  const isHeard = locale === 'en-US' && group !== 'written' && dice.chance(0.5);
  return { text: isHeard ? text.toLowerCase() : text, spans };
}

function* sentences(dice: Dice) {
  const seen = new Set<string>();
  for (const locale of ['zh-CN', 'en-US'] as const) {
    for (const [group, [templates, times]] of Object.entries(groups[locale])) {
      for (const template of templates) {
        for (let turn = 0; turn < times; turn++) {
          const { text, spans } = fill(template, locale, group, dice);
          if (seen.has(text)) continue;
          seen.add(text);
          yield { text, locale, spans, group, part: 'held out' };
        }
      }
    }
  }
}

const lines = [...sentences(new Dice(20_261_130))].map((sentence) => JSON.stringify(sentence));
writeFileSync(new URL('./held-out.jsonl', import.meta.url), `${lines.join('\n')}\n`);
process.stdout.write(`${lines.length} sentences\n`);
