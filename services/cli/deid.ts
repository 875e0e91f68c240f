/** `earshot deid`: identifiers out of anybody's text, as a filter. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';

interface DeidOptions {
  readonly surrogates?: true;
  readonly json?: true;
  readonly explain?: true;
  readonly model?: string;
}

/** One line of input: plain text, or JSON with a `text`. */
function textOf(line: string): { readonly text: string; readonly rest?: Record<string, unknown> } {
  if (!line.startsWith('{')) return { text: line };
  try {
    const parsed: unknown = JSON.parse(line);
    if (
      typeof parsed === 'object' &&
      parsed !== null &&
      'text' in parsed &&
      typeof parsed.text === 'string'
    ) {
      return { text: parsed.text, rest: parsed as Record<string, unknown> };
    }
  } catch {
    // No JSON: a line of text that begins with a brace.
  }
  return { text: line };
}

export function register(program: Command): void {
  program
    .command('deid')
    .description('take names, numbers and addresses out of text: a line in, a line out')
    .argument('[file]', 'text or JSONL with a "text"; standard input when left out')
    .option('--surrogates', 'put something of the same shape in their place instead of <KIND>')
    .option('--explain', 'say on standard error what was found in each line and why')
    .option('--model <folder>', 'a folder with the LAC tagger, which finds more Chinese names and places')
    .option('--json', 'JSONL out: the text, and each hit with offsets, kind, certainty and reason')
    .addHelpText(
      'after',
      `
Examples:
  echo "call Maria on 415 555 0132" | earshot deid
  earshot deid notes.txt --surrogates > safe.txt
  earshot deid sentences.jsonl --json | head
  earshot deid notes.txt --model models/lac-zh`,
    )
    .action(async (file: string | undefined, options: DeidOptions) => {
      const { detect, detectWith } = await import('../training/deid/detect.ts');
      const { placeholder, replaceHits, surrogate } = await import('../training/deid/operators.ts');
      const { loadLac } = await import('../training/deid/lac.ts');
      const tagger =
        options.model === undefined
          ? undefined
          : await loadLac(options.model).catch((error: Error) => {
              process.stderr.write(`earshot: ${error.message}\n`);
              process.exit(1);
            });
      const input = file === undefined ? process.stdin : createReadStream(file);
      const missing = new Promise<never>((_resolve, reject) => input.once('error', reject));
      const operator = options.surrogates === true ? surrogate : placeholder;
      const filter = async () => {
        let number = 0;
        for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
          number++;
          const { text, rest } = textOf(line);
          const hits = tagger === undefined ? detect(text) : await detectWith(tagger, text);
          const safe = replaceHits(text, hits, operator);
          const output =
            options.json === true
              ? JSON.stringify({ ...rest, text: safe, hits })
              : rest === undefined
                ? safe
                : JSON.stringify({ ...rest, text: safe });
          if (!process.stdout.write(`${output}\n`))
            await new Promise((resolve) => process.stdout.once('drain', resolve));
          if (options.explain === true) {
            for (const hit of hits)
              process.stderr.write(
                `line ${number}: ${hit.type} at ${hit.start}-${hit.end}, ${hit.certainty}: ${hit.reason}\n`,
              );
          }
        }
      };
      await Promise.race([filter(), missing]).catch((error: NodeJS.ErrnoException) => {
        process.stderr.write(
          error.code === 'ENOENT' ? `earshot: there is no file ${file}\n` : `earshot: ${error.message}\n`,
        );
        process.exitCode = 1;
      });
    });
}
