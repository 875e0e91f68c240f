/** A copy's lists as trainers of other people read them: Kaldi's tables, Lhotse's manifests. Paths are from the folder of the copy. */
import { audioPath, type Line } from './lines.ts';

export const jsonl = (rows: readonly object[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** Utterance ids begin with the speaker's, and all lists are in byte order, as Kaldi's tools want them. */
export function kaldi(split: string, lines: readonly Line[]): Record<string, string> {
  const rows = lines
    .map((line) => ({ line, id: `${line.speaker}-${line.id}` }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const bySpeaker = new Map<string, string[]>();
  for (const { line, id } of rows) bySpeaker.set(line.speaker, [...(bySpeaker.get(line.speaker) ?? []), id]);
  const list = (value: (row: (typeof rows)[number]) => string) =>
    rows.map((row) => `${row.id} ${value(row)}\n`).join('');
  return {
    'wav.scp': list(({ line }) => audioPath(split, line)),
    text: list(({ line }) => line.text.replace(/\s+/g, ' ')),
    utt2spk: list(({ line }) => line.speaker),
    spk2utt: [...bySpeaker].map(([speaker, ids]) => `${speaker} ${ids.join(' ')}\n`).join(''),
  };
}

const rateHz = 16_000;

/**
 * A recording for each file and one supervision for the whole of it, as `RecordingSet.from_jsonl` and `SupervisionSet.from_jsonl`
 * read them. Lines of an earlier form say no length, and are left out.
 */
export function lhotse(split: string, lines: readonly Line[]): Record<string, string> {
  const measured = lines.flatMap((line) =>
    line.samples === undefined ? [] : [{ line, samples: line.samples }],
  );
  if (measured.length === 0) return {};
  const recordings = measured.map(({ line, samples }) => ({
    id: line.id,
    sources: [{ type: 'file', channels: [0], source: audioPath(split, line) }],
    sampling_rate: rateHz,
    num_samples: samples,
    duration: samples / rateHz,
    channel_ids: [0],
  }));
  const supervisions = measured.map(({ line, samples }) => ({
    id: line.id,
    recording_id: line.id,
    start: 0,
    duration: samples / rateHz,
    channel: 0,
    text: line.text,
    language: line.locale,
    speaker: line.speaker,
  }));
  return { 'recordings.jsonl': jsonl(recordings), 'supervisions.jsonl': jsonl(supervisions) };
}
