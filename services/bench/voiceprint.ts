/** `earshot bench voiceprint`: how often a voice that was enrolled is known, and how often another is taken for it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { VoiceThread, voiceFiles } from '../asr/voices/voice-thread.ts';
import { samplesOf } from '../common/audio/pcm.ts';
import { loadConfig } from '../common/config.ts';
import { modelSettings, modelsDirOf } from '../common/models-dir.ts';
import { settings } from '../privacy/config.ts';
import { likeness, meanVoice, readVoice, writeVoice } from '../privacy/voiceprints/vector.ts';
import { readWav, wavAtRate } from '../speaker/index.ts';
import { percentile, share } from './asr/score.ts';
import { writeReport } from './report.ts';
import { equalErrorRate, type Scored } from './voice/attack.ts';

const help = `earshot bench voiceprint --voices DIR [--people DIR]... [--enrol N] [--json]

DIR has a folder for each speaker with WAV files (earshot bench voice --make makes one with Kokoro's voices). Each --people
DIR is one person's recordings, a folder of WAV files. The first N recordings of a speaker are enrolled (3), the others tell.
Needs sherpa-onnx and speaker-campplus. Writes docs/bench-voiceprint.md.`;

const rateHz = 16_000;

interface Speaker {
  readonly name: string;
  readonly isPerson: boolean;
  readonly voices: readonly Float32Array[];
}

function wavsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.wav'))
    .sort()
    .map((name) => join(folder, name));
}

/** Recordings of a person are single words: as many together as make a command. */
function groupsOf(paths: readonly string[], leastSeconds: number): Int16Array[] {
  const groups: Int16Array[] = [];
  let parts: Int16Array[] = [];
  let length = 0;
  for (const path of paths) {
    const samples = samplesOf(wavAtRate(readWav(readFileSync(path)), rateHz));
    parts.push(samples);
    length += samples.length;
    if (length < leastSeconds * rateHz) continue;
    const whole = new Int16Array(length);
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    groups.push(whole);
    parts = [];
    length = 0;
  }
  return groups;
}

async function speakersIn(
  thread: VoiceThread,
  folders: readonly { readonly name: string; readonly path: string; readonly isPerson: boolean }[],
  tookMs: number[],
): Promise<Speaker[]> {
  const speakers: Speaker[] = [];
  for (const { name, path, isPerson } of folders) {
    const voices: Float32Array[] = [];
    for (const samples of groupsOf(wavsIn(path), isPerson ? 2 : 0.5)) {
      const startedAt = performance.now();
      const voice = await thread.voiceOf(samples);
      tookMs.push(performance.now() - startedAt);
      if (voice !== undefined) voices.push(readVoice(writeVoice(voice)));
    }
    speakers.push({ name, isPerson, voices });
  }
  return speakers;
}

/** Every enrolled speaker against every recording that was not enrolled. */
function trialsOf(speakers: readonly Speaker[], enrolled: number): Scored[] {
  const known = speakers
    .filter(({ voices }) => voices.length > enrolled)
    .map(({ name, voices }) => ({ name, template: meanVoice(voices.slice(0, enrolled)) }));
  return known.flatMap(({ name, template }) =>
    speakers.flatMap((other) =>
      other.voices.slice(enrolled).map((voice) => ({
        score: likeness(template, voice),
        isSame: other.name === name,
        speaker: name,
      })),
    ),
  );
}

const errorsAt = (scored: readonly Scored[], threshold: number) => ({
  missed: scored.filter(({ isSame, score }) => isSame && score < threshold).length,
  same: scored.filter(({ isSame }) => isSame).length,
  taken: scored.filter(({ isSame, score }) => !isSame && score >= threshold).length,
  other: scored.filter(({ isSame }) => !isSame).length,
});

/** The lowest likeness that takes no more than this share of others. */
function thresholdFor(scored: readonly Scored[], mostTaken: number): number {
  const others = scored.filter(({ isSame }) => !isSame).map(({ score }) => score);
  return percentile(others, 100 * (1 - mostTaken));
}

