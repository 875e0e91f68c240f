/** Names that a skill gives for the time of a conversation: bounded, of types that take them, and never in a hotel or to a child. */
import { NamedValue } from '../../proto/gen/earshot/turn/v1/turn.ts';
import type { InteractionModel } from '../model/types.ts';
import { isRecord } from './directives.ts';
import { AnswerRefused } from './refused.ts';
import { plainText } from './text.ts';

export const maxNames = 100;
export const maxFormsPerName = 4;
export const maxNameLength = 60;

/** Under what the recogniser is told such names: a type of that name may be another skill's too, and no other key has a slash. */
export const givenNamesKey = (skillId: string, type: string): string => `${skillId}/${type}`;
export const isGivenNamesKey = (key: string): boolean => key.includes('/');

const id = /^[\w:.-]{1,64}$/;

/**
 * Reads the `names` of an answer: all that the skill names from now on.
 * @throws AnswerRefused for a type that takes none, an id twice, and for more or longer names than are kept
 */
export function readNames(value: unknown, model: InteractionModel): readonly NamedValue[] {
  if (!Array.isArray(value) || value.length > maxNames) throw new AnswerRefused();
  const names = value.map((one) => nameOf(one, model));
  const keys = new Set(names.map(({ type, valueId }) => `${type} ${valueId}`));
  if (keys.size < names.length) throw new AnswerRefused();
  return names;
}

function nameOf(value: unknown, model: InteractionModel): NamedValue {
  if (!isRecord(value)) throw new AnswerRefused();
  const { type, valueId, forms } = value;
  const takes =
    typeof type === 'string' &&
    Object.hasOwn(model.types ?? {}, type) &&
    model.types?.[type]?.takesNames === true;
  if (!takes || typeof valueId !== 'string' || !id.test(valueId)) throw new AnswerRefused();
  if (!Array.isArray(forms) || forms.length === 0 || forms.length > maxFormsPerName)
    throw new AnswerRefused();
  const said = forms.map((form) => plainText(form, maxNameLength));
  // A name is said: something of it has to be.
  if (said.some((form) => !/[\p{L}\p{N}]/u.test(form))) throw new AnswerRefused();
  return NamedValue.fromPartial({ type, valueId, forms: said });
}
