/** Check-outs: the room is nobody's, what was asked is erased. A row first, so that what is begun is finished. */
import { type Pool, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { type Attempt, recordEvent } from '../../common/outbox.ts';
import type { Tickets } from '../tickets/store.ts';

export const checkOutQueue = 'hotel-check-outs';
const retryMs = 30_000;

export interface CheckOutParts {
  readonly pool: Pool;
  readonly tickets: Pick<Tickets, 'forgetStay'>;
  /** Ends the stay where places are. @throws EarshotError NOT_FOUND when there is none (any more) */
  closeStay(tenantId: string, stayId: string): Promise<void>;
}

export class CheckOuts {
  readonly #parts: CheckOutParts;

  constructor(parts: CheckOutParts) {
    this.#parts = parts;
  }

  /** Done when it returns; after an error it is done later. @throws EarshotError NOT_FOUND for no such stay */
  async checkOut(tenantId: string, stayId: string): Promise<void> {
    const { pool } = this.#parts;
    const checkOutId = await withTransaction(pool, async (client) => {
      const [row] = await query<{ check_out_id: string }>(
        client,
        'insert into hotel_check_outs (tenant_id, stay_id) values ($1, $2) returning check_out_id',
        [tenantId, stayId],
      );
      const id = row?.check_out_id ?? '';
      await recordEvent(client, checkOutQueue, id);
      return id;
    });
    const wasOpen = await this.#finish(checkOutId);
    if (!wasOpen) throw new EarshotError('NOT_FOUND');
  }

  /** As the outbox asks for it. */
  async attempt(checkOutId: string): Promise<Attempt> {
    return this.#finish(checkOutId).then(
      () => ({ outcome: 'done' }),
      () => ({ outcome: 'retry', afterMs: retryMs }),
    );
  }

  /** The stay first: from then on nothing new is asked in it. @returns whether there was such a stay */
  async #finish(checkOutId: string): Promise<boolean> {
    const { pool, tickets, closeStay } = this.#parts;
    const [row] = await query<{ tenant_id: string; stay_id: string }>(
      pool,
      'select tenant_id, stay_id from hotel_check_outs where check_out_id = $1',
      [checkOutId],
    );
    if (row === undefined) return true;
    const wasOpen = await closeStay(row.tenant_id, row.stay_id).then(
      () => true,
      (error: unknown) => {
        if (error instanceof EarshotError && error.code === 'NOT_FOUND') return false;
        throw error;
      },
    );
    await tickets.forgetStay(row.tenant_id, row.stay_id);
    await query(pool, 'delete from hotel_check_outs where check_out_id = $1', [checkOutId]);
    return wasOpen;
  }
}
