/**
 * One turn into one sample, or nothing. Text first: what it shows decides what the recording may keep. Whatever is
 * uncertain makes no sample, and a recording of which nobody is sure what it says is left out.
 */
import { bytesOf, samplesOf, samplesOfSound, soundOf } from '../../common/audio/pcm.ts';
import { detect, detectWith, type Tagger } from '../deid/detect.ts';
import { replaceHits } from '../deid/operators.ts';
import { alter, draw } from '../voice/alter.ts';
import { type TimedWord, timesOf } from './align.ts';

export interface RawTurn {
  readonly text: string;
  readonly words: readonly TimedWord[];
  /** 0 to 1, of the recogniser; typed words are certain. */
  readonly confidence: number;
  readonly isRejectedByRecogniser: boolean;
}

/** Why there is no sample, or none with audio. Fixed words: they are counted. */
export type Reason = 'unsure' | 'empty' | 'too_long' | 'words_unsure' | 'no_times' | 'no_audio';

export type Made =
  | { readonly kind: 'sample'; readonly text: string; readonly pcm?: Buffer; readonly audioLeftOut?: Reason }
  | { readonly kind: 'nothing'; readonly reason: Reason };

const maxTextLength = 500;
const maxAudioBytes = 20 * 32_000;
/** Below it the recording may say something else than the words, and what it says cannot be muted. */
const minConfidence = 0.5;

export async function makeSample(turn: RawTurn, pcm: Buffer | undefined, tagger?: Tagger): Promise<Made> {
  const { text } = turn;
  if (text.length > maxTextLength) return { kind: 'nothing', reason: 'too_long' };
  const hits = tagger === undefined ? detect(text) : await detectWith(tagger, text);
  if (hits.some(({ certainty }) => certainty === 'unsure')) return { kind: 'nothing', reason: 'unsure' };
  // What is left must teach somebody something: words beside the placeholders.
  const rest = replaceHits(text, hits, () => '');
  if (!/[\p{L}\p{N}]/u.test(rest)) return { kind: 'nothing', reason: 'empty' };
  const made = { kind: 'sample', text: replaceHits(text, hits) } as const;
  if (pcm === undefined || pcm.length === 0) return { ...made, audioLeftOut: 'no_audio' };
  if (pcm.length > maxAudioBytes) return { ...made, audioLeftOut: 'too_long' };
  if (turn.isRejectedByRecogniser || turn.confidence < minConfidence) {
    return { ...made, audioLeftOut: 'words_unsure' };
  }
  const spans = timesOf(text, turn.words, hits);
  if (spans === undefined) return { ...made, audioLeftOut: 'no_times' };
  return { ...made, pcm: altered(pcm, spans) };
}

function altered(pcm: Buffer, spans: Parameters<typeof alter>[1]): Buffer {
  const samples = samplesOf(pcm.subarray(0, pcm.length - (pcm.length % 2)));
  return bytesOf(samplesOfSound(alter(soundOf(samples), spans, draw())));
}
