/** Reads a skill's answer: what its manifest does not list is dropped and counted, what it lists must fit. */
import type { Directive, NamedValue } from '../../proto/gen/earshot/turn/v1/turn.ts';
import type { AudiencePolicy } from '../audience/policy.ts';
import type { DataClassName, ReturnName, SkillManifest } from '../manifest/types.ts';
import { isRecord, type JsonRecord, readDirectives } from './directives.ts';
import { readNames } from './given-names.ts';
import { AnswerRefused } from './refused.ts';
import { readSpeechMarks, SpeechMarksError } from './speech-marks.ts';
import { plainText } from './text.ts';

/** Longest speech, in characters: about five minutes. */
const maxSpeechLength = 4_000;
/** Most bytes of session attributes, as JSON text. */
export const maxAttributesBytes = 8 * 1024;

/** Classes that a hotel room or a child's device may be answered with. */
const restrictedClasses: ReadonlySet<DataClassName | undefined> = new Set<DataClassName | undefined>([
  undefined,
  'public',
  'operational',
  'command',
  'utterance',
]);

export interface SkillFeedbackMetric {
  readonly code: string;
  readonly isEffective: boolean;
}

/** What is left of an answer: checked, and with nothing in it that the manifest does not list. */
export interface FilteredResponse {
  readonly speech: string;
  /** The same words with their marks, where the skill marked them. */
  readonly ssml: string | undefined;
  readonly reprompt: string;
  readonly directives: readonly Directive[];
  /** Undefined = the skill said nothing of them; they stay as they are. */
  readonly attributesJson: string | undefined;
  /** All that it names from now on; undefined = it said nothing of them. */
  readonly names: readonly NamedValue[] | undefined;
  /** Path of a declared field that the platform is to ask for; empty text = none. */
  readonly askPermission: string;
  readonly isExpectingSpeech: boolean;
  readonly isSessionEnded: boolean;
  readonly elicitSlot: string;
  readonly isConfirming: boolean;
  readonly feedback: SkillFeedbackMetric | undefined;
  readonly isProgress: boolean;
  /** What was dropped, by return name; `other` for what nobody knows. */
  readonly dropped: readonly string[];
}

const bad = (): AnswerRefused => new AnswerRefused();

interface ReadSpeech {
  readonly text: string;
  readonly ssml: string | undefined;
}
const silence: ReadSpeech = { text: '', ssml: undefined };

function speechText(value: unknown): string {
  if (!isRecord(value)) throw bad();
  return plainText(value['text'], maxSpeechLength);
}

/** Speech is plain text, or marked: then its text is what the marks stand around. */
function readSpeech(value: unknown): ReadSpeech {
  if (!isRecord(value)) throw bad();
  const { text, ssml } = value;
  if (ssml === undefined || ssml === null || ssml === '') return { text: speechText(value), ssml: undefined };
  if (typeof ssml !== 'string' || !ssml.isWellFormed() || (text !== undefined && text !== '')) throw bad();
  try {
    return { text: plainText(readSpeechMarks(ssml).text, maxSpeechLength), ssml };
  } catch (error) {
    throw error instanceof SpeechMarksError ? new AnswerRefused('marks') : error;
  }
}

function declaredPath(value: unknown, manifest: SkillManifest): string {
  if (typeof value !== 'string') throw bad();
  if (value !== '' && !manifest.fields.some(({ name }) => name === value)) throw bad();
  return value;
}

function flag(value: unknown): boolean {
  if (typeof value !== 'boolean') throw bad();
  return value;
}

function attributes(value: unknown): string {
  if (typeof value !== 'string' || Buffer.byteLength(value) > maxAttributesBytes) throw bad();
  if (value === '') return '';
  try {
    if (!isRecord(JSON.parse(value))) throw bad();
  } catch {
    throw bad();
  }
  return value;
}

