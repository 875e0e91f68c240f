/**
 * What a skill cannot do without, before anything is known of the request: a permission that is missing is told before
 * anybody is asked for the rest.
 */
import type { AudiencePolicy } from '../audience/policy.ts';
import type { SkillManifest } from '../manifest/types.ts';
import type { Locale } from '../model/types.ts';
import { declarationsOf, type PlannedField } from './plan.ts';
import { deliveryOf, impliedClasses, skillRequestSchema, slotPrefix } from './schema.ts';
import { slotTypeClass } from './slots.ts';

/** The fields that the manifest requires and that need a grant: of the request, and of the slots that this intent has. */
export function requiredFields(
  manifest: SkillManifest,
  intent: string,
  policy: AudiencePolicy,
  locale: Locale,
): PlannedField[] {
  // Nothing that needs a grant leaves from here, and so nothing is missing.
  if (!policy.mayGrantPersonal) return [];
  const declared = declarationsOf(manifest, locale);
  const required = (path: string, valueClass: PlannedField['valueClass'] | undefined, isPulled: boolean) => {
    const declaration = declared.get(path);
    if (declaration?.isRequired !== true || valueClass === undefined) return [];
    return [{ path, valueClass, sizeBytes: 0, isImpliedByEnabling: false, isPulled, ...declaration }];
  };
  const leaves = skillRequestSchema().leaves.flatMap((leaf) => {
    const delivery = deliveryOf(leaf);
    return delivery === 'implied' ? [] : required(leaf.path, leaf.dataClass, delivery === 'pulled');
  });
  const { intents } = manifest.model;
  const slots = Object.entries((Object.hasOwn(intents, intent) && intents[intent]?.slots) || {});
  const open = slots.flatMap(([name, { type }]) => {
    const valueClass = slotTypeClass(manifest.model, type);
    if (valueClass !== undefined && impliedClasses.has(valueClass)) return [];
    return policy.maySendOpenSlots ? required(`${slotPrefix}${name}`, valueClass, false) : [];
  });
  return [...leaves, ...open];
}
