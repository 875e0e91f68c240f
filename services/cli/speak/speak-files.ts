/** Says recordings and texts to a gateway, one turn after another, and shows each. */
import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import {
  type AudioFormat,
  connectSpeaker,
  type ListenMode,
  type Speaker,
  type SpokenTurn,
  writeWav,
} from '../../speaker/index.ts';
import { microphoneRateHz, readRecording } from './recording.ts';
import { renderTimeline, turnAsJson } from './timeline.ts';

export interface SpeakFilesOptions {
  readonly url: string;
  readonly token: string;
  readonly locale: string;
  /** WAV files or `.raw` (PCM16, 16 kHz, mono). */
  readonly files: readonly string[];
  readonly texts?: readonly string[];
  readonly output: NodeJS.WritableStream;
  readonly isJson?: boolean;
  /** Default true: on the clock, as a microphone would. */
  readonly isRealtime?: boolean;
  /** Default `held_button`. */
  readonly mode?: ListenMode;
  readonly wakeAudioMs?: number;
  /** Texts are answered in text. */
  readonly isSilent?: boolean;
  /** Replies are written here as WAV; with several turns a number stands before the extension. */
  readonly replyFile?: string | undefined;
  readonly replyRateHz?: number;
}

/** @throws ConnectionRefused, WavError */
export async function speakFiles(options: SpeakFilesOptions): Promise<SpokenTurn[]> {
  const { files, texts = [], url, token, locale, replyRateHz = microphoneRateHz } = options;
  // Read first: nothing is said when a file is not usable.
  const recordings = await Promise.all(files.map(readRecording));
  const audioDown: AudioFormat = { codec: 'pcm16', sampleRateHz: replyRateHz, frameMs: 20 };
  const speaker = await connectSpeaker({
    url,
    token,
    hello: { model: 'earshot-cli', locale, capabilities: ['audio', 'display', 'device-control'], audioDown },
  });
  const turns: SpokenTurn[] = [];
  try {
    for (const recording of recordings) {
      const note = `${(recording.durationMs / 1000).toFixed(1)} s`;
      const turn = await sayRecording(speaker, recording.pcm, options);
      turns.push(await show(turn, recording.name, note, turns.length + 1, options));
    }
    for (const text of texts) {
      const turn = await speaker.sayText(text, { isSilent: options.isSilent ?? false });
      turns.push(await show(turn, `“${text}”`, 'typed', turns.length + 1, options));
    }
  } finally {
    await speaker.close();
  }
  return turns;
}

function sayRecording(speaker: Speaker, pcm: Buffer, options: SpeakFilesOptions): Promise<SpokenTurn> {
  const { mode = 'held_button', isRealtime = true, wakeAudioMs = 0 } = options;
  return speaker.sayAudio(pcm, { mode, isRealtime, wakeAudioMs });
}

async function show(
  turn: SpokenTurn,
  title: string,
  note: string,
  number: number,
  options: SpeakFilesOptions,
): Promise<SpokenTurn> {
  const replyFile = await writeReply(turn, number, options);
  const { output, isJson = false } = options;
  const hasColour = 'isTTY' in output && output.isTTY === true && process.env['NO_COLOR'] === undefined;
  output.write(
    isJson
      ? `${turnAsJson(turn, title, replyFile)}\n`
      : renderTimeline(turn, { title, note, hasColour, replyFile }),
  );
  return turn;
}

async function writeReply(
  turn: SpokenTurn,
  number: number,
  { replyFile, files, texts = [] }: SpeakFilesOptions,
): Promise<string | undefined> {
  if (replyFile === undefined || turn.audio.length === 0) return undefined;
  const extension = extname(replyFile);
  const path =
    files.length + texts.length === 1
      ? replyFile
      : `${replyFile.slice(0, replyFile.length - extension.length)}-${number}${extension}`;
  const samples = new Int16Array(turn.audio.length / 2);
  for (let index = 0; index < samples.length; index++) samples[index] = turn.audio.readInt16LE(index * 2);
  await writeFile(path, writeWav({ sampleRateHz: turn.audioFormat.sampleRateHz, samples }));
  return path;
}
