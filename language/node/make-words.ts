/**
 * Writes the lists of everyday words in `language/text/words`, from the words of `language/word-vectors`: which are most frequent
 * first. `node language/node/make-words.ts`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Rarer words are as likely a mistake of the recogniser. */
const count = 8_000;
const isWord = { 'zh-CN': /^\p{Script=Han}{2,4}$/u, 'en-US': /^[a-z]{2,14}$/ } as const;

for (const locale of ['zh-CN', 'en-US'] as const) {
  const bytes = readFileSync(join(import.meta.dirname, `../word-vectors/${locale}.bin`));
  const end = bytes.indexOf(10);
  const { textBytes } = JSON.parse(bytes.toString('utf8', 0, end)) as { textBytes: number };
  const words = bytes
    .toString('utf8', end + 1, end + 1 + textBytes)
    .split('\n')
    .filter((word) => isWord[locale].test(word))
    .slice(0, count);
  const name = locale.slice(0, 2);
  writeFileSync(
    join(import.meta.dirname, `../text/words/${name}.ts`),
    `/** The ${words.length} most frequent words; made by \`make.ts\`. */\nexport const ${name} =\n  '${words.join(' ')}';\n`,
  );
}
