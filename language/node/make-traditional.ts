/**
 * Writes `language/text/traditional.ts`: which simplified character stands for a traditional one, from the character
 * dictionary of opencc-js. `node language/node/make-traditional.ts`.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Converter } from 'opencc-js/t2cn';
import { zh } from '../text/words/zh.ts';

const converters = (['tw', 'hk', 't', 'jp'] as const)
  .slice(0, 3)
  .map((from) => Converter({ from, to: 'cn' }));
const everyday = new Set(zh);
const pairs: string[] = [];
for (let code = 0x4e00; code <= 0x9fff; code += 1) {
  const character = String.fromCodePoint(code);
  const simplified = converters
    .map((convert) => convert(character))
    .find((found) => found !== character && found.length === 1);
  // A character of everyday simplified words is what it is, whatever it stands for in older texts: 么, 著, 乾.
  if (simplified !== undefined && !everyday.has(character) && !'么著乾'.includes(character)) {
    pairs.push(character + simplified);
  }
}
for (const pair of ['妳你', '牠它', '祂他']) pairs.push(pair);
const of = (index: 0 | 1) => pairs.map((pair) => [...pair][index]).join('');
writeFileSync(
  join(import.meta.dirname, '../text/traditional.ts'),
  `/** Traditional characters as simplified ones; made by \`language/node/make-traditional.ts\`. */
const traditional =
  '${of(0)}';
const simplified =
  '${of(1)}';

const table = new Map([...traditional].map((character, index) => [character, simplified[index] ?? character]));

/** The simplified character for a traditional one; any other comes back as it is. */
export const toSimplified = (character: string): string => table.get(character) ?? character;
`,
);
