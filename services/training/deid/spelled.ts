/**
 * What is spelled out: letters and digits mixed, as they are said or typed ("a b one two", "charlie five eight",
 * 京A一二三四五, "seven one colon e b"). What kind it is say the words before it, or its characters.
 */
import { around } from './context.ts';
import { gapEnd, pieceAt } from './digits.ts';
import type { Hit, IdentifierType } from './hit.ts';

const spellingWords =
  'alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey x-ray xray yankee zulu'.split(
    ' ',
  );
const letterOf = new Map(spellingWords.map((word) => [word, word[0]!]));
const digitWord =
  '(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|ten|twelve|\\w+teen|\\w+ty)';
const chineseDigit = '[零〇一幺二两三四五六七八九洞拐勾]';

/** Cheap: a lone letter or a spelling word beside a digit, said or written; a letter beside a Chinese digit. */
const mayHold = new RegExp(
  String.raw`\b(?:[a-z]|${spellingWords.join('|')})[ ,]+(?:(?:dash|hyphen|colon|dot|as in \w+)[ ,]+)?(?:${digitWord}\b|\d)|\b(?:${digitWord}|\d+)[ ,]+(?:(?:dash|hyphen|colon|dot)[ ,]+)?(?:[a-z]|${spellingWords.join('|')})\b|[A-Za-z][ ，,-]?${chineseDigit}|${chineseDigit}[ ，,-]?[A-Za-z]|[A-Za-z]\d[A-Za-z\d]*[ -][A-Za-z\d]|[A-Za-z\d]+[ -][A-Za-z]+\d`,
  'i',
);
const word = /[A-Za-z]+(?:-ray)?/y;
const asIn = /[ ](?:as in|like|for)[ ]([A-Za-z-]+)/y;
const repeated = /(double|triple)[ ]([A-Za-z])(?![A-Za-z])/iy;
const spoken = /[ ,，]{0,2}(?:colon|冒号|slash|underscore|下划线|大写|小写|capital|点)[ ,，]{0,2}|:/iy;

interface Atom {
  readonly characters: string;
  readonly end: number;
}

const isLetter = (code: number) => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
const isAlphanumeric = (code: number) => isLetter(code) || (code >= 48 && code <= 57);
/** Longest run of letters that is read letter by letter rather than as a word: VIP, JDVA. */
const maxLetters = 4;

function atomAt(text: string, index: number, isInside: boolean): Atom | undefined {
  const code = text.charCodeAt(index);
  repeated.lastIndex = index;
  const twice = repeated.exec(text);
  if (twice !== null)
    return {
      characters: twice[2]!.repeat(twice[1]!.toLowerCase() === 'double' ? 2 : 3),
      end: repeated.lastIndex,
    };
  const digits = pieceAt(text, index, isInside);
  if (digits !== undefined) return { characters: digits.digits, end: digits.end };
  if (!isLetter(code)) return undefined;
  word.lastIndex = index;
  const found = word.exec(text)![0];
  const end = index + found.length;
  const isDigitBehind = pieceAt(text, end, true) !== undefined;
  const isDigitBefore =
    index > 0 && !isAlphanumeric(text.charCodeAt(index - 1)) && text.charCodeAt(index - 1) > 0x3000;
  if (found.length === 1) {
    asIn.lastIndex = end;
    const example = asIn.exec(text);
    return example !== null && example[1]![0]!.toLowerCase() === found.toLowerCase()
      ? { characters: found, end: asIn.lastIndex }
      : { characters: found, end };
  }
  const letter = letterOf.get(found.toLowerCase());
  if (letter !== undefined) return { characters: letter, end };
  if (
    found.length <= maxLetters &&
    (isDigitBehind || isDigitBefore || (isInside && found === found.toUpperCase()))
  )
    return { characters: found, end };
  return undefined;
}

function gapFrom(text: string, index: number): number {
  spoken.lastIndex = index;
  return spoken.test(text) ? spoken.lastIndex : gapEnd(text, index);
}

