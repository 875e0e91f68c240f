/** A hotel's own system checks guests in and out: docs/hotel-stays.md. Nothing is said about who stays. */

export interface Stays {
  /** @returns the id of the stay: kept, as a check-out names a stay and no room */
  checkIn(room: string, language: 'zh-CN' | 'en-US'): Promise<string>;
  /** Everything of the stay is erased. Called again after a lost answer it finds nothing, which is as good. */
  checkOut(stayId: string): Promise<void>;
}

/**
 * @param origin where Earshot's pages are, e.g. `https://earshot.example`
 * @param key as `earshot hotel key issue` printed it
 */
export function connectStays(origin: string, key: string, send: typeof fetch = fetch): Stays {
  async function ask(method: string, path: string, body?: object): Promise<Response> {
    const headers = {
      authorization: `Bearer ${key}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    const url = new URL(path, origin);
    const answer = await send(url, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (answer.ok || (method === 'DELETE' && answer.status === 404)) return answer;
    const { code = 'UNKNOWN' } = (await answer.json().catch(() => ({}))) as { code?: string };
    throw new Error(`${method} ${url.pathname}: ${answer.status} ${code}`);
  }
  return {
    async checkIn(room, language) {
      const answer = await ask('POST', `/v1/hotel/rooms/${encodeURIComponent(room)}/stay`, { language });
      return ((await answer.json()) as { id: string }).id;
    },
    async checkOut(stayId) {
      await ask('DELETE', `/v1/hotel/stays/${encodeURIComponent(stayId)}`);
    },
  };
}
