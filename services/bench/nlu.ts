/** `earshot bench nlu`: how well utterances are understood, on the shared corpora or on anyone's own. */
import { parseArgs } from 'node:util';
import { CorpusError } from './nlu/corpus.ts';
import { describeHomeAssistant, measureHomeAssistant } from './nlu/home-assistant.ts';
import { describeOwnData, measureOwnData } from './nlu/own-data.ts';
import { describeStandard, measureStandard, type StandardPart, standardParts } from './nlu/standard.ts';

const help = `earshot bench nlu: intent accuracy, slot F1, exact match, rejection and cost

  earshot bench nlu
      The product on the shared corpora written as skills, beside NLP.js; writes docs/bench-nlu.md. Takes some minutes.
  earshot bench nlu --train FILE... --test FILE... [--locale L] [--words] [--json]
      The same with your utterances: a skill for each "scenario", else for each intent.

  earshot bench nlu --home-assistant FOLDER [--locale L] [--json]
      A checkout of Home Assistant's sentences, imported as "earshot skill import" does, asked its own test sentences.

One utterance a line, as JSON:
  {"id": "1", "text": "wake me at nine", "intent": "alarm-set",
   "slots": [{"name": "time", "start": 11, "end": 15, "value": "nine"}]}
start and end count UTF-16 units, end is exclusive. "intent": null is an utterance that no intent
should take: in training it is left out, in the test it is counted as false acceptance.
Rows of MASSIVE ("annot_utt") and SMP2020 ("entities") are taken as they come.

Options
  --train FILE...   one or more files to learn from
  --test FILE...    one or more files to test on, never seen in training
  --locale L        en-US or zh-CN; read from the text when absent
  --home-assistant  the folder with sentences/, tests/ and, in newer ones, lists/ and rules/
  --words           by words alone, also where a sentence encoder is installed
  --quick           without files: accuracy alone, no page
  --part NAME...    without files: only these parts: ${standardParts.join(', ')}
  --keep FILE       what earlier sittings measured; the page is written from all of them
  --json            exactly one JSON object on standard output; progress goes to standard error
  --help            this text

Example
  earshot bench nlu --train my-train.jsonl --test my-test.jsonl --json`;

class UsageError extends Error {}

interface Options {
  readonly train: string[];
  readonly test: string[];
  readonly locale?: string;
  readonly words: boolean;
  readonly json: boolean;
  readonly quick: boolean;
  readonly help: boolean;
  readonly homeAssistant?: string;
  readonly parts?: readonly StandardPart[];
  readonly keep?: string;
}

/** `--train a b --test c` to repeated options: every bare word belongs to the list option before it. */
function spread(args: readonly string[]): string[] {
  const out: string[] = [];
  let list: string | undefined;
  for (const argument of args) {
    if (argument.startsWith('-')) {
      list = argument === '--train' || argument === '--test' || argument === '--part' ? argument : undefined;
      if (list === undefined) out.push(argument);
    } else if (list !== undefined) out.push(`${list}=${argument}`);
    else out.push(argument);
  }
  return out;
}

export function readOptions(args: readonly string[]): Options {
  let values: Record<string, string | boolean | string[] | undefined>;
  try {
    ({ values } = parseArgs({
      args: spread(args),
      options: {
        train: { type: 'string', multiple: true },
        test: { type: 'string', multiple: true },
        locale: { type: 'string' },
        words: { type: 'boolean' },
        json: { type: 'boolean' },
        quick: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        'home-assistant': { type: 'string' },
        part: { type: 'string', multiple: true },
        keep: { type: 'string' },
      },
    }));
  } catch (cause) {
    throw new UsageError((cause as Error).message);
  }
  const train = (values['train'] as string[] | undefined) ?? [];
  const test = (values['test'] as string[] | undefined) ?? [];
  if ((train.length === 0) !== (test.length === 0)) {
    throw new UsageError('--train and --test go together, each with at least one file');
  }
  const parts = values['part'] as string[] | undefined;
  for (const part of parts ?? []) {
    if ((standardParts as readonly string[]).includes(part)) continue;
    throw new UsageError(`--part ${part}: there are ${standardParts.join(', ')}`);
  }
  const locale = values['locale'] as string | undefined;
  if (locale !== undefined && !/^(zh|en)(-[A-Za-z]+)?$/.test(locale)) {
    throw new UsageError(`--locale ${locale}: en-US and zh-CN are known`);
  }
  return {
    train,
    test,
    ...(locale === undefined ? {} : { locale }),
    words: values['words'] === true,
    json: values['json'] === true,
    quick: values['quick'] === true,
    help: values['help'] === true,
    ...(parts === undefined ? {} : { parts: parts as StandardPart[] }),
    ...(values['keep'] === undefined ? {} : { keep: values['keep'] as string }),
    ...(values['home-assistant'] === undefined ? {} : { homeAssistant: values['home-assistant'] as string }),
  };
}

/** Sets `process.exitCode` on bad input; throws only what is a defect. */
export async function run(args: string[]): Promise<void> {
  const json = args.includes('--json');
  try {
    const options = readOptions(args);
    if (options.help) {
      console.log(help);
      return;
    }
    const progress = (line: string): void => console.error(line);
    if (options.homeAssistant !== undefined) {
      const asked = (['zh-CN', 'en-US'] as const).filter(
        (one) => options.locale === undefined || one.startsWith(options.locale.slice(0, 2)),
      );
      for (const locale of asked) {
        const result = await measureHomeAssistant(options.homeAssistant, locale);
        console.log(options.json ? JSON.stringify(result) : describeHomeAssistant(result));
      }
    } else if (options.train.length > 0) {
      const result = await measureOwnData({ ...options, wordsOnly: options.words }, progress);
      console.log(options.json ? JSON.stringify(result) : describeOwnData(result));
    } else {
      const result = await measureStandard(options, progress);
      console.log(options.json ? JSON.stringify(result) : describeStandard(result));
    }
  } catch (cause) {
    if (!(cause instanceof CorpusError) && !(cause instanceof UsageError)) throw cause;
    process.exitCode = 1;
    console.error(`earshot bench nlu: ${cause.message}`);
    if (cause instanceof UsageError) console.error('see earshot bench nlu --help');
    if (json) console.log(JSON.stringify({ error: cause.message }));
  }
}

if (import.meta.main) await run(process.argv.slice(2));
