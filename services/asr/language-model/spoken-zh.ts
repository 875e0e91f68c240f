/**
 * How people say the built-in slot types in Mandarin, as rules in the template language. Here every run of
 * literal words is one word of the language model: 二十六 as one word is heard better than three characters.
 */

const digits = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'] as const;

/** 0 to 99 in Chinese numerals. */
function spoken(value: number): string {
  if (value < 10) return digits[value]!;
  const tens = value < 20 ? '' : digits[Math.floor(value / 10)]!;
  const unit = value % 10 === 0 ? '' : digits[value % 10]!;
  return `${tens}十${unit}`;
}

const range = (from: number, to: number, after = ''): string =>
  Array.from({ length: to - from + 1 }, (_, index) => `${spoken(from + index)}${after}`).join('|');

export const mandarinSpokenRules: Readonly<Record<string, string>> = {
  digit: '零|一|二|三|四|五|六|七|八|九|幺',
  unit: '一|两|三|四|五|六|七|八|九',
  'below-hundred': `两|${range(1, 99)}`,
  number:
    '<below-hundred>|<below-hundred>|<below-hundred>|(零|<unit> 百 [<below-hundred>|零 <unit>]|<unit> 千|一百)',
  ordinal: `(第)(${range(1, 31)})`,
  percentage: '百分之 (<below-hundred>|百|零)|<below-hundred>',
  temperature: '[零下] <below-hundred> 度 [半]|<below-hundred>',
  duration:
    '<below-hundred> (分钟|小时|个小时|秒|秒钟|天|个星期)|半个小时|半小时|(一|两|三)个半小时|一刻钟|<below-hundred> 分 <below-hundred> 秒',
  weekday: '(周|星期|礼拜) (一|二|三|四|五|六|日|天)',
  month: `${range(1, 12, '月')}`,
  'day-of-month': `${range(1, 31, '号')}|${range(1, 31, '日')}`,
  date: '今天|明天|明天|后天|大后天|昨天|今晚|明早|明晚|[下|这|下个|这个] <weekday>|周末|这周末|下周末|[<month>] <day-of-month>|下周|下个月|<below-hundred> 天 (后|以后|之后)',
  'part-of-day': '早上|上午|中午|下午|傍晚|晚上|凌晨|早晨',
  hour: `两点|${range(1, 12, '点')}|${range(13, 24, '点')}`,
  time: `[<part-of-day>] <hour> [半|一刻|三刻|钟|整|(${range(1, 59)}) [分]|零五分]`,
  datetime:
    '<date> [<part-of-day>] [<hour> [半|一刻|三刻|<below-hundred> [分]]]|<date> <time>|<time>|<duration> (后|以后|之后)|每天 <time>|每个工作日 <time>',
  digits: `<digit> <digit> ${'[<digit> '.repeat(8)}${']'.repeat(8)}`,
  'phone-number': `[加] <digit> <digit> <digit> ${'[<digit> '.repeat(12)}${']'.repeat(12)}`,
  'room-number': '<digit> <digit> <digit> [<digit>]|<unit> 百 零 <unit>|<unit> 百 <below-hundred>',
  colour: '红色|绿色|蓝色|黄色|橙色|紫色|粉色|粉红色|白色|暖白|冷白|暖光|冷光|青色|金色|棕色|黑色|灰色|银色',
  'device-name': '灯|台灯|吊灯|风扇|暖气|电视|空调|窗帘|音箱|加湿器|热水器|净化器',
  'room-name': '客厅|卧室|厨房|卫生间|洗手间|浴室|书房|阳台|餐厅|走廊|主卧|次卧|儿童房|房间',
  'person-name': '<filler> [<filler>]',
  text: '<filler> [<filler> [<filler> [<filler> [<filler>]]]]',
};
