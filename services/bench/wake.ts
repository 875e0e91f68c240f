/**
 * `earshot bench wake`: how often the wake word is verified when it was said, and when it was not, on folders of
 * recordings. Verification is the service's own: same words, same decoders, same threshold.
 */
import { parseArgs } from 'node:util';
import type { Locale } from '@earshot/skills-sdk';
import { asrSettings } from '../asr/config.ts';
import { hookSettings } from '../asr/hook-settings.ts';
import type { CompileInput } from '../asr/language-model/compile.ts';
import { installedModels, secondHearing } from '../asr/models/installed.ts';
import { openInHouseEngine } from '../asr/second-pass/in-house.ts';
import { likenessToWake } from '../asr/wake/sounds-like-wake.ts';
import { WakeVerifier } from '../asr/wake/wake-verifier.ts';
import { bytesOf } from '../common/audio/pcm.ts';
import { loadConfig } from '../common/config.ts';
import { modelsDirOf } from '../common/models-dir.ts';
import { defaultWakeWords } from '../common/wake-words.ts';
import { type Label, localeOfLabels, readAudio, readLabels } from './asr/dataset.ts';
import { openRecogniser } from './asr/recogniser.ts';
import { percentile, share } from './asr/score.ts';
import { otherWakeWords } from './asr/wake-phrases.ts';
import { writeReport } from './report.ts';

const help = `earshot bench wake --audio DIR [--audio DIR]... [--models-dir DIR] [--show] [--json]

DIR holds labels.jsonl: {"audio": "1.wav", "text": "hey earshot"}. Rows whose text begins with the locale's wake
word (or with the other one of wake-phrases.ts) should be verified, all others should not; "group": "near" marks near misses. Such folders are made by
services/bench/asr/make-audio.ts --wake.`;

/** Longest wake audio that a speaker sends; more of a recording is not looked at. */
const maxWakeMs = 3_000;

interface Row {
  readonly folder: string;
  readonly locale: Locale;
  readonly wakeWord: string;
  readonly ears: string;
  readonly said: number;
  readonly verified: number;
  /** Spoken to resemble the wake word. */
  readonly near: number;
  readonly nearVerified: number;
  /** Commands and talk without it. */
  readonly others: number;
  readonly othersVerified: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

const plain = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}]/gu, '');

/** The wake word that a folder's callers say: the default of its locale, or the other one. */
function wakeWordOf(labels: readonly Label[], locale: Locale): string {
  const other = otherWakeWords[locale];
  const isOther = labels.some(
    ({ group, text }) => group === 'wake' && plain(text ?? '').startsWith(plain(other)),
  );
  return isOther ? other : defaultWakeWords[locale][0]!;
}

interface Heard {
  readonly kind: 'said' | 'near' | 'others';
  readonly isVerified: boolean;
  readonly ms: number;
}

const signal = new AbortController().signal;
const wakeAudio = (dir: string, label: Label): Buffer =>
  Buffer.from(bytesOf(readAudio(dir, label).slice(0, maxWakeMs * 16)));

async function hearFolder(
  dir: string,
  verifier: WakeVerifier,
  isShown: boolean,
): Promise<{ locale: Locale; wakeWord: string; heard: Heard[] }> {
  const labels = readLabels(dir);
  const locale = localeOfLabels(labels);
  const wakeWord = wakeWordOf(labels, locale);
  const heard: Heard[] = [];
  for (const label of labels) {
    const startedAt = performance.now();
    const request = { locale, wakeWords: [wakeWord], audio: wakeAudio(dir, label), signal, share: '' };
    // A decoder that broke off verifies nobody.
    const isVerified = await verifier.verify(request).catch(() => false);
    const ms = performance.now() - startedAt;
    const isSaid = plain(label.text ?? '').startsWith(plain(wakeWord));
    heard.push({ kind: isSaid ? 'said' : label.group === 'near' ? 'near' : 'others', isVerified, ms });
    if (isShown && isSaid !== isVerified) process.stderr.write(`${label.audio} ${label.text ?? ''}\n`);
  }
  return { locale, wakeWord, heard };
}

async function rowOf(dir: string, ears: string, verifier: WakeVerifier, isShown: boolean): Promise<Row> {
  const { locale, wakeWord, heard } = await hearFolder(dir, verifier, isShown);
  const count = (kind: Heard['kind'], isVerified?: boolean): number =>
    heard.filter((one) => one.kind === kind && (isVerified === undefined || one.isVerified === isVerified))
      .length;
  const took = heard.map(({ ms }) => ms);
  return {
    ...{ folder: dir.split('/').filter(Boolean).slice(-2).join('/'), locale, wakeWord, ears },
    ...{ said: count('said'), verified: count('said', true) },
    ...{ near: count('near'), nearVerified: count('near', true) },
    ...{ others: count('others'), othersVerified: count('others', true) },
    ...{ p50Ms: Math.round(percentile(took, 50)), p95Ms: Math.round(percentile(took, 95)) },
  };
}

