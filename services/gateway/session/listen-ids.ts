/** Which listen ids were used on a connection: the last few hundred, so that memory stays bounded. */
const remembered = 256;

export class ListenIds {
  readonly #ids = new Set<string>();

  /** False when the id was used before. */
  use(listenId: string): boolean {
    if (this.#ids.has(listenId)) return false;
    this.#ids.add(listenId);
    if (this.#ids.size > remembered) this.#ids.delete(this.#ids.values().next().value as string);
    return true;
  }
}
