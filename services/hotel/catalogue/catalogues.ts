/** The catalogue of each hotel, compiled: the default, or what the hotel wrote laid over it. */
import { type Pool, query } from '../../common/db/pool.ts';
import { Converter } from '../conversion/convert.ts';
import { layOver } from './overlay.ts';
import { readCatalogue } from './read.ts';
import type { Catalogue } from './types.ts';

/** What a hotel does, and the reader of its guests' words. */
export interface HotelCatalogue {
  readonly catalogue: Catalogue;
  readonly converter: Converter;
}

interface Kept extends HotelCatalogue {
  readonly revision: number;
  checkedAtMs: number;
}

/** How long a change that another process stored may go unseen. */
const freshMs = 2_000;
/** Hotels whose compiled catalogues are held at once. */
const maxHeld = 200;

export class Catalogues {
  readonly #pool: Pool;
  readonly #path: string;
  readonly #default: HotelCatalogue;
  /** Least recently used first. */
  readonly #held = new Map<string, Kept>();
  readonly #compiling = new Map<string, Promise<HotelCatalogue>>();

  private constructor(pool: Pool, path: string, standard: HotelCatalogue) {
    this.#pool = pool;
    this.#path = path;
    this.#default = standard;
  }

  /** @throws CatalogueError when the default itself is wrong */
  static async open(pool: Pool, path: string): Promise<Catalogues> {
    const catalogue = readCatalogue(path);
    return new Catalogues(pool, path, { catalogue, converter: await Converter.compile(catalogue) });
  }

  async of(tenantId: string): Promise<HotelCatalogue> {
    const held = this.#held.get(tenantId);
    if (held !== undefined && Date.now() - held.checkedAtMs < freshMs) return held;
    const [row] = await query<{ revision: number }>(
      this.#pool,
      'select revision from hotel_catalogues where tenant_id = $1',
      [tenantId],
    );
    if (row === undefined) {
      this.#keep(tenantId, { ...this.#default, revision: 0, checkedAtMs: Date.now() });
      return this.#default;
    }
    if (held !== undefined && held.revision === Number(row.revision)) {
      held.checkedAtMs = Date.now();
      return held;
    }
    const running = this.#compiling.get(tenantId) ?? this.#load(tenantId);
    this.#compiling.set(tenantId, running);
    const loading = running.finally(() => this.#compiling.delete(tenantId));
    // Guests are answered by the old one until the new one is ready.
    if (held === undefined) return loading;
    held.checkedAtMs = Date.now();
    loading.catch(() => {});
    return held;
  }

  /** The default one, or a hotel's that this is true of; those that other processes were asked for come last. */
  async find(isAsked: (catalogue: Catalogue) => boolean): Promise<Catalogue | undefined> {
    const known = [this.#default, ...this.#held.values()].find(({ catalogue }) => isAsked(catalogue));
    if (known !== undefined) return known.catalogue;
    const rows = await query<{ tenant_id: string }>(this.#pool, 'select tenant_id from hotel_catalogues', []);
    for (const { tenant_id: tenantId } of rows) {
      const { catalogue } = await this.of(tenantId);
      if (isAsked(catalogue)) return catalogue;
    }
    return undefined;
  }

  /** What the hotel wrote; empty when it wrote nothing. */
  async written(tenantId: string): Promise<string> {
    const [row] = await query<{ yaml: string }>(
      this.#pool,
      'select yaml from hotel_catalogues where tenant_id = $1',
      [tenantId],
    );
    return row?.yaml ?? '';
  }

  /**
   * Compiled before it is stored, so that what is stored can be used. Empty = the default again.
   * @throws CatalogueError with every problem and its line
   */
  async set(tenantId: string, yaml: string, { isTrial = false } = {}): Promise<Catalogue> {
    const catalogue = layOver(yaml, 'catalogue', this.#path);
    if (isTrial) return catalogue;
    const converter = await Converter.compile(catalogue);
    if (yaml.trim() === '') {
      await query(this.#pool, 'delete from hotel_catalogues where tenant_id = $1', [tenantId]);
      this.#held.delete(tenantId);
      return catalogue;
    }
    const [row] = await query<{ revision: number }>(
      this.#pool,
      `insert into hotel_catalogues (tenant_id, yaml, revision) values ($1, $2, extract(epoch from clock_timestamp()) * 1000)
       on conflict (tenant_id) do update
         set yaml = $2, revision = greatest(hotel_catalogues.revision + 1, excluded.revision)
       returning revision`,
      [tenantId, yaml],
    );
    this.#keep(tenantId, { catalogue, converter, revision: Number(row?.revision), checkedAtMs: Date.now() });
    return catalogue;
  }

  async #load(tenantId: string): Promise<HotelCatalogue> {
    const [row] = await query<{ yaml: string; revision: number }>(
      this.#pool,
      'select yaml, revision from hotel_catalogues where tenant_id = $1',
      [tenantId],
    );
    if (row === undefined) return this.#default;
    const catalogue = layOver(row.yaml, 'catalogue', this.#path);
    const converter = await Converter.compile(catalogue);
    return this.#keep(tenantId, {
      catalogue,
      converter,
      revision: Number(row.revision),
      checkedAtMs: Date.now(),
    });
  }

  #keep(tenantId: string, kept: Kept): Kept {
    this.#held.delete(tenantId);
    this.#held.set(tenantId, kept);
    for (const [oldest] of this.#held) {
      if (this.#held.size <= maxHeld) break;
      this.#held.delete(oldest);
    }
    return kept;
  }
}
