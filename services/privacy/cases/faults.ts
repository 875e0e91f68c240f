/**
 * Logs after a fault: its owner says what went wrong, is asked for the log, sees it, and sends it by their own hand. A case closes
 * when somebody closes it or thirty days after the last thing happened in it, and a day later nothing of it can be read.
 */
import { createHash } from 'node:crypto';
import type { FaultCase } from '../../../proto/gen/earshot/duties/v1/cases.ts';
import { type Pool, query, withTransaction } from '../../common/db/pool.ts';
import { catalogue } from '../../common/errors/catalogue.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { Row } from '../../common/holders/tables.ts';
import { seal } from '../../common/keys/seal.ts';
import { lockSubject, subjectKey } from '../accounts/subject-key.ts';
import { requireUuid } from '../accounts/validate.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { openWords } from '../rights/sealed-words.ts';

const idleDays = 30;
const goneAfterHours = 24;
const dayMs = 86_400_000;
const closesAtOf = (alias: string) =>
  `coalesce(${alias}closed_at, ${alias}touched_at + interval '${idleDays} days')`;
const closesAt = closesAtOf('');
/** From then on nothing of a case is readable, whether or not anything swept it. */
export const faultIsOver = `${closesAt} <= $now - interval '${goneAfterHours} hours'`;
const maxLogCharacters = 262_144;
const maxOpen = 20;

const contextOf = (caseId: string): string => `fault-log:${caseId}`;
export const deviceLogContext = (caseId: string): string => `fault-device-log:${caseId}`;
export const digestOf = (log: string): string => createHash('sha256').update(log, 'utf8').digest('hex');

interface CaseRow {
  case_id: string;
  subject_id: string;
  code: string;
  opened_at: Date;
  touched_at: Date;
  asked_at: Date | null;
  sent_at: Date | null;
  closed_at: Date | null;
  sealed_log: Buffer | null;
  key_id: string | null;
  [column: string]: unknown;
}

export interface FaultParts {
  readonly pool: Pool;
  readonly keys: KeyStore;
  readonly now: () => number;
}

/** Cases that can still be read; `$1` is the time. */
export const readableAt = `select f.*, s.key_id from fault_cases f join subjects s using (subject_id)
  where not (${faultIsOver.replace('$now', '$1::timestamptz')})`;
/** Those that are not closed, by hand or by idleness. */
const isOpen = `${closesAt} > $1::timestamptz`;
export const isOpenAt = (alias: string): string => `${closesAtOf(`${alias}.`)} > $1::timestamptz`;

export class Faults {
  readonly #parts: FaultParts;

  constructor(parts: FaultParts) {
    this.#parts = parts;
  }

