/** Lists of Home Assistant as types of ours: names come at run time, ranges are numbers, values are enumerations. */
import type {
  Enumeration,
  InteractionModel,
  Locale,
  SlotDefinition,
} from '../../../../../language/model/types.ts';
import { nameOf } from '../imported.ts';
import type { SlotList } from './files.ts';
import { formsOf } from './template.ts';

/** Lists that Home Assistant fills at run time. A floor is a room of that kind. */
const runTimeLists: Readonly<Record<string, SlotDefinition>> = {
  name: { type: 'device-name' },
  area: { type: 'room-name', kinds: ['area'] },
  floor: { type: 'room-name', kinds: ['floor'] },
};

type Values = NonNullable<InteractionModel['types']>[string]['values'];

/** Collects the types that slots turn out to need. */
export class ListTypes {
  readonly #lists: ReadonlyMap<string, SlotList>;
  readonly #locale: Locale;
  readonly #note: (text: string) => void;
  readonly #types = new Map<string, Enumeration>();

  constructor(lists: ReadonlyMap<string, SlotList>, locale: Locale, note: (text: string) => void) {
    this.#lists = lists;
    this.#locale = locale;
    this.#note = note;
  }

  get types(): NonNullable<InteractionModel['types']> {
    return Object.fromEntries(this.#types);
  }

  /** What a slot that this list fills is; undefined where there is no such list. */
  definitionOf(name: string): SlotDefinition | undefined {
    const list = this.#lists.get(name);
    if (list === undefined) return runTimeLists[name];
    if (list.wildcard === true) return { type: 'text' };
    if (list.range) return { type: 'number', min: list.range.from, max: list.range.to };
    const typeName = nameOf(name);
    if (!this.#types.has(typeName)) {
      const values = this.#valuesOf(name, list);
      if (values.length === 0) return undefined;
      this.#types.set(typeName, { values });
    }
    return { type: typeName };
  }

  #valuesOf(name: string, list: SlotList): Values {
    const forms = new Map<string, Set<string>>();
    for (const value of list.values ?? []) {
      const { in: said, out } = typeof value === 'object' ? value : { in: value, out: undefined };
      for (const source of (Array.isArray(said) ? said : [said]).map(String)) {
        const own = formsOf(source);
        if (own === undefined) {
          this.#note(`list ${name}: "${source}" can be said in too many ways`);
          continue;
        }
        const id = String(out ?? own[0]).slice(0, 64);
        const known = forms.get(id) ?? new Set<string>();
        for (const form of own) known.add(form);
        forms.set(id, known);
      }
    }
    return [...forms].map(([id, said]) => ({ id, forms: { [this.#locale]: [...said] } }));
  }

  /** A value that no words name. */
  give(typeName: string, id: string): void {
    const known = this.#types.get(typeName);
    if (known?.values.some((value) => value.id === id)) return;
    const values = [...(known?.values ?? []), { id, forms: {} }];
    this.#types.set(typeName, { values });
  }

  has(typeName: string, id: string): boolean {
    return this.#types.get(typeName)?.values.some((value) => value.id === id) === true;
  }
}
