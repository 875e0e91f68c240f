/** Devices: who holds a token, what the switches of a device say, and the end of one. */
import type {
  AuthenticateDeviceResponse,
  FirmwareRelease,
  ListeningChange,
  ListeningSwitches,
} from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import type { DeviceRef, Surroundings } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { type Pool, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { isWatchModel, type Situation } from '../audience/decide.ts';
import type { AudienceSigner } from '../audience/signer.ts';
import { ChainCache } from '../cache/chain-cache.ts';
import { announce, type ChangeFeed } from '../cache/change-feed.ts';
import { wantedLogCase } from '../cases/device-logs.ts';
import { answersOf } from '../consent/consents.ts';
import { changeConsent } from '../consent/revision.ts';
import type { Answer, ConsentTexts } from '../consent/texts/texts.ts';
import { isAwaitingGuardian } from '../family/guardians.ts';
import { pauseOf, type Rules } from '../family/pause.ts';
import { allowedRelease } from '../firmware/firmware.ts';
import type { TakenBackNotes } from '../holding/taken-back.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { type EntityRow, entityRows, openEntities } from '../places/entities.ts';
import { trainingRecipient } from '../samples/names.ts';
import type { DeviceWatch } from './device-watch.ts';
import { newDeviceToken, tokenHash } from './ids.ts';
import { listeningAt, quietOf, type SwitchesRow, switchesOf } from './listening.ts';
import { type QuietHours, quietUntilMs } from './quiet-hours.ts';
import { requireOneOwner, requireText } from './validate.ts';
import { dayIn } from './zone-clock.ts';

interface DeviceRow extends SwitchesRow {
  device_id: string;
  household_id: string | null;
  tenant_id: string | null;
  chain_id: string;
  region: string;
  time_zone: string;
  is_child: boolean;
  key_id: string | null;
  is_opted_in: boolean;
  room_id: string | null;
  entities: EntityRow[];
  token_made_at: Date;
  token_hash: Buffer | null;
  next_token_hash: Buffer | null;
  answers: Answer[];
  model: string;
  is_awaiting: boolean;
  rules: { dailyMinutes: number | null; quietFrom: number | null; quietUntil: number | null } | null;
  used: { day: string; usedMs: number } | null;
  firmware: FirmwareRelease | null;
  log_case_id: string | null;
}

interface KnownDevice {
  readonly device: DeviceRef;
  readonly surroundings: Surroundings;
  readonly region: string;
  readonly listening: ListeningSwitches;
  readonly quiet: QuietHours | undefined;
  readonly situation: Situation;
  readonly isOptedIn: boolean;
  readonly tokenMadeMs: number;
  /** What a guardian allows, and what was used on a day; absent where there is no such thing. */
  readonly rules: Rules | undefined;
  readonly used: { readonly day: string; readonly usedMs: number } | undefined;
  /** What its owner allows, and wants to see of it. */
  readonly firmware: FirmwareRelease | undefined;
  readonly logCaseId: string;
}

/** A token that is older than this is due to be replaced; the old one holds until the new one is used. */
const tokenAgeMs = 90 * 86_400_000;

const tokenShape = /^edt_[A-Za-z0-9_-]{43}$/;

export class Devices {
  readonly #pool: Pool;
  readonly #feed: ChangeFeed;
  readonly #keys: KeyStore;
  readonly #audiences: AudienceSigner;
  readonly #now: () => number;
  readonly #watch: DeviceWatch;
  readonly #texts: ConsentTexts;
  readonly #takenBack: Pick<TakenBackNotes, 'keep'>;
  readonly #cache: ChainCache<KnownDevice>;

  constructor(options: {
    pool: Pool;
    feed: ChangeFeed;
    watch: DeviceWatch;
    keys: KeyStore;
    audiences: AudienceSigner;
    texts: ConsentTexts;
    takenBack: Pick<TakenBackNotes, 'keep'>;
    now: () => number;
  }) {
    this.#takenBack = options.takenBack;
    this.#watch = options.watch;
    this.#pool = options.pool;
    this.#feed = options.feed;
    this.#keys = options.keys;
    this.#audiences = options.audiences;
    this.#now = options.now;
    this.#texts = options.texts;
    this.#cache = new ChainCache(options.feed, { maxEntries: 20_000, ttlMs: 60_000 });
  }

  /** Who holds this token. @throws EarshotError UNAUTHENTICATED when nobody does, any more. */
  async authenticate(token: string): Promise<AuthenticateDeviceResponse> {
    if (!tokenShape.test(token)) throw new EarshotError('UNAUTHENTICATED');
    const hash = tokenHash(token);
    // The cache knows hashes only, so a dump of the process's heap opens nothing through it.
    const known = await this.#cache.get(hash.toString('hex'), () => this.#load(hash));
    if (known === undefined) throw new EarshotError('UNAUTHENTICATED');
    const { device, listening, quiet, surroundings, situation, region, isOptedIn } = known;
    const nowMs = this.#now();
    const { timeZone } = surroundings;
    const { used } = known;
    const usedMs = used !== undefined && used.day === dayIn(timeZone, nowMs) ? used.usedMs : 0;
    const pause = known.rules && pauseOf(known.rules, usedMs, timeZone, nowMs);
    return {
      device,
      surroundings,
      listening: listeningAt(listening, nowMs, quietUntilMs(quiet, timeZone, nowMs)),
      // Not from the cache: an answer that was signed long ago is soon over.
      audience: this.#audiences.answer(situation, region),
      pause,
      isOptedInToTraining: isOptedIn,
      isTokenOld: nowMs - known.tokenMadeMs > tokenAgeMs,
      firmware: known.firmware,
      logCaseId: known.logCaseId,
    };
  }

  /**
   * A new token for whoever holds this one, which ends when the new one is first used: an answer that was lost on its
   * way shuts nobody out.
   * @throws EarshotError UNAUTHENTICATED
   */
  async rotateToken(token: string): Promise<string> {
    if (!tokenShape.test(token)) throw new EarshotError('UNAUTHENTICATED');
    const next = newDeviceToken();
    const changed = await query(
      this.#pool,
      'update devices set next_token_hash = $2 where token_hash = $1 and revoked_at is null returning 1',
      [tokenHash(token), tokenHash(next)],
    );
    if (changed.length === 0) throw new EarshotError('UNAUTHENTICATED');
    return next;
  }

  /** @throws EarshotError NOT_FOUND unless the device belongs to this owner. */
  async revoke(deviceId: string, householdId: string, tenantId: string): Promise<void> {
    requireOneOwner(householdId, tenantId);
    const chainId = await withTransaction(this.#pool, async (client) => {
      const [row] = await query<{ chain_id: string }>(
        client,
        `select chain_id from devices where device_id = $1 and (household_id = $2 or tenant_id = $3)`,
        [deviceId, householdId || null, tenantId || null],
      );
      if (row === undefined) throw new EarshotError('NOT_FOUND');
      await changeConsent(client, [row.chain_id]);
      await query(
        client,
        `update devices set token_hash = null, next_token_hash = null, revoked_at = coalesce(revoked_at, $2) where device_id = $1`,
        [deviceId, new Date(this.#now())],
      );
      await announce(client, { kind: 'device', id: deviceId });
      return row.chain_id;
    });
    this.#feed.apply({ kind: 'chain', id: chainId });
    await this.#watch.revoked(deviceId);
  }

  /** @throws EarshotError NOT_FOUND unless the device is of this household. */
  async requireOf(deviceId: string, householdId: string): Promise<void> {
    const found = await query(
      this.#pool,
      'select 1 from devices where device_id = $1 and household_id = $2 and revoked_at is null',
      [deviceId, householdId],
    );
    if (found.length === 0) throw new EarshotError('NOT_FOUND');
  }

  /**
   * Changes what the change names. What it silences is silent at every gateway before it is stored.
   * @returns whether every gateway obeys already.
   * @throws EarshotError NOT_FOUND; QUIET_HOURS for opening what has to be quiet now; INVALID_ARGUMENT for wake words that are too many or too long.
   */
  async setListening(deviceId: string, change: ListeningChange): Promise<boolean> {
    const words = change.wakeWords?.words;
    if (words !== undefined && words.length > 8) {
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'wakeWords' } });
    }
    for (const word of words ?? []) requireText(word, 'wakeWords', 40);
    const { isMuted, isWakeWordOff } = change;
    const values = [
      isWakeWordOff ?? null,
      untilDate(isWakeWordOff === true ? change.wakeWordOffUntilMs : 0),
      isMuted ?? null,
      untilDate(isMuted === true ? change.mutedUntilMs : 0),
      words ?? null,
    ];
    if (isMuted === false) await this.#requireLoud(deviceId);
    const silences = silencesOf(change);
    if (silences !== undefined) this.#watch.silence(deviceId, silences);
    const chainId = await withTransaction(this.#pool, async (client) => {
      const [row] = await query<{ chain_id: string }>(
        client,
        `update devices set is_wake_word_off = coalesce($2, is_wake_word_off),
           wake_word_off_until = case when $2::boolean is null then wake_word_off_until else $3 end,
           is_muted = coalesce($4, is_muted),
           muted_until = case when $4::boolean is null then muted_until else $5 end,
           wake_words = coalesce($6, wake_words)
         where device_id = $1 and revoked_at is null returning chain_id`,
        [deviceId, ...values],
      );
      if (row === undefined) throw new EarshotError('NOT_FOUND');
      await announce(client, { kind: 'chain', id: row.chain_id });
      await announce(client, { kind: 'device', id: deviceId });
      return row.chain_id;
    });
    this.#feed.apply({ kind: 'chain', id: chainId });
    return this.#watch.stored(deviceId, change);
  }

  /** @param quiet Absent: none. @throws EarshotError INVALID_ARGUMENT; NOT_FOUND unless the device is of this household */
  async setQuietHours(deviceId: string, householdId: string, quiet: QuietHours | undefined): Promise<void> {
    const minutes = quiet === undefined ? [] : [quiet.fromMinute, quiet.untilMinute];
    if (!minutes.every((minute) => Number.isInteger(minute) && minute >= 0 && minute < 1_440)) {
      throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'fromMinute' } });
    }
    const chainId = await withTransaction(this.#pool, async (client) => {
      const [row] = await query<{ chain_id: string }>(
        client,
        `update devices set quiet_from = $3, quiet_until = $4
         where device_id = $1 and household_id = $2 and revoked_at is null returning chain_id`,
        [deviceId, householdId, quiet?.fromMinute ?? null, quiet?.untilMinute ?? null],
      );
      if (row === undefined) throw new EarshotError('NOT_FOUND');
      await announce(client, { kind: 'chain', id: row.chain_id });
      await announce(client, { kind: 'device', id: deviceId });
      return row.chain_id;
    });
    this.#feed.apply({ kind: 'chain', id: chainId });
    this.#feed.apply({ kind: 'device', id: deviceId });
  }

  /** @throws EarshotError QUIET_HOURS */
  async #requireLoud(deviceId: string): Promise<void> {
    const [row] = await query<SwitchesRow & { time_zone: string | null }>(
      this.#pool,
      `select d.*, h.time_zone from devices d left join households h using (household_id) where d.device_id = $1`,
      [deviceId],
    );
    if (row === undefined || row.time_zone === null) return;
    if (quietUntilMs(quietOf(row), row.time_zone, this.#now()) !== undefined) {
      throw new EarshotError('QUIET_HOURS');
    }
  }

  /** In a database from a backup: the token that was replaced since opens nothing, and the one that replaced it does. */
  async endToken(noted: { deviceId: string; endedHash: string; nextHash: string }): Promise<void> {
    await query(
      this.#pool,
      `update devices set token_hash = $3, next_token_hash = null, token_made_at = $4
       where device_id = $1 and token_hash = $2 and revoked_at is null`,
      [
        noted.deviceId,
        Buffer.from(noted.endedHash, 'hex'),
        Buffer.from(noted.nextHash, 'hex'),
        new Date(this.#now()),
      ],
    );
  }

  /** The new token is used: nobody comes in by the old one any more, here or at any other process. */
  async #useNext({ device_id: deviceId, chain_id: chainId, token_hash: ended }: DeviceRow, next: Buffer) {
    const replace = () =>
      withTransaction(this.#pool, async (client) => {
        await query(
          client,
          `update devices set token_hash = next_token_hash, next_token_hash = null, token_made_at = $3
           where device_id = $1 and next_token_hash = $2 and revoked_at is null`,
          [deviceId, next, new Date(this.#now())],
        );
        await announce(client, { kind: 'chain', id: chainId });
        await announce(client, { kind: 'device', id: deviceId });
      });
    const hashes = { endedHash: ended?.toString('hex') ?? '', nextHash: next.toString('hex') };
    await this.#takenBack.keep({ kind: 'token', deviceId, ...hashes }, replace);
    this.#feed.apply({ kind: 'chain', id: chainId });
  }

  async #load(hash: Buffer) {
    const [row] = await query<DeviceRow>(
      this.#pool,
      `select d.*, d.is_child_device or coalesce(s.is_child, false) as is_child,
         coalesce(h.region, t.region) as region, coalesce(h.time_zone, t.time_zone) as time_zone,
         h.key_id, ${isAwaitingGuardian} as is_awaiting,
         (select jsonb_build_object('dailyMinutes', r.daily_minutes, 'quietFrom', r.quiet_from, 'quietUntil', r.quiet_until)
            from child_rules r where r.child_id = s.subject_id and s.is_child) as rules,
         (select jsonb_build_object('day', u.day, 'usedMs', u.used_ms) from child_use u
            where u.child_id = s.subject_id order by u.day desc limit 1) as used,
         ${allowedRelease} as firmware, ${wantedLogCase} as log_case_id,
         ${entityRows('d.household_id')} as entities,
         exists (select from grants g where g.subject_id = d.subject_id and g.skill_id = $2 and g.withdrawn_at is null) as is_opted_in,
         ${answersOf('c.subject_id = d.subject_id or c.tenant_id = d.tenant_id')} as answers
       from devices d left join households h using (household_id)
         left join subjects s on s.subject_id = d.subject_id left join tenants t on t.tenant_id = d.tenant_id
       where (d.token_hash = $1 or d.next_token_hash = $1) and d.revoked_at is null`,
      [hash, trainingRecipient],
    );
    if (row === undefined) return undefined;
    const isNext = row.next_token_hash?.equals(hash) === true;
    if (isNext) await this.#useNext(row, hash);
    const value: KnownDevice = {
      device: {
        deviceId: row.device_id,
        householdId: row.household_id ?? '',
        tenantId: row.tenant_id ?? '',
      },
      region: row.region,
      surroundings: {
        timeZone: row.time_zone,
        entities: await openEntities(this.#keys, row.key_id, row.entities),
        roomId: row.room_id ?? '',
      },
      situation: {
        place: row.tenant_id === null ? 'home' : 'hotel',
        isChild: row.is_child,
        consents: this.#texts.live(row.answers),
        isAwaitingGuardian: row.is_awaiting,
        isWatch: isWatchModel(row.model),
      },
      listening: switchesOf(row),
      quiet: quietOf(row),
      isOptedIn: row.is_opted_in,
      tokenMadeMs: isNext ? this.#now() : row.token_made_at.getTime(),
      rules: rulesOf(row.rules),
      used: row.used ?? undefined,
      firmware: row.firmware ?? undefined,
      logCaseId: row.log_case_id ?? '',
    };
    return { value, dependencies: { chainId: row.chain_id } };
  }
}

const rulesOf = (row: DeviceRow['rules']): Rules | undefined =>
  row === null
    ? undefined
    : {
        dailyMinutes: row.dailyMinutes ?? undefined,
        quiet:
          row.quietFrom === null || row.quietUntil === null
            ? undefined
            : { fromMinute: row.quietFrom, untilMinute: row.quietUntil },
      };

/** The part of a change that makes a room quieter, if there is one. */
function silencesOf({ isMuted, isWakeWordOff, ...times }: ListeningChange): ListeningChange | undefined {
  if (isMuted !== true && isWakeWordOff !== true) return undefined;
  return {
    ...times,
    wakeWords: undefined,
    ...(isMuted === true ? { isMuted } : {}),
    ...(isWakeWordOff === true ? { isWakeWordOff } : {}),
  };
}

/** @throws EarshotError INVALID_ARGUMENT for a time that no calendar has. */
function untilDate(untilMs: number): Date | null {
  if (untilMs === 0) return null;
  if (untilMs < 0 || untilMs > 253_402_300_799_000) {
    throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'untilMs' } });
  }
  return new Date(untilMs);
}
