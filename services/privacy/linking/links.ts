/** Accounts that are linked for a skill: begun, finished in the same browser's hands, read for that skill alone, ended and revoked. */
import { createHash } from 'node:crypto';
import type { Link } from '../../../proto/gen/earshot/linking/v1/linking.ts';
import { type Pool, type PoolClient, query, withTransaction } from '../../common/db/pool.ts';
import { codeOf, EarshotError } from '../../common/errors/earshot-error.ts';
import { open, seal } from '../../common/keys/seal.ts';
import type { Logger } from '../../common/log.ts';
import { subjectKey } from '../accounts/subject-key.ts';
import { requireShape, skillIdShape } from '../accounts/validate.ts';
import { announce, type ChangeFeed } from '../cache/change-feed.ts';
import { changeConsent } from '../consent/revision.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { openKey } from '../places/owner.ts';
import type { Linking, OAuth, Tokens } from './oauth.ts';

const attemptTtlS = 600;
const maxAttempts = 10;
/** A token that ends so soon is made anew before it is handed out. */
const renewMs = 60_000;
const dayMs = 86_400_000;

export interface LinkParts {
  readonly pool: Pool;
  readonly feed: ChangeFeed;
  readonly keys: KeyStore;
  readonly oauth: OAuth;
  readonly log: Logger;
  readonly now: () => number;
}

interface LinkRow {
  link_id: string;
  subject_id: string;
  skill_id: string;
  key_id: string | null;
  sealed_tokens: Buffer;
}

const linkContext = (linkId: string): string => `account-link:${linkId}`;
const attemptContext = (hash: Buffer): string => `link-attempt:${hash.toString('hex')}`;
const hashOf = (state: string): Buffer => createHash('sha256').update(state, 'utf8').digest();

const newest = `select distinct on (skill_id) skill_id, operator, account_linking from recipients
  where is_in_process = false order by skill_id, registered_at desc`;

export class Links {
  readonly #parts: LinkParts;

  constructor(parts: LinkParts) {
    this.#parts = parts;
  }

  /** Skills that can be linked, and those that are. */
  async list(subjectId: string, locale: string): Promise<Link[]> {
    const rows = await query<{
      skill_id: string;
      operator: string;
      account_linking: Linking;
      linked_at: Date | null;
    }>(
      this.#parts.pool,
      `select r.*, l.linked_at from (${newest}) r left join account_links l
         on l.skill_id = r.skill_id and l.subject_id = $1 and l.ended_at is null
       where r.account_linking is not null order by r.skill_id`,
      [subjectId],
    );
    const inLocale = (texts: Readonly<Record<string, string>>) =>
      texts[locale] ?? Object.values(texts)[0] ?? '';
    return rows.map(({ skill_id, operator, account_linking: linking, linked_at }) => ({
      skillId: skill_id,
      operator,
      host: new URL(linking.authorizationUrl).host,
      scopes: [...linking.scopes],
      skillLearns: inLocale(linking.skillLearns),
      earshotLearns: inLocale(linking.earshotLearns),
      linkedAtMs: linked_at?.getTime() ?? 0,
    }));
  }

  /** @throws EarshotError NOT_FOUND for a skill that links nothing; PERMISSION_DENIED for a child; RATE_LIMITED */
  async start(subjectId: string, skillId: string): Promise<{ authorizationUrl: string; expiresInS: number }> {
    const { pool, keys, oauth, now } = this.#parts;
    const linking = await this.#linkingOf(skillId);
    const begun = await oauth.begin(linking);
    await withTransaction(pool, async (client) => {
      const key = await subjectKey(client, keys, subjectId);
      await requireGrownUp(client, subjectId);
      await query(client, 'delete from link_attempts where expires_at <= $1', [new Date(now())]);
      const open = await query(client, 'select 1 from link_attempts where subject_id = $1', [subjectId]);
      if (open.length >= maxAttempts) throw new EarshotError('RATE_LIMITED');
      const hash = hashOf(begun.state);
      await query(client, 'insert into link_attempts values ($1, $2, $3, $4, $5)', [
        hash,
        subjectId,
        skillId,
        seal(key, begun.verifier, attemptContext(hash)),
        new Date(now() + attemptTtlS * 1_000),
      ]);
    });
    return { authorizationUrl: begun.url, expiresInS: attemptTtlS };
  }

