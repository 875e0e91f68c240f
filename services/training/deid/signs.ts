/** One cheap pass over a text that says which rules have anything to look for: most rules never run on most texts. */

/** Bits: what a text holds. */
export const sign = {
  /** A digit, or a word for one. */
  number: 1,
  /** "at", @, 艾特. */
  at: 2,
  /** "dot", "point", 点. */
  spokenDot: 4,
  period: 8,
  colon: 16,
  /** Words of networks: wifi, hotspot, join, 无线, 连. */
  network: 32,
  /** Words of accounts, orders and licences. */
  account: 64,
  /** Words of passwords. */
  secret: 128,
  /** Words and signs of degrees. */
  degree: 256,
  letter: 512,
  han: 1024,
  /** Words that stand in an address. */
  street: 2048,
  /** Words that lead to a place. */
  headed: 4096,
} as const;

const wordSigns = new Map<string, number>();
const add = (bits: number, words: string) => {
  for (const word of words.split(' ')) wordSigns.set(word, (wordSigns.get(word) ?? 0) | bits);
};
add(
  sign.number,
  'zero oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred double triple',
);
add(sign.at, 'at');
add(sign.spokenDot, 'dot point');
add(
  sign.network,
  'wifi wi fi ssid hotspot network networks wireless router connect connected connecting reconnect join hook hooked hop log logged',
);
add(
  sign.account,
  'wechat qq member membership reward rewards handle login id username user screen serial account booking reference tracking confirmation license licence',
);
add(sign.secret, 'password passcode');
add(sign.degree, 'lat latitude longitude lon lng');
add(
  sign.street,
  'street st avenue ave av road rd boulevard blvd lane ln drive dr court ct place pl square sq terrace ter way parkway pkwy highway hwy circle cir trail trl crescent cres close alley row walk mews gardens grove quay broadway plaza address box apo fpo dpo corner intersection crossing suite ste apt apartment unit flat live lives rua rue via calle avenida piazza strada corso viale camino chemin ulica ul platz jalan jl',
);
add(
  sign.headed,
  'address live lives living reside resides resided deliver delivered ship shipped moved arrived located pick drop navigate directions drive take',
);
const characterSigns = new Map<string, number>();
for (const [bits, characters] of [
  [sign.number, '零〇一幺二两三四五六七八九十壹贰叁肆伍陆柒捌玖洞拐勾'],
  [sign.at, '@特鼠圈'],
  [sign.spokenDot, '点'],
  [sign.period, '.'],
  [sign.colon, ':'],
  [sign.network, '网热线连入切搜忘断'],
  [sign.account, '微账帐户昵单序会@'],
  [sign.secret, '密口'],
  [sign.degree, '°经纬'],
] as const)
  for (const character of characters)
    characterSigns.set(character, (characterSigns.get(character) ?? 0) | bits);

/** @param text the view's */
export function signsOf(text: string): number {
  let signs = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 32) continue;
    if (code >= 48 && code <= 57) {
      signs |= sign.number;
    } else if (code < 128 && (code | 32) >= 97 && (code | 32) <= 122) {
      let end = index + 1;
      while (end < text.length && (text.charCodeAt(end) | 32) >= 97 && (text.charCodeAt(end) | 32) <= 122)
        end++;
      signs |= sign.letter;
      if (end - index <= 12) {
        const word = text.slice(index, end).toLowerCase();
        signs |= wordSigns.get(word) ?? 0;
        if (word.startsWith('at') && end < text.length && text.charCodeAt(end) > 0x3000) signs |= sign.at;
      }
      index = end - 1;
    } else {
      if (code >= 0x4e00 && code <= 0x9fff) signs |= sign.han;
      else if (code >= 0xc0 && code <= 0x24f) signs |= sign.letter;
      signs |= characterSigns.get(text[index]!) ?? 0;
    }
  }
  return signs;
}
