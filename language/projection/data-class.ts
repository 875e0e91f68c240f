/** Data classes by the names that manifests use. */
import { DataClass } from '../../proto/gen/earshot/privacy/v1/data_class.ts';
import type { DataClassName } from '../manifest/types.ts';

const byName: ReadonlyMap<string, DataClass> = new Map(
  Object.entries(DataClass).map(([name, value]) => [name.toLowerCase(), value]),
);

/** A class from its name in manifests. `UNSPECIFIED`, which nothing allows, for a name that is none. */
export function dataClassFromName(name: DataClassName | string): DataClass {
  return byName.get(name) ?? DataClass.UNSPECIFIED;
}
