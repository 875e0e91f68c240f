/** The end of the whole service: announced to everybody, guardians too; then everything is erased, and a report says what is left. */
import type {
  AnnounceShutdownResponse,
  EraseEverythingResponse,
  IncidentText,
} from '../../../proto/gen/earshot/duties/v1/duties.ts';
import { query } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { Erasures } from '../holding/erasures.ts';
import { dayOf } from '../rights/due.ts';
import { allGuardians, childrenOf } from './guardians.ts';
import { type Locale, locales, type MessageParts, sendTo } from './messages.ts';

/** Everybody has at least so long to take their data with them. */
export const noticeDays = 30;
const dayMs = 86_400_000;
const dayShape = /^\d{4}-\d{2}-\d{2}$/;

export interface ShutdownParts extends MessageParts {
  readonly erasures: Pick<Erasures, 'erase'>;
  readonly now: () => number;
}

const words = {
  'en-US': {
    person: (day: string) =>
      `Earshot ends on ${day}. Until then you can take a copy of everything that is held of you in the privacy centre. On that day all of it is erased; only orders are kept, for disputes, as long as the law says.`,
    guardian: (day: string) =>
      `Earshot ends on ${day}. You answer for a child here: what is held of the child is erased on that day too. Until then you can take a copy of it.`,
  },
  'zh-CN': {
    person: (day: string) =>
      `【Earshot】本服务将于 ${day} 停止运营。在此之前，您可以在隐私中心导出我们保存的全部数据。停止当日，全部数据将被删除；只有订单会依法保存，仅用于处理纠纷。`,
    guardian: (day: string) =>
      `【Earshot】本服务将于 ${day} 停止运营。您是孩子的监护人：孩子的数据也将在当日删除。在此之前您可以导出。`,
  },
} as const;

const noticeText = (audience: 'person' | 'guardian', locale: Locale, day: string): string =>
  words[locale][audience](day);

export class Shutdown {
  readonly #parts: ShutdownParts;

  constructor(parts: ShutdownParts) {
    this.#parts = parts;
  }

  /** Again with a later day is another announcement; an earlier one is refused. @throws EarshotError INVALID_ARGUMENT */
  async announce(endsOn: string): Promise<AnnounceShutdownResponse> {
    const { pool, now } = this.#parts;
    const isFine = dayShape.test(endsOn) && endsOn >= dayOf(now() + noticeDays * dayMs);
    const known = await this.day();
    if (!isFine || (known !== undefined && endsOn < known.endsOn)) {
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'endsOn' } });
    }
    await query(
      pool,
      `insert into service_end (announced_at, ends_on) values ($1, $2)
       on conflict (is_only) do update set announced_at = excluded.announced_at, ends_on = excluded.ends_on`,
      [new Date(now()), endsOn],
    );
    const people = await query<{ subject_id: string }>(
      pool,
      'select subject_id from subjects where not is_child order by created_at, subject_id',
    );
    const guardians = new Set(await allGuardians(pool));
    let told = 0;
    for (const { subject_id } of people) {
      const text = (locale: Locale) =>
        [
          noticeText('person', locale, endsOn),
          ...(guardians.has(subject_id) ? [noticeText('guardian', locale, endsOn)] : []),
        ].join('\n');
      if (await sendTo(this.#parts, subject_id, text)) told += 1;
    }
    return {
      people: people.length,
      guardians: guardians.size,
      toldByMessage: told,
      texts: texts(endsOn),
    };
  }

  /** When it ends, if that was announced. */
  async day(): Promise<{ endsOn: string; announcedAtMs: number } | undefined> {
    const [row] = await query<{ ends_on: string; announced_at: Date }>(
      this.#parts.pool,
      'select ends_on::text as ends_on, announced_at from service_end',
    );
    return row && { endsOn: row.ends_on, announcedAtMs: row.announced_at.getTime() };
  }

  /** What an account reads in its privacy centre. */
  async announcementFor(subjectId: string, locale: Locale): Promise<{ atMs: number; text: string }[]> {
    const day = await this.day();
    if (day === undefined) return [];
    const isGuardian = (await childrenOf(this.#parts.pool, subjectId)).length > 0;
    const audiences = isGuardian ? (['person', 'guardian'] as const) : (['person'] as const);
    const text = audiences.map((audience) => noticeText(audience, locale, day.endsOn)).join('\n');
    return [{ atMs: day.announcedAtMs, text }];
  }

  /** @throws EarshotError SERVICE_ENDS for whoever would come in new. */
  async requireGoingOn(): Promise<void> {
    if ((await this.day()) !== undefined) throw new EarshotError('SERVICE_ENDS');
  }

  /** Not before the day that everybody was told. Again goes on. @throws EarshotError SHUTDOWN_NOT_DUE */
  async eraseEverything(): Promise<EraseEverythingResponse> {
    const { pool, erasures, now } = this.#parts;
    const day = await this.day();
    if (day === undefined || dayOf(now()) < day.endsOn) throw new EarshotError('SHUTDOWN_NOT_DUE');
    const households = await query<{ household_id: string }>(pool, 'select household_id from households');
    const tenants = await query<{ tenant_id: string }>(pool, 'select tenant_id from tenants');
    for (const { household_id: householdId } of households)
      await erasures.erase({ householdId, tenantId: '' });
    for (const { tenant_id: tenantId } of tenants) await erasures.erase({ householdId: '', tenantId });
    const [pending] = await query<{ count: number }>(
      pool,
      `select count(*)::integer as count from erasures where state = 'pending'`,
    );
    const [orders] = await query<{ count: number }>(
      pool,
      'select count(*)::integer as count from trade_orders',
    );
    return {
      households: households.length,
      hotels: tenants.length,
      pending: pending?.count ?? 0,
      left: [
        {
          table: 'trade_orders',
          rows: orders?.count ?? 0,
          reason: 'the law keeps orders three years from their completion, for disputes alone',
        },
      ],
    };
  }
}

const texts = (day: string): IncidentText[] =>
  locales.flatMap((locale) =>
    (['person', 'guardian'] as const).map((audience) => ({
      audience,
      locale,
      text: noticeText(audience, locale, day),
    })),
  );
