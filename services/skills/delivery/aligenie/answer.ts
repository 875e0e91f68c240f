/** An answer of AliGenie's as one of ours, before anything of it counts: our own filter decides that. */
import { readForeignMarks } from '../../../../language/answer/foreign-marks.ts';
import { joinedSpeech, type Said } from '../../../../language/answer/joined.ts';
import { AnswerRefused } from '../../../../language/answer/refused.ts';
import { readSpeechMarks } from '../../../../language/answer/speech-marks.ts';
import type { SkillManifest } from '../../../../language/manifest/types.ts';
import { writeNotes } from './notes.ts';

type Part = Readonly<Record<string, unknown>>;

const isPart = (value: unknown): value is Part =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const part = (value: unknown): Part => (isPart(value) ? value : {});
const parts = (value: unknown): readonly Part[] => (Array.isArray(value) ? value.filter(isPart) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Some servers leave the quotes off their keys. Nothing else of JSON is forgiven. */
function lenient(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    const quoted = json.replaceAll(
      /"(?:[^"\\]|\\.)*"|([{,]\s*)([A-Za-z_$][\w$]*)(\s*:)/g,
      (whole, before?: string, key?: string, after?: string) =>
        key === undefined ? whole : `${before}"${key}"${after}`,
    );
    return JSON.parse(quoted);
  }
}

/** With the marks that voices here follow, where it says that it has some. */
function spoken(reply: string, type: string): Said {
  if (type !== 'SSML') return { text: reply };
  const said = readForeignMarks(reply);
  return 'ssml' in said ? { ...readSpeechMarks(said.ssml), ...said } : said;
}

/** How it says it went, as our feedback: its code by its own names, where it is a code at all. */
function feedbackOf(executeCode: string): Part | undefined {
  if (!/^[A-Z][A-Z0-9_]{0,39}$/.test(executeCode)) return undefined;
  return { code: executeCode, effective: executeCode === 'SUCCESS' };
}

interface Microphone {
  readonly speech: Said;
  readonly isListening: boolean;
  readonly isOver: boolean;
}

/** V1: the kind of result opens the microphone, or leaves it shut. */
function byResultType(value: Part): Microphone {
  const isListening = ['ASK_INF', 'CONFIRM', 'SELECT', 'TOPIC_CONTINUE'].includes(text(value['resultType']));
  const isOver = part(value['skillDialogSession'])['skillEndNluSession'] === true;
  return { speech: spoken(text(value['reply']), text(value['replyType'])), isListening, isOver };
}

/** V3: commands speak, and say whether to listen; the kind of result does not. */
function byCommands(value: Part): Microphone {
  const commands = parts(value['gwCommands']);
  const named = (domain: string) => commands.filter(({ commandDomain }) => commandDomain === domain);
  const speaking = named('AliGenie.Speaker').map(({ payload }) => part(payload));
  const isOver = named('AliGenie.System.Control').some(({ commandName }) => commandName === 'Exit');
  const speech = speaking
    .map((payload) => spoken(text(payload['text']), text(payload['type']).toUpperCase()))
    .reduce(joinedSpeech, { text: '' });
  return {
    speech: speech.text === '' ? byResultType(value).speech : speech,
    isListening: speaking.some(({ expectSpeech }) => expectSpeech === true),
    isOver,
  };
}

/** The slot that is asked for, if the intent has it; a server may ask without saying for what. */
function askedSlot(value: Part, manifest: SkillManifest, intent: string): string {
  const name = text(parts(value['askedInfos'])[0]?.['parameterName']);
  return Object.hasOwn(manifest.model.intents[intent]?.slots ?? {}, name) ? name : '';
}

/**
 * @returns JSON of `earshot.skill.v1.SkillResponse`, unfiltered
 * @throws AnswerRefused for what is no answer
 */
export function answerOf(
  json: string,
  { manifest, intent }: { readonly manifest: SkillManifest; readonly intent: string },
): string {
  let parsed: unknown;
  try {
    parsed = lenient(json);
  } catch {
    throw new AnswerRefused();
  }
  if (!isPart(parsed) || Number(parsed['returnCode']) !== 0 || !isPart(parsed['returnValue'])) {
    throw new AnswerRefused();
  }
  const value = parsed['returnValue'];
  const { speech, isListening, isOver } =
    manifest.protocol === 'aligenie-v3' ? byCommands(value) : byResultType(value);
  const resultType = text(value['resultType']);
  const elicit = resultType === 'ASK_INF' ? askedSlot(value, manifest, intent) : '';
  const { sessionAttrs } = part(value['skillDialogSession']);
  const entries = value['sessionEntries'] ?? parsed['sessionEntries'];
  const feedback = feedbackOf(text(value['executeCode']));
  return JSON.stringify({
    version: '1',
    ...(speech.text === ''
      ? {}
      : { speech: speech.ssml === undefined ? { text: speech.text } : { ssml: speech.ssml } }),
    attributesJson: writeNotes(sessionAttrs, entries),
    expectSpeech: isListening,
    ...(elicit === '' || !isListening ? {} : { elicit }),
    ...(resultType === 'CONFIRM' && isListening ? { confirm: true } : {}),
    endSession: isOver,
    feedback,
  });
}
