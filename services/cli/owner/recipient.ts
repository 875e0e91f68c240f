/** A recipient as a person types and reads it: a skill by its id, every other as `kind:id`, e.g. `training:earshot`. */
import { RecipientKind } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';

export interface RecipientRef {
  readonly skillId: string;
  readonly recipientKind?: RecipientKind | undefined;
}

const kinds = new Map(
  Object.entries(RecipientKind)
    .filter(([, kind]) => kind !== RecipientKind.UNSPECIFIED && kind !== RecipientKind.SKILL)
    .map(([name, kind]) => [name.toLowerCase(), kind as RecipientKind]),
);

export function recipientText({ skillId, recipientKind }: RecipientRef): string {
  const found = [...kinds].find(([, kind]) => kind === recipientKind);
  return found === undefined ? skillId : `${found[0]}:${skillId}`;
}

export function recipientNamed(text: string): { skillId: string; recipientKind: RecipientKind } {
  const [kind = '', ...rest] = text.split(':');
  const recipientKind = kinds.get(kind);
  return recipientKind === undefined || rest.length === 0
    ? { skillId: text, recipientKind: RecipientKind.SKILL }
    : { skillId: rest.join(':'), recipientKind };
}