function rowOf(name: string, scored: readonly Scored[], threshold: number): (string | number)[] {
  const { missed, same, taken, other } = errorsAt(scored, threshold);
  return [
    name,
    threshold.toFixed(2),
    share(missed, same),
    share(taken, other),
    `${(100 * equalErrorRate(scored)).toFixed(1)} %`,
  ];
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      voices: { type: 'string' },
      people: { type: 'string', multiple: true, default: [] },
      enrol: { type: 'string', default: '3' },
      'models-dir': { type: 'string', default: modelsDirOf(loadConfig(modelSettings)) },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const files = voiceFiles(values['models-dir']);
  if (values.help || values.voices === undefined || files === undefined) {
    process.stdout.write(`${help}\n`);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const enrolled = Number(values.enrol);
  const made = readdirSync(values.voices).sort();
  const folders = [
    ...made.map((name) => ({ name, path: join(values.voices!, name), isPerson: false })),
    ...values.people.map((path) => ({ name: path, path, isPerson: true })),
  ];
  const tookMs: number[] = [];
  const thread = new VoiceThread(files, { patienceMs: 60_000 });
  const speakers = await speakersIn(thread, folders, tookMs).finally(() => thread.close());
  const synthesised = speakers.filter(({ isPerson }) => !isPerson);
  // A threshold is chosen on every other voice, and judged on those between.
  const [chosenOn, judgedOn] = [0, 1].map((part) =>
    trialsOf(
      synthesised.filter((_, at) => at % 2 === part),
      enrolled,
    ),
  ) as [Scored[], Scored[]];
  const own = loadConfig({ voiceThreshold: settings.voiceThreshold }).voiceThreshold;
  const rows = [
    rowOf('every second voice, where the threshold is looked for', chosenOn, thresholdFor(chosenOn, 0.01)),
    rowOf('the voices between, at the threshold of the first', judgedOn, thresholdFor(chosenOn, 0.01)),
    rowOf('the voices between, at the threshold of the product', judgedOn, own),
  ];
  if (values.people.length > 0) {
    const people = new Set(values.people);
    const withPeople = trialsOf(speakers, enrolled).filter(({ speaker }) => people.has(speaker));
    rows.push(rowOf('one person, against all voices', withPeople, own));
  }
  for (const row of rows) process.stderr.write(`  ${row.join('  ')}\n`);
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ rows })}\n`);
    return;
  }
  const recordings = speakers.reduce((sum, { voices }) => sum + voices.length, 0);
  const path = writeReport('bench-voiceprint.md', {
    title: 'Who speaks',
    summary:
      'How often somebody who enrolled is not known by their voice, and how often another is taken for them, by the vectors, the averaging and the comparison of the product (CAM++, 192 numbers).',
    command: `earshot bench voiceprint --voices DIR${' --people DIR'.repeat(values.people.length)}`,
    data: [
      `${recordings} recordings of ${synthesised.length} voices of Kokoro-82M (short commands and talk, 2 to 4 s, made by earshot bench voice --make)${values.people.length === 0 ? '' : ` and ${values.people.length} person (single Mandarin words, several together make two seconds)`}; ${enrolled} of each enrolled, the others tell`,
    ],
    sections: [
      {
        heading: 'Mistakes',
        table: {
          columns: ['speakers', 'threshold', 'not known', 'taken for another', 'equal error rate'],
          rows,
        },
        notes: [
          'Voices of one synthesiser are cleaner than people and alike in other ways; nobody’s cold, room or microphone is in them. Between people at home, expect several times as many mistakes, most of all between relatives.',
          `Making a vector took ${Math.round(percentile(tookMs, 50))} ms at the median and ${Math.round(percentile(tookMs, 95))} ms at the 95th percentile, in a thread, while the last words were decoded; on a machine that did other work too.`,
          'Nothing here tells a recording from a person. It is a convenience and no lock.',
          'The threshold of the product is EARSHOT_PRIVACY_VOICE_THRESHOLD; 0.7 was chosen on the first half of the voices (50 same and 2,250 other comparisons, every recording told by three others: the least alike of one voice had 0.81, the most alike of two 0.69). A share of 1 % of the few others of that half alone is no good guide, as the second row shows.',
        ],
      },
    ],
  });
  process.stderr.write(`wrote ${path}\n`);
}
