/** The personal classes of the schema as it stands: one that is new is among them, and has to be looked for. */
import type { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import { DataClass as Classes } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import { isPersonal } from '../../common/holders/tables.ts';
import { dataClassName, enumValues } from '../../common/schema/registry.ts';

/** Hold nothing by themselves. */
const empty: ReadonlySet<DataClass> = new Set([Classes.UNSPECIFIED, Classes.STRUCTURE]);

export const personalClasses: readonly DataClass[] = [
  ...enumValues('earshot.privacy.v1.DataClass').values(),
].filter((one): one is DataClass => isPersonal(one as DataClass) && !empty.has(one as DataClass));

/** Names of those that nothing was planted of. */
export function classesWithout(planted: Iterable<DataClass>, classes = personalClasses): string[] {
  const there = new Set(planted);
  return classes.filter((one) => !there.has(one)).map(dataClassName);
}
