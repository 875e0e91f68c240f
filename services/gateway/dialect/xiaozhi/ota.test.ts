/** What a device asks before it connects: what of it is read, what it is answered, and what goes no further. */
import { describe, expect, test } from 'vitest';
import type { OfferDeviceRequest } from '../../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import type { Services } from '../../ports/services.ts';
import type { DeviceRequest } from '../dialect.ts';
import { answerActivate, answerOta } from './ota.ts';

const clientId = '7b94d69a-9808-4c59-9c9b-704333b38aff';
const mac = 'a4:cf:12:98:76:54';
const headers = {
  'device-id': mac,
  'client-id': clientId,
  'activation-version': '2',
  'serial-number': 'canary-serial',
  'user-agent': 'bread-compact-wifi/2.0.0',
  'accept-language': 'zh-CN',
};

/** A field that nobody may look at. */
const unread = (target: object, name: string) =>
  Object.defineProperty(target, name, {
    enumerable: true,
    get: () => {
      throw new Error(`${name} was read`);
    },
  });

/** All that the firmware and the Python client say of themselves, with a trap in each field that is nobody's business. */
function body(): object {
  const application = { name: 'xiaozhi', version: '2.0.0', idf_version: 'v5.4' };
  const board = { type: 'bread-compact-wifi', name: 'bread-compact-wifi' };
  const whole = { version: 2, language: 'zh-CN', chip_model_name: 'esp32s3', application, board };
  unread(application, 'elf_sha256');
  for (const name of ['ssid', 'rssi', 'channel', 'ip', 'mac']) unread(board, name);
  for (const name of ['mac_address', 'uuid', 'flash_size', 'partition_table']) unread(whole, name);
  return whole;
}

function services(isAccepted: boolean) {
  const asked: unknown[] = [];
  const offerDevice = async (request: OfferDeviceRequest) => {
    asked.push(request);
    return { isAccepted, deviceToken: 'edt_new', code: isAccepted ? '' : '135790', expiresInS: 600 };
  };
  const authenticate = async () => ({ surroundings: { timeZone: 'Asia/Shanghai' } });
  return { asked, services: { offerDevice, authenticate } as unknown as Services };
}
const request = (json: () => Promise<unknown>): DeviceRequest => ({
  headers,
  json,
  gatewayUrl: 'wss://host',
});

describe('where to go', () => {
  test('of what the device says of itself, its kind, its version and its ids are read and nothing else', async () => {
    const { asked, services: scripted } = services(false);
    await answerOta(
      request(async () => body()),
      scripted,
    );
    expect(asked).toEqual([
      {
        hardwareId: mac,
        clientSecret: clientId,
        model: 'bread-compact-wifi',
        wakeWords: ['你好小智', 'hi e s p'],
        isAsking: false,
      },
    ]);
  });

  test('one that is nobody’s yet is told everything, and that a code is to be shown', async () => {
    const before = Date.now();
    const answer = (
      await answerOta(
        request(async () => body()),
        services(false).services,
      )
    ).body as {
      server_time: { timestamp: number };
    };
    expect(Object.keys(answer)).toEqual(['server_time', 'firmware', 'websocket', 'activation']);
    expect(answer).toMatchObject({
      firmware: { version: '2.0.0', url: '', force: 0 },
      websocket: { url: 'wss://host/xiaozhi/v1/?locale=zh-CN', token: 'edt_new', version: 1 },
      activation: {
        code: '135790',
        message: expect.stringContaining('135790'),
        challenge: expect.stringMatching(/^[0-9a-f]{32}$/),
        timeout_ms: 30_000,
      },
    });
    // Milliseconds: seconds would be the year 1970 to it.
    expect(answer.server_time.timestamp).toBeGreaterThanOrEqual(before);
    expect(answer.server_time.timestamp).toBeLessThanOrEqual(Date.now());
  });

  test('one that is somebody’s is told the minutes that its place is ahead, and shows nothing', async () => {
    const { body: answer } = await answerOta(
      request(async () => body()),
      services(true).services,
    );
    expect(answer).toMatchObject({ server_time: { timezone_offset: 480 } });
    expect(answer).not.toHaveProperty('activation');
  });

  test.each([
    ['nothing', undefined],
    ['no object', 7],
    ['parts of other kinds', { chip_model_name: 7, application: [], board: 'x' }],
  ])('%s in its body is no reason to refuse it', async (_name, value) => {
    const { body: answer } = await answerOta(
      request(async () => value),
      services(false).services,
    );
    expect(answer).toMatchObject({ firmware: { version: '' }, websocket: { token: 'edt_new' } });
  });
});

test('has anybody entered the code: whatever stands in the body, a proof or none, is not read', async () => {
  const trap = request(() => Promise.reject(new Error('the body was read')));
  const { asked, services: pending } = services(false);
  expect(await answerActivate(trap, pending)).toEqual({ status: 202, body: {} });
  expect(await answerActivate(trap, services(true).services)).toEqual({ status: 200, body: {} });
  expect(asked).toEqual([
    { hardwareId: mac, clientSecret: clientId, model: '', wakeWords: [], isAsking: true },
  ]);
});
