/** Keys for conversations: each for one device, derived from the data key of whoever answers for it. */
import { hkdfSync } from 'node:crypto';
import { type Pool, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { KeyStore } from './key-store.ts';

interface Holder {
  readonly household_id: string | null;
  readonly key_id: string | null;
}

/** A key of one purpose opens nothing of another: the purpose and the device are part of how it is derived. */
const purpose = 'earshot conversation 1';

export class ConversationKeys {
  readonly #pool: Pool;
  readonly #keys: KeyStore;

  constructor(pool: Pool, keys: KeyStore) {
    this.#pool = pool;
    this.#keys = keys;
  }

  /**
   * The same as long as the data key lives.
   * @throws EarshotError NOT_FOUND when there is no such device, or the data key was destroyed
   */
  async get(deviceId: string): Promise<Buffer> {
    const [found] = await query<Holder>(this.#pool, holderOf, [deviceId]);
    if (found === undefined) throw new EarshotError('NOT_FOUND');
    const dataKey = await this.#keys.get(found.key_id ?? (await this.#make(deviceId)));
    return Buffer.from(hkdfSync('sha256', dataKey, '', `${purpose}\0${deviceId}`, 32));
  }

  /** A household's key serves all its devices; a hotel's device has one of its own. */
  #make(deviceId: string): Promise<string> {
    return withTransaction(this.#pool, async (client) => {
      const [device] = await query<{ household_id: string | null }>(
        client,
        'select household_id from devices where device_id = $1 for update',
        [deviceId],
      );
      if (device === undefined) throw new EarshotError('NOT_FOUND');
      const [table, column, id] =
        device.household_id === null
          ? ['devices', 'device_id', deviceId]
          : ['households', 'household_id', device.household_id];
      const [holder] = await query<{ key_id: string | null }>(
        client,
        `select key_id from ${table} where ${column} = $1 for update`,
        [id],
      );
      // Somebody else may have been here in between.
      if (holder?.key_id) return holder.key_id;
      const keyId = await this.#keys.create();
      await query(client, `update ${table} set key_id = $2 where ${column} = $1`, [id, keyId]);
      return keyId;
    });
  }
}

const holderOf = `select d.household_id, case when d.household_id is null then d.key_id else h.key_id end as key_id
  from devices d left join households h using (household_id)
  where d.device_id = $1 and d.revoked_at is null`;
