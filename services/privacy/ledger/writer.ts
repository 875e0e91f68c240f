/** Appends lines to the ledger durably, many in one commit. */
import { GroupCommitter } from '../../common/db/group-commit.ts';
import { type Pool, type PreparedStatement, runPrepared } from '../../common/db/pool.ts';
import { bodyHash, type EntryBody } from './entry.ts';

interface LedgerItem {
  readonly body: EntryBody;
  readonly consentRevision: number;
}

type AppendOutcome = 'written' | 'stale';

/** Appends lines durably; lines that come at the same time share one commit and one round trip. */
export class LedgerWriter {
  readonly #committer: GroupCommitter<LedgerItem, AppendOutcome>;

  constructor(pool: Pool) {
    const append = async (batch: readonly LedgerItem[]) => {
      const entries = batch.map(({ body, consentRevision }) => ({
        ...body,
        consentRevision,
        bodyHash: bodyHash(body).toString('hex'),
      }));
      const rows = await runPrepared<{ outcome: AppendOutcome }>(pool, appendStatement, [
        JSON.stringify(entries),
      ]);
      return rows.map((row) => row.outcome);
    };
    // ledger_append locks chains in sorted order, so two commits at a time cannot wait for each other.
    this.#committer = new GroupCommitter(append, { maxCommits: 2 });
  }

  /** Lines waiting for a commit. */
  get depth(): number {
    return this.#committer.depth;
  }

  /**
   * Resolves after the commit.
   * @param consentRevision The revision that the decision was made from. `stale`: it is another one by now, nothing
   *   was written, decide again.
   */
  append(body: EntryBody, consentRevision: number): Promise<AppendOutcome> {
    return this.#committer.submit({ body, consentRevision });
  }
}

const appendStatement: PreparedStatement = {
  name: 'ledger-append',
  text: 'select outcome from ledger_append($1::jsonb) order by item',
};
