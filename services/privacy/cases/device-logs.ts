/**
 * The log of a device for a case: its owner asks for it, the device is told once, and what it answers is sealed for them alone.
 * Sending it on is the same act as with any other log (`faults.ts`), after they saw it.
 */
import { query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { seal } from '../../common/keys/seal.ts';
import { subjectKey } from '../accounts/subject-key.ts';
import { requireUuid } from '../accounts/validate.ts';
import { announce, type ChangeFeed } from '../cache/change-feed.ts';
import { openWords } from '../rights/sealed-words.ts';
import { deviceLogContext, type FaultParts, isOpenAt, readableAt } from './faults.ts';

/** A control message holds no more. */
export const maxDeviceLogCharacters = 6_000;

/** What a query of devices (`d`) adds: the case for which the log of each is wanted. */
export const wantedLogCase = `(select f.case_id from fault_cases f
  where f.log_device_id = d.device_id and f.sealed_device_log is null and f.closed_at is null
  order by f.opened_at limit 1)`;

export class DeviceLogs {
  readonly #parts: FaultParts & { readonly feed: ChangeFeed };

  constructor(parts: FaultParts & { readonly feed: ChangeFeed }) {
    this.#parts = parts;
  }

  /** Asked again, what came before is let go of. @throws EarshotError NOT_FOUND for no open case of theirs, or no device of their home */
  async want(subjectId: string, caseId: string, deviceId: string): Promise<void> {
    requireUuid(caseId);
    const { pool, feed, now } = this.#parts;
    const chainId = await withTransaction(pool, async (client) => {
      const [row] = await query<{ chain_id: string }>(
        client,
        `update fault_cases f set log_device_id = d.device_id, sealed_device_log = null, touched_at = $1::timestamptz
         from devices d join subjects s on s.household_id = d.household_id
         where f.case_id = $2 and f.subject_id = $3 and s.subject_id = $3 and d.device_id = $4 and d.revoked_at is null
           and ${isOpenAt('f')} returning d.chain_id`,
        [new Date(now()), caseId, subjectId, deviceId],
      );
      if (row === undefined) throw new EarshotError('NOT_FOUND');
      await announce(client, { kind: 'chain', id: row.chain_id });
      await announce(client, { kind: 'device', id: deviceId });
      return row.chain_id;
    });
    feed.apply({ kind: 'chain', id: chainId });
    feed.apply({ kind: 'device', id: deviceId });
  }

  /** @throws EarshotError INVALID_ARGUMENT; NOT_FOUND where nobody asked this device, any more */
  async keep(deviceId: string, caseId: string, log: string): Promise<void> {
    requireUuid(caseId);
    if (log === '' || log.length > maxDeviceLogCharacters) {
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'log' } });
    }
    const { pool, feed, keys, now } = this.#parts;
    const chainId = await withTransaction(pool, async (client) => {
      const [row] = await query<{ subject_id: string; chain_id: string }>(
        client,
        `select f.subject_id, d.chain_id from fault_cases f join devices d on d.device_id = f.log_device_id
         where f.case_id = $2 and f.log_device_id = $3 and f.sealed_device_log is null and d.revoked_at is null
           and ${isOpenAt('f')} for update of f`,
        [new Date(now()), caseId, deviceId],
      );
      if (row === undefined) throw new EarshotError('NOT_FOUND');
      const key = await subjectKey(client, keys, row.subject_id);
      await query(client, 'update fault_cases set sealed_device_log = $2 where case_id = $1', [
        caseId,
        seal(key, log, deviceLogContext(caseId)),
      ]);
      await announce(client, { kind: 'chain', id: row.chain_id });
      return row.chain_id;
    });
    feed.apply({ kind: 'chain', id: chainId });
  }

  /** @throws EarshotError NOT_FOUND while there is none */
  async read(subjectId: string, caseId: string): Promise<string> {
    requireUuid(caseId);
    const { pool, keys, now } = this.#parts;
    const [row] = await query<{ key_id: string | null; sealed_device_log: Buffer | null }>(
      pool,
      `${readableAt} and case_id = $2 and subject_id = $3 and sealed_device_log is not null`,
      [new Date(now()), caseId, subjectId],
    );
    const log = row && (await openWords(keys, row.key_id, row.sealed_device_log, deviceLogContext(caseId)));
    if (log === undefined || log === '') throw new EarshotError('NOT_FOUND');
    return log;
  }
}
