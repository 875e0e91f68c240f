/** What a run of digits is: whom it calls, what it opens, or only how much of something there is. */
import { isDate, looksLikeIdCard, passesIdCard, passesLuhn } from './checksums.ts';
import { around, type Surroundings } from './context.ts';
import { type DigitRun, digitRuns } from './digits.ts';
import type { Certainty, Hit, IdentifierType } from './hit.ts';

/** Context that names a kind, nearest first. The words stand shortly before the number. */
const named: readonly (readonly [IdentifierType, RegExp, number])[] = [
  ['ssn', /\b(?:ssn|social security)\b/, 9],
  ['id_card', /身份证|身份号|证件号|公民身份|\bid card\b|identity card/, 15],
  ['passport', /护照|passport/, 7],
  ['driver_licence', /驾照|驾驶证|driver'?s? licen[cs]e|driving licen[cs]e/, 6],
  ['bank_card', /银行卡|卡号|信用卡|储蓄卡|借记卡|银联|credit card|debit card|card number|\bcard\b/, 12],
  ['imei', /imei/, 14],
  ['imsi', /imsi/, 14],
  ['iccid', /iccid|sim卡号|sim card/, 18],
  [
    'account',
    /账号|帐号|账户|订单|单号|运单|快递|流水|会员|工号|学号|编号|序列号|\bqq\b|qq号|微信|病历|就诊|门诊|住院号|保单|合同号|户号|社保号|公积金|准考证|考号|借阅证|积分卡|客户号|用户[名号id]|\bid\b|\baccount\b|\border\b|\bbooking\b|\btracking\b|\bserial\b|\bmember(?:ship)?\b|\bpolicy\b|\binvoice\b|\breference\b|\bcustomer\b|\bcase\b|\bemployee\b|\bpatient\b/,
    5,
  ],
  [
    'account',
    /工号|学号|会员[卡编]?号|户号|病历号|住院号|准考证号?|employee (?:id|number)|member(?:ship)? (?:id|number)|student (?:id|number)/,
    4,
  ],
  [
    'code',
    /验证码|密码|口令|动态码|校验码|取件码|提货码|门禁|\bpin\b|passcode|password|verification|security code|\bcvv\b|one-time|\botp\b|access code|door code|尾号|后四位|last (?:four|4)|last \w+ digits|ending(?: in| with)?|ends (?:in|with)|短信里|keypad|\bcombo\b|\bpass ?key\b|取餐码|核销码|激活码|兑换码|邀请码|识别码|暗号|锁的|保险[箱柜]/,
    3,
  ],
  [
    'code',
    /(?<!(?:error|product|promo|discount|coupon|area|country|dress|stock|status|colou?r|bar|exit|zip|postal|qr|source|fault) )\bcode\b|\bunlock\b|\bcombination\b|\b2fa\b|取货|开门|解锁|(?<!代|条|条形|二维|编|尺|页|商品|错误|故障|数|筹|号|乱|源|密|字)码(?:是|为|:|给|发)?/,
    4,
  ],
  [
    'phone',
    /电话|手机|号码|拨打|打给|致电|联系|短信|传真|座机|热线|回电|\bphone\b|\bcall\b|\bdial\b|\btext\b|\bmobile\b|\bcell\b|\bfax\b|\btel\b|\bnumber is\b|\breach (?:me|him|her|us)\b|\bcontact\b|机主/,
    5,
  ],
  ['address', /邮编|邮政编码|zip code|postcode|postal code|\bzip\b/, 5],
];

/** Amounts: what is counted, paid or measured is nobody's number. */
const countedAfter =
  /^\s?(?:块|元|角|分钱|美元|欧元|英镑|日元|万|亿|千|百|个|只|件|位|人|名|次|遍|度|岁|年|月|天|日|小时|分钟|秒|米|公里|千米|公斤|千克|克|斤|升|毫升|吨|平|瓦|步|页|集|首|张|份|杯|瓶|条|辆|家|%|％|percent|dollars?|euros?|pounds?|yuan|bucks|people|users|steps|times|years?|months?|days?|hours?|minutes?|seconds?|degrees?|miles?|meters?|metres?|kilometers?|km|kg|grams?|liters?|litres?|watts?|calories|items?|pieces?|points?|votes|copies|thousand|million|billion|hundred|yen|won|rupees|pesos|francs|gallons|celsius|fahrenheit|megabits|megabytes|gigabytes|bytes|tons?|ounces|inches|feet|views|likes|日圆|韩元|卢布|卢比|英里|英尺|英寸|加仑|盎司|兆)/;
const pricedBefore =
  /(?:[$€£¥￥]|rmb|usd|价格|花了|一共|总共|总计|售价|工资|余额|price|costs?|total|pay|paid|worth|population|about|around|roughly|大约|约)\s?$/;
/** What is counted of many people or plays. */
const countedBefore =
  /播放量|浏览量|阅读量|点赞|粉丝|人口|销量|产量|population|\bviews\b|\blikes\b|followers|subscribers|\bplays?\b(?! me)/;
const groupedAmount = /^9{1,3}(?:,9{3})+(?:\.9{1,2})?$/;
const decimal = /^9+\.9{1,2}$/;
const clock = /^9{1,2}[ ]?:/;
const dated = /^(?:9{4}[-/. ]9{1,2}[-/. ]9{1,2}|9{1,2}[-/.]9{1,2}[-/.]9{4})$/;
const listed = /^9(?:[ ]?[,，、][ ]?9)+$/;
const version = /^9{1,3}(?:\.9{1,3}){2}$/;

const everywhere = named.map(
  ([type, words, minDigits]) => [type, new RegExp(words.source, 'g'), minDigits] as const,
);

function namedBy({ before }: Surroundings, length: number): readonly [IdentifierType, string] | undefined {
  let nearest: readonly [IdentifierType, string] | undefined;
  let nearestEnd = -1;
  for (const [type, words, minDigits] of everywhere) {
    if (length < minDigits) continue;
    words.lastIndex = 0;
    for (let match = words.exec(before); match !== null; match = words.exec(before)) {
      if (words.lastIndex <= nearestEnd) continue;
      nearest = [type, match[0]];
      nearestEnd = words.lastIndex;
    }
  }
  return nearest;
}

function isAmount(run: DigitRun, { before, after }: Surroundings): boolean {
  if ((!run.isSpoken && groupedAmount.test(run.shape)) || clock.test(run.shape) || listed.test(run.shape))
    return true;
  if (countedBefore.test(before) && run.digits.length < 11) return true;
  if (run.groups.length === 1 && countedAfter.test(after) && run.digits.length < 11) return true;
  if (decimal.test(run.shape) && run.digits.length < 10) return true;
  if (pricedBefore.test(before) && run.groups.length === 1 && run.digits.length < 11) return true;
  return run.groups.length === 1 && /^[1-9]\d{0,3}0{4,}$/.test(run.digits) && run.digits.length < 11;
}

/** Numbers of a lottery, scores and sums that are read out belong to everybody. */
const drawn =
  /(?:lottery|lotto|powerball|bingo|jackpot|winning numbers?|fibonacci|multiply|multiplied|彩票|双色球|大乐透|中奖号码|开奖)[^.?!。？！]{0,40}$/i;

/** One two three four five: said to count, or to try a microphone. */
function isCounting({ digits, isSpoken, shape }: DigitRun): boolean {
  if (!isSpoken && !/[ ,，、]/.test(shape)) return false;
  const up = '1234567891011121314151617181920';
  const down = '10987654321';
  const again = /^(?:123){2,}$|^(?:12){3,}$|^(?:1234){2,}$|^(?:1122334455)/;
  return (
    digits.length >= 5 &&
    (up.startsWith(digits) ||
      up.startsWith(digits.replace(/^0/, '')) ||
      down.startsWith(digits) ||
      down.slice(2).startsWith(digits) ||
      again.test(digits))
  );
}

function isDay(run: DigitRun): boolean {
  const { digits, shape } = run;
  if (dated.test(shape)) {
    const parts = shape.startsWith('9999')
      ? [digits.slice(0, 4), digits.slice(4, 6)]
      : [digits.slice(-4), digits.slice(0, 2)];
    return Number(parts[0]) >= 1900 && Number(parts[0]) < 2100;
  }
  if (shape !== '99999999') return false;
  return isDate(Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6, 8)));
}

