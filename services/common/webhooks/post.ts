/** Posts signed notices and webhooks to whoever is to be told. */
import type { Egress } from '../egress/index.ts';

/** Sends one POST and gives back the status; rejects when there was no answer. `to` names the receiver's own connections. */
export type PostWebhook = (
  to: string,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
) => Promise<number>;

/**
 * Posts through the same guard as requests to skills: https to public addresses only, the name resolved once, no redirect
 * followed. Of the answer nothing but the status is read.
 */
export function createPost(egress: Egress, timeoutMs: number, isDevelopment: boolean): PostWebhook {
  return async (to, url, headers, body) => {
    const { pool, path } = egress.open(to, url, reachOf(url, isDevelopment));
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

/** Receivers under development are on this machine; the guard checks what the name leads to. */
export const reachOf = (url: string, isDevelopment: boolean): 'loopback' | 'public' =>
  isDevelopment && isLoopbackUrl(url) ? 'loopback' : 'public';

function isLoopbackUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
