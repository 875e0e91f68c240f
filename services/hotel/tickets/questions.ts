/** What a guest was asked back: commands, not words, for two minutes, in a table that never reaches the write-ahead log. */
import { SkillOpening } from '../../../proto/gen/earshot/hotel/v1/hotel.ts';
import { type Pool, query } from '../../common/db/pool.ts';
import type { StandardCommand } from '../conversion/command.ts';

const questionLifeMs = 120_000;

export interface OpenQuestion {
  readonly commands: readonly StandardCommand[];
  readonly missing: 'yes' | 'time' | 'opening';
  /** With `opening`: the skill of somebody else's that a yes opens, and what for. */
  readonly opening?: SkillOpening;
}

export class Questions {
  readonly #pool: Pool;
  readonly #now: () => number;

  constructor(pool: Pool, now: () => number = Date.now) {
    this.#pool = pool;
    this.#now = now;
  }

  /** @param stayId Whose question it is; empty = nobody is checked in */
  async ask(deviceId: string, stayId: string, { commands, missing, opening }: OpenQuestion): Promise<void> {
    await query(
      this.#pool,
      `insert into hotel_questions (device_id, commands, missing, expires_at, stay_id) values ($1, $2, $3, $4, $5)
       on conflict (device_id) do update set commands = $2, missing = $3, expires_at = $4, stay_id = $5`,
      [
        deviceId,
        Buffer.from(JSON.stringify(opening === undefined ? commands : SkillOpening.toJSON(opening))),
        missing,
        new Date(this.#now() + questionLifeMs),
        stayId,
      ],
    );
  }

  async isOpen(deviceId: string): Promise<boolean> {
    const rows = await query(
      this.#pool,
      'select 1 from hotel_questions where device_id = $1 and expires_at > $2',
      [deviceId, new Date(this.#now())],
    );
    return rows.length > 0;
  }

  /** The open question of a device, if this stay was asked it; it is open no longer. */
  async take(deviceId: string, stayId: string): Promise<OpenQuestion | undefined> {
    const rows = await query<{
      commands: Buffer;
      missing: OpenQuestion['missing'];
      expires_at: Date;
      stay_id: string;
    }>(
      this.#pool,
      'delete from hotel_questions where device_id = $1 returning commands, missing, expires_at, stay_id',
      [deviceId],
    );
    const [row] = rows;
    if (row === undefined || row.stay_id !== stayId || row.expires_at.getTime() <= this.#now())
      return undefined;
    const { missing } = row;
    const kept: unknown = JSON.parse(row.commands.toString('utf8'));
    return missing === 'opening'
      ? { commands: [], missing, opening: SkillOpening.fromJSON(kept) }
      : { commands: kept as StandardCommand[], missing };
  }

  async sweep(): Promise<void> {
    await query(this.#pool, 'delete from hotel_questions where expires_at <= $1', [new Date(this.#now())]);
  }
}