const mobile = /^(?:0086|86)?1[3-9]\d{9}$/;
const landline = /^0[1-9]\d{8,10}$/;
const serviceLine = /^[48]00\d{7}$/;
const nanp = /^1?[2-9]\d{2}[2-9]\d{6}$/;

/** Lines that everybody calls: 10086, 12306, 95588, 911. */
const publicLine = /^(?:1\d{2}|1[0-2]\d{3}|9[56]\d{3,4}|[2-9]11|999)$/;
/** What these words name is a thing of many: stocks, flights, faults, products, sums. */
const thingBefore =
  /(?:股票|代码|错误|报错|型号|版本|航班|车次|条形码|故障|基金|圆周率|乘以?|除以|加上?|减去?|等于|\bflight\b|\berror\b|\bstock\b|\bproduct\b|\bmodel\b|\bversion\b|\bbuild\b|\bticker\b|\btimes\b|\bplus\b|\bminus\b|\bdivided by\b|\bpi is\b|\bequals\b|\bconvert\b|\broot of\b|\bfactorial\b|根号|开方|换算|质数)[^\d]{0,8}$/;
const sumAfter = /^\s?(?:[+*×÷=]|乘|除以|加|减|等于|times\b|plus\b|minus\b|divided\b)/;
const gotCode =
  /\b(?:i got|(?:texted|sent|emailed|gave|messaged) (?:me|us)|received|came (?:through|in) (?:as|with)|try|enter|type(?: in)?|punch in|key in|use|it said|it says)\s(?:the |a )?$/;
