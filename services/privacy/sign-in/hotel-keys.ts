/** Keys by which a hotel's own system acts for its hotel: random, shown once, kept as a hash, gone at once when revoked. */
import { createHash, randomBytes } from 'node:crypto';
import type { HotelKey } from '../../../proto/gen/earshot/identity/v1/identity.ts';
import { type Pool, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';

/** Whoever finds one in a file or a leak knows by its beginning what it is. */
const prefix = 'earshot-hotel-';
const keyShape = new RegExp(`^${prefix}[A-Za-z0-9_-]{43}$`);
/** One in use, one that replaces it, and those of a few systems beside. */
const maxKeys = 8;

const hashOf = (key: string) => createHash('sha256').update(key, 'utf8').digest();

export class HotelKeys {
  readonly #pool: Pool;
  readonly #now: () => number;

  constructor({ pool, now }: { readonly pool: Pool; readonly now: () => number }) {
    this.#pool = pool;
    this.#now = now;
  }

  /** @throws EarshotError NOT_FOUND for no such hotel; HOTEL_KEYS_FULL. */
  async issue(tenantId: string): Promise<{ keyId: string; key: string }> {
    const key = `${prefix}${randomBytes(32).toString('base64url')}`;
    return withTransaction(this.#pool, async (client) => {
      const tenants = await query(client, 'select 1 from tenants where tenant_id = $1 for update', [
        tenantId,
      ]);
      if (tenants.length === 0) throw new EarshotError('NOT_FOUND');
      const rows = await query<{ key_id: string }>(
        client,
        `insert into hotel_keys (key_hash, tenant_id, created_at)
         select $1, $2, $3 where (select count(*) from hotel_keys where tenant_id = $2) < ${maxKeys}
         returning key_id`,
        [hashOf(key), tenantId, new Date(this.#now())],
      );
      const [made] = rows;
      if (made === undefined) throw new EarshotError('HOTEL_KEYS_FULL');
      return { keyId: made.key_id, key };
    });
  }

  /** In the order in which they came. */
  async list(tenantId: string): Promise<HotelKey[]> {
    const rows = await query<{ key_id: string; created_at: Date; used_at: Date | null }>(
      this.#pool,
      'select key_id, created_at, used_at from hotel_keys where tenant_id = $1 order by created_at, key_id',
      [tenantId],
    );
    return rows.map(({ key_id: keyId, created_at: createdAt, used_at: usedAt }) => ({
      ...{ keyId, createdAtMs: createdAt.getTime() },
      usedAtMs: usedAt?.getTime() ?? 0,
    }));
  }

  /** @throws EarshotError NOT_FOUND */
  async revoke(tenantId: string, keyId: string): Promise<void> {
    const rows = await query(
      this.#pool,
      'delete from hotel_keys where tenant_id = $1 and key_id::text = $2 returning 1',
      [tenantId, keyId],
    );
    if (rows.length === 0) throw new EarshotError('NOT_FOUND');
  }

  /** For which hotel a key acts. @throws EarshotError UNAUTHENTICATED for one that is unknown or revoked. */
  async hotelOf(key: string): Promise<string> {
    if (!keyShape.test(key)) throw new EarshotError('UNAUTHENTICATED');
    const nowMs = this.#now();
    const [row] = await query<{ tenant_id: string; used_at: Date | null }>(
      this.#pool,
      'select tenant_id, used_at from hotel_keys where key_hash = $1',
      [hashOf(key)],
    );
    if (row === undefined) throw new EarshotError('UNAUTHENTICATED');
    if (nowMs - (row.used_at?.getTime() ?? 0) > 60_000) {
      await query(this.#pool, 'update hotel_keys set used_at = $2 where key_hash = $1', [
        hashOf(key),
        new Date(nowMs),
      ]);
    }
    return row.tenant_id;
  }
}
