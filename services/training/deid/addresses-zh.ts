/** Addresses in Mandarin: division, road, number, building, door; written or spoken. */
import type { Hit } from './hit.ts';
import { chineseDivisions } from './lexicon/lexicon.ts';

const han = String.raw`\p{Script=Han}`;
const digits = '[0-9零〇一二两三四五六七八九十百千幺A-Za-z-]';
const divisionEnd = '(?:特别行政区|自治区|自治州|自治县|地区|新区|开发区|省|市|区|县|旗|镇|乡|街道)';
const roadEnd =
  '(?:大道|大街|公路|胡同|路|街|巷|弄|里(?!面|边|的|有|程)|道(?!理|具|歉)|村|屯|庄|营|坊|铺|寨|沟|湾|堡|店|集|圩|坡|塘|桥|墩)';
const estateEnd =
  '(?:小区|花园|花苑|公寓|新村|家园|大厦|广场|公馆|别墅|山庄|苑|园|府|城|庭|湾|轩|阁|居|邸|名都|国际|中心)';
const doorEnd = '(?:号楼|号院|号|栋|幢|座|单元|层|楼|室|房|户|组|队)';

const division = String.raw`${han}{1,8}?${divisionEnd}`;
const road = String.raw`${han}{1,7}?${roadEnd}`;
const door = String.raw`${digits}{1,7}(?:号楼|号院|号|弄|巷|组|队)`;
const inner = String.raw`(?:[ ，,]?[甲乙丙丁东西南北]?${digits}{1,7}${doorEnd})`;
/** 26-2-2705: building, entrance and door in digits. */
const dashed = String.raw`(?:\d{1,3}-\d{1,2}-\d{2,5}|\d{1,3}-\d{3,5})`;
/** A last number without its word: …二十二层2207. */
const tail = String.raw`(?:[0-9零〇一二三四五六七八九十百千幺]{3,7}(?![0-9零一二三四五六七八九十幺块元年月点]))?`;
const cover = String.raw`(?:(?:${division}){0,4})`;

const roadAddress = new RegExp(
  String.raw`${cover}${road}(?:${door}){1,3}(?:${han}{2,8}?(?:${estateEnd})?(?=${inner}|${dashed}))?(?:${dashed}|${inner}{0,6}${tail})`,
  'gu',
);
const estateAddress = new RegExp(
  String.raw`${cover}(?:${road}(?:${door})?)?${han}{2,8}?${estateEnd}(?:${digits}{1,4}期)?(?:${dashed}|${inner}{1,6}${tail})`,
  'gu',
);
/** Whatever an estate is called: its name stands before the building. */
const doorChain = new RegExp(
  String.raw`(?:${han}{2,10}?)?(?:${digits}{1,5}(?:号楼|栋|幢|座)(?:${inner}{1,4}${tail}|${digits}{3,7})|\d{1,3}-\d{1,2}-\d{3,5}|${digits}{1,5}单元${inner}{1,3}${tail})`,
  'gu',
);
const divisions = new RegExp(String.raw`(?:${division}){2,5}(?:${road})?`, 'gu');
const introducedBy =
  /(?:家(?:庭)?(?:住址?|地址)?(?:住)?(?:在|是)|住址(?:是|：|:)?|地址(?:是|为|填|写|改成|：|:)?|(?:我|他|她|我们|爸妈|爷爷|奶奶|外婆|父母)?住在|住|送到|寄到|寄往|快递到|配送到|导航到|导航去|开车去|打车去|送我去|户籍(?:地)?(?:在|是)?|籍贯(?:是)?|老家(?:是|在)?|位于)\s?/gu;
const introducedPlace = new RegExp(
  String.raw`^(?:${division}){0,4}(?:${road}){0,3}(?:${door}){0,2}(?:${han}{2,8}?(?:${estateEnd}|(?=${inner}|${dashed})))?(?:${dashed}|${inner}{0,6}${tail})`,
  'u',
);

