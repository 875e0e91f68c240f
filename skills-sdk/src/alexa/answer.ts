/** What an Alexa handler answers as a result of ours; what our manifest does not list is left out, as Earshot would. */

import { nameOf } from '../command/import/imported.ts';
import type { ReturnName } from '../manifest.ts';
import type { InteractionModel } from '../model.ts';
import type { WireDirective } from '../protocol.ts';
import { ask, audio, card, confirm, elicit, type SkillResult, silent, tell } from '../results.ts';
import type { AnyTurn } from './request.ts';
import { plainSpeech, spokenSpeech } from './speech.ts';
import type { AlexaAnswer } from './wire.ts';

export interface AnswerContext {
  readonly turn: AnyTurn;
  readonly model: InteractionModel;
  readonly returns: ReadonlySet<ReturnName>;
  /** Told the type of each directive that has no counterpart. */
  readonly onDropped: (type: string) => void;
}

type Response = NonNullable<AlexaAnswer['response']>;

function directivesOf({ card: shown, directives = [] }: Response, context: AnswerContext): WireDirective[] {
  const { returns, onDropped } = context;
  const made: WireDirective[] = [];
  const text = shown?.content ?? shown?.text;
  if (text !== undefined && returns.has('card')) made.push(card(shown?.title ?? '', text));
  else if (shown?.type !== undefined) onDropped(`card ${shown.type}`);
  for (const { type, audioItem } of directives) {
    const url = audioItem?.stream?.url;
    if (type === 'AudioPlayer.Play' && url !== undefined && returns.has('audio'))
      made.push(audio(url, audioItem?.metadata?.title ?? ''));
    else if (!type.startsWith('Dialog.') || type === 'Dialog.UpdateDynamicEntities') onDropped(type);
  }
  return made;
}

/** The slot that a handler, or Alexa in its stead, would ask for next. */
function slotToElicit({ directives = [] }: Response, { turn, model }: AnswerContext): string | undefined {
  const asked = directives.find(({ type }) => type === 'Dialog.ElicitSlot')?.slotToElicit;
  const slots = model.intents[turn.intent]?.slots ?? {};
  if (asked !== undefined) return Object.hasOwn(slots, nameOf(asked)) ? nameOf(asked) : undefined;
  if (!directives.some(({ type }) => type === 'Dialog.Delegate')) return undefined;
  return Object.entries(slots).find(
    ([name, { elicit: question }]) => question !== undefined && turn.slots[name]?.matched !== true,
  )?.[0];
}

export function resultOf(
  { response = {}, sessionAttributes = {} }: AlexaAnswer,
  context: AnswerContext,
): SkillResult {
  const { turn, returns } = context;
  const speech = spokenSpeech(response.outputSpeech);
  const reprompt = plainSpeech(response.reprompt?.outputSpeech);
  const isOver = response.shouldEndSession === true;
  const options = {
    directives: directivesOf(response, context),
    endSession: isOver,
    ...(reprompt !== '' && returns.has('reprompt') ? { reprompt } : {}),
  };
  turn.session.attributes = { attributes: { ...sessionAttributes }, isOpen: !isOver };
  const slot = slotToElicit(response, context);
  if (slot !== undefined && returns.has('elicit'))
    return elicit(slot, speech === '' ? undefined : speech, options);
  const confirmsIntent = response.directives?.some(({ type }) => type === 'Dialog.ConfirmIntent') === true;
  if (confirmsIntent && returns.has('confirm')) return confirm(speech, options);
  const isListening = response.shouldEndSession === false && returns.has('listening');
  if (isListening) return ask(speech, options);
  return speech === '' ? silent(options) : tell(speech, options);
}
