/**
 * Devices that show a code of their own: the device asks again and again, its owner enters the code once. The device's
 * token is made of a stored seed and a key, so that each answer can be lost and asked for again; what is stored
 * opens nothing.
 */
import { randomBytes } from 'node:crypto';
import type {
  AcceptDeviceRequest,
  AcceptDeviceResponse,
  OfferDeviceRequest,
  OfferDeviceResponse,
} from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { type Pool, type PoolClient, query, withTransaction } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { Devices } from '../accounts/devices.ts';
import { addDevice } from '../accounts/new-device.ts';
import { requireText } from '../accounts/validate.ts';
import type { Attempts } from '../sign-in/attempts.ts';
import {
  normaliseHardwareId,
  normaliseOfferCode,
  offeredCode,
  offeredToken,
  offerMac,
} from './offer-code.ts';

export const offerTtlMs = 600_000;
/**
 * Of a million codes. With all of them alive and ten wrong ones an hour for each account, one account meets somebody's
 * device once in a hundred hours of guessing: bounded, and its owner sees that the device is not theirs.
 */
const maxLiveOffers = 1_000;
const maxWakeWords = 8;

interface OfferRow {
  hardware_mac: Buffer | null;
  client_mac: Buffer;
  token_seed: Buffer;
  model: string;
  wake_words: string[];
  expires_at: Date;
}

export interface OfferParts {
  readonly pool: Pool;
  readonly key: Buffer;
  readonly devices: Pick<Devices, 'revoke'>;
  readonly attempts: Attempts;
  readonly now: () => number;
}

const nothing: OfferDeviceResponse = { isAccepted: false, deviceToken: '', code: '', expiresInS: 0 };

export class Offers {
  readonly #parts: OfferParts;

  constructor(parts: OfferParts) {
    this.#parts = parts;
  }

  /**
   * How it stands with a device, and unless it only asks, a code for one that is nobody's: the same for as long as it
   * is good, because somebody may be on the way to enter it.
   * @throws EarshotError INVALID_ARGUMENT, RATE_LIMITED when too many devices show a code
   */
  async offer(request: OfferDeviceRequest): Promise<OfferDeviceResponse> {
    const { hardwareId, clientSecret, model, wakeWords, isAsking } = request;
    requireText(clientSecret, 'clientSecret', 128);
    if (clientSecret.length < 16) throw new EarshotError('INVALID_ARGUMENT');
    if (hardwareId !== '') requireText(hardwareId, 'hardwareId', 64);
    const { pool, key } = this.#parts;
    const clientMac = offerMac(key, 'client', clientSecret);
    const hardwareMac = hardwareId === '' ? null : offerMac(key, 'hardware', normaliseHardwareId(hardwareId));
    const [bound] = await query<{ token_seed: Buffer }>(
      pool,
      `select o.token_seed from device_offers o join devices d using (device_id)
       where o.client_mac = $1 and o.hardware_mac is not distinct from $2 and d.revoked_at is null`,
      [clientMac, hardwareMac],
    );
    if (bound !== undefined) {
      return { ...nothing, isAccepted: true, deviceToken: offeredToken(key, bound.token_seed) };
    }
    if (isAsking) return { ...nothing, expiresInS: await this.#remainingS(clientMac, hardwareMac) };
    requireText(model, 'model', 64);
    if (wakeWords.length > maxWakeWords) throw new EarshotError('INVALID_ARGUMENT');
    for (const word of wakeWords) requireText(word, 'wakeWords', 40);
    return withTransaction(pool, (client) =>
      this.#put(client, { clientMac, hardwareMac, model, wakeWords: [...wakeWords] }),
    );
  }

  /** Seconds for which the device's code is good; 0 when it shows none. */
  async #remainingS(clientMac: Buffer, hardwareMac: Buffer | null): Promise<number> {
    const { pool, now } = this.#parts;
    const [live] = await query<{ expires_at: Date }>(
      pool,
      `select expires_at from device_offers
       where client_mac = $1 and hardware_mac is not distinct from $2 and device_id is null`,
      [clientMac, hardwareMac],
    );
    return live === undefined ? 0 : Math.max(0, Math.ceil((live.expires_at.getTime() - now()) / 1000));
  }

