/** "My lamp": names by which whoever speaks calls what is theirs. Pure. */
import type { NamedEntity } from '../../../proto/gen/earshot/turn/v1/turn.ts';

const hasHan = /\p{Script=Han}/u;

/** As somebody says it whose it is. */
export const ownNames = (names: readonly string[]): string[] =>
  names.map((name) => (hasHan.test(name) ? `我的${name}` : `my ${name}`));

/** Everybody's names, and of what belongs to whoever speaks the ones with "my". */
export function withOwnNames(
  entities: readonly NamedEntity[],
  ownThingIds: readonly string[],
): NamedEntity[] {
  const own = new Set(ownThingIds);
  return entities.map((entity) =>
    own.has(entity.entityId) ? { ...entity, names: [...entity.names, ...ownNames(entity.names)] } : entity,
  );
}