/** What open ears heard of each recording, and how alike that is to the wake word: where thresholds are chosen from. */
async function showLikeness(dir: string, modelsDir: string): Promise<void> {
  const ears = openEars(modelsDir);
  const labels = readLabels(dir);
  const locale = localeOfLabels(labels);
  const wakeWord = wakeWordOf(labels, locale);
  if (ears?.locales.includes(locale) !== true) return;
  try {
    for (const label of labels) {
      const stream = await ears.openStream({ locale });
      await stream.write(wakeAudio(dir, label));
      const text = (await stream.finish())[0]?.text ?? '';
      const likeness = likenessToWake(text, [wakeWord], locale).toFixed(2);
      process.stdout.write(`${likeness}\t${label.group}\t${label.text}\t${text}\n`);
    }
  } finally {
    await ears.close();
  }
}

const openEars = (modelsDir: string) =>
  openInHouseEngine(secondHearing(installedModels({ modelsDir }), modelsDir), { maxWaitMs: 60_000 });

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      audio: { type: 'string', multiple: true, default: [] },
      'models-dir': { type: 'string', default: modelsDirOf(loadConfig(asrSettings)) },
      json: { type: 'boolean', default: false },
      show: { type: 'boolean', default: false },
      likeness: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || values.audio.length === 0) {
    process.stdout.write(`${help}\n`);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const modelsDir = values['models-dir'];
  if (values.likeness) {
    for (const dir of values.audio) await showLikeness(dir, modelsDir);
    return;
  }
  const recogniser = openRecogniser({ modelsDir });
  const ears = openEars(modelsDir);
  const options = {
    engine: recogniser.engine,
    compile: async ({ locale, skills }: CompileInput) => (await recogniser.compile(locale, skills)).ref,
    minConfidence: loadConfig(hookSettings).wakeMinConfidence,
  };
  const verifiers: [string, WakeVerifier][] = [['first hearing alone', new WakeVerifier(options)]];
  if (ears !== undefined)
    verifiers.push(['heard again by open ears', new WakeVerifier({ ...options, openEar: ears })]);
  const rows: Row[] = [];
  try {
    for (const dir of values.audio)
      for (const [name, verifier] of verifiers) {
        rows.push(await rowOf(dir, name, verifier, values.show));
        process.stderr.write(`${JSON.stringify(rows.at(-1))}\n`);
      }
  } finally {
    await Promise.all([recogniser.close(), ears?.close()]);
  }
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ rows })}\n`);
    return;
  }
  process.stdout.write(`${writePage(rows)}\n`);
}

function writePage(rows: readonly Row[]): string {
  return writeReport('bench-wake.md', {
    title: 'Wake verification',
    summary:
      'The wake audio of a speaker is listened to again in the cloud before anything else is looked at: the wake words against ' +
      'some thousand other words (PocketSphinx) or as a grammar (libvosk); what that lets in is heard once more by ears that ' +
      'expect nothing (Moonshine, libvosk without a grammar), where they are installed. Defaults: "hey earshot" and 你好耳朵.',
    command: `earshot bench wake${' --audio DIR'.repeat(new Set(rows.map(({ folder }) => folder)).size)}`,
    data: [...new Map(rows.map((row) => [row.folder, row])).values()].map(
      ({ folder, locale, wakeWord, said, near, others }) =>
        `${folder} (${locale}, “${wakeWord}”, ${said} calls, ${near} near misses, ${others} others): made by services/bench/asr/make-audio.ts --wake, a natural and a robotic voice; half of those who call go on speaking at once, near misses begin, end or sound like the wake word`,
    ),
    sections: [
      {
        heading: 'False rejection and false acceptance',
        table: {
          columns: [
            'recordings',
            'wake word',
            'ears',
            'said, but not verified',
            'not said, but verified',
            'of these, near misses',
            'ms p50',
            'ms p95',
          ],
          rows: rows.map((row) => [
            row.locale,
            row.wakeWord,
            row.ears,
            share(row.said - row.verified, row.said),
            share(row.nearVerified + row.othersVerified, row.near + row.others),
            `${row.nearVerified} of ${row.near}`,
            row.p50Ms,
            row.p95Ms,
          ]),
        },
        notes: [
          'Synthesised voices are few and clean; people in rooms will be rejected more often. The threshold is EARSHOT_ASR_WAKE_MIN_CONFIDENCE.',
          'From which likeness on open ears confirm a wake word was chosen on another draw of the same kinds of phrases (default wake words alone, `--likeness` shows it), which is not reported here; the other wake words were not looked at for it.',
          'Other work ran on the machine: times are those of a busy one.',
          'This is the second line: the speaker’s own wake-word detector has already let the audio through.',
        ],
      },
    ],
  });
}

if (process.argv[1] === import.meta.filename) await run(process.argv.slice(2));
