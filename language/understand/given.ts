/** Names that a skill gave for a conversation, made ready to be heard beside those of its model. */
import type { NamedValue } from '../../proto/gen/earshot/turn/v1/turn.ts';
import type { Snapshot } from '../matcher/snapshot.ts';
import type { GivenName } from '../slots/types.ts';
import { tokenise } from '../text/tokenise.ts';

/** What of the names is of types that the skill has in this language, as tokens. */
export function givenNames(snapshot: Snapshot, skillId: string, names: readonly NamedValue[]): GivenName[] {
  const enumerations = snapshot.skills.get(skillId)?.enumerations ?? [];
  return names.flatMap(({ type, valueId, forms }) => {
    const enumeration = enumerations.find(({ typeName, takesNames }) => takesNames && typeName === type);
    if (enumeration === undefined) return [];
    return forms.map((form) => ({
      type: enumeration.key,
      valueId,
      form,
      words: tokenise(form, snapshot.locale).map(({ key }) => key),
    }));
  });
}
