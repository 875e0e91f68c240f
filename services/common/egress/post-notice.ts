/** Posts signed notices to recipients of data. */
import type { Egress } from './pool.ts';

/** Sends one POST and gives back the status; rejects when there was no answer. */
export type PostNotice = (
  recipient: string,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
) => Promise<number>;

/**
 * Posts notices through the same guard as requests to skills: https to public addresses only, the name resolved
 * once, no redirect followed. Of the answer nothing but the status is read.
 */
export function createPostNotice(egress: Egress, timeoutMs: number, isDevelopment: boolean): PostNotice {
  return async (recipient, url, headers, body) => {
    const reach = isDevelopment && isLoopbackUrl(url) ? 'loopback' : 'public';
    const { pool, path } = egress.open(`notice ${recipient}`, url, reach);
    const response = await pool.request({
      method: 'POST',
      path,
      headers,
      body,
      signal: AbortSignal.timeout(timeoutMs),
    });
    response.body.on('error', () => {});
    response.body.destroy();
    return response.statusCode;
  };
}

/** Skills under development take their notices on this machine; the guard checks what the name leads to. */
function isLoopbackUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
