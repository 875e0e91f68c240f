/**
 * What a device asks before it connects: where to go, with which token, and until its owner took it in, which code to show.
 * It sends along its network's name, addresses and serials: they are dropped here, unread.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { EarshotError } from '../../../common/errors/earshot-error.ts';
import type { Services } from '../../ports/services.ts';
import type { DeviceAnswer, DeviceRequest } from '../dialect.ts';
import { addressFor, profileOf, xiaozhiWakeWords } from './profile.ts';
import { deviceTexts } from './texts.ts';

const deadlineMs = 5_000;
/** How long a device is to poll; it asks again by itself. */
const pollTimeoutMs = 30_000;
const macShape = /^[0-9a-f]{2}([:-]?[0-9a-f]{2}){5}$/i;
const clientShape = /^[\w-]{16,64}$/;
const word = (length: number) => z.string().max(length).catch('');

/** All that is read of what a device says about itself: which kind it is. */
const body = z
  .object({
    chip_model_name: word(32),
    application: z.object({ version: word(32) }).catch({ version: '' }),
    board: z.object({ type: word(64) }).catch({ type: '' }),
  })
  .catch({ chip_model_name: '', application: { version: '' }, board: { type: '' } });

/** @throws EarshotError MESSAGE_MALFORMED without an address and an id in the shapes of such devices */
function deviceOf(headers: IncomingHttpHeaders) {
  const [hardwareId, clientSecret] = [headers['device-id'], headers['client-id']];
  const isFit = macShape.test(String(hardwareId ?? '')) && clientShape.test(String(clientSecret ?? ''));
  if (!isFit) throw new EarshotError('MESSAGE_MALFORMED');
  return { hardwareId: String(hardwareId), clientSecret: String(clientSecret) };
}

/** Minutes that a place is ahead of UTC now. */
export function offsetMinutes(timeZone: string, nowMs: number): number {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(nowMs);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours = '0', minutes = '0'] = /([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** `POST …/ota/`. @throws EarshotError MESSAGE_MALFORMED, MESSAGE_TOO_LARGE, RATE_LIMITED, SERVICE_UNAVAILABLE */
export async function answerOta(request: DeviceRequest, services: Services): Promise<DeviceAnswer> {
  const { headers, gatewayUrl } = request;
  const device = deviceOf(headers);
  const { chip_model_name: chip, application, board } = body.parse(await request.json());
  const profile = profileOf(chip, headers['accept-language'] ?? '');
  const offered = await services.offerDevice(
    {
      ...device,
      model: /^[\w .+-]{1,64}$/.test(board.type) ? board.type : 'xiaozhi',
      wakeWords: Object.values(xiaozhiWakeWords).flat(),
      isAsking: false,
    },
    { deadlineMs },
  );
  const nowMs = Date.now();
  const activation = {
    code: offered.code,
    message: deviceTexts[profile.locale].activation(offered.code),
    // Devices do not ask for the end of their activation without one. What they make of it proves nothing here.
    challenge: randomBytes(16).toString('hex'),
    timeout_ms: pollTimeoutMs,
  };
  return {
    status: 200,
    body: {
      server_time: {
        timestamp: nowMs,
        timezone_offset: offsetMinutes(await timeZoneOf(offered, services), nowMs),
      },
      // Its own version again: nothing to install.
      firmware: { version: application.version, url: '', force: 0 },
      websocket: { url: addressFor(gatewayUrl, profile), token: offered.deviceToken, version: 1 },
      ...(offered.isAccepted ? {} : { activation }),
    },
  };
}

/** `POST …/ota/activate`: has anybody entered the code? Whatever it holds is not looked at. */
export async function answerActivate(request: DeviceRequest, services: Services): Promise<DeviceAnswer> {
  const asked = { ...deviceOf(request.headers), model: '', wakeWords: [], isAsking: true };
  const { isAccepted } = await services.offerDevice(asked, { deadlineMs });
  return { status: isAccepted ? 200 : 202, body: {} };
}

/** Of the place where it stands; of ours, until it stands anywhere. */
async function timeZoneOf(
  { isAccepted, deviceToken }: { readonly isAccepted: boolean; readonly deviceToken: string },
  services: Services,
): Promise<string> {
  if (isAccepted) {
    const { surroundings } = await services.authenticate(deviceToken, { deadlineMs });
    if (surroundings.timeZone !== '') return surroundings.timeZone;
  }
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
