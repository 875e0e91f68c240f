import type { DataClass } from '../../proto/gen/earshot/privacy/v1/data_class.ts';
import { messageFields } from '../../services/common/schema/registry.ts';

/** A value that a request can hold, by its JSON path. Slots are not leaves: each is a field of its own. */
export interface RequestLeaf {
  readonly path: string;
  readonly dataClass: DataClass;
}

/** Every leaf of a request in the order in which it is written. */
export interface RequestSchema {
  readonly leaves: readonly RequestLeaf[];
}

const requestMessage = 'earshot.skill.v1.SkillRequest';

/** Where slots stand in the request; a manifest names them `slots.<SlotName>`. */
export const slotsPath = 'intent.slots';
export const slotPrefix = 'slots.';

function leavesOf(message: string, prefix: string): RequestLeaf[] {
  return messageFields(message).flatMap((field) => {
    const path = `${prefix}${field.jsonName}`;
    if (path === slotsPath) return [];
    if (field.message !== undefined) return leavesOf(field.message, `${path}.`);
    return [{ path, dataClass: field.dataClass }];
  });
}

let cached: RequestSchema | undefined;

/** The leaves of `earshot.skill.v1.SkillRequest` with the classes that the schema gives them. */
export function skillRequestSchema(): RequestSchema {
  cached ??= { leaves: leavesOf(requestMessage, '') };
  return cached;
}