  /** @throws EarshotError INVALID_ARGUMENT for what is no code of the catalogue; NOT_FOUND; RIGHTS_REPEATED for too many at once. */
  async report(subjectId: string, code: string): Promise<FaultCase> {
    const { pool, now } = this.#parts;
    if (!Object.hasOwn(catalogue, code))
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'code' } });
    return withTransaction(pool, async (client) => {
      await lockSubject(client, subjectId);
      const at = new Date(now());
      const open = await query(client, `${readableAt} and subject_id = $2 and ${isOpen}`, [at, subjectId]);
      if (open.length >= maxOpen) throw new EarshotError('RIGHTS_REPEATED');
      const [row] = await query<CaseRow>(
        client,
        'insert into fault_cases (subject_id, code, opened_at, touched_at) values ($1, $2, $3, $3) returning *',
        [subjectId, code, at],
      );
      return shown(row as CaseRow);
    });
  }

  async list(subjectId: string): Promise<FaultCase[]> {
    const at = new Date(this.#parts.now());
    const rows = await query<CaseRow>(
      this.#parts.pool,
      `${readableAt} and subject_id = $2 order by opened_at desc`,
      [at, subjectId],
    );
    return rows.map(shown);
  }

  /** Of everybody; nobody is named. */
  async listOpen(): Promise<FaultCase[]> {
    const at = new Date(this.#parts.now());
    const rows = await query<CaseRow>(
      this.#parts.pool,
      `${readableAt} and ${isOpen} order by opened_at limit 200`,
      [at],
    );
    return rows.map(shown);
  }

  /** Asked again, nothing happens: a case lives no longer by it. @throws EarshotError NOT_FOUND for a case that is closed. */
  ask(caseId: string): Promise<FaultCase> {
    return this.#change(
      caseId,
      '',
      `asked_at = coalesce(asked_at, $1::timestamptz),
       touched_at = case when asked_at is null then $1::timestamptz else touched_at end`,
    );
  }

  /**
   * Takes the log that its owner saw.
   * @param shownSha256 Of what was shown. @throws EarshotError LOGS_NOT_ASKED; LOGS_NOT_SHOWN; INVALID_ARGUMENT; NOT_FOUND
   */
  async send(subjectId: string, caseId: string, log: string, shownSha256: string): Promise<FaultCase> {
    requireUuid(caseId);
    const { pool, keys, now } = this.#parts;
    if (log === '' || log.length > maxLogCharacters) {
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'log' } });
    }
    if (shownSha256 !== digestOf(log)) throw new EarshotError('LOGS_NOT_SHOWN');
    return withTransaction(pool, async (client) => {
      const key = await subjectKey(client, keys, subjectId);
      const [row] = await query<CaseRow>(
        client,
        `${readableAt} and case_id = $2 and subject_id = $3 and ${isOpen}`,
        [new Date(now()), caseId, subjectId],
      );
      if (row === undefined) throw new EarshotError('NOT_FOUND');
      if (row.asked_at === null) throw new EarshotError('LOGS_NOT_ASKED');
      const [sent] = await query<CaseRow>(
        client,
        'update fault_cases set sealed_log = $2, sent_at = $3, touched_at = $3 where case_id = $1 returning *',
        [caseId, seal(key, log, contextOf(caseId)), new Date(now())],
      );
      return shown(sent as CaseRow);
    });
  }

  /** @throws EarshotError NOT_FOUND */
  close(subjectId: string, caseId: string): Promise<FaultCase> {
    return this.#change(caseId, subjectId, 'closed_at = $1::timestamptz, touched_at = $1::timestamptz');
  }

  /** For whoever looks into it, until a day after the case closed. @throws EarshotError NOT_FOUND */
  async read(caseId: string): Promise<string> {
    requireUuid(caseId);
    const { pool, keys, now } = this.#parts;
    const [row] = await query<CaseRow>(pool, `${readableAt} and case_id = $2 and sealed_log is not null`, [
      new Date(now()),
      caseId,
    ]);
    const log = row === undefined ? '' : await openWords(keys, row.key_id, row.sealed_log, contextOf(caseId));
    if (log === '') throw new EarshotError('NOT_FOUND');
    return log;
  }

  async #change(caseId: string, subjectId: string, set: string): Promise<FaultCase> {
    requireUuid(caseId);
    const [row] = await query<CaseRow>(
      this.#parts.pool,
      `update fault_cases set ${set}
       where case_id = $2 and ($3 = '' or subject_id = $3) and ${isOpen} returning *`,
      [new Date(this.#parts.now()), caseId, subjectId],
    );
    if (row === undefined) throw new EarshotError('NOT_FOUND');
    return shown(row);
  }
}

function shown(row: CaseRow): FaultCase {
  const closesAtMs = row.closed_at?.getTime() ?? row.touched_at.getTime() + idleDays * dayMs;
  return {
    caseId: row.case_id,
    code: row.code,
    openedAtMs: row.opened_at.getTime(),
    askedAtMs: row.asked_at?.getTime() ?? 0,
    sentAtMs: row.sent_at?.getTime() ?? 0,
    closesAtMs,
    goneAtMs: closesAtMs + (goneAfterHours / 24) * dayMs,
  };
}

/** The logs of a case as their owner reads them in a copy: the one that was sent, and the one that a device answered with. */
export async function openLogs(
  { pool, keys }: Pick<FaultParts, 'pool' | 'keys'>,
  row: Row,
): Promise<{ readonly sent: string; readonly ofDevice: string }> {
  const [subject] = await query<{ key_id: string | null }>(
    pool,
    'select key_id from subjects where subject_id = $1',
    [row['subject_id']],
  );
  const caseId = String(row['case_id']);
  const open = (column: string, context: string) =>
    openWords(keys, subject?.key_id ?? null, row[column] as Buffer | null, context);
  return {
    sent: await open('sealed_log', contextOf(caseId)),
    ofDevice: await open('sealed_device_log', deviceLogContext(caseId)),
  };
}
