/**
 * A permission that a skill wants, asked for by the platform: in the platform's words, with the declared purpose, once in a conversation,
 * and of nobody who may not grant it. The same rules live and in the simulator.
 */
import { DataClass } from '../../proto/gen/earshot/privacy/v1/data_class.ts';
import type { AudiencePolicy } from '../audience/policy.ts';
import type { SkillManifest } from '../manifest/types.ts';
import type { Locale } from '../model/types.ts';
import { skillRequestSchema, slotPrefix } from '../projection/schema.ts';
import { slotTypeClass } from '../projection/slots.ts';
import type { Outcome } from '../understand/outcome.ts';
import type { DialogueState } from '../understand/state.ts';
import type { FilteredResponse } from './response.ts';

/** Where people live, how they are reached, what they pay and what ails them is granted with eyes on it, in the settings. */
const classesByVoice: ReadonlySet<DataClass> = new Set<DataClass>([
  DataClass.COMMAND,
  DataClass.PREFERENCE,
  DataClass.UTTERANCE,
  DataClass.IDENTIFIER,
  DataClass.LOCATION_COARSE,
]);

/** Whether a field of a manifest may be granted by a spoken yes. */
export function isByVoice(manifest: SkillManifest, path: string): boolean {
  if (path === 'device.camera' || !manifest.fields.some(({ name }) => name === path)) return false;
  const classes = path.startsWith(slotPrefix)
    ? Object.values(manifest.model.intents).flatMap(({ slots = {} }) => {
        const slot = slots[path.slice(slotPrefix.length)];
        return slot === undefined ? [] : [slotTypeClass(manifest.model, slot.type)];
      })
    : skillRequestSchema()
        .leaves.filter((leaf) => leaf.path === path)
        .map(({ dataClass }) => dataClass);
  return classes.length > 0 && classes.every((one) => one !== undefined && classesByVoice.has(one));
}

/** What a conversation remembers of permissions. */
export interface AskedPermissions {
  readonly askedPermissions: readonly string[];
  readonly isPermissionOpen: boolean;
}

/** Nothing was asked. */
export const nothingAsked: AskedPermissions = { askedPermissions: [], isPermissionOpen: false };

/** "Bean counter asks for your permission. To greet you by name. Is that all right?" */
export function permissionQuestion(manifest: SkillManifest, path: string, locale: Locale): string {
  const name = manifest.name[locale] ?? '';
  const purpose = manifest.fields.find((field) => field.name === path)?.purpose[locale] ?? '';
  const sentence = purpose.replace(/[.。]+$/u, '');
  return locale === 'zh-CN'
    ? `${name}想得到您的授权：${sentence}。可以吗？`
    : `${name} asks for your permission. ${sentence}. Is that all right?`;
}

/**
 * The answer as the person hears it: the platform's question instead of the skill's words where the skill wants a permission that may be
 * asked for now; else the skill's own words.
 * @param isGranted whether it has the field already
 */
export function withPermission(
  answer: FilteredResponse,
  manifest: SkillManifest,
  asked: AskedPermissions,
  locale: Locale,
  isGranted: (path: string) => boolean,
): { readonly answer: FilteredResponse; readonly asked: AskedPermissions } {
  const { askPermission: path } = answer;
  const closed = { ...asked, isPermissionOpen: false };
  if (path === '') return { answer, asked: closed };
  const mayAsk = isByVoice(manifest, path) && !isGranted(path) && !asked.askedPermissions.includes(path);
  if (!mayAsk) {
    const dropped = [...answer.dropped, 'permission'];
    return { answer: { ...answer, dropped }, asked: closed };
  }
  const question = permissionQuestion(manifest, path, locale);
  return {
    answer: {
      ...answer,
      speech: question,
      ssml: undefined,
      reprompt: question,
      isExpectingSpeech: true,
      isConfirming: true,
      elicitSlot: '',
      isSessionEnded: false,
    },
    asked: { askedPermissions: [...asked.askedPermissions, path], isPermissionOpen: true },
  };
}

/**
 * Whether a turn still belongs to the question: it answers it, or it is asked again. Anything else lets it go: a yes to anything else than this
 * very question is no permission.
 */
export function keepsPermissionOpen(
  asked: AskedPermissions,
  before: DialogueState,
  outcome: Pick<Outcome, 'decision' | 'interpretation' | 'nextState'>,
): boolean {
  const { waiting, frame } = before;
  if (!asked.isPermissionOpen || waiting?.kind !== 'confirm' || waiting.askedBy !== 'skill') return false;
  const { decision, interpretation, nextState } = outcome;
  if (decision === 'invoke') {
    const isIts = interpretation?.skillId === frame?.skillId && interpretation?.intent === frame?.intent;
    return isIts && interpretation?.confirmation !== 'none';
  }
  const next = nextState.waiting;
  const isSame = nextState.frame?.skillId === frame?.skillId && nextState.frame?.intent === frame?.intent;
  return next?.kind === 'confirm' && next.askedBy === 'skill' && isSame;
}

/**
 * What a turn says to the platform's question.
 * @param confirmation `confirmed`, `denied`, or anything else
 * @returns undefined where the turn answers no such question; granted where the yes is to be recorded
 */
export function permissionAnswer(
  { askedPermissions, isPermissionOpen }: AskedPermissions,
  confirmation: string,
  manifest: SkillManifest,
  policy: AudiencePolicy,
): { readonly path: string; readonly isGranted: boolean } | undefined {
  const path = isPermissionOpen ? askedPermissions.at(-1) : undefined;
  if (path === undefined || (confirmation !== 'confirmed' && confirmation !== 'denied')) return undefined;
  // Whoever listens now may be somebody else than was asked.
  const mayGrant = policy.mayGrantPersonal && isByVoice(manifest, path);
  return { path, isGranted: confirmation === 'confirmed' && mayGrant };
}
