/** The personal classes of the schema as it stands: one that is new is among them, and has to be looked for. */
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import { isPersonal } from '../../common/holders/tables.ts';
import { dataClassName, enumValues } from '../../common/schema/registry.ts';

/** Hold nothing by themselves. */
const empty: ReadonlySet<DataClass> = new Set([DataClass.UNSPECIFIED, DataClass.STRUCTURE]);

export const personalClasses: readonly DataClass[] = [
  ...enumValues('earshot.privacy.v1.DataClass').values(),
].filter((one): one is DataClass => isPersonal(one as DataClass) && !empty.has(one as DataClass));

/** Names of those that nothing was planted of. */
export function classesWithout(planted: Iterable<DataClass>): string[] {
  const there = new Set(planted);
  return personalClasses.filter((one) => !there.has(one)).map(dataClassName);
}
