/** Exchanges a claim code for the device's own token. */

export class ActivationRefused extends Error {
  readonly code: string;
  readonly retryAfterMs: number;

  constructor(code: string, retryAfterMs: number) {
    super(`the gateway did not activate this device: ${code}`);
    this.name = 'ActivationRefused';
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** `url` as for connecting, `ws:` or `wss:`. @throws ActivationRefused */
export async function activateSpeaker(url: string, claimCode: string, model: string): Promise<string> {
  return tokenFrom(url, '/v1/activate', { body: JSON.stringify({ claimCode, model }) });
}

/** A new token for the device that holds this one; keep it, then connect with it. @throws ActivationRefused */
export async function renewToken(url: string, token: string): Promise<string> {
  return tokenFrom(url, '/v1/device-token/renew', { authorization: `Bearer ${token}`, body: '{}' });
}

async function tokenFrom(
  url: string,
  path: string,
  { body, ...headers }: { readonly body: string; readonly authorization?: string },
): Promise<string> {
  const address = new URL(path, url);
  address.protocol = address.protocol === 'wss:' ? 'https:' : 'http:';
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(10_000),
  });
  const answer = (await response.json()) as { deviceToken?: string; code?: string };
  if (response.ok && typeof answer.deviceToken === 'string') return answer.deviceToken;
  const retryAfterMs = Number(response.headers.get('retry-after') ?? 0) * 1000;
  throw new ActivationRefused(answer.code ?? `HTTP ${response.status}`, retryAfterMs);
}
