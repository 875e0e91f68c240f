/** Words that the rules lean on: names, common words, divisions of China; read once. */
import '../../../../language/node/outside.ts';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';
import { wordVectors } from '../../../../language/word-vectors/word-vectors.ts';

export interface EnglishNames {
  readonly first: ReadonlySet<string>;
  readonly last: ReadonlySet<string>;
  /** Names of the world beyond the census. */
  readonly others: ReadonlySet<string>;
}

let names: EnglishNames | undefined;

/** All in lower case. */
export function englishNames(): EnglishNames {
  if (names === undefined) {
    const text = gunzipSync(readFileSync(new URL('./names-en.txt.gz', import.meta.url))).toString('utf8');
    const [first = '', last = '', others = ''] = text.split('\n\n');
    const set = (lines: string) => new Set(lines.split('\n'));
    names = { first: set(first), last: set(last), others: set(others) };
  }
  return names;
}

let everyday: ReadonlySet<string> | undefined;

/** Words of plain commands that are somebody's surname as well, in lower case. */
export function everydayWords(): ReadonlySet<string> {
  everyday ??= new Set(
    readFileSync(new URL('./everyday-en.txt', import.meta.url), 'utf8')
      .trim()
      .split('\n'),
  );
  return everyday;
}

/** How common a word is: 0 for the most frequent, -1 for one that is not among the 40,000 most frequent. */
export function commonness(word: string, locale: 'en-US' | 'zh-CN'): number {
  return wordVectors(locale)?.id(word) ?? -1;
}

let divisions: ReadonlySet<string> | undefined;

/** Provinces, cities and districts of China, with and without 省, 市, 区, 县. */
export function chineseDivisions(): ReadonlySet<string> {
  if (divisions === undefined) {
    const full = readFileSync(new URL('./divisions-zh.txt', import.meta.url), 'utf8')
      .trim()
      .split('\n');
    const short = full
      .map((name) => name.replace(/(?:特别行政区|[壮回维]?[吾尔族]*自治[区州县旗]|省|市|区|县)$/, ''))
      .filter((name) => name.length >= 2);
    divisions = new Set([...full, ...short]);
  }
  return divisions;
}

let regions: ReadonlySet<string> | undefined;
const states =
  'alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia washington wisconsin wyoming'.split(
    ' ',
  );
const cities =
  'london paris berlin madrid rome vienna zurich geneva amsterdam brussels dublin oslo stockholm copenhagen helsinki warsaw prague budapest athens lisbon moscow istanbul cairo dubai delhi mumbai bangalore bangkok singapore jakarta manila hanoi seoul tokyo osaka kyoto beijing shanghai shenzhen guangzhou hangzhou chengdu nanjing wuhan xian taipei sydney melbourne auckland toronto montreal vancouver calgary chicago boston seattle denver dallas houston austin phoenix miami atlanta orlando portland detroit philadelphia pittsburgh baltimore cleveland nashville memphis minneapolis milwaukee sacramento oakland vegas brooklyn manhattan queens bronx'.split(
    ' ',
  );

/** Countries, states of the United States and large cities, in lower case: places, and no persons. */
export function placeNames(): ReadonlySet<string> {
  if (regions === undefined) {
    const display = new Intl.DisplayNames('en', { type: 'region' });
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    const countries = letters
      .flatMap((a) => letters.map((b) => a + b))
      .map((code) => [code, display.of(code)] as const)
      .filter(([code, name]) => name !== undefined && name !== code)
      .flatMap(([, name]) => [
        name!.toLowerCase(),
        ...name!
          .toLowerCase()
          .split(/[^\p{L}]+/u)
          .filter((word) => word.length > 4),
      ]);
    regions = new Set([...countries, ...states, ...cities]);
  }
  return regions;
}

let tagger: Jieba | undefined;
const kinds = new Map<string, 'name' | 'word' | 'none'>();

/** What the segmenter's dictionary says of the whole word: a person's name (tags nr, nrt, nrfg), another word, or nothing. */
export function dictionaryKind(word: string): 'name' | 'word' | 'none' {
  const known = kinds.get(word);
  if (known !== undefined) return known;
  tagger ??= Jieba.withDict(dict);
  const parts = tagger.tag(word, false);
  const kind = parts.length !== 1 ? 'none' : parts[0]!.tag.startsWith('nr') ? 'name' : 'word';
  // Bounded: words of the vocabulary are few, but texts are strangers'.
  if (kinds.size < 50_000) kinds.set(word, kind);
  return kind;
}