/** What the greedy front of a pattern took along that belongs to the sentence. */
const leading =
  /^.*?(?:住在|住|地址(?:是|为|改成|填)?|送到|寄到|寄往|寄给|快递到|配送到|导航到|导航去|去往|前往|位于|家在|就在|来自|打车去|到达|开车去|送我去|接到|我在|他在|她在|人在|在|到|去|从|是|往|来|给我|帮我|请|把|修|新地址|旧的|不是|这里是|我家)(?=.)/u;

/** @param text the view's */
export function chineseAddressHits(text: string): Hit[] {
  if (!/[省市区县镇乡路街巷弄道村屯庄号栋幢座室园苑府城厦组]|\d-\d/.test(text)) return [];
  const hits: Hit[] = [];
  const add = (start: number, end: number, reason: string, certainty: Hit['certainty'] = 'certain') => {
    if (end - start >= 3) hits.push({ start, end, type: 'address', certainty, reason: `address: ${reason}` });
  };
  for (const pattern of [roadAddress, estateAddress]) {
    for (const match of text.matchAll(pattern)) {
      const skipped = skipFront(match[0]);
      add(match.index + skipped, match.index + match[0].length, 'road or estate with a number');
    }
  }
  for (const match of text.matchAll(doorChain))
    add(match.index + skipFront(match[0]), match.index + match[0].length, 'building and door');
  for (const match of text.matchAll(divisions)) {
    const skipped = skipFront(match[0]);
    const found = match[0].slice(skipped);
    if (areDivisions(found)) add(match.index + skipped, match.index + match[0].length, 'divisions');
  }
  for (const match of text.matchAll(introducedBy)) {
    const start = match.index + match[0].length;
    const place = introducedPlace.exec(text.slice(start, start + 60))?.[0] ?? '';
    if (
      place.length >= 4 &&
      (/[路街巷弄村]|小区|花园|公寓|[0-9零一二三四五六七八九十]+(?:号|栋|幢|室)/.test(place) ||
        startsWithDivision(place))
    ) {
      add(start, start + place.length, 'named by the words before');
    }
  }
  return hits;
}

function startsWithDivision(text: string): boolean {
  const known = chineseDivisions();
  for (let length = Math.min(10, text.length); length >= 2; length--)
    if (known.has(text.slice(0, length))) return true;
  return false;
}

const onePiece = new RegExp(division, 'gu');

/** "合肥是安徽省内的城市" names divisions and is none: each of them is known, or a town below those that are. */
function areDivisions(text: string): boolean {
  const known = chineseDivisions();
  const [first = '', ...others] = text.match(onePiece) ?? [];
  // 广西南宁市: a province said without its word stands in one piece with what follows.
  const isKnown = (piece: string) =>
    known.has(piece) || (known.has(piece.slice(0, 2)) && known.has(piece.slice(2)));
  return isKnown(first) && others.every((piece) => isKnown(piece) || /(?:镇|乡|街道)$/.test(piece));
}

/** Starts at a known division where there is one, else behind the verb that leads to a place. */
function skipFront(found: string): number {
  const known = chineseDivisions();
  for (let start = 0; start < Math.min(found.length, 10); start++) {
    for (let length = Math.min(9, found.length - start); length >= 3; length--) {
      const piece = found.slice(start, start + length);
      if (/[省市区县]$/.test(piece) && known.has(piece)) return start;
    }
    const short = found.slice(start, start + 2);
    const isBig = ['市', '省', '壮族自治区', '回族自治区', '维吾尔自治区'].some((end) =>
      known.has(`${short}${end}`),
    );
    if (known.has(short) && isBig) return start;
  }
  const verb = leading.exec(found)?.[0].length ?? 0;
  return verb + (/^(?:就?在|是|到|住|去)(?=..)/.exec(found.slice(verb))?.[0].length ?? 0);
}
