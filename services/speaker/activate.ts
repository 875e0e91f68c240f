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
  const address = new URL('/v1/activate', url);
  address.protocol = address.protocol === 'wss:' ? 'https:' : 'http:';
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ claimCode, model }),
    redirect: 'error',
    signal: AbortSignal.timeout(10_000),
  });
  const answer = (await response.json()) as { deviceToken?: string; code?: string };
  if (response.ok && typeof answer.deviceToken === 'string') return answer.deviceToken;
  const retryAfterMs = Number(response.headers.get('retry-after') ?? 0) * 1000;
  throw new ActivationRefused(answer.code ?? `HTTP ${response.status}`, retryAfterMs);
}