function feedbackMetric(value: unknown): SkillFeedbackMetric {
  if (!isRecord(value)) throw bad();
  const { code, effective } = value;
  // The message is for the developer's own eyes; here it is not even looked at.
  if (typeof code !== 'string' || !/^[A-Z][A-Z0-9_]{0,39}$/.test(code)) throw bad();
  return { code, isEffective: effective === true };
}

/** The top-level fields with the return that each needs; `undefined` needs none. */
const returnOf: Readonly<Record<string, ReturnName | undefined>> = {
  version: undefined,
  speech: 'speech',
  reprompt: 'reprompt',
  directives: undefined,
  attributesJson: 'attributes',
  names: 'names',
  askPermission: 'permission',
  expectSpeech: 'listening',
  endSession: undefined,
  elicit: 'elicit',
  confirm: 'confirm',
  feedback: 'feedback',
  isProgress: undefined,
};

/**
 * Checks an answer and takes from it what the manifest lists. What is not listed is dropped before it is looked at,
 * and counted; what is listed must fit the schema.
 * @throws AnswerRefused
 */
export function filterResponse(
  text: string,
  manifest: SkillManifest,
  intentName: string,
  policy: AudiencePolicy,
  /** Paths that the request held because they were granted. */
  given: ReadonlySet<string> = new Set(),
): FilteredResponse {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw bad();
  }
  if (!isRecord(parsed)) throw bad();
  const dropped: string[] = [];
  const isListed = (name: ReturnName): boolean => {
    const entry = manifest.returns.find((one) => one.name === name);
    if (name === 'permission' && !policy.mayGrantPersonal) return false;
    // Whose playlists these are is nothing that a room keeps.
    if (name === 'names' && !policy.mayKeepHistory) return false;
    return entry !== undefined && (policy.mayGrantPersonal || restrictedClasses.has(entry.dataClass));
  };
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(parsed)) {
    if (value === null || value === undefined) continue;
    const isKnown = Object.hasOwn(returnOf, key);
    const name = isKnown ? returnOf[key] : undefined;
    if (!isKnown) dropped.push('other');
    else if (name !== undefined && !isListed(name)) {
      // The default value of a field says as much as its absence.
      if (value !== false && value !== '') dropped.push(name);
    } else kept[key] = value;
  }
  return readKept(kept, manifest, intentName, { isListed, isGiven: (path) => given.has(path) }, dropped);
}

interface Permitted {
  isListed(name: ReturnName): boolean;
  isGiven(path: string): boolean;
}

function readKept(
  kept: JsonRecord,
  manifest: SkillManifest,
  intentName: string,
  { isListed, isGiven }: Permitted,
  dropped: string[],
): FilteredResponse {
  const read = <T>(key: string, reader: (value: unknown) => T, fallback: T): T =>
    kept[key] === undefined ? fallback : reader(kept[key]);

  const version = read('version', (value) => value, '1');
  if (version !== '1') throw bad();
  const elicitSlot = read('elicit', (value) => (typeof value === 'string' ? value : undefined), '');
  const slots = manifest.model.intents[intentName]?.slots ?? {};
  if (elicitSlot === undefined || (elicitSlot !== '' && !Object.hasOwn(slots, elicitSlot))) throw bad();
  const isConfirming = read('confirm', flag, false);
  const speech = read('speech', readSpeech, silence);
  return {
    speech: speech.text,
    ssml: speech.ssml,
    reprompt: read('reprompt', speechText, ''),
    directives: readDirectives(kept['directives'], isListed, isGiven, (name) => dropped.push(name)),
    attributesJson: read<string | undefined>('attributesJson', attributes, undefined),
    names: read<FilteredResponse['names']>('names', (value) => readNames(value, manifest.model), undefined),
    askPermission: read('askPermission', (value) => declaredPath(value, manifest), ''),
    isExpectingSpeech: read('expectSpeech', flag, false) || elicitSlot !== '' || isConfirming,
    isSessionEnded: read('endSession', flag, false),
    elicitSlot,
    isConfirming,
    feedback: read<SkillFeedbackMetric | undefined>('feedback', feedbackMetric, undefined),
    isProgress: read('isProgress', flag, false),
    dropped,
  };
}
