/** When dialogue need not be told what a skill answered: it would change nothing that it keeps. */
import { describe, expect, test } from 'vitest';
import { ObserveRequest } from '../../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import { InvokeRequest } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import { isForeseen, newConversation } from './conversation.ts';

const handedOut = { ...newConversation(), isAwaited: false };
const request = (conversation: InvokeRequest['conversation']) =>
  InvokeRequest.fromPartial({ intent: 'Drive', ...(conversation && { conversation }) });
const told = (changes: Partial<ObserveRequest> = {}) =>
  ObserveRequest.fromPartial({ intent: 'Drive', ...changes });

test('a first answer that asks, notes and ends nothing is foreseen', () => {
  expect(isForeseen(request(handedOut), told())).toBe(true);
});

describe('dialogue is told', () => {
  test.each<[string, Partial<ObserveRequest>]>([
    ['a slot is asked for', { elicitSlot: 'distance' }],
    ['a yes is asked for', { isConfirming: true }],
    ['an answer is expected', { isExpectingSpeech: true }],
    ['it is over', { isSessionEnded: true }],
    ['silence has words of its own', { reprompt: { text: 'Which way?', locale: 'en-US' } }],
    ['something was noted', { conversation: { ...handedOut, isNew: false, attributesJson: '{"n":1}' } }],
  ])('where %s', (_what, changes) => {
    expect(isForeseen(request(handedOut), told(changes))).toBe(false);
  });

  test('where there was something going already, a question waits behind the call, or nobody handed a conversation out', () => {
    expect(isForeseen(request({ ...handedOut, isNew: false }), told())).toBe(false);
    expect(isForeseen(request({ ...handedOut, isAwaited: true }), told())).toBe(false);
    expect(isForeseen(request(undefined), told())).toBe(false);
  });
});
