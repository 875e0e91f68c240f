/** What an edit of a persistent structure made anew, and what it shares with the structure before. */
export interface NewlyMade {
  readonly objects: number;
  /** Fields, elements, entries and bytes of those objects: what it cost to fill them. */
  readonly slots: number;
}

/** Counts what can be reached from `after` and not from `before`; private fields (`#x`) are not seen. */
export function newlyMade(before: readonly unknown[], after: readonly unknown[]): NewlyMade {
  const known = reachable(before);
  let objects = 0;
  let slots = 0;
  for (const one of reachable(after)) {
    if (known.has(one)) continue;
    objects += 1;
    slots += slotsOf(one);
  }
  return { objects, slots };
}

function reachable(roots: readonly unknown[]): Set<object> {
  const found = new Set<object>();
  const queue = [...roots];
  while (queue.length > 0) {
    const one = queue.pop();
    if (typeof one !== 'object' || one === null || found.has(one)) continue;
    found.add(one);
    if (ArrayBuffer.isView(one)) continue;
    if (one instanceof Map) for (const entry of one) queue.push(...entry);
    else if (one instanceof Set) for (const member of one) queue.push(member);
    else for (const value of Object.values(one)) queue.push(value);
  }
  return found;
}

function slotsOf(one: object): number {
  if (ArrayBuffer.isView(one)) return one.byteLength;
  if (one instanceof Map || one instanceof Set) return one.size;
  return Array.isArray(one) ? one.length : Object.keys(one).length;
}
