/** How a device gets its token: by a claim code, or by a code that it shows; and how it gets a newer one. */
import { Refused } from './refused.ts';

export interface DeviceCode {
  /** Six digits, to be shown or spoken. */
  readonly userCode: string;
  /** The device's secret: whoever has it gets the token. */
  readonly deviceCode: string;
  readonly intervalS: number;
  readonly expiresInS: number;
}

async function post(
  url: string,
  path: string,
  body: object,
  token?: string,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${url.replace(/^ws/, 'http').replace(/\/$/, '')}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  if (response.ok) return answer;
  throw new Refused(
    String(answer['code'] ?? response.status),
    String(answer['message'] ?? ''),
    answer['isRetryable'] === true,
  );
}

/** Exchanges a claim code for the device's own token. Keep it. @throws Refused */
export async function activate(url: string, claimCode: string, model: string): Promise<string> {
  return String((await post(url, '/v1/activate', { claimCode, model }))['deviceToken']);
}

/** A code for the device to show. @throws Refused */
export async function deviceCode(url: string, model: string): Promise<DeviceCode> {
  return (await post(url, '/v1/device-code', { model })) as unknown as DeviceCode;
}

/** The token, once somebody entered the code that was shown; undefined until then. @throws Refused */
export async function deviceToken(url: string, code: string): Promise<string | undefined> {
  const token = (await post(url, '/v1/device-token', { deviceCode: code }))['deviceToken'];
  return token === undefined ? undefined : String(token);
}

/** When `helloAck.isTokenOld`: a new token, with which to connect next; the old one ends when it is first used. @throws Refused */
export async function renewToken(url: string, token: string): Promise<string> {
  return String((await post(url, '/v1/device-token/renew', {}, token))['deviceToken']);
}