/** Words that say that something spelled out follows, nearest last; the least characters it then has. */
const named: readonly (readonly [IdentifierType, RegExp, number])[] = [
  ['plate', /车牌|牌照|\bplate\b|\btag number\b|\blicen[sc]e plate\b/, 5],
  ['passport', /护照|通行证|passport/, 6],
  ['driver_licence', /驾驶证|驾照|licen[cs]e/, 6],
  ['iban', /iban|\bmoney to\b|\brent\b|\btransfer\b|\bwire\b|汇到|打到/, 12],
  ['mac', /\bmac\b|物理地址|hardware address/, 8],
  ['meid', /meid/, 8],
  ['device_id', /设备|android|\bdevice\b|\buuid\b|\bguid\b|\boaid\b|\bidfa\b|安卓/, 6],
  ['iccid', /iccid|\bsim\b/, 10],
  [
    'account',
    /单号|运单|快递|订单|账号|会员|微信|编号|序列号|tracking|package|account|member|serial|order|reward|booking|reference|confirmation|\bid is\b/,
    5,
  ],
  [
    'code',
    /密码|口令|验证码|password|passcode|\bcode\b(?<!(?:error|fault|product|promo|discount|coupon|stock|flight|train|colou?r|model|version|item|status|exit|area|country|dress|bar|qr|source|part) code)/,
    4,
  ],
  ['ssid', /wi-?fi|无线网|热点|ssid|network|hotspot/, 4],
];
const dated = /\d{4}[-/.]\d{1,2}[-/.]\d{1,2}/;
const province = /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]\s?$/;

/** What these name is a thing of many. */
const ofMany =
  /(?:\b(?:flights?|trains?|gate|seat|platform|bus|route|highway|interstate|model|version|error|fault|product|item|part|sku|stock|printer|series|channel|paint|colou?r|size|room|terminal|exit|episode|season|chapter|vitamin|form|section|bulb|battery|boeing|airbus|iphone|galaxy|playstation|error code|serial port)\b|航班|车次|型号|版本|错误|故障|报错|高铁|动车|登机口|座位|航站楼|商品|股票|编译)[^.,?!，。]{0,18}$/i;

function kindOf(characters: string, before: string): readonly [IdentifierType, string] | undefined {
  if (province.test(before) && /^[a-z][a-z0-9]{5,6}$/i.test(characters)) return ['plate', 'number plate'];
  let nearest: readonly [IdentifierType, string] | undefined;
  let nearestAt = -1;
  for (const [type, words, least] of named) {
    const at = before.search(words);
    if (at > nearestAt && characters.length >= least) {
      nearest = [type, 'named by the words before'];
      nearestAt = at;
    }
  }
  if (nearest !== undefined) return nearest;
  if (ofMany.test(before)) return undefined;
  if (/^[a-z]{2}\d{2}[a-z0-9]{11,30}$/i.test(characters)) return ['iban', 'account of a bank'];
  if (/^[0-9a-f]{8,40}$/i.test(characters)) return ['device_id', 'hexadecimal id'];
  return characters.length >= 8 && /\d{4}/.test(characters) ? ['account', 'letters and digits'] : undefined;
}

/** @param text the view's */
export function spelledHits(text: string): Hit[] {
  if (!mayHold.test(text)) return [];
  const hits: Hit[] = [];
  let index = 0;
  while (index < text.length) {
    const isInWord =
      index > 0 && isAlphanumeric(text.charCodeAt(index - 1)) && isAlphanumeric(text.charCodeAt(index));
    const first = isInWord ? undefined : atomAt(text, index, false);
    if (first === undefined) {
      index++;
      continue;
    }
    let { characters, end } = first;
    for (;;) {
      const near = atomAt(text, end, true);
      const gap = near === undefined ? gapFrom(text, end) : end;
      const next = near ?? (gap > end ? atomAt(text, gap, true) : undefined);
      if (next === undefined) break;
      characters += next.characters;
      end = next.end;
    }
    const digitCount = characters.replace(/\D/g, '').length;
    if (
      digitCount >= 2 &&
      digitCount < characters.length &&
      characters.length >= 4 &&
      !dated.test(text.slice(index, end))
    ) {
      const kind = kindOf(characters, around(text, index, end).before);
      if (kind !== undefined) {
        const start =
          kind[0] === 'plate' && province.test(text.slice(0, index))
            ? text.slice(0, index).trimEnd().length - 1
            : index;
        hits.push({ start, end, type: kind[0], certainty: 'certain', reason: `spelled out: ${kind[1]}` });
      }
    }
    index = end;
  }
  return hits;
}
