/** `fetch` through the guard for whoever speaks HTTP by a library: https to public addresses only, no redirects, a short answer. */

import type { Egress } from '../egress/index.ts';
import { EarshotError } from '../errors/earshot-error.ts';
import { reachOf } from './post.ts';

/** Asks a server that an operator of skills named. `to` names that operator's own connections. */
export type AskOutside = (
  to: string,
  url: string,
  init: { readonly method: string; readonly headers: Record<string, string>; readonly body?: string },
) => Promise<Response>;

const maxAnswerBytes = 64 * 1024;

/** @returns a function that throws EarshotError SKILL_EGRESS_REFUSED, SERVICE_UNAVAILABLE */
export function createAsk(egress: Egress, timeoutMs: number, isDevelopment: boolean): AskOutside {
  return async (to, url, { method, headers, body }) => {
    const { pool, path } = egress.open(to, url, reachOf(url, isDevelopment));
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const answer = await pool.request({
        ...{ method: method as 'POST', path, headers, signal },
        ...(body !== undefined && { body }),
      });
      const chunks: Buffer[] = [];
      let bytes = 0;
      for await (const chunk of answer.body) {
        bytes += (chunk as Buffer).length;
        if (bytes > maxAnswerBytes) throw new EarshotError('SERVICE_UNAVAILABLE');
        chunks.push(chunk as Buffer);
      }
      const type = String(answer.headers['content-type'] ?? '');
      const isEmpty = [204, 205, 304].includes(answer.statusCode);
      return new Response(isEmpty ? null : Buffer.concat(chunks), {
        status: answer.statusCode,
        headers: type === '' ? {} : { 'content-type': type },
      });
    } catch (error) {
      if (error instanceof EarshotError) throw error;
      // Its cause may hold the address with what was asked for.
      throw new EarshotError('SERVICE_UNAVAILABLE');
    }
  };
}
