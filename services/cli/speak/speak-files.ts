/** Says recordings and texts to a gateway, one turn after another, and shows each. */
import {
  type AudioFormat,
  connectSpeaker,
  type ListenMode,
  type Speaker,
  type SpokenTurn,
} from '../../speaker/index.ts';
import { microphoneRateHz, readRecording } from './recording.ts';
import { writeReplyFile } from './reply-file.ts';
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
  const { output, isJson = false, files, texts = [] } = options;
  const replyFile = await writeReplyFile(
    options.replyFile,
    { pcm: turn.audio, sampleRateHz: turn.audioFormat.sampleRateHz },
    { number, of: files.length + texts.length },
  );
  const hasColour = 'isTTY' in output && output.isTTY === true && process.env['NO_COLOR'] === undefined;
  output.write(
    isJson
      ? `${turnAsJson(turn, title, replyFile)}\n`
      : renderTimeline(turn, { title, note, hasColour, replyFile }),
  );
  return turn;
}
