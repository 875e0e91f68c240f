/** Marked speech over a voice that reads text: manners, pauses, loudness, and what is said one character at a time. */
import type { Locale } from '@earshot/skills-sdk';
import { readSpeechMarks, SpeechMarksError, type SpokenPart } from '../../language/answer/speech-marks.ts';
import * as english from '../../language/spoken/numbers-en.ts';
import * as chinese from '../../language/spoken/numbers-zh.ts';
import { EarshotError } from '../common/errors/earshot-error.ts';
import type { SynthesisRequest, TtsEngine } from './engine.ts';

const bytesPerSample = 2;
/** Below this a sample at the end of a piece is silence that the voice adds to what it takes for a sentence. */
const quiet = 120;
/** Kept of that silence where the sentence goes on, milliseconds. */
const keptTailMs = 30;

/** The words of a part, as a voice reads them. */
function wordsOf({ text, sayAs }: SpokenPart, locale: Locale): string {
  const isChinese = locale === 'zh-CN';
  const [{ sayNumber }, minus] = isChinese ? [chinese, '负'] : [english, 'minus '];
  switch (sayAs) {
    case undefined:
      return text;
    case 'characters':
    case 'spell-out':
      return [...text.replaceAll(/[ .-]/g, '')]
        .map((one) => (/\d/.test(one) ? digits(one, isChinese) : one.toUpperCase()))
        .join(isChinese ? '' : ' ');
    case 'digits':
      return digits(text.replaceAll(' ', ''), isChinese);
    case 'telephone':
      return text
        .split(/[ ()-]+/)
        .filter((group) => group !== '')
        .map((group) => telephone(group, isChinese))
        .join(isChinese ? '，' : ', ');
    case 'cardinal':
    case 'number':
      return (text.startsWith('-') ? minus : '') + sayNumber(text.replace('-', ''));
    case 'ordinal':
      return isChinese ? `第${chinese.sayCardinal(text)}` : english.sayOrdinal(text);
  }
}

const digits = (text: string, isChinese: boolean): string =>
  isChinese ? chinese.sayDigits(text) : english.sayExactDigits(text);

function telephone(group: string, isChinese: boolean): string {
  const said = group.replace('+', '');
  const words = isChinese ? chinese.sayCode(said) : english.sayDigits(said);
  if (!group.startsWith('+')) return words;
  return isChinese ? `加${words}` : `plus ${words}`;
}

type Piece = Omit<SpokenPart, 'sayAs'>;

/** Parts that are said in one manner without a pause are one piece: a voice then reads them as one sentence. */
function piecesOf(parts: readonly SpokenPart[], locale: Locale): Piece[] {
  const pieces: Piece[] = [];
  for (const part of parts) {
    const { sayAs: _read, ...own } = part;
    const text = wordsOf(part, locale);
    const last = pieces.at(-1);
    const goesOn =
      last !== undefined &&
      last.pauseMs === 0 &&
      last.ratePercent === own.ratePercent &&
      last.pitchPercent === own.pitchPercent &&
      last.volumePercent === own.volumePercent;
    if (goesOn) pieces.splice(-1, 1, { ...own, text: last.text + text });
    else pieces.push({ ...own, text });
  }
  return pieces;
}

/** What is at the end of a piece that the sentence goes on after, but a breath. */
const endsSentence = (text: string): boolean => /[.!?。！？；;]\s*$/.test(text);

/**
 * @param ssml as the platform checked it
 * @throws EarshotError INVALID_ARGUMENT where it is not
 */
export async function* synthesiseMarked(
  engine: TtsEngine,
  request: SynthesisRequest,
  ssml: string,
): AsyncGenerator<Buffer, void, void> {
  const pieces = piecesOf(partsOf(ssml), request.locale);
  for (const [index, { text, ratePercent, pitchPercent, volumePercent, pauseMs }] of pieces.entries()) {
    const isUsual = ratePercent === 100 && pitchPercent === 100;
    const manner = isUsual ? undefined : { ratePercent, pitchPercent };
    const isInside = index < pieces.length - 1 && pauseMs === 0 && !endsSentence(text);
    // Punctuation alone is nothing to say, and the pause behind it still counts.
    if (/[\p{L}\p{N}]/u.test(text)) {
      const said = engine.synthesise({ ...request, text: text.trim(), manner });
      yield* louder(isInside ? withoutTail(said, request.sampleRateHz) : said, volumePercent);
    }
    yield* silence(pauseMs, request.sampleRateHz);
  }
}

function partsOf(ssml: string): readonly SpokenPart[] {
  try {
    return readSpeechMarks(ssml).parts;
  } catch (error) {
    if (error instanceof SpeechMarksError) throw new EarshotError('INVALID_ARGUMENT');
    throw error;
  }
}

async function* louder(audio: AsyncIterable<Buffer>, volumePercent: number): AsyncGenerator<Buffer> {
  if (volumePercent === 100) return yield* audio;
  for await (const piece of audio) {
    const changed = Buffer.from(piece);
    for (let at = 0; at + 1 < changed.length; at += bytesPerSample) {
      const sample = Math.round((changed.readInt16LE(at) * volumePercent) / 100);
      changed.writeInt16LE(Math.max(-32_768, Math.min(32_767, sample)), at);
    }
    yield changed;
  }
}

/** Holds back silence until sound follows it; what is left at the end is cut to a breath. */
async function* withoutTail(audio: AsyncIterable<Buffer>, sampleRateHz: number): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  for await (const piece of audio) {
    let end = piece.length - (piece.length % bytesPerSample);
    while (end > 0 && Math.abs(piece.readInt16LE(end - bytesPerSample)) < quiet) end -= bytesPerSample;
    if (end > 0) {
      yield* held;
      held = [];
      yield piece.subarray(0, end);
    }
    if (end < piece.length) held.push(piece.subarray(end));
  }
  yield Buffer.concat(held).subarray(0, bytesFor(keptTailMs, sampleRateHz));
}

const bytesFor = (milliseconds: number, sampleRateHz: number): number =>
  Math.round((milliseconds * sampleRateHz) / 1000) * bytesPerSample;

/** A tenth of a second at a time, as speech comes. */
async function* silence(milliseconds: number, sampleRateHz: number): AsyncGenerator<Buffer> {
  const step = bytesFor(100, sampleRateHz);
  for (let left = bytesFor(milliseconds, sampleRateHz); left > 0; left -= step)
    yield Buffer.alloc(Math.min(step, left));
}
