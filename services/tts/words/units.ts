/** Units as they are written behind a number, and as they are said in both languages. */
export interface Unit {
  /** One, and several: "foot", "feet". */
  readonly english: readonly [one: string, several: string];
  readonly chinese: string;
}

const unit = (one: string, several: string, chinese: string): Unit => ({ english: [one, several], chinese });
const plain = (one: string, chinese: string): Unit => unit(one, `${one}s`, chinese);

export const units: Readonly<Record<string, Unit>> = {
  km: plain('kilometer', '公里'),
  m: plain('meter', '米'),
  cm: plain('centimeter', '厘米'),
  mm: plain('millimeter', '毫米'),
  nm: plain('nanometer', '纳米'),
  mi: plain('mile', '英里'),
  ft: unit('foot', 'feet', '英尺'),
  yd: plain('yard', '码'),
  in: unit('inch', 'inches', '英寸'),
  'km²': plain('square kilometer', '平方公里'),
  'm²': plain('square meter', '平方米'),
  'cm²': plain('square centimeter', '平方厘米'),
  'm³': plain('cubic meter', '立方米'),
  ha: plain('hectare', '公顷'),
  'sq ft': unit('square foot', 'square feet', '平方英尺'),
  'km/h': unit('kilometer per hour', 'kilometers per hour', '公里每小时'),
  kph: unit('kilometer per hour', 'kilometers per hour', '公里每小时'),
  'm/s': unit('meter per second', 'meters per second', '米每秒'),
  mph: unit('mile per hour', 'miles per hour', '英里每小时'),
  kg: plain('kilogram', '公斤'),
  g: plain('gram', '克'),
  mg: plain('milligram', '毫克'),
  t: plain('ton', '吨'),
  lb: plain('pound', '磅'),
  lbs: plain('pound', '磅'),
  oz: plain('ounce', '盎司'),
  l: plain('liter', '升'),
  L: plain('liter', '升'),
  ml: plain('milliliter', '毫升'),
  mL: plain('milliliter', '毫升'),
  gal: plain('gallon', '加仑'),
  h: plain('hour', '小时'),
  hr: plain('hour', '小时'),
  hrs: plain('hour', '小时'),
  min: plain('minute', '分钟'),
  mins: plain('minute', '分钟'),
  s: plain('second', '秒'),
  sec: plain('second', '秒'),
  secs: plain('second', '秒'),
  ms: plain('millisecond', '毫秒'),
  W: plain('watt', '瓦'),
  kW: plain('kilowatt', '千瓦'),
  MW: plain('megawatt', '兆瓦'),
  kWh: plain('kilowatt hour', '千瓦时'),
  Wh: plain('watt hour', '瓦时'),
  V: plain('volt', '伏'),
  A: plain('amp', '安'),
  mAh: plain('milliamp hour', '毫安时'),
  Hz: unit('hertz', 'hertz', '赫兹'),
  kHz: unit('kilohertz', 'kilohertz', '千赫兹'),
  MHz: unit('megahertz', 'megahertz', '兆赫兹'),
  GHz: unit('gigahertz', 'gigahertz', '吉赫兹'),
  KB: plain('kilobyte', 'KB'),
  kB: plain('kilobyte', 'KB'),
  MB: plain('megabyte', '兆'),
  GB: plain('gigabyte', 'G'),
  TB: plain('terabyte', 'T'),
  Mbps: unit('megabit per second', 'megabits per second', '兆每秒'),
  Gbps: unit('gigabit per second', 'gigabits per second', 'G每秒'),
  dB: plain('decibel', '分贝'),
  hPa: plain('hectopascal', '百帕'),
  kPa: plain('kilopascal', '千帕'),
  Pa: plain('pascal', '帕'),
  mmHg: unit('millimeter of mercury', 'millimeters of mercury', '毫米汞柱'),
  kcal: plain('kilocalorie', '千卡'),
  cal: plain('calorie', '卡'),
  rpm: unit('revolution per minute', 'revolutions per minute', '转每分钟'),
  ppm: unit('part per million', 'parts per million', 'ppm'),
  'μg/m³': unit('microgram per cubic meter', 'micrograms per cubic meter', '微克每立方米'),
  'µg/m³': unit('microgram per cubic meter', 'micrograms per cubic meter', '微克每立方米'),
  'mg/L': unit('milligram per liter', 'milligrams per liter', '毫克每升'),
};

/** Unit names as one alternative, the longest first; `2` and `3` behind m, cm and km count as powers. */
export const unitPattern: string = Object.keys(units)
  .sort((a, b) => b.length - a.length)
  .map((name) => name.replace(/[/]/g, '\\/').replace('²', '[²2]').replace('³', '[³3]'))
  .join('|');

/** @param name as written; the plain `m2` is the same as `m²` */
export function unitNamed(name: string): Unit | undefined {
  return units[name] ?? units[name.replace(/2$/, '²').replace(/3$/, '³')];
}

/** Signs of money: what the whole and its hundredth are called. */
export interface Currency {
  readonly english: readonly [one: string, several: string];
  readonly cents: readonly [one: string, several: string];
  readonly chinese: string;
}

const money = (one: string, several: string, cents: Currency['cents'], chinese: string): Currency => ({
  english: [one, several],
  cents,
  chinese,
});
const cents = ['cent', 'cents'] as const;

const yuan = money('yuan', 'yuan', ['fen', 'fen'], '元');
const dollar = money('dollar', 'dollars', cents, '美元');
const euro = money('euro', 'euros', cents, '欧元');
const pound = money('pound', 'pounds', ['penny', 'pence'], '英镑');
const yen = money('yen', 'yen', ['sen', 'sen'], '日元');
const won = money('won', 'won', ['jeon', 'jeon'], '韩元');
const rupee = money('rupee', 'rupees', ['paisa', 'paise'], '卢比');
const hongKong = money('Hong Kong dollar', 'Hong Kong dollars', cents, '港元');

/** By sign or code. ¥ is the yuan: its yen reading is written JP¥ or JPY. */
export const currencies: Readonly<Record<string, Currency>> = {
  $: dollar,
  US$: dollar,
  USD: dollar,
  HK$: hongKong,
  HKD: hongKong,
  A$: money('Australian dollar', 'Australian dollars', cents, '澳元'),
  C$: money('Canadian dollar', 'Canadian dollars', cents, '加元'),
  '€': euro,
  EUR: euro,
  '£': pound,
  GBP: pound,
  '¥': yuan,
  '￥': yuan,
  RMB: yuan,
  CNY: yuan,
  'JP¥': yen,
  JPY: yen,
  '₩': won,
  KRW: won,
  '₹': rupee,
  INR: rupee,
};

const quote = (name: string) => name.replace(/\$/g, '\\$');
const byLength = (a: string, b: string) => b.length - a.length;
/** Codes and signs as they stand in front of an amount. */
export const currencyPattern: string = Object.keys(currencies).sort(byLength).map(quote).join('|');

export function currencyNamed(name: string): Currency | undefined {
  return currencies[name];
}
