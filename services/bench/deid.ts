/**
 * `earshot bench deid`: what the de-identification of text finds and what it takes for nothing, on the project's own
 * corpus, on anybody's, and on presidio-research; and how fast it is.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { loadConfig } from '../common/config.ts';
import { modelSettings, modelsDirOf } from '../common/models-dir.ts';
import { sharedPath } from '../common/testing/shared-data.ts';
import { detect, detectWith } from '../training/deid/detect.ts';
import type { Hit } from '../training/deid/hit.ts';
import { installedLac, loadLac, missingLacFiles } from '../training/deid/lac.ts';
import { type Measured, reportOf, rowsOf, type Section } from './deid/page.ts';
import { plainCommands } from './deid/plain-commands.ts';
import { readPresidio } from './deid/presidio-research.ts';
import { type Counts, count, isFound, precisionOf, recallOf, type Sentence, total } from './deid/score.ts';
import { writeReport } from './report.ts';

const help = `earshot bench deid [--corpus FILE.jsonl]... [--show] [--json]

FILE has a line for each sentence: {"text":"…","locale":"zh-CN","spans":[{"start":0,"end":3,"type":"person"}]},
offsets in UTF-16 units, end exclusive, "group" optional. Without --corpus the project's own corpus is measured and
docs/bench-deid.md is written. --show prints what was missed and what was taken for nothing, of the held-out part only
when it is named.`;

export async function readCorpus(path: string): Promise<Sentence[]> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      const row = JSON.parse(line) as Partial<Sentence>;
      if (typeof row.text !== 'string' || !Array.isArray(row.spans))
        throw new Error('no "text" or no "spans"');
      return [{ locale: 'en-US', ...row } as Sentence];
    } catch (error) {
      throw new Error(`${path}, line ${index + 1}: ${(error as Error).message}`);
    }
  });
}

const beside = (path: string) => new URL(path, import.meta.url).pathname;
const heldOut = beside('./deid/held-out/held-out.jsonl');
const ownFiles = [heldOut, beside('./deid/corpus/corpus.jsonl')];

type Detect = (text: string) => readonly Hit[] | Promise<readonly Hit[]>;

async function measure(
  sentences: readonly Sentence[],
  show: boolean,
  find: Detect = detect,
): Promise<Measured> {
  const byType = new Map<string, Counts>();
  let plain = 0;
  let untouched = 0;
  for (const sentence of sentences) {
    const hits = await find(sentence.text);
    const before = JSON.stringify(total(byType.values()));
    count(sentence, hits, byType);
    if (sentence.spans.length === 0) {
      plain++;
      if (hits.length === 0) untouched++;
    }
    if (show && before !== JSON.stringify(total(byType.values()))) showMistakes(sentence, hits);
  }
  const counted = [...byType].filter(([type]) => type !== 'other').map(([, counts]) => counts);
  return { byType, all: total(counted), plain, untouched };
}

function showMistakes(sentence: Sentence, hits: readonly Hit[]): void {
  const text = sentence.text.replaceAll('\n', '⏎');
  for (const span of sentence.spans) {
    if (!isFound(span, hits) && span.type !== 'other')
      process.stdout.write(`missed ${span.type} “${text.slice(span.start, span.end)}” in “${text}”\n`);
  }
  for (const hit of hits) {
    const isRight = sentence.spans.some((span) => span.start < hit.end && hit.start < span.end);
    if (!isRight)
      process.stdout.write(
        `taken ${hit.type} “${text.slice(hit.start, hit.end)}” (${hit.certainty}, ${hit.reason}) in “${text}”\n`,
      );
  }
}

/** Utterances of at least 40 characters, one in three with an identifier, for as long as it takes to be sure. */
function speedOf(sentences: readonly Sentence[]): { perSecond: number; count: number } {
  const long = sentences.filter(({ text }) => text.length >= 40);
  const carrying = long.filter(({ spans }) => spans.length > 0);
  const plain = long.filter(({ spans }) => spans.length === 0);
  const pairs = Math.min(carrying.length, Math.floor(plain.length / 2));
  const mix = [...carrying.slice(0, pairs), ...plain.slice(0, 2 * pairs)].map(({ text }) => text);
  if (mix.length === 0) return { perSecond: Number.NaN, count: 0 };
  for (const text of mix) detect(text);
  let done = 0;
  const startedAt = process.cpuUsage();
  while (process.cpuUsage(startedAt).user < 2_000_000)
    for (const text of mix) if (detect(text).length >= 0) done++;
  const used = process.cpuUsage(startedAt);
  return { perSecond: Math.round(done / ((used.user + used.system) / 1e6)), count: mix.length };
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      corpus: { type: 'string', multiple: true, default: [] },
      show: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${help}\n`);
    return;
  }
  const shared = sharedPath('models/lac-zh');
  const lacFolder =
    installedLac(modelsDirOf(loadConfig(modelSettings))) ??
    (missingLacFiles(shared).length === 0 ? shared : undefined);
  const tagger = lacFolder === undefined ? undefined : await loadLac(lacFolder);
  if (tagger === undefined)
    process.stderr.write('measured without the model: earshot models pull lac-zh-CN\n');
  const sections: Section[] = [];
  const own = values.corpus.length === 0;
  const files = own ? ownFiles : values.corpus;
  for (const file of files.filter((path) => !own || existsSync(path))) {
    const sentences = await readCorpus(file);
    const show = values.show && !(own && file === heldOut);
    const groups = new Map<string, Sentence[]>();
    for (const sentence of sentences) {
      const name = [sentence.part, sentence.locale, sentence.group ?? 'all'].filter(Boolean).join(', ');
      groups.set(name, [...(groups.get(name) ?? []), sentence]);
    }
    for (const [name, members] of [...groups].sort(([x], [y]) => x.localeCompare(y)).reverse())
      sections.push({ heading: name, measured: await measure(members, show), sentences: members });
    if (tagger !== undefined) {
      for (const [name, members] of groups) {
        if (!name.includes('zh-CN')) continue;
        const measured = await measure(members, show, (text) => detectWith(tagger, text));
        sections.push({ heading: `${name}, with the model`, measured, sentences: [] });
      }
    }
  }
  const presidio = sharedPath('data/pii/presidio-research/generated_large.json');
  if (own && existsSync(presidio)) {
    const sentences = await readPresidio(presidio);
    sections.push({
      heading: 'presidio-research, generated_large',
      measured: await measure(sentences, values.show),
      sentences,
    });
  }
  for (const { heading, sentences } of own ? plainCommands() : []) {
    const plain = { measured: await measure(sentences, values.show), sentences: [] };
    sections.push({ heading, ...plain });
    if (tagger !== undefined && heading.includes('zh-CN')) {
      const measured = await measure(sentences, values.show, (text) => detectWith(tagger, text));
      sections.push({ heading: `${heading}, with the model`, measured, sentences: [] });
    }
  }
  const speed = speedOf(sections.flatMap(({ sentences }) => sentences));
  if (values.json) {
    const json = sections.map(({ heading, measured }) => ({
      heading,
      ...measured.all,
      plain: measured.plain,
      untouched: measured.untouched,
      recall: recallOf(measured.all),
      precision: precisionOf(measured.all),
      kinds: Object.fromEntries(
        [...measured.byType].map(([type, counts]) => [
          type,
          { ...counts, recall: recallOf(counts), precision: precisionOf(counts) },
        ]),
      ),
    }));
    process.stdout.write(
      `${JSON.stringify({ sections: json, utterancesPerSecond: speed.perSecond }, undefined, 2)}\n`,
    );
    return;
  }
  for (const { heading, measured } of sections) {
    process.stdout.write(`\n${heading}\n`);
    if (measured.plain > 0)
      process.stdout.write(
        `  ${measured.untouched} of ${measured.plain} without any identifier left as they are\n`,
      );
    for (const row of rowsOf(measured))
      process.stdout.write(`  ${row.map((cell) => String(cell).padEnd(16)).join('')}\n`);
  }
  process.stdout.write(
    `\n${speed.perSecond} utterances a second on one core (${speed.count} of at least 40 characters, one in three with identifiers)\n`,
  );
  if (!own) return;
  writeReport('bench-deid.md', reportOf(sections, speed));
}
