/** The one holder of data: gives out, erases and lets go of rows, from what a service declares of its tables. */
import type {
  CountResponse,
  EraseResponse,
  HeldRow,
  RetainResponse,
  TableRows,
  Whose,
} from '../../../proto/gen/earshot/holders/v1/holders.ts';
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import { type Pool, type PoolClient, query, withTransaction } from '../db/pool.ts';
import {
  atTime,
  columnClasses,
  conditionFor,
  type HeldTable,
  isPersonal,
  lettingGo,
  type Row,
} from './tables.ts';

export class Holder {
  readonly #pool: Pool;
  readonly tables: readonly HeldTable[];
  readonly #now: () => number;
  #classes: ReturnType<typeof columnClasses> | undefined;

  /**
   * @param tables In the order in which rows are deleted: what points to another row stands before it.
   * @param now Milliseconds since the epoch; tests bring their own.
   */
  constructor(pool: Pool, tables: readonly HeldTable[], now: () => number = Date.now) {
    this.#now = now;
    this.#pool = pool;
    this.tables = tables;
  }

  /** Every row that is theirs, with every column. @throws EarshotError STORE_FAILED */
  async *export(whose: Whose): AsyncGenerator<HeldRow, void, void> {
    const classes = await this.#columnClasses();
    for (const held of this.tables) {
      const condition = conditionFor(held, whose);
      if (condition === undefined) continue;
      // A row without an end is not over.
      const living =
        held.isOver === undefined ? '' : ` and (${atTime(held.isOver, this.#now())}) is not true`;
      const rows = await query<Row>(
        this.#pool,
        `select * from ${held.table} where (${condition.sql})${living}`,
        condition.parameters,
      );
      for (const row of rows) {
        const shown: Row = { ...row, ...(await held.open?.(row)) };
        const values = Object.entries(shown)
          .filter(([, value]) => value !== null)
          .map(([column, value]) => ({
            column,
            valueClass: classes.get(held.table)?.get(column) ?? DataClass.UNSPECIFIED,
            valueJson: asJson(value),
          }));
        yield { table: held.table, values };
      }
    }
  }

  /** Rows that are theirs in tables with a column of one of these classes; none named = of any personal one. */
  async count(whose: Whose, wanted: readonly DataClass[]): Promise<CountResponse> {
    const classes = await this.#columnClasses();
    const isWanted = (one: DataClass) => (wanted.length === 0 ? isPersonal(one) : wanted.includes(one));
    const tables: TableRows[] = [];
    for (const held of this.tables) {
      const columns = [...(classes.get(held.table) ?? [])].filter(([, one]) => isWanted(one));
      const condition = conditionFor(held, whose);
      if (condition === undefined || columns.length === 0) continue;
      const present = columns.map(([column]) => `${column} is not null`).join(' or ');
      const [row] = await query<{ rows: number }>(
        this.#pool,
        `select count(*)::integer as rows from ${held.table} where (${condition.sql}) and (${present})`,
        condition.parameters,
      );
      if (row !== undefined && row.rows > 0) tables.push({ table: held.table, rows: row.rows });
    }
    return { tables };
  }

  /**
   * All of it in one transaction; again is harmless.
   * @param before Runs first in the same transaction.
   */
  async erase(whose: Whose, before?: (client: PoolClient) => Promise<void>): Promise<EraseResponse> {
    return withTransaction(this.#pool, async (client) => {
      await before?.(client);
      const erased: TableRows[] = [];
      for (const held of this.tables) {
        const condition = conditionFor(held, whose);
        if (condition === undefined) continue;
        const statement = lettingGo(held, condition.sql);
        if (statement === undefined) continue;
        const rows = await query(client, statement, condition.parameters);
        const { table, stays } = held;
        if (stays === undefined && rows.length > 0) erased.push({ table, rows: rows.length });
      }
      const kept = this.tables.flatMap(({ table, stays }) =>
        stays === undefined ? [] : [{ table, reason: stays.reason }],
      );
      return { erased, kept };
    });
  }

  /** Lets go of what has outlived its time. */
  async retain(): Promise<RetainResponse> {
    const ended: TableRows[] = [];
    for (const held of this.tables) {
      const { table, isOver } = held;
      const statement = isOver === undefined ? undefined : lettingGo(held, atTime(isOver, this.#now()));
      if (statement === undefined) continue;
      const rows = await query(this.#pool, statement);
      if (rows.length > 0) ended.push({ table, rows: rows.length });
    }
    return { ended };
  }

  /** Read once: columns change with a migration, and then the process starts anew. */
  #columnClasses() {
    this.#classes ??= columnClasses(this.#pool).catch((error: unknown) => {
      this.#classes = undefined;
      throw error;
    });
    return this.#classes;
  }
}

const asJson = (value: unknown): string =>
  JSON.stringify(Buffer.isBuffer(value) ? value.toString('base64') : value);
