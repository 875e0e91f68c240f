/**
 * Orders that flow back from sellers: their buyer's while the account lives, then kept for disputes alone until three years after
 * they were completed. Each is sealed under a key of its own, destroyed with the row.
 */
import type { Order } from '../../../proto/gen/earshot/duties/v1/cases.ts';
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import { type Pool, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { Row } from '../../common/holders/tables.ts';
import { open, seal } from '../../common/keys/seal.ts';
import { recipientShape, requireShape, requireText, requireUuid } from '../accounts/validate.ts';
import type { KeyStore } from '../keys/key-store.ts';

/** When an order's time is over; one that was never completed counts from when it came. */
export const orderIsOver = `coalesce(completed_at, received_at) <= $now - interval '3 years'`;
const isLiving = `not (${orderIsOver.replace('$now', '$2::timestamptz')})`;
const maxWhat = 2_000;
const maxOther = 500;
const maxPromise = 500;
const maxOrders = 1_000;

/** Its buyer says that it is right before it counts for anything. */
const sensitive: ReadonlySet<DataClass> = new Set([
  DataClass.HEALTH,
  DataClass.BIOMETRIC,
  DataClass.CHILD,
  DataClass.GOVERNMENT_ID,
  DataClass.LOCATION_PRECISE,
]);

export interface NewOrder {
  readonly subjectId: string;
  readonly seller: string;
  readonly what: string;
  readonly whatClass: DataClass;
  readonly other: string;
  /** Keyed hash of the other person's address; absent where nobody else stands in it. */
  readonly otherMac: Buffer | undefined;
  /** 0 = not yet. */
  readonly completedAtMs: number;
  readonly promise: string;
}

interface OrderRow {
  order_id: string;
  subject_id: string | null;
  seller: string;
  promise: string;
  key_id: string;
  sealed: Buffer;
  sealed_other: Buffer | null;
  is_unconfirmed: boolean;
  received_at: Date;
  completed_at: Date | null;
  [column: string]: unknown;
}

export interface OrderParts {
  readonly pool: Pool;
  readonly keys: KeyStore;
  readonly now: () => number;
}

const whatContext = (orderId: string): string => `order:${orderId}`;
const otherContext = (orderId: string): string => `order-other:${orderId}`;

export class Orders {
  readonly #parts: OrderParts;

  constructor(parts: OrderParts) {
    this.#parts = parts;
  }

  /**
   * @returns its number. @throws EarshotError INVALID_ARGUMENT, also for data of somebody else's without the promise that its
   *   person agreed; NOT_FOUND for no such account.
   */
  async record(order: NewOrder): Promise<string> {
    const { pool, keys, now } = this.#parts;
    requireShape(order.seller, recipientShape, 'seller');
    requireText(order.what, 'what', maxWhat);
    requireText(order.promise, 'promise', maxPromise);
    if (order.other.length > maxOther || (order.other !== '') !== (order.otherMac !== undefined)) {
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'other' } });
    }
    if (order.completedAtMs > now()) {
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'completedAtMs' } });
    }
    const known = await query(pool, 'select 1 from subjects where subject_id = $1', [order.subjectId]);
    if (known.length === 0) throw new EarshotError('NOT_FOUND');
    const { keyId, key } = await newKey(keys);
    const orderId = crypto.randomUUID();
    const { subjectId, seller, promise, what, other, otherMac, whatClass, completedAtMs } = order;
    await query(
      pool,
      `insert into trade_orders (order_id, subject_id, seller, promise, key_id, sealed, other_mac, sealed_other,
           is_unconfirmed, received_at, completed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        ...[orderId, subjectId, seller, promise, keyId, seal(key, what, whatContext(orderId))],
        ...[otherMac ?? null, other === '' ? null : seal(key, other, otherContext(orderId))],
        ...[sensitive.has(whatClass), new Date(now()), completedAtMs > 0 ? new Date(completedAtMs) : null],
      ],
    );
    return orderId;
  }

  /** Newest first; what waits for its buyer's word is shown to them, and to nobody else. */
  async list(subjectId: string): Promise<Order[]> {
    const { pool, now } = this.#parts;
    const rows = await query<OrderRow>(
      pool,
      `select * from trade_orders where subject_id = $1 and ${isLiving} order by received_at desc, order_id limit ${maxOrders}`,
      [subjectId, new Date(now())],
    );
    const shown = await Promise.all(rows.map((row) => this.#shown(row).catch(unlessDestroyed)));
    return shown.filter((order) => order !== undefined);
  }

  /** What is not right is gone. @throws EarshotError NOT_FOUND for what waits for nobody's word. */
  async confirm(subjectId: string, orderId: string, isRight: boolean): Promise<void> {
    requireUuid(orderId);
    const { pool, keys } = this.#parts;
    const statement = isRight
      ? 'update trade_orders set is_unconfirmed = false where order_id = $1 and subject_id = $2 and is_unconfirmed returning key_id'
      : 'delete from trade_orders where order_id = $1 and subject_id = $2 and is_unconfirmed returning key_id';
    const [row] = await query<{ key_id: string }>(pool, statement, [orderId, subjectId]);
    if (row === undefined) throw new EarshotError('NOT_FOUND');
    if (!isRight) await keys.destroy(row.key_id);
  }

  /** For a dispute: by its number, whether or not the buyer is still here. @throws EarshotError NOT_FOUND */
  async readForDispute(orderId: string): Promise<Order> {
    requireUuid(orderId);
    const { pool, now } = this.#parts;
    const [row] = await query<OrderRow>(
      pool,
      `select * from trade_orders where order_id = $1 and ${isLiving} and not is_unconfirmed`,
      [orderId, new Date(now())],
    );
    if (row === undefined) throw new EarshotError('NOT_FOUND');
    return this.#shown(row);
  }

  async hasOther(mac: Buffer): Promise<boolean> {
    const rows = await query(this.#parts.pool, 'select 1 from trade_orders where other_mac = $1 limit 1', [
      mac,
    ]);
    return rows.length > 0;
  }

  /**
   * The other person's own word about what stands of them.
   * @param correction Empty = nothing is to stand there, and nothing leads there any more. @returns in how many orders.
   */
  async changeOther(mac: Buffer, correction: string): Promise<number> {
    const { pool, keys } = this.#parts;
    if (correction.length > maxOther) {
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'correction' } });
    }
    return withTransaction(pool, async (client) => {
      const rows = await query<OrderRow>(
        client,
        'select * from trade_orders where other_mac = $1 for update',
        [mac],
      );
      for (const { order_id, key_id } of rows) {
        const sealed =
          correction === '' ? null : seal(await keys.get(key_id), correction, otherContext(order_id));
        await query(
          client,
          'update trade_orders set sealed_other = $2, other_mac = case when $2::bytea is null then null else other_mac end where order_id = $1',
          [order_id, sealed],
        );
      }
      return rows.length;
    });
  }

  /** Keys first, then rows: a key without a row opens nothing, and a row without a key says nothing. */
  async sweep(nowMs: number): Promise<void> {
    const { pool, keys } = this.#parts;
    const over = orderIsOver.replace('$now', '$1::timestamptz');
    const rows = await query<{ order_id: string; key_id: string }>(
      pool,
      `select order_id, key_id from trade_orders where ${over}`,
      [new Date(nowMs)],
    );
    for (const { order_id, key_id } of rows) {
      await keys.destroy(key_id);
      await query(pool, 'delete from trade_orders where order_id = $1', [order_id]);
    }
  }

  async #shown(row: OrderRow): Promise<Order> {
    const words = await openOrder(this.#parts.keys, row);
    return {
      orderId: row.order_id,
      seller: row.seller,
      what: words.sealed,
      other: words.sealed_other,
      receivedAtMs: row.received_at.getTime(),
      completedAtMs: row.completed_at?.getTime() ?? 0,
      promise: row.promise,
      isUnconfirmed: row.is_unconfirmed,
    };
  }
}

/** What stands in an order, from its row alone. */
export async function openOrder(keys: KeyStore, row: Row): Promise<{ sealed: string; sealed_other: string }> {
  const orderId = String(row['order_id']);
  const key = await keys.get(String(row['key_id']));
  const other = row['sealed_other'] as Buffer | null;
  return {
    sealed: open(key, row['sealed'] as Buffer, whatContext(orderId)).toString('utf8'),
    sealed_other: other === null ? '' : open(key, other, otherContext(orderId)).toString('utf8'),
  };
}

/** From an older database may come what its key went with. */
function unlessDestroyed(error: unknown): undefined {
  if (error instanceof EarshotError && error.code === 'NOT_FOUND') return undefined;
  throw error;
}

async function newKey(keys: KeyStore): Promise<{ keyId: string; key: Buffer }> {
  const keyId = await keys.create();
  return { keyId, key: await keys.get(keyId) };
}
