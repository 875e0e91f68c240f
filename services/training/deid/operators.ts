/** What stands in the place of an identifier: its kind, or something of the same shape that is nobody's. */
import { randomInt } from 'node:crypto';
import type { Hit, IdentifierType } from './hit.ts';

/** Takes the words that are replaced and returns what stands there instead. */
export type Operator = (found: string, type: IdentifierType) => string;

/** `<PHONE>`: says what was there and nothing else. */
export const placeholder: Operator = (_found, type) => `<${type.toUpperCase()}>`;

const digitsOf = { written: [...'0123456789'], chinese: [...'零一二三四五六七八九'] };
const chineseLike = new Map([...'零〇一幺二两三四五六七八九洞拐勾'].map((c) => [c, true]));
const letters = [...'abcdefghijklmnopqrstuvwxyz'];
const pick = <T>(from: readonly T[]): T => from[randomInt(from.length)]!;

const englishDigits = 'zero one two three four five six seven eight nine'.split(' ');
const englishNumber =
  /\b(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|double|triple)\b/gi;
const surrogateNames = {
  english: ['Alex Doe', 'Sam Roe', 'Kim Poe', 'Pat Moe', 'Chris Noe'],
  chinese: ['张某', '王某某', '李某', '刘某某', '陈某'],
};
const surrogateStreets = {
  english: ['12 Example Street', '34 Sample Road'],
  chinese: ['示例路12号', '样例街34号'],
};
const hasHan = (text: string) => /\p{Script=Han}/u.test(text);

/** Same length and signs, other digits and letters, drawn anew for each hit and stored nowhere. */
function sameShape(found: string): string {
  return found
    .replace(englishNumber, () => pick(englishDigits))
    .replace(/[0-9零〇一幺二两三四五六七八九洞拐勾]/g, (digit) =>
      pick(chineseLike.has(digit) ? digitsOf.chinese : digitsOf.written),
    );
}

/**
 * A surrogate of the same kind and shape, for models that must learn from whole sentences. Never the same twice for the
 * same words: a stable one would be a pseudonym.
 */
export const surrogate: Operator = (found, type) => {
  switch (type) {
    case 'person':
      return pick(hasHan(found) ? surrogateNames.chinese : surrogateNames.english);
    case 'address':
      return pick(hasHan(found) ? surrogateStreets.chinese : surrogateStreets.english);
    case 'email':
      return `user${randomInt(1000)}@example.com`;
    case 'url':
      return 'example.com';
    case 'ip':
      return `192.0.2.${randomInt(1, 255)}`;
    case 'ssid':
      return `network-${randomInt(1000)}`;
    case 'plate':
    case 'passport':
    case 'driver_licence':
    case 'iban':
    case 'mac':
    case 'meid':
    case 'device_id':
    case 'account':
      return sameShape(found).replace(/[a-z]/gi, (letter) =>
        letter === letter.toUpperCase() ? pick(letters).toUpperCase() : pick(letters),
      );
    case 'phone':
    case 'id_card':
    case 'bank_card':
    case 'ssn':
    case 'imei':
    case 'imsi':
    case 'iccid':
    case 'gps':
    case 'code':
    case 'number':
      return sameShape(found);
  }
};

/** The text with every hit replaced. Hits are in order and do not overlap, as `detect` gives them. */
export function replaceHits(text: string, hits: readonly Hit[], operator: Operator = placeholder): string {
  let result = '';
  let position = 0;
  for (const { start, end, type } of hits) {
    result += text.slice(position, start) + operator(text.slice(start, end), type);
    position = end;
  }
  return result + text.slice(position);
}
