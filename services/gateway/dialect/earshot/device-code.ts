/** A device that shows a code for its owner to enter, beside claim codes that are entered into the device. docs/protocol.md. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { EarshotError } from '../../../common/errors/earshot-error.ts';
import { bearerToken } from '../../bearer-token.ts';
import type { Services } from '../../ports/services.ts';
import type { DeviceAnswer, DeviceRequest } from '../dialect.ts';

const deadlineMs = 5_000;
const intervalS = 5;
const codeRequest = z.object({ model: z.string().min(1).max(64) });
const tokenRequest = z.object({ deviceCode: z.string().regex(/^edc_[A-Za-z0-9_-]{43}$/) });

/** @throws EarshotError MESSAGE_MALFORMED */
async function read<T>(request: DeviceRequest, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(await request.json());
  if (!parsed.success) throw new EarshotError('MESSAGE_MALFORMED');
  return parsed.data;
}

/** `POST /v1/device-code`. @throws EarshotError MESSAGE_MALFORMED, RATE_LIMITED */
export async function giveDeviceCode(request: DeviceRequest, services: Services): Promise<DeviceAnswer> {
  const { model } = await read(request, codeRequest);
  const deviceCode = `edc_${randomBytes(32).toString('base64url')}`;
  const device = { hardwareId: '', clientSecret: deviceCode, model, wakeWords: [], isAsking: false };
  const { code, expiresInS } = await services.offerDevice(device, { deadlineMs });
  return { status: 200, body: { userCode: code, deviceCode, intervalS, expiresInS } };
}

/** `POST /v1/device-token`. @throws EarshotError MESSAGE_MALFORMED, NOT_FOUND when the code is over */
export async function giveDeviceToken(request: DeviceRequest, services: Services): Promise<DeviceAnswer> {
  const { deviceCode } = await read(request, tokenRequest);
  const device = { hardwareId: '', clientSecret: deviceCode, model: '', wakeWords: [], isAsking: true };
  const { isAccepted, deviceToken, expiresInS } = await services.offerDevice(device, { deadlineMs });
  if (isAccepted) return { status: 200, body: { deviceToken } };
  if (expiresInS === 0) throw new EarshotError('NOT_FOUND');
  return { status: 202, body: {} };
}

/** `POST /v1/device-token/renew`, with the token that is to be replaced. @throws EarshotError UNAUTHENTICATED */
export async function renewDeviceToken(
  { headers }: DeviceRequest,
  services: Services,
): Promise<DeviceAnswer> {
  const token = bearerToken(headers.authorization);
  if (token === undefined) throw new EarshotError('UNAUTHENTICATED');
  const { deviceToken } = await services.rotateToken(token, { deadlineMs });
  return { status: 200, body: { deviceToken } };
}