const codeAfter =
  /^[ ]?(?:as|is|for|was) (?:the|my|a|our|your|what (?:they|it|the bank|he|she)) (?:\w+ )?(?:code|pin|passcode|password|combination|combo|otp|sent|texted)|^[ ]?(?:to|and it) (?:open|unlock|get in|log ?in|verify|sign in|enter|disarm|arm)|^[ ]?(?:opens|unlocks|disarms)\b|^[，, ]?(?:你试试)?(?:这个|是)?(?:验证码|密码)/;
/** "88213 is my order number", 88213这个订单. */
const accountAfter =
  /^[，, ]?(?:这个|那个|就?是我?的?|是)?(?:订单|单号|运单|快递|包裹|会员[卡号]?|账号|账户|户号|qq号?|微信号?|工号|学号|病历号?)|^[ ,]{1,2}(?:is (?:my|the|our|her|his) )?(?:order|account|tracking|booking|member(?:ship)?|reference|confirmation|policy|customer|employee|student|patient|reservation|locator) (?:number|id|code|no)\b/;
const labelledAfter = /^[ ]?[-\\,(]{0,2}[ ]?(?:office|fax|mobile|cell|home|work|tel|phone)\b/;

/** What the digits themselves say, best guess first. */
function shapeOf(run: DigitRun): readonly [IdentifierType, Certainty, string] | undefined {
  const { digits, shape, groups } = run;
  const length = digits.length;
  if (length === 18 && looksLikeIdCard(digits))
    return ['id_card', 'certain', passesIdCard(digits) ? 'check digit' : 'region and birthday'];
  if (mobile.test(digits)) return ['phone', 'certain', 'mobile number'];
  if (/^9{3}[- ]9{2}[- ]9{4}$/.test(shape)) return ['ssn', 'certain', 'grouped 3-2-4'];
  if ((length === 19 || length === 20) && digits.startsWith('8986'))
    return ['iccid', 'certain', 'telecom prefix'];
  if (length === 15 && digits.startsWith('460')) return ['imsi', 'likely', 'country code'];
  if (length >= 13 && length <= 19 && passesLuhn(digits)) {
    return length === 15 && !/^3[47]/.test(digits)
      ? ['imei', 'likely', 'check digit']
      : ['bank_card', 'certain', 'check digit'];
  }
  if (length >= 16 && length <= 19 && /^(?:62|4|5[1-5]|2[2-7])/.test(digits))
    return ['bank_card', 'likely', 'issuer'];
  if (nanp.test(digits) && (groups.length > 1 || length === 10)) return ['phone', 'certain', 'ten digits'];
  if (landline.test(digits) || serviceLine.test(digits)) return ['phone', 'certain', 'area code'];
  if (/^9{3}[-. ]9{4}$/.test(shape)) return ['phone', 'likely', 'grouped 3-4'];
  return undefined;
}

/** Shapes of hotel rooms, floors, flights and the like come shorter than this; longer is somebody's. */
const minUnnamedDigits = 7;

/** SF 1234 5678: letters in front are part of what numbers parcels and papers. */
const prefix = /(?<![A-Za-z])(?:[A-Z]{1,4}|(?<=[\u4e00-\u9fff])[a-z]{1,4})[ -]?$/;
const lettered = new Set<IdentifierType>(['account', 'number', 'passport', 'driver_licence', 'code']);

/** A trailing `X` belongs to an identity card. */
const tailX = /^[ ]?[xX](?![A-Za-z0-9])/;

/** @param text the view's */
export function numberHits(text: string): Hit[] {
  const hits: Hit[] = [];
  for (const run of digitRuns(text)) {
    const { digits } = run;
    const context = around(text, run.start, run.end);
    const extended = digits.length === 17 ? tailX.exec(text.slice(run.end, run.end + 3)) : null;
    const end = extended === null ? run.end : run.end + extended[0].length;
    const start = text[run.start - 1] === '+' || text[run.start - 1] === '(' ? run.start - 1 : run.start;
    const add = (type: IdentifierType, certainty: Certainty, reason: string) =>
      hits.push({
        start: lettered.has(type)
          ? start - (prefix.exec(text.slice(Math.max(0, start - 6), start))?.[0].length ?? 0)
          : start,
        end,
        type,
        certainty,
        reason: `${run.isSpoken ? 'spoken digits' : 'digits'}: ${reason}`,
      });
    if (extended !== null || (digits.length === 17 && looksLikeIdCard(digits))) {
      add('id_card', 'certain', 'region and birthday');
      continue;
    }
    const ofShape = shapeOf(run);
    const ofContext = namedBy(context, digits.length);
    if (drawn.test(text.slice(Math.max(0, run.start - 60), run.start))) continue;
    if (ofShape?.[1] === 'certain' && !(ofShape[0] === 'phone' && ofContext?.[0] === 'account')) {
      if (run.isSpoken || !groupedAmount.test(run.shape)) add(...ofShape);
      continue;
    }
    if (isAmount(run, context) || isDay(run) || version.test(run.shape) || isCounting(run)) continue;
    if (ofContext?.[0] === 'phone' && publicLine.test(digits)) continue;
    if (ofContext !== undefined) {
      add(ofContext[0], 'certain', 'named by the words before');
      continue;
    }
    const isBareCode = gotCode.test(context.before) && /^[.!?]?$/.test(context.after);
    if (digits.length >= 4 && digits.length <= 8 && (isBareCode || codeAfter.test(context.after)))
      add('code', 'certain', 'named by the words behind');
    else if (digits.length >= 4 && accountAfter.test(context.after))
      add('account', 'certain', 'named by the words behind');
    else if (digits.length >= 6 && labelledAfter.test(context.after))
      add('phone', 'certain', 'named by the words behind');
    else if (ofShape !== undefined) add(...ofShape);
    else if (thingBefore.test(context.before) || sumAfter.test(context.after)) continue;
    else if (digits.length >= minUnnamedDigits)
      add('number', digits.length >= 9 ? 'likely' : 'unsure', `${digits.length} digits`);
  }
  return hits;
}
