/** Speech of Alexa's as ours: its words, with the marks that voices here follow. */
import { type ForeignSpeech, readForeignMarks } from '../../../language/answer/foreign-marks.ts';
import { readSpeechMarks } from '../../../language/answer/speech-marks.ts';
import type { MarkedSpeech } from '../marks.ts';

type AlexaSpeech = { readonly ssml?: string; readonly text?: string } | undefined;

const read = (speech: AlexaSpeech): ForeignSpeech =>
  speech?.ssml === undefined ? { text: (speech?.text ?? '').trim() } : readForeignMarks(speech.ssml);

/** In either of Alexa's forms; empty where nothing is said. */
export function spokenSpeech(speech: AlexaSpeech): string | MarkedSpeech {
  const said = read(speech);
  return 'ssml' in said ? said : said.text;
}

/** For what is kept as text: a reprompt. */
export function plainSpeech(speech: AlexaSpeech): string {
  const said = read(speech);
  return 'ssml' in said ? readSpeechMarks(said.ssml).text : said.text;
}
