/** Whether words heard so far are a whole command: the endpointer's question. */
import { walk } from '../matcher/match.ts';
import type { CompiledTemplate } from '../matcher/skill.ts';
import type { Snapshot } from '../matcher/snapshot.ts';
import type { SlotContext } from '../slots/types.ts';
import { tokenise } from '../text/tokenise.ts';
import { readAnswer } from './answers.ts';
import { variantsOf } from './courtesy.ts';
import { maxCommandTokens } from './interpret.ts';
import { isCancel, isNo, isYes, plainText } from './phrases.ts';
import { scopeOf } from './readings.ts';
import { type DialogueState, liveState } from './state.ts';

/** What the endpointer wants to know about a partial hypothesis. */
export interface Judgement {
  /** A whole command with every required slot, or the whole answer to the question at hand. */
  readonly isComplete: boolean;
  /** It could go on to become one. */
  readonly isPrefix: boolean;
}

/** Precise matching only: it is asked for every partial, and a guess would cut people short. */
export function judge(
  text: string,
  snapshot: Snapshot,
  state: DialogueState,
  context: SlotContext,
): Judgement {
  const tokens = tokenise(text, snapshot.locale);
  if (tokens.length === 0) return { isComplete: false, isPrefix: true };
  if (tokens.length > maxCommandTokens) return { isComplete: false, isPrefix: false };
  let isComplete = false;
  let isPrefix = false;
  for (const { tokens: variant } of variantsOf(tokens, snapshot.locale)) {
    const found = walk(snapshot.trie, scopeOf(variant, snapshot, context));
    isPrefix ||= found.isPrefix;
    isComplete ||= found.matches.some(({ template, captures }) =>
      hasAllRequired(template, new Set(captures.map(({ name }) => name))),
    );
  }
  const live = liveState(state, context.nowMs);
  const { waiting, frame } = live;
  if (waiting && !isComplete) {
    const plain = plainText(tokens, snapshot.locale);
    const { locale } = snapshot;
    if (isCancel(plain, locale)) isComplete = true;
    if (waiting.kind === 'confirm') isComplete ||= isYes(plain, locale) || isNo(plain, locale);
    const intent = frame && snapshot.skills.get(frame.skillId)?.intents.get(frame.intent);
    if (waiting.kind === 'slot' && intent && intent.slots.get(waiting.slot)?.typeName !== 'text') {
      const answer = readAnswer(text, scopeOf(tokens, snapshot, context), intent, waiting.slot, snapshot);
      isComplete ||= answer?.isWhole === true;
    }
    isPrefix = true;
  }
  return { isComplete, isPrefix };
}

/** What the words say, and what the sample says by itself. */
function hasAllRequired({ intent, meaning }: CompiledTemplate, said: ReadonlySet<string>): boolean {
  const given = new Set([...meaning.constants.map(({ slot }) => slot.name), meaning.roomSlot]);
  return [...intent.slots.values()].every(
    ({ name, definition }) => definition.required !== true || said.has(name) || given.has(name),
  );
}
