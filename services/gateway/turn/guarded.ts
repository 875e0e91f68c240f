/** Things that obey known voices only, as their household marked them. Pure. */
import type { Directive, Slot, Speech, Surroundings } from '../../../proto/gen/earshot/turn/v1/turn.ts';

/** What somebody hears whose voice is not known. */
export const unknownVoice = (locale: string): Speech => ({
  locale,
  text: locale === 'zh-CN' ? '这件事我只听认识的人的声音。' : 'I do that only for voices that I know.',
});

/** What a request may reach: a thing by its id, all that stands in a room by the room's. */
function guardedTargets({ entities }: Surroundings): ReadonlySet<string> {
  const guarded = entities.filter(({ needsVoice }) => needsVoice);
  return new Set(
    guarded.flatMap(({ entityId, roomId }) => (roomId === '' ? [entityId] : [entityId, roomId])),
  );
}

/** Whether a request names something that is guarded, or a room in which such a thing stands. */
export function namesGuarded(slots: readonly Slot[], surroundings: Surroundings): boolean {
  const targets = guardedTargets(surroundings);
  return targets.size > 0 && slots.some(({ valueId }) => targets.has(valueId));
}

/** Whether a directive would move something that is guarded. One without a target means the speaker's own room. */
export function movesGuarded({ directive }: Directive, surroundings: Surroundings): boolean {
  if (directive?.$case !== 'deviceControl') return false;
  const targets = guardedTargets(surroundings);
  const { targetId } = directive.value;
  return targets.has(targetId === '' ? surroundings.roomId : targetId);
}
