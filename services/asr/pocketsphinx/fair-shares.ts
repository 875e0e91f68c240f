/**
 * Who holds how many decoders, who gets the next one, and who has to give one back. Pure. A share belongs to
 * whatever its key stands for: a household or a tenant, of which nothing but an opaque key is known here.
 */

export interface Sharing {
  /** Equal keys share; class operational: a keyed hash, never an identifier. */
  readonly share: string;
}

export class FairShares<Place extends Sharing> {
  readonly #places = new Map<string, Set<Place>>();

  take(place: Place): void {
    const held = this.#places.get(place.share);
    if (held) held.add(place);
    else this.#places.set(place.share, new Set([place]));
  }

  release(place: Place): void {
    const held = this.#places.get(place.share);
    if (held?.delete(place) && held.size === 0) this.#places.delete(place.share);
  }

  held(share: string): number {
    return this.#places.get(share)?.size ?? 0;
  }

  /** Of those that wait, the one whose share holds the fewest places; among equals whoever came first. */
  next<Waiting extends Sharing>(waiting: readonly Waiting[]): Waiting | undefined {
    let best: Waiting | undefined;
    for (const candidate of waiting) {
      if (best === undefined || this.held(candidate.share) < this.held(best.share)) best = candidate;
    }
    return best;
  }

  /**
   * The place to give back so that somebody of `share` gets one: the oldest of the share that holds the most, as long
   * as it holds at least two more than they do. Undefined when places are shared fairly already.
   */
  toGiveBack(share: string): Place | undefined {
    let most: Set<Place> | undefined;
    for (const held of this.#places.values()) if (held.size > (most?.size ?? 0)) most = held;
    if (most === undefined || most.size < this.held(share) + 2) return undefined;
    const [oldest] = most;
    return oldest;
  }
}

/** Of those that wait, one of the share that waits most, the last to come: whom a full queue turns away for `share`. */
export function toTurnAway<Waiting extends Sharing>(
  waiting: readonly Waiting[],
  share: string,
): Waiting | undefined {
  const counts = new Map<string, number>();
  for (const { share: key } of waiting) counts.set(key, (counts.get(key) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  if (most <= (counts.get(share) ?? 0) + 1) return undefined;
  return waiting.findLast(({ share: key }) => counts.get(key) === most);
}
