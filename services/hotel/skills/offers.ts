/**
 * Skills of others in a room: whose they are is told before anything of theirs is heard, and nothing of them is heard before
 * the guest's yes. What is kept of it is an intent and values out of lists.
 */
import { impliedClasses } from '../../../language/projection/schema.ts';
import type { SkillOpening } from '../../../proto/gen/earshot/hotel/v1/hotel.ts';
import type { CatalogueEntry } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import type { Slot } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { type Pool, query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { Questions } from '../tickets/questions.ts';
import type { Place } from '../tickets/types.ts';

/** So long after a yes, or after the last words for it, a skill is open. */
const openMs = 10 * 60_000;
const maxSlots = 20;
const maxValueLength = 200;

export interface OfferParts {
  readonly pool: Pool;
  readonly questions: Questions;
  readonly now: () => number;
  /** @throws EarshotError NOT_FOUND for no such skill */
  describe(skill: NonNullable<SkillOpening['skill']>, locale: string): Promise<CatalogueEntry>;
}

/** Enumerations, numbers and times; the words in which they were said stay behind. */
function bounded({ skill, intent, slots }: SkillOpening): SkillOpening {
  const kept = slots
    .filter((slot: Slot) => slot.isMatched && impliedClasses.has(slot.valueClass))
    .filter(({ valueJson }) => valueJson.length <= maxValueLength)
    .slice(0, maxSlots);
  return { skill, intent, slots: kept.map((slot) => ({ ...slot, raw: '' })) };
}

export class Offers {
  readonly #parts: OfferParts;

  constructor(parts: OfferParts) {
    this.#parts = parts;
  }

  /** What may be called now, or what the guest is asked first: then the question waits for their yes. */
  async offer(
    place: Place,
    deviceId: string,
    asked: SkillOpening,
    locale: string,
  ): Promise<{ readonly opening: SkillOpening; readonly entry?: CatalogueEntry }> {
    if (asked.skill === undefined)
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'opening' } });
    const opening = bounded(asked);
    if (await this.#isOpen(place, deviceId, asked.skill.skillId)) return { opening };
    const entry = await this.#parts.describe(asked.skill, locale);
    await this.#parts.questions.ask(deviceId, place.stayId, { commands: [], missing: 'opening', opening });
    return { opening, entry };
  }

  /** The guest said yes. */
  async open({ stayId }: Place, deviceId: string, { skill }: SkillOpening): Promise<void> {
    await query(
      this.#parts.pool,
      `insert into hotel_openings (device_id, skill_id, stay_id, expires_at) values ($1, $2, $3, $4)
       on conflict (device_id, skill_id) do update set stay_id = $3, expires_at = $4`,
      [deviceId, skill?.skillId ?? '', stayId, new Date(this.#parts.now() + openMs)],
    );
  }

  async #isOpen({ stayId }: Place, deviceId: string, skillId: string): Promise<boolean> {
    const { pool, now } = this.#parts;
    const rows = await query(
      pool,
      `update hotel_openings set expires_at = $4
       where device_id = $1 and skill_id = $2 and stay_id = $3 and expires_at > $5 returning 1`,
      [deviceId, skillId, stayId, new Date(now() + openMs), new Date(now())],
    );
    return rows.length > 0;
  }

  /** The guest wants no more of them. @returns whether one was open */
  async leave({ stayId }: Place, deviceId: string): Promise<boolean> {
    const { pool, now } = this.#parts;
    const rows = await query<{ is_open: boolean }>(
      pool,
      'delete from hotel_openings where device_id = $1 and stay_id = $2 returning expires_at > $3 as is_open',
      [deviceId, stayId, new Date(now())],
    );
    return rows.some((row) => row.is_open);
  }

  async sweep(): Promise<void> {
    await query(this.#parts.pool, 'delete from hotel_openings where expires_at <= $1', [
      new Date(this.#parts.now()),
    ]);
  }
}
