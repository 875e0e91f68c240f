/** `earshot deid`: identifiers out of anybody's text, as a filter; and a voice moved in anybody's recording. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import type { Hit } from '../training/deid/hit.ts';
import { CommandError } from './explain.ts';

interface DeidOptions {
  readonly surrogates?: true;
  readonly json?: true;
  readonly explain?: true;
  /** `false` by `--no-model`. */
  readonly model: string | boolean;
  readonly audio?: true;
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
    .argument(
      '[files...]',
      'text or JSONL with a "text"; standard input when left out; with --audio IN.wav OUT.wav',
    )
    .option('--surrogates', 'put something of the same shape in their place instead of <KIND>')
    .option('--explain', 'say on standard error what was found in each line and why')
    .option(
      '--model <folder>',
      'a folder with the LAC tagger; left out, the one that `models pull lac-zh-CN` put here',
      true,
    )
    .option('--no-model', 'rules alone')
    .option('--json', 'JSONL out: the text, and each hit with offsets, kind, certainty and reason')
    .option(
      '--audio',
      'a recording with another voice: pitch, formants, loudness and silence; what it says stays as it is',
    )
    .addHelpText(
      'after',
      `
Examples:
  echo "call Maria on 415 555 0132" | earshot deid
  earshot deid notes.txt --surrogates > safe.txt
  earshot deid sentences.jsonl --json | head
  earshot deid --audio recording.wav altered.wav`,
    )
    .action(async (files: string[], options: DeidOptions) => {
      if (options.audio === true) {
        const [input, output] = files;
        if (input === undefined || output === undefined || files.length > 2)
          throw new CommandError('--audio takes two files: IN.wav OUT.wav');
        const { alterFile } = await import('./deid/alter-file.ts');
        const { seconds, tookMs } = await alterFile(input, output);
        process.stderr.write(
          `${output}: ${seconds.toFixed(1)} s in ${Math.round(tookMs)} ms; the words are as they were, and so is what they tell\n`,
        );
        return;
      }
      if (files.length > 1) throw new CommandError('one file at a time; join them with cat');
      await filterText(files[0], options);
    });
}

/** The rules, and the tagger where it is wanted and here. @throws CommandError */
async function detector({ model }: DeidOptions): Promise<(text: string) => Promise<readonly Hit[]>> {
  const { detect, detectWith } = await import('../training/deid/detect.ts');
  const { installedLac, loadLac } = await import('../training/deid/lac.ts');
  const { loadConfig } = await import('../common/config.ts');
  const { modelSettings, modelsDirOf } = await import('../common/models-dir.ts');
  const installed = () => installedLac(modelsDirOf(loadConfig(modelSettings)));
  const folder = typeof model === 'string' ? model : model ? installed() : undefined;
  if (folder === undefined) return async (text) => detect(text);
  const tagger = await loadLac(folder).catch((error: Error) => {
    throw new CommandError(error.message);
  });
  return (text) => detectWith(tagger, text);
}

async function filterText(file: string | undefined, options: DeidOptions): Promise<void> {
  const { placeholder, replaceHits, surrogate } = await import('../training/deid/operators.ts');
  const find = await detector(options);
  const input = file === undefined ? process.stdin : createReadStream(file);
  const missing = new Promise<never>((_resolve, reject) => input.once('error', reject));
  const operator = options.surrogates === true ? surrogate : placeholder;
  const filter = async () => {
    let number = 0;
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number++;
      const { text, rest } = textOf(line);
      const hits = await find(text);
      const safe = replaceHits(text, hits, operator);
      const isJson = options.json === true || rest !== undefined;
      const output = isJson
        ? JSON.stringify({ ...rest, text: safe, ...(options.json === true && { hits }) })
        : safe;
      if (!process.stdout.write(`${output}\n`))
        await new Promise((resolve) => process.stdout.once('drain', resolve));
      if (options.explain !== true) continue;
      for (const hit of hits)
        process.stderr.write(
          `line ${number}: ${hit.type} at ${hit.start}-${hit.end}, ${hit.certainty}: ${hit.reason}\n`,
        );
    }
  };
  await Promise.race([filter(), missing]).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new CommandError(`there is no file ${file}`) : error;
  });
}
