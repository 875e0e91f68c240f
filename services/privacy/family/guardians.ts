/** Who answers for which child: asked of the database with every call, so that it ends at once. */
import { type Pool, type PoolClient, query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { open } from '../../common/keys/seal.ts';
import type { Logger } from '../../common/log.ts';
import type { KeyStore } from '../keys/key-store.ts';
import type { Sender } from '../messages/sender.ts';
import { openKey } from '../places/owner.ts';
import { sealContext } from '../sign-in/identity.ts';
import { childText } from '../sign-in/messages.ts';

/** @throws EarshotError NOT_FOUND: whether there is such a child is nobody else's to know */
export async function requireGuardian(
  on: Pool | PoolClient,
  guardianId: string,
  childId: string,
): Promise<void> {
  const rows = await query(
    on,
    `select 1 from guardianships g join subjects s on s.subject_id = g.child_id
     where g.guardian_id = $1 and g.child_id = $2 and s.is_child`,
    [guardianId, childId],
  );
  if (rows.length === 0) throw new EarshotError('NOT_FOUND');
}

/**
 * Of a subject `s`: it was found to be a child's a while ago and no guardian has answered. Until one does, and for thirty days
 * at most, what is necessary goes on and nothing else.
 */
export const isAwaitingGuardian = `coalesce(s.is_child and s.recognised_at > now() - interval '30 days' and not exists (
  select from guardianships g where g.child_id = s.subject_id and g.answered_at is not null), false)`;

/** Tells guardians at each of their addresses that an account is a child's. What could not be sent stands on their page. */
export async function tellGuardians(
  parts: {
    readonly pool: Pool;
    readonly keys: KeyStore;
    readonly sender: Sender | undefined;
    readonly log: Logger;
  },
  guardianIds: readonly string[],
): Promise<void> {
  const { pool, keys, sender, log } = parts;
  if (sender === undefined) return;
  const rows = await query<{
    subject_id: string;
    key_id: string | null;
    identity_mac: Buffer;
    sealed_value: Buffer;
  }>(
    pool,
    `select s.subject_id, s.key_id, i.identity_mac, i.sealed_value from identities i join subjects s using (subject_id)
     where s.subject_id = any($1)`,
    [guardianIds],
  );
  for (const row of rows) {
    try {
      const key = row.key_id === null ? undefined : await openKey(keys, row.key_id);
      if (key === undefined) continue;
      const to = open(key, row.sealed_value, sealContext(row.subject_id, row.identity_mac)).toString('utf8');
      await sender.send(to, childText());
    } catch (error) {
      log.warn('family.guardian-not-told', {}, error);
    }
  }
}
