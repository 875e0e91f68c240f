/** What a skill and a session have going, on its way through a call. Dialogue keeps it; here it is read and changed. */
import { hash, randomUUID } from 'node:crypto';
import type { AskedPermissions } from '../../../language/answer/asked-permission.ts';
import type { FilteredResponse } from '../../../language/answer/response.ts';
import { notedAfter } from '../../../language/answer/thread.ts';
import { SkillConversation } from '../../../proto/gen/earshot/dialogue/v1/conversation.ts';
import type { ObserveRequest } from '../../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import type { InvokeRequest } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import type { Speech } from '../../../proto/gen/earshot/turn/v1/turn.ts';

/** Tells dialogue what a skill answered. Resolves when all of it is kept; rejects when nothing is. */
export type Observe = (
  request: ObserveRequest,
  limits: { readonly deadlineMs: number; readonly signal: AbortSignal },
) => Promise<unknown>;

/** Tells apart the names by which a skill knows a user, without keeping them. */
export function readerCheckOf(userPseudonym: string, devicePseudonym: string): string {
  return hash('sha256', `${userPseudonym}\n${devicePseudonym}`, 'base64url');
}

export const newConversation = (): SkillConversation =>
  SkillConversation.fromPartial({ conversationId: `ses_${randomUUID()}`, isNew: true, isAwaited: true });

/** What dialogue is to keep of a call. @param words Of this turn, where a grant lets them be kept. */
export function observation(
  { turn, device, skill, intent, slots }: InvokeRequest,
  before: SkillConversation,
  answer: FilteredResponse,
  words: string | undefined,
  asked: AskedPermissions,
): ObserveRequest {
  const { elicitSlot, isConfirming, isExpectingSpeech, isSessionEnded, reprompt } = answer;
  const noted = notedAfter(before, answer, words);
  return {
    turn,
    device,
    skill,
    intent,
    slots,
    elicitSlot,
    isConfirming,
    isExpectingSpeech,
    isSessionEnded,
    reprompt: reprompt === '' ? undefined : { text: reprompt, locale: turn?.locale ?? '' },
    conversation: noted && { ...before, isNew: false, ...noted, ...lastAsked(asked) },
  };
}

/**
 * Whether dialogue has it all already: with the words it kept that the skill was called, and a first answer that asks nothing, notes
 * nothing and ends nothing changes none of that. Most commands are answered so, and wait for no report of it.
 */
export const isForeseen = ({ conversation: before }: InvokeRequest, told: ObserveRequest): boolean =>
  before?.isNew === true &&
  !before.isAwaited &&
  told.conversation === undefined &&
  told.reprompt === undefined &&
  told.elicitSlot === '' &&
  !(told.isConfirming || told.isExpectingSpeech || told.isSessionEnded);

const lastAsked = ({ askedPermissions, isPermissionOpen }: AskedPermissions) => ({
  askedPermissions: [...askedPermissions],
  isPermissionOpen,
});

/** What an answer says, with its marks for the voice. */
export const speechOf = (
  { speech, ssml }: Pick<FilteredResponse, 'speech' | 'ssml'>,
  locale: string,
): Speech => ({
  text: speech,
  locale,
  ...(ssml === undefined ? {} : { ssml }),
});
