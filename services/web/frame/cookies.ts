/** Our cookies: no script reads them, no other site sends them, and beyond loopback no plain http carries them. */
import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * `session`: signed in. `visitor`: what forms are bound to before and after. `language`: what the reader chose.
 * `speaker`: the token of the device that this browser is.
 */
export type CookieName = 'session' | 'visitor' | 'language' | 'speaker';

/** 256 random bits. */
export const newToken = (): string => randomBytes(32).toString('base64url');

const yearS = 31_536_000;
const lifeS: Readonly<Record<CookieName, number | undefined>> = {
  session: undefined,
  visitor: undefined,
  language: yearS,
  speaker: yearS,
};

export class Cookies {
  readonly #isSecure: boolean;

  constructor(origin: string) {
    this.#isSecure = origin.startsWith('https:');
  }

  get(request: FastifyRequest, name: CookieName): string {
    return request.cookies[this.#name(name)] ?? '';
  }

  /** Of a request that is no page's: an upgrade. */
  read(header: string | undefined, name: CookieName): string {
    const prefix = `${this.#name(name)}=`;
    const found = (header ?? '').split(/;\s*/).find((pair) => pair.startsWith(prefix));
    return found?.slice(prefix.length) ?? '';
  }

  set(reply: FastifyReply, name: CookieName, value: string): void {
    const maxAge = lifeS[name];
    reply.setCookie(this.#name(name), value, { ...this.#flags, ...(maxAge !== undefined && { maxAge }) });
  }

  clear(reply: FastifyReply, name: CookieName): void {
    reply.clearCookie(this.#name(name), this.#flags);
  }

  get #flags() {
    return { path: '/', httpOnly: true, sameSite: 'strict', secure: this.#isSecure } as const;
  }

  /** The prefix makes browsers refuse one that a neighbouring host sets (RFC 6265bis, 4.1.3.2). */
  #name(name: CookieName): string {
    return this.#isSecure ? `__Host-${name}` : name;
  }
}