  /** @returns the skill. @throws EarshotError LINK_REFUSED: unknown, over, another account's, or the server said no */
  async finish(subjectId: string, text: string): Promise<string> {
    const { pool, keys, oauth, now } = this.#parts;
    const parameters = new URLSearchParams(text.slice(0, 8_192));
    const state = parameters.get('state') ?? '';
    const [attempt] = await query<{ skill_id: string; sealed_verifier: Buffer; key_id: string | null }>(
      pool,
      `with taken as (delete from link_attempts where state_hash = $1 and subject_id = $2 and expires_at > $3 returning *)
       select taken.*, s.key_id from taken join subjects s using (subject_id)`,
      [hashOf(state), subjectId, new Date(now())],
    );
    const key = attempt?.key_id == null ? undefined : await openKey(keys, attempt.key_id);
    if (attempt === undefined || key === undefined) throw new EarshotError('LINK_REFUSED');
    const { skill_id: skillId } = attempt;
    const verifier = open(key, attempt.sealed_verifier, attemptContext(hashOf(state))).toString('utf8');
    const linking = await this.#linkingOf(skillId);
    const tokens = await oauth.finish(skillId, linking, parameters, { state, verifier });
    await this.#change(subjectId, async (client) => {
      await requireGrownUp(client, subjectId);
      await query(
        client,
        'update account_links set ended_at = $3 where subject_id = $1 and skill_id = $2 and ended_at is null',
        [subjectId, skillId, new Date(now())],
      );
      const linkId = crypto.randomUUID();
      await query(
        client,
        `insert into account_links (link_id, subject_id, skill_id, sealed_tokens, linked_at) values ($1, $2, $3, $4, $5)`,
        [
          linkId,
          subjectId,
          skillId,
          seal(await subjectKey(client, keys, subjectId), JSON.stringify(tokens), linkContext(linkId)),
          new Date(now()),
        ],
      );
    });
    await this.revokeEnded();
    return skillId;
  }

  /** @returns whether the server confirmed that the token is worth nothing. @throws EarshotError NOT_FOUND */
  async end(subjectId: string, skillId: string): Promise<boolean> {
    requireShape(skillId, skillIdShape, 'skillId');
    await this.#change(subjectId, async (client) => {
      const ended = await endLinks(client, subjectId, skillId, this.#parts.now());
      if (ended === 0) throw new EarshotError('NOT_FOUND');
    });
    await this.revokeEnded();
    const left = await query(
      this.#parts.pool,
      'select 1 from account_links where subject_id = $1 and skill_id = $2 and ended_at is not null',
      [subjectId, skillId],
    );
    return left.length === 0;
  }

  /** The token for this skill now, made anew where it was about to end; empty when there is none that is good. */
  async token(subjectId: string, skillId: string): Promise<string> {
    const { pool, oauth, log, now } = this.#parts;
    const [row] = await query<LinkRow>(
      pool,
      `select l.*, s.key_id from account_links l join subjects s using (subject_id)
       where l.subject_id = $1 and l.skill_id = $2 and l.ended_at is null`,
      [subjectId, skillId],
    );
    const tokens = row && (await this.#open(row));
    if (row === undefined || tokens === undefined) return '';
    if (tokens.expiresAtMs === 0 || tokens.expiresAtMs - now() > renewMs) return tokens.access;
    if (tokens.refresh === '') return tokens.expiresAtMs > now() ? tokens.access : '';
    try {
      const renewed = await oauth.refresh(skillId, await this.#linkingOf(skillId), tokens.refresh);
      await this.#store(row, renewed);
      return renewed.access;
    } catch (error) {
      log.warn('linking.not-renewed', { skillId, code: codeOf(error) });
      return tokens.expiresAtMs > now() ? tokens.access : '';
    }
  }

  /** Tokens of links that have ended are revoked where they came from; what cannot be is forgotten after a day. */
  async revokeEnded(subjectIds?: readonly string[]): Promise<void> {
    const { pool, log, now } = this.#parts;
    const rows = await query<LinkRow & { ended_at: Date }>(
      pool,
      `select l.*, s.key_id from account_links l join subjects s using (subject_id)
       where l.ended_at is not null and ($1::text[] is null or l.subject_id = any($1)) order by l.ended_at limit 100`,
      [subjectIds ?? null],
    );
    for (const row of rows) {
      const isOver = now() - row.ended_at.getTime() > dayMs;
      // One that cannot be asked about now holds up nobody else's.
      const isRevoked = await this.#revoke(row).catch((error: unknown) => {
        log.warn('linking.not-revoked', { skillId: row.skill_id, code: codeOf(error) });
        return false;
      });
      if (isOver || isRevoked) {
        await query(pool, 'delete from account_links where link_id = $1', [row.link_id]);
      }
    }
  }

  /** Before the keys of these accounts are destroyed: afterwards nobody could name the tokens. */
  async endAll(subjectIds: readonly string[]): Promise<void> {
    await query(
      this.#parts.pool,
      'update account_links set ended_at = coalesce(ended_at, $2) where subject_id = any($1)',
      [subjectIds, new Date(this.#parts.now())],
    );
    await this.revokeEnded(subjectIds);
  }

  async #revoke(row: LinkRow): Promise<boolean> {
    const tokens = await this.#open(row);
    // Nobody can read it any more, so nobody can use it either.
    if (tokens === undefined) return true;
    const linking = await this.#linkingOf(row.skill_id).catch(() => undefined);
    return linking === undefined || this.#parts.oauth.revoke(row.skill_id, linking, tokens);
  }

  async #open(row: LinkRow): Promise<Tokens | undefined> {
    const key = row.key_id === null ? undefined : await openKey(this.#parts.keys, row.key_id);
    if (key === undefined) return undefined;
    try {
      return JSON.parse(open(key, row.sealed_tokens, linkContext(row.link_id)).toString('utf8')) as Tokens;
    } catch (error) {
      // Sealed with another key: nobody can use it.
      if (codeOf(error) === 'PERMISSION_DENIED') return undefined;
      throw error;
    }
  }

  async #store(row: LinkRow, tokens: Tokens): Promise<void> {
    const { pool, keys } = this.#parts;
    const key = row.key_id === null ? undefined : await openKey(keys, row.key_id);
    if (key === undefined) return;
    await query(pool, 'update account_links set sealed_tokens = $2 where link_id = $1 and ended_at is null', [
      row.link_id,
      seal(key, JSON.stringify(tokens), linkContext(row.link_id)),
    ]);
  }

  /** What may leave changes with it: in one order with disclosures. @throws EarshotError NOT_FOUND */
  async #change(subjectId: string, act: (client: PoolClient) => Promise<void>): Promise<void> {
    const { pool, feed } = this.#parts;
    const chainId = await withTransaction(pool, async (client) => {
      const [subject] = await query<{ chain_id: string }>(
        client,
        'select chain_id from subjects where subject_id = $1',
        [subjectId],
      );
      if (subject === undefined) throw new EarshotError('NOT_FOUND');
      await changeConsent(client, [subject.chain_id]);
      await act(client);
      await announce(client, { kind: 'chain', id: subject.chain_id });
      return subject.chain_id;
    });
    feed.apply({ kind: 'chain', id: chainId });
  }

  async #linkingOf(skillId: string): Promise<Linking> {
    requireShape(skillId, skillIdShape, 'skillId');
    const [row] = await query<{ account_linking: Linking | null }>(
      this.#parts.pool,
      `select account_linking from (${newest}) r where skill_id = $1`,
      [skillId],
    );
    if (row?.account_linking == null) throw new EarshotError('NOT_FOUND');
    return row.account_linking;
  }
}

/** In the transaction of whoever takes something back: from its commit nobody gets the token. @returns how many ended */
export async function endLinks(
  client: PoolClient,
  subjectId: string,
  skillId: string,
  nowMs: number,
): Promise<number> {
  const ended = await query(
    client,
    'update account_links set ended_at = $3 where subject_id = $1 and skill_id = $2 and ended_at is null returning 1',
    [subjectId, skillId, new Date(nowMs)],
  );
  return ended.length;
}

/** @throws EarshotError PERMISSION_DENIED */
async function requireGrownUp(client: PoolClient, subjectId: string): Promise<void> {
  const rows = await query(client, 'select 1 from subjects where subject_id = $1 and not is_child', [
    subjectId,
  ]);
  if (rows.length === 0) throw new EarshotError('PERMISSION_DENIED');
}