  async #put(
    client: PoolClient,
    device: { clientMac: Buffer; hardwareMac: Buffer | null; model: string; wakeWords: string[] },
  ): Promise<OfferDeviceResponse> {
    const { key, now } = this.#parts;
    const nowAt = new Date(now());
    // Over, or of a device that was shut out and comes back as a new one.
    await query(
      client,
      `delete from device_offers o where device_id is null and expires_at <= $1
         or client_mac = $2 and hardware_mac is not distinct from $3 and exists
           (select 1 from devices d where d.device_id = o.device_id and revoked_at is not null)`,
      [nowAt, device.clientMac, device.hardwareMac],
    );
    const [live] = await query<OfferRow>(
      client,
      `select * from device_offers
       where client_mac = $1 and hardware_mac is not distinct from $2 and device_id is null`,
      [device.clientMac, device.hardwareMac],
    );
    if (live !== undefined) return this.#answer(live.token_seed, live.expires_at);
    const [all] = await query<{ count: number }>(
      client,
      'select count(*)::integer as count from device_offers where device_id is null',
    );
    if ((all?.count ?? 0) >= maxLiveOffers) throw new EarshotError('RATE_LIMITED');
    const expiresAt = new Date(nowAt.getTime() + offerTtlMs);
    // Another device may show the code that this seed makes.
    for (let tries = 0; tries < 10; tries += 1) {
      const seed = randomBytes(32);
      const inserted = await query(
        client,
        `insert into device_offers (code_mac, hardware_mac, client_mac, token_seed, model, wake_words, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning model`,
        [
          offerMac(key, 'code', offeredCode(key, seed)),
          device.hardwareMac,
          device.clientMac,
          seed,
          device.model,
          device.wakeWords,
          expiresAt,
        ],
      );
      if (inserted.length > 0) return this.#answer(seed, expiresAt);
      // Or the same device asked twice at once, and the other question came first.
      const [first] = await query<OfferRow & { device_id: string | null }>(
        client,
        'select * from device_offers where client_mac = $1 and hardware_mac is not distinct from $2',
        [device.clientMac, device.hardwareMac],
      );
      if (first?.device_id === null) return this.#answer(first.token_seed, first.expires_at);
      if (first !== undefined) {
        return { ...nothing, isAccepted: true, deviceToken: offeredToken(key, first.token_seed) };
      }
    }
    throw new EarshotError('RATE_LIMITED');
  }

  #answer(seed: Buffer, expiresAt: Date): OfferDeviceResponse {
    const { key, now } = this.#parts;
    return {
      isAccepted: false,
      deviceToken: offeredToken(key, seed),
      code: offeredCode(key, seed),
      expiresInS: Math.ceil((expiresAt.getTime() - now()) / 1000),
    };
  }

  /**
   * @throws EarshotError DEVICE_CODE_WRONG; RATE_LIMITED after too many of them by this account; NOT_FOUND for a room or an
   *   account of another household; DEVICES_FULL, and then the code stays good
   */
  async accept(request: AcceptDeviceRequest): Promise<AcceptDeviceResponse> {
    const { householdId, subjectId, roomId } = request;
    const { pool, key, devices, attempts } = this.#parts;
    const chainId = await this.#chainOf(householdId, subjectId);
    if (roomId !== '') await this.#requireRoom(householdId, roomId);
    await attempts.count('deviceCode', subjectId);
    const code = normaliseOfferCode(request.code);
    if (code === undefined) throw new EarshotError('DEVICE_CODE_WRONG');
    const accepted = await withTransaction(pool, async (client) => {
      const [offer] = await query<OfferRow>(
        client,
        `update device_offers set code_mac = null where code_mac = $1 and expires_at > $2 and device_id is null
         returning *`,
        [offerMac(key, 'code', code), new Date(this.#parts.now())],
      );
      if (offer === undefined) throw new EarshotError('DEVICE_CODE_WRONG');
      // A device that was set back to its beginning comes as a new one: what it was before is nothing any more.
      const before = await query<{ device_id: string }>(
        client,
        `select device_id from device_offers join devices using (device_id)
         where household_id = $1 and hardware_mac = $2 and revoked_at is null`,
        [householdId, offer.hardware_mac],
      );
      const deviceId = await addDevice(client, {
        ...{ householdId, subjectId, chainId, tenantId: null },
        isChildDevice: request.isChildDevice,
        roomId: roomId === '' ? null : roomId,
        model: offer.model,
        deviceToken: offeredToken(key, offer.token_seed),
      });
      await query(client, 'update devices set wake_words = $2 where device_id = $1', [
        deviceId,
        offer.wake_words,
      ]);
      await query(
        client,
        `update device_offers set device_id = $3
         where client_mac = $1 and hardware_mac is not distinct from $2`,
        [offer.client_mac, offer.hardware_mac, deviceId],
      );
      return { deviceId, model: offer.model, before };
    });
    await attempts.forgive('deviceCode', subjectId);
    for (const { device_id } of accepted.before) await devices.revoke(device_id, householdId, '');
    return { deviceId: accepted.deviceId, model: accepted.model };
  }

  async #chainOf(householdId: string, subjectId: string): Promise<string> {
    const [row] = await query<{ chain_id: string }>(
      this.#parts.pool,
      'select chain_id from subjects where subject_id = $1 and household_id = $2',
      [subjectId, householdId],
    );
    if (row === undefined) throw new EarshotError('NOT_FOUND');
    return row.chain_id;
  }

  async #requireRoom(householdId: string, roomId: string): Promise<void> {
    const rooms = await query(
      this.#parts.pool,
      'select 1 from rooms where room_id = $1 and household_id = $2',
      [roomId, householdId],
    );
    if (rooms.length === 0) throw new EarshotError('NOT_FOUND');
  }
}
