/** Claim codes: issued for an owner, exchanged once for a device. */
import { type Pool, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { newDeviceToken } from '../accounts/ids.ts';
import { addDevice, requireRoomForOne } from '../accounts/new-device.ts';
import { requireOneOwner, requireText } from '../accounts/validate.ts';
import { claimCodeMac, makeClaimCode, normaliseClaimCode } from './claim-code.ts';

/** More live codes than these per owner make guessing easier and nothing else; a hotel has a sheet of them printed. */
const maxLiveCodes = { home: 20, hotel: 5_000 } as const;

export interface ClaimOwner {
  readonly householdId: string;
  readonly subjectId: string;
  readonly tenantId: string;
  readonly isChildDevice: boolean;
  /** Where the device will stand: a room of the same owner, or empty. */
  readonly roomId: string;
}

interface ClaimRow {
  household_id: string | null;
  subject_id: string | null;
  tenant_id: string | null;
  chain_id: string | null;
  is_child_device: boolean;
  room_id: string | null;
}

export class Claims {
  readonly #pool: Pool;
  readonly #macKey: Buffer;
  readonly #ttlS: number;
  readonly #hotelTtlS: number;
  readonly #now: () => number;

  constructor(options: {
    pool: Pool;
    macKey: Buffer;
    ttlS: number;
    hotelTtlS: number;
    now: () => number;
  }) {
    this.#pool = options.pool;
    this.#macKey = options.macKey;
    this.#ttlS = options.ttlS;
    this.#hotelTtlS = options.hotelTtlS;
    this.#now = options.now;
  }

  /**
   * @throws EarshotError INVALID_ARGUMENT unless exactly one owner is named; NOT_FOUND when the owner does not
   *   exist or the account belongs to another household; RATE_LIMITED when too many codes wait to be used;
   *   DEVICES_FULL when the owner has as many devices as one may have.
   */
  async issue(owner: ClaimOwner): Promise<{ claimCode: string; expiresInS: number }> {
    requireOneOwner(owner.householdId, owner.tenantId);
    await this.#requireOwner(owner);
    await requireRoomForOne(this.#pool, owner.householdId || null, owner.tenantId || null);
    const now = new Date(this.#now());
    const isHotel = owner.tenantId !== '';
    const ttlS = isHotel ? this.#hotelTtlS : this.#ttlS;
    const [live] = await query<{ count: number }>(
      this.#pool,
      `with old as (delete from claim_codes where expires_at <= $3)
       select count(*)::integer as count from claim_codes
       where (household_id = $1 or tenant_id = $2) and expires_at > $3`,
      [owner.householdId || null, owner.tenantId || null, now],
    );
    if ((live?.count ?? 0) >= maxLiveCodes[isHotel ? 'hotel' : 'home'])
      throw new EarshotError('RATE_LIMITED');
    const claimCode = makeClaimCode();
    await query(
      this.#pool,
      `insert into claim_codes (code_mac, household_id, subject_id, tenant_id, is_child_device, expires_at, room_id)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [
        this.#mac(claimCode),
        owner.householdId || null,
        owner.subjectId || null,
        owner.tenantId || null,
        owner.isChildDevice,
        new Date(now.getTime() + ttlS * 1000),
        owner.roomId || null,
      ],
    );
    return { claimCode, expiresInS: ttlS };
  }

  /**
   * Exchanges a code, once, for a device and its token.
   * Guessing is slowed where it comes from, which the gateway knows; here the length of the code is enough.
   * @throws EarshotError CLAIM_CODE_WRONG for a wrong, used or expired one; DEVICES_FULL, and then the code stays good.
   */
  async activate(claimCode: string, model: string): Promise<{ deviceId: string; deviceToken: string }> {
    requireText(model, 'model', 64);
    const mac = this.#mac(claimCode);
    const device = mac === undefined ? undefined : await this.#exchange(mac, model);
    if (device === undefined) throw new EarshotError('CLAIM_CODE_WRONG');
    return device;
  }

  #mac(claimCode: string): Buffer | undefined {
    const normalised = normaliseClaimCode(claimCode);
    return normalised === undefined ? undefined : claimCodeMac(this.#macKey, normalised);
  }

  async #exchange(mac: Buffer, model: string) {
    return withTransaction(this.#pool, async (client) => {
      const [claim] = await query<ClaimRow>(
        client,
        `with used as (delete from claim_codes where code_mac = $1 and expires_at > $2 returning *)
         select used.*, s.chain_id from used left join subjects s using (subject_id)`,
        [mac, new Date(this.#now())],
      );
      if (claim === undefined) return undefined;
      const deviceToken = newDeviceToken();
      const deviceId = await addDevice(client, {
        householdId: claim.household_id,
        subjectId: claim.subject_id,
        tenantId: claim.tenant_id,
        chainId: claim.chain_id,
        isChildDevice: claim.is_child_device,
        roomId: claim.room_id,
        model,
        deviceToken,
      });
      return { deviceId, deviceToken };
    });
  }

  async #requireOwner({ householdId, subjectId, tenantId, roomId }: ClaimOwner): Promise<void> {
    // A hotel's device has no account: nobody's grants and nobody's ledger may hang on it.
    if (tenantId !== '' && subjectId !== '') throw new EarshotError('INVALID_ARGUMENT');
    const rows =
      tenantId === ''
        ? await query(this.#pool, 'select 1 from subjects where subject_id = $1 and household_id = $2', [
            subjectId,
            householdId,
          ])
        : await query(this.#pool, 'select 1 from tenants where tenant_id = $1', [tenantId]);
    if (rows.length === 0) throw new EarshotError('NOT_FOUND');
    if (roomId === '') return;
    const rooms = await query(
      this.#pool,
      'select 1 from rooms where room_id = $1 and (household_id = $2 or tenant_id = $3)',
      [roomId, householdId || null, tenantId || null],
    );
    if (rooms.length === 0) throw new EarshotError('NOT_FOUND');
  }
}
