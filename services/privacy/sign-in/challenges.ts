/** What was asked of somebody and waits for its answer: a random name that is shown once, and one row. */
import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { type Pool, query, withTransaction } from '../../common/db/pool.ts';

export type Purpose = 'code' | 'link' | 'identity' | 'passkey' | 'registration' | 'other' | 'sign-up';

export interface Challenge {
  /** Absent while nobody is known. */
  readonly subjectId: string | undefined;
  readonly secret: Buffer | undefined;
  readonly identityMac: Buffer | undefined;
  readonly sealedValue: Buffer | undefined;
}

interface ChallengeRow {
  subject_id: string | null;
  secret: Buffer | null;
  identity_mac: Buffer | null;
  sealed_value: Buffer | null;
}

const codeDigits = 8;
/** Eight digits and five tries: one guess in twenty million codes that were sent. */
const maxWrongTries = 5;
const nameShape = /^[A-Za-z0-9_-]{43}$/;

const hashOf = (name: string) => createHash('sha256').update(name, 'utf8').digest();

/** A code as it is sent, in two groups: `0412 7735`. */
export function makeCode(): string {
  const digits = String(randomInt(10 ** codeDigits)).padStart(codeDigits, '0');
  return `${digits.slice(0, 4)} ${digits.slice(4)}`;
}

export class Challenges {
  readonly #pool: Pool;
  readonly #key: Buffer;
  readonly #now: () => number;

  constructor(options: { pool: Pool; key: Buffer; now: () => number }) {
    this.#pool = options.pool;
    this.#key = options.key;
    this.#now = options.now;
  }

  /** MAC of a code, however it was typed. */
  codeMac(code: string): Buffer {
    const digits = code.slice(0, 64).normalize('NFKC').replace(/\D/g, '');
    return createHmac('sha256', this.#key).update(`earshot.sign-in-code.1:${digits}`).digest();
  }

  /** @returns the name by which it is answered; only its hash is kept. */
  async open(purpose: Purpose, ttlS: number, challenge: Partial<Challenge>): Promise<string> {
    const name = randomBytes(32).toString('base64url');
    const nowMs = this.#now();
    await query(
      this.#pool,
      `with old as (delete from sign_in_challenges where expires_at <= $7)
       insert into sign_in_challenges
         (challenge_hash, purpose, subject_id, secret, identity_mac, sealed_value, expires_at)
       values ($1, $2, $3, $4, $5, $6, $8)`,
      [
        hashOf(name),
        purpose,
        challenge.subjectId ?? null,
        challenge.secret ?? null,
        challenge.identityMac ?? null,
        challenge.sealedValue ?? null,
        new Date(nowMs),
        new Date(nowMs + ttlS * 1000),
      ],
    );
    return name;
  }

  /** Takes it away: whatever the answer is worth, it is asked once. `undefined` when there is no such live one. */
  async take(purpose: Purpose, name: string): Promise<Challenge | undefined> {
    if (!nameShape.test(name)) return undefined;
    const [row] = await query<ChallengeRow>(
      this.#pool,
      `delete from sign_in_challenges where challenge_hash = $1 and purpose = $2 and expires_at > $3
       returning subject_id, secret, identity_mac, sealed_value`,
      [hashOf(name), purpose, new Date(this.#now())],
    );
    return row === undefined ? undefined : challengeOf(row);
  }

  /** Takes it away if the code is right; a wrong one counts against it. `undefined` for everything but the right code. */
  async takeByCode(purpose: Purpose, name: string, code: string): Promise<Challenge | undefined> {
    if (!nameShape.test(name)) return undefined;
    const mac = this.codeMac(code);
    const hash = hashOf(name);
    return withTransaction(this.#pool, async (client) => {
      const [row] = await query<ChallengeRow & { wrong_tries: number }>(
        client,
        `select subject_id, secret, identity_mac, sealed_value, wrong_tries from sign_in_challenges
         where challenge_hash = $1 and purpose = $2 and expires_at > $3 for update`,
        [hash, purpose, new Date(this.#now())],
      );
      if (row === undefined) return undefined;
      const isRight = row.secret !== null && timingSafeEqual(row.secret, mac);
      const isOver = isRight || row.wrong_tries + 1 >= maxWrongTries;
      await query(
        client,
        isOver
          ? 'delete from sign_in_challenges where challenge_hash = $1'
          : 'update sign_in_challenges set wrong_tries = wrong_tries + 1 where challenge_hash = $1',
        [hash],
      );
      return isRight ? challengeOf(row) : undefined;
    });
  }
}

function challengeOf(row: ChallengeRow): Challenge {
  return {
    subjectId: row.subject_id ?? undefined,
    secret: row.secret ?? undefined,
    identityMac: row.identity_mac ?? undefined,
    sealedValue: row.sealed_value ?? undefined,
  };
}
