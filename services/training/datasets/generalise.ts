/** Models of devices, only as exact as enough people share them. Pure. */

const anyModel = 'any';

interface Owned {
  readonly speaker: string;
  readonly model: string;
}

/** The maker's line: what stands before the first number or dash. */
const familyOf = (model: string): string => /^[A-Za-z\u4e00-\u9fff]+/.exec(model)?.[0] ?? anyModel;

/** How many different people each value stands for. */
function peopleOf(owned: readonly Owned[]): Map<string, Set<string>> {
  const people = new Map<string, Set<string>>();
  for (const { speaker, model } of owned) {
    const known = people.get(model) ?? new Set();
    people.set(model, known.add(speaker));
  }
  return people;
}

/**
 * For each sample the model as it may be said: itself, its family, or `any`, so that every value that is said stands for
 * at least `k` people. `any` stands for everybody else: if those are fewer than `k`, the smallest value joins them.
 */
export function generalise(owned: readonly Owned[], k: number): string[] {
  let said = owned.map(({ speaker, model }) => ({ speaker, model }));
  for (const coarser of [familyOf, () => anyModel]) {
    const people = peopleOf(said);
    said = said.map(({ speaker, model }) => ({
      speaker,
      model: (people.get(model)?.size ?? 0) >= k ? model : coarser(model),
    }));
  }
  for (;;) {
    const people = peopleOf(said);
    const rest = people.get(anyModel)?.size ?? 0;
    const named = [...people].filter(([model]) => model !== anyModel).sort(([, a], [, b]) => a.size - b.size);
    const tooFew = named.find(([, speakers]) => speakers.size < k);
    const joins = tooFew ?? (rest > 0 && rest < k ? named[0] : undefined);
    if (joins === undefined) return said.map(({ model }) => model);
    said = said.map((one) => (one.model === joins[0] ? { ...one, model: anyModel } : one));
  }
}
