import { z } from 'zod';
import type { NamedEntity } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { type Pool, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { open, seal } from '../../common/keys/seal.ts';
import { announce, type ChangeFeed } from '../cache/change-feed.ts';
import type { DataKeys } from '../keys/data-keys.ts';
import { requireShape, requireText } from './validate.ts';

const maxEntities = 500;
const maxNames = 8;

const entitiesSchema = z.array(
  z.object({ entityId: z.string(), names: z.array(z.string()), slotType: z.string() }),
);

/** Names that a household gave to its rooms and devices, sealed with the household's data key. */
export class EntityStore {
  readonly #pool: Pool;
  readonly #keys: DataKeys;
  readonly #feed: ChangeFeed;

  constructor(pool: Pool, keys: DataKeys, feed: ChangeFeed) {
    this.#pool = pool;
    this.#keys = keys;
    this.#feed = feed;
  }

  /** Replaces all. @throws EarshotError INVALID_ARGUMENT; NOT_FOUND when there is no such household. */
  async set(householdId: string, entities: readonly NamedEntity[]): Promise<void> {
    if (entities.length > maxEntities) {
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'entities' } });
    }
    for (const { entityId, names, slotType } of entities) {
      requireText(entityId, 'entityId', 64);
      requireShape(slotType, /^(room-name|device-name)$/, 'slotType');
      if (names.length === 0 || names.length > maxNames) {
        throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'names' } });
      }
      for (const name of names) requireText(name, 'names', 64);
    }
    const chainIds = await withTransaction(this.#pool, async (client) => {
      const [household] = await query<{ key_id: string | null }>(
        client,
        'select key_id from households where household_id = $1 for update',
        [householdId],
      );
      if (household === undefined) throw new EarshotError('NOT_FOUND');
      const keyId = household.key_id ?? this.#keys.create();
      const text = JSON.stringify(
        entities.map(({ entityId, names, slotType }) => ({ entityId, names, slotType })),
      );
      const sealed = seal(await this.#keys.get(keyId), text, contextOf(householdId));
      await query(client, 'update households set key_id = $2, sealed_entities = $3 where household_id = $1', [
        householdId,
        keyId,
        sealed,
      ]);
      const subjects = await query<{ chain_id: string }>(
        client,
        'select chain_id from subjects where household_id = $1',
        [householdId],
      );
      for (const { chain_id } of subjects) await announce(client, { kind: 'chain', id: chain_id });
      return subjects.map(({ chain_id }) => chain_id);
    });
    for (const id of chainIds) this.#feed.apply({ kind: 'chain', id });
  }

  /** The names, or none when the household gave none or its key was destroyed. */
  async open(
    householdId: string | null,
    keyId: string | null,
    sealed: Buffer | null,
  ): Promise<NamedEntity[]> {
    if (householdId === null || keyId === null || sealed === null) return [];
    const key = await this.#keys.get(keyId).catch((error: unknown) => {
      if (error instanceof EarshotError && error.code === 'NOT_FOUND') return undefined;
      throw error;
    });
    if (key === undefined) return [];
    return entitiesSchema.parse(JSON.parse(open(key, sealed, contextOf(householdId)).toString('utf8')));
  }
}

const contextOf = (householdId: string) => `entities:${householdId}`;
