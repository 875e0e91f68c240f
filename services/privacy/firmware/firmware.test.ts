/** Firmware: what a maker signed is published, and a device is offered what its owner allows, and nothing else. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FirmwareRelease } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { signedFirmware } from '../../common/firmware.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { type Harness, type Home, limits, makeHome, startHarness } from '../testing/harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const outcome = (call: Promise<unknown>): Promise<string> => call.then(() => 'OK', codeOf);
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const makerKey = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
const model = 'reference-speaker';

function released(changes: Partial<FirmwareRelease> = {}): FirmwareRelease {
  const bare = {
    model,
    version: '1.3.0',
    url: 'https://maker.example/f.bin',
    sha256: 'a'.repeat(64),
    ...changes,
  };
  const signature = sign(null, Buffer.from(signedFirmware(bare)), privateKey).toString('base64');
  return { ...bare, signature, ...changes };
}
const publish = (release: FirmwareRelease, key = makerKey) =>
  callUnary(harness.client, 'publishFirmware', { release, makerKey: key }, limits);
const offered = async ({ deviceToken }: Home) =>
  (await callUnary(harness.client, 'authenticateDevice', { deviceToken }, limits)).firmware;
const allow = (home: Home, version: string, householdId = home.householdId) => {
  const request = { deviceId: home.device.deviceId, householdId, tenantId: '', version };
  return callUnary(harness.client, 'allowFirmware', request, limits);
};

describe('what is published', () => {
  const signature = released().signature;
  test.each<[string, FirmwareRelease, string]>([
    ['another file than was signed', released({ sha256: 'b'.repeat(64), signature }), makerKey],
    ['another version than was signed', released({ version: '9.0.0', signature }), makerKey],
    ['another model than was signed', released({ model: 'other', signature }), makerKey],
    ['no signature', released({ signature: '' }), makerKey],
    ['an address in clear text', released({ url: 'http://maker.example/f.bin' }), makerKey],
    ['a key that is none', released(), 'AAAA'],
    ['a digest that is none', released({ sha256: 'A'.repeat(64) }), makerKey],
  ])('is not %s', async (_name, release, key) => {
    expect(await outcome(publish(release, key))).toBe('INVALID_ARGUMENT');
  });

  test('is offered to a device once its owner allows it, and no longer than that', async () => {
    const home = await makeHome(harness.client);
    const release = released();
    await publish(release);
    expect(await outcome(publish(release))).toBe('INVALID_ARGUMENT');
    expect(await offered(home)).toBeUndefined();
    const shown = await callUnary(
      harness.client,
      'listDevices',
      { householdId: home.householdId, tenantId: '' },
      limits,
    );
    expect(shown.devices).toMatchObject([{ newestFirmware: '1.3.0', allowedFirmware: '' }]);
    expect(await outcome(allow(home, '9.9.9'))).toBe('NOT_FOUND');
    const stranger = await makeHome(harness.client);
    expect(await outcome(allow(home, '1.3.0', stranger.householdId))).toBe('NOT_FOUND');
    await allow(home, '1.3.0');
    expect(await offered(home)).toEqual(release);
    expect(await offered(stranger)).toBeUndefined();
    await allow(home, '');
    expect(await offered(home)).toBeUndefined();
  });

  test('stays with the maker whose key came first', async () => {
    const other = generateKeyPairSync('ed25519');
    const key = other.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
    const release = released({ version: '2.0.0' });
    const signature = sign(null, Buffer.from(signedFirmware(release)), other.privateKey).toString('base64');
    expect(await outcome(publish({ ...release, signature }, key))).toBe('PERMISSION_DENIED');
  });
});
