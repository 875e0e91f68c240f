/** How Chinese writes what is not a word, and how it is said. Order decides: the first rule that fits wins. */
import { sayAmount, sayCardinal, sayCode, sayNumber } from '../../../language/spoken/numbers-zh.ts';
import { chineseDateRules } from './chinese-dates.ts';
import { type Rule, rule } from './rule.ts';
import { currencyNamed, currencyPattern, unitNamed, unitPattern } from './units.ts';

const number = String.raw`(?:\d{1,3}(?:[,，]\d{3})+(?!\d)|\d+)(?:\.\d+)?`;
const dash = String.raw`\s?[-–—~～至到]\s?`;
const minus = String.raw`[-−–]`;
/** A sign and not the dash of a range: no digit, letter or bracket stands before it. */
const sign = String.raw`(?<![\dA-Za-z)）\]])${minus}`;
const scale = '[十百千万亿兆]{0,2}';
const noMore = String.raw`(?![A-Za-z\d])`;

const trimZeros = (text: string) => text.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');

const addressRules: readonly Rule[] = [
  rule(
    /([A-Za-z0-9._%+-]+)@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)/u,
    ([, user = '', host = '']) => `${spell(user)} 艾特 ${spell(host)}`,
  ),
  rule(
    /https?:\/\/(?:www\.)?([A-Za-z0-9.-]+[A-Za-z0-9])(?::\d+)?(?:[/?#][^\s，。；！？）\p{Script=Han}]*)?/iu,
    ([, host = '']) => spell(host),
  ),
  rule(
    /(?:www\.)?((?:[A-Za-z0-9-]+\.)+(?:com|cn|org|net|io|edu|gov|app|dev|ai|hk|tw))(?![A-Za-z0-9])(?:[/?#][^\s，。；！？）\p{Script=Han}]*)?/iu,
    ([, host = '']) => spell(host),
  ),
  rule(/(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![.\d])/u, ([, ...parts]) =>
    parts.map(sayCode).join('点'),
  ),
];

function spell(name: string): string {
  return name
    .replace(/\d+/g, (digits) => sayCode(digits))
    .replaceAll('.', ' 点 ')
    .replaceAll('-', ' 杠 ')
    .replaceAll('_', ' 下划线 ');
}

/** What is dialled, typed or read off: digit by digit, with 幺. */
const codeRules: readonly Rule[] = [
  rule(/(?<=(?:取[件货餐票]码|提货码|货架号|柜号)\s*[:：]?\s*)(\d{1,4}(?:-\d{1,5})+)/u, ([, digits = '']) =>
    digits.split('-').map(sayCode).join('杠'),
  ),
  rule(
    /(\+)?(?<!\d)(86)?[\s-]?(1[3-9]\d)[\s-]?(\d{4})[\s-]?(\d{4})(?!\d)/u,
    ([, plus = '', country = '', ...parts]) => {
      const words = parts.map(sayCode).join('，');
      return country === '' ? words : `${plus === '' ? '' : '加'}${sayCode(country)}，${words}`;
    },
  ),
  rule(
    /(?<!\d)(0\d{2,3})[\s-]?(\d{7,8})(?!\d)/u,
    ([, area = '', rest = '']) => `${sayCode(area)}，${sayCode(rest)}`,
  ),
  rule(/(?<!\d)([48]00)[\s-]?(\d{3,4})[\s-]?(\d{3,4})(?!\d)/u, ([, ...parts]) =>
    parts.map(sayCode).join('，'),
  ),
  rule(
    /(\+)(\d[\d -]{6,16}\d)(?!\d)/u,
    ([, , digits = '']) => `加${digits.split(/\D+/).map(sayCode).join('，')}`,
  ),
  rule(/(?<!\d)(\d{4}(?:[ -]\d{4}){2,4}(?:[ -]\d{1,3})?)(?!\d)/u, ([, digits = '']) =>
    digits.split(/\D+/).map(sayCode).join('，'),
  ),
  rule(
    /(?<=(?:房间?|客房|套房)\s*(?:号码?|是|为)?\s*[:：]?\s*)(\d{3,5})(?!\d|[.,:：]\d|[元块])/u,
    ([, digits = '']) => sayCode(digits),
  ),
  rule(
    /(\d{3,5})(\s*)(?=号?客?房(?!价)|号房间|房间|室(?!内|外|温)|号桌|号座|次列车|路公交|路车|航班)/u,
    ([, digits = '', space = '']) => sayCode(digits) + space,
  ),
  rule(
    /(?<=(?:电话|热线|客服|拨打|致电|联系|打给|拨|打|短信至|发送到|发送至|手机|号码|密码|验证码|口令|尾号|后四位|编号|房号|工号|卡号|账号|帐号|订单号?|单号|流水号|邮编|邮政编码|区号|分机|转|航班号?|车次|QQ|频道|代码|型号|PIN)\s*(?:号|是|为|请拨)?\s*[:：]?\s*)([A-Za-z]{0,4})[\s-]?(\d{2,})(?!\d|[.,:：]\d|[元块%个次分秒天年月度点折]|\s?(?:多|几)?(?:小时|分钟|公里|号楼|号房|人|遍|通|场|斤|米))/u,
    ([, letters = '', digits = '']) => (letters === '' ? sayCode(digits) : `${letters} ${sayCode(digits)}`),
  ),
  rule(/(12306|12315)(?=$|[，。、！？\s]|热线|客服|网站|官网|上|购票|订票|投诉|举报)/u, ([, digits = '']) =>
    sayCode(digits),
  ),
  rule(
    /(?<![A-Za-z])([A-Z]{1,3})-?(\d{2,5})(?=次|号?航班|列车|高速|国道|省道)/u,
    ([, letters = '', digits = '']) => `${letters} ${sayCode(digits)}`,
  ),
  rule(/(?<![\d.])(\d{7,})(?![\d]|[.]\d|[十百千万亿元块个人次米吨年])/u, ([, digits = '']) =>
    /^[1-9]\d{0,5}0{5,}$/.test(digits) && digits.length < 13 ? undefined : sayCode(digits),
  ),
  rule(/(?<![\d.])(\d{1,4}(?:\.\d{1,4}){2,})(?![\d.])/u, ([, version = '']) =>
    version.split('.').map(sayCardinal).join('点'),
  ),
];

function sayMoney(mark: string, amount: string, scaleWord: string): string | undefined {
  const currency = currencyNamed(mark);
  return currency === undefined
    ? undefined
    : `${sayAmount(trimZeros(amount.replace(/[,，]/g, '')))}${scaleWord}${currency.chinese}`;
}

const amountOf = (text: string) => sayAmount(trimZeros(text.replace(/[,，]/g, '')));

const moneyRules: readonly Rule[] = [
  rule(
    new RegExp(
      String.raw`(${minus}?)(${currencyPattern})\s?(${minus}?)(${number})(?:${dash}(?:${currencyPattern})?\s?(${number}))?(${scale})\s?(?:元|块钱?)?`,
    ),
    ([, before = '', mark = '', inside = '', amount = '', until = '', scaleWord = '']) => {
      const words = sayMoney(mark, until === '' ? amount : until, scaleWord);
      const range = until === '' ? words : `${amountOf(amount)}到${words}`;
      return words === undefined ? undefined : `${before + inside === '' ? '' : '负'}${range}`;
    },
  ),
  rule(
    new RegExp(String.raw`(${number})(${scale})\s?(${currencyPattern})${noMore}`),
    ([, amount = '', scaleWord = '', mark = '']) => sayMoney(mark, amount, scaleWord),
  ),
  rule(
    new RegExp(String.raw`(${sign})?(${number})(?=\s?${scale}(?:元|块|美元|欧元|英镑|港元|日元|人民币))`),
    ([, mark = '', amount = '']) => `${mark === '' ? '' : '负'}${amountOf(amount)}`,
  ),
];

const vulgar: Readonly<Record<string, string>> = {
  '½': '二分之一',
  '⅓': '三分之一',
  '⅔': '三分之二',
  '¼': '四分之一',
  '¾': '四分之三',
  '⅕': '五分之一',
  '⅛': '八分之一',
};

const fractionRules: readonly Rule[] = [
  rule(
    /(?:(\d+)又)?(?<!\d)(\d{1,3})\s?[/⁄]\s?(\d{1,3})(?![\d/])/u,
    ([, whole = '', top = '', bottom = '']) =>
      Number(bottom) < 2
        ? undefined
        : `${whole === '' ? '' : `${sayCardinal(whole)}又`}${Number(bottom) === 100 ? '百' : sayCardinal(bottom)}分之${sayCardinal(top)}`,
  ),
  rule(
    /(\d+)?([½⅓⅔¼¾⅕⅛])/u,
    ([, whole = '', glyph = '']) => `${whole === '' ? '' : `${sayCardinal(whole)}又`}${vulgar[glyph] ?? ''}`,
  ),
];

const degree = '[°º˚]';
const scaleNames: Readonly<Record<string, string>> = { C: '摄氏', F: '华氏' };
const degreesOf = (letter: string) => `${scaleNames[letter.toUpperCase()] ?? ''}度`;

/** Below zero is 零下 for a temperature. 二度, not 两度. */
function sayDegrees(mark: string, amount: string, letter: string): string {
  return `${mark === '' ? '' : '零下'}${sayNumber(amount)}${degreesOf(letter)}`;
}

const degreeSign = String.raw`(?:(℃|℉)|${degree}\s?([CFcf](?![A-Za-z]))?|(摄氏|华氏)?度(?!假|过|电))`;
function letterOf(glyph: string, letter: string, name: string): string {
  if (glyph === '℃' || name === '摄氏') return 'C';
  return glyph === '℉' || name === '华氏' ? 'F' : letter;
}

/** 3 公里每小时 is 每小时 3 公里. */
function sayUnit(words: string, name: string): string {
  const chinese = unitNamed(name)?.chinese ?? name;
  const per = /^(.+)每(.+)$/.exec(chinese);
  return per === null ? `${words}${chinese}` : `每${per[2]}${words}${per[1]}`;
}

const quantityRules: readonly Rule[] = [
  rule(/100\s?[%％]/u, () => '百分之百'),
  rule(
    new RegExp(
      String.raw`(${sign})?(${number})(?:${degree}[CF]?|[℃℉度])?${dash}(${minus}|零下)?(${number})\s?${degreeSign}`,
    ),
    ([, mark = '', from = '', second = '', to = '', glyph = '', letter = '', name = '']) => {
      return `${mark === '' ? '' : '零下'}${sayNumber(from)}到${second === '' ? '' : '零下'}${sayNumber(to)}${degreesOf(letterOf(glyph, letter, name))}`;
    },
  ),
  rule(
    new RegExp(String.raw`(?:(零下)|(${sign}))?(?<!\d\.)(${number})\s?${degreeSign}`),
    ([, below = '', mark = '', amount = '', glyph = '', letter = '', name = '']) =>
      sayDegrees(below + mark, amount, letterOf(glyph, letter, name)),
  ),
  rule(
    new RegExp(String.raw`(${sign})?(${number})[%％]?${dash}(${number})\s?[%％]`),
    ([whole = '', mark = '', from = '', to = '']) =>
      `${mark === '' ? '' : '负'}百分之${sayNumber(from)}到${/[%％].*[%％]/.test(whole) ? '百分之' : ''}${sayNumber(to)}`,
  ),
  rule(
    new RegExp(String.raw`(${sign})?(${number})\s?([%％‰])`),
    ([, mark = '', amount = '', glyph = '']) =>
      `${mark === '' ? '' : '负'}${glyph === '‰' ? '千' : '百'}分之${sayNumber(amount)}`,
  ),
  rule(
    new RegExp(String.raw`(${sign})?(${number})${dash}(${number})\s?(${unitPattern})${noMore}`),
    ([, mark = '', from = '', to = '', name = '']) =>
      `${mark === '' ? '' : '负'}${sayUnit(`${sayAmount(from)}到${sayAmount(to)}`, name)}`,
  ),
  rule(
    new RegExp(
      String.raw`(${sign})?(${number})\s?(?!A(?![，。！？\s]|电流|$))(${unitPattern})(?![A-Za-z\d/])`,
    ),
    ([, mark = '', amount = '', name = '']) =>
      `${mark === '' ? '' : '负'}${sayUnit(sayAmount(amount.replace(/[,，]/g, '')), name)}`,
  ),
  rule(
    new RegExp(String.raw`(${number})\s?[x×*]\s?(${number})(?:\s?[x×*]\s?(${number}))?(?!\s?=)`),
    ([, a = '', b = '', c = '']) =>
      [a, b, c]
        .filter((part) => part !== '')
        .map(sayNumber)
        .join('乘'),
  ),
];

/** Behind a 2 these count things: 两个, 两天. Floors, months, days of the month and lines are numbered: 二楼. */
const counted = String.raw`个|只|瓶|杯|条|张|本|件|份|双|套|盒|包|袋|桶|块|片|位|名|人|间|台|部|辆|架|把|支|枝|根|颗|粒|首|篇|页|句|次|遍|回|趟|场|年(?!级)|天|周|星期|小时|钟头|分钟|秒|刻|倍|米|公里|千米|厘米|毫米|公斤|千克|斤|克|吨|升|毫升|元|角|分(?!之|贝)|种|类|项|家|所|座|栋|幢|棵|朵|头|匹|群|对|副|顿|餐|碗|盘|锅|勺|床|晚|夜|岁|级|万|亿|点|股|笔|道|段|层|千|百`;

const words: Readonly<Record<string, string>> = {
  '+': '加',
  '-': '减',
  '−': '减',
  '×': '乘',
  '*': '乘',
  '÷': '除以',
  '=': '等于',
  '≠': '不等于',
  '<': '小于',
  '>': '大于',
  '≤': '小于等于',
  '≥': '大于等于',
};

const numberRules: readonly Rule[] = [
  rule(
    new RegExp(String.raw`(${number})\s?([+−×÷*=<>≤≥≠]|-(?=[\d\s.]+[=+×÷]))\s?(?=[-\d(.])`),
    ([, left = '', operator = '']) => sayNumber(left) + (words[operator] ?? ''),
  ),
  rule(
    /(?<=比分|战胜|击败|逼平|比率|比例)([^\d]{0,6})(\d+)\s?[:：\-–比]\s?(\d+)/u,
    ([, between = '', left = '', right = '']) => `${between}${sayCardinal(left)}比${sayCardinal(right)}`,
  ),
  rule(
    /(\d+)\s?[-–]\s?(\d+)(?=\s?(?:战胜|击败|逼平|领先|落后|负于|不敌|胜))/u,
    ([, left = '', right = '']) => `${sayCardinal(left)}比${sayCardinal(right)}`,
  ),
  rule(
    /(\d+)\s?[:：]\s?(\d+)(?![\d:：])/u,
    ([, left = '', right = '']) => `${sayCardinal(left)}比${sayCardinal(right)}`,
  ),
  rule(
    new RegExp(
      String.raw`(${sign})?(${number})(${scale})\s?[-–—~～]\s?(${number})(?![\d-]|[.]\d)(?=${scale}(${counted})?)`,
    ),
    ([, mark = '', from = '', scaleWord = '', to = '', unit = '']) => {
      const say = unit === '' ? sayNumber : sayAmount;
      return `${mark === '' ? '' : '负'}${say(from)}${scaleWord}到${say(to)}`;
    },
  ),
  rule(/第\s?(\d+)(?!\d|[.,]\d)/u, ([, digits = '']) => `第${sayCardinal(digits)}`),
  rule(/(?<!\d)(0\d+)(?![\d.,:：])/u, ([, digits = '']) => sayCode(digits)),
  rule(new RegExp(String.raw`(${sign})(${number})`), ([, , amount = '']) => `负${sayNumber(amount)}`),
  rule(
    new RegExp(String.raw`(?<![\dA-Za-z)）])\+\s?(${number})`),
    ([, amount = '']) => `正${sayNumber(amount)}`,
  ),
  rule(new RegExp(String.raw`±\s?(${number})`), ([, amount = '']) => `正负${sayNumber(amount)}`),
  rule(new RegExp(String.raw`[~≈～]\s?(${number})`), ([, amount = '']) => `约${sayNumber(amount)}`),
  rule(
    new RegExp(String.raw`([<>≤≥])\s?(${number})`),
    ([, operator = '', amount = '']) => `${words[operator]}${sayNumber(amount)}`,
  ),
  rule(new RegExp(String.raw`(${number})(?=\s?(?:多|几|余)?(?:${counted}))`), ([, amount = '']) =>
    sayAmount(amount),
  ),
  rule(/#\s?(\d+)/u, ([, digits = '']) => `${sayCardinal(digits)}号`),
  rule(new RegExp(String.raw`(${number})\+`), ([, amount = '']) => `${sayNumber(amount)}加`),
  rule(new RegExp(String.raw`(${number})`), ([, amount = '']) => sayNumber(amount)),
];

const signRules: readonly Rule[] = [
  rule(/(?<=[\p{Script=Han}A-Za-z]\s?)&(?=\s?[\p{Script=Han}A-Za-z])/u, () => '和'),
  rule(/(?<=[\p{L}\d]\s?)=(?=\s?[\p{L}\d])/u, () => '等于'),
];

export const chineseRules: readonly Rule[] = [
  ...addressRules,
  ...chineseDateRules,
  ...moneyRules,
  ...codeRules,
  ...fractionRules,
  ...quantityRules,
  ...numberRules,
  ...signRules,
];
