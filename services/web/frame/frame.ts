/** What every page stands on: the server with its limits, headers, languages, sessions, forms and errors. */
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { Role } from '../../../proto/gen/earshot/callers/v1/callers.ts';
import type {
  GetAccountResponse,
  IdentityServiceClient,
} from '../../../proto/gen/earshot/identity/v1/identity.ts';
import type { Person } from '../../common/callers/access.ts';
import { codeOf, EarshotError } from '../../common/errors/earshot-error.ts';
import type { ClientForPeople } from '../../common/grpc/for-people.ts';
import type { Logger } from '../../common/log.ts';
import { serveAssets } from './assets.ts';
import { Cookies, newToken } from './cookies.ts';
import { errorPage, httpStatusOf } from './errors.ts';
import type { Forms } from './forms.ts';
import { securityHeaders } from './headers.ts';
import { isLanguage, preferredLanguage } from './languages.ts';
import type { WebMetrics } from './metrics.ts';
import type { SignedIn, Visit } from './visit.ts';

export interface FrameParts {
  readonly origin: string;
  readonly proxyHops: number;
  readonly forms: Forms;
  readonly identities: ClientForPeople<IdentityServiceClient>;
  readonly metrics: WebMetrics;
  readonly log: Logger;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** No page: it knows no session and no form, and proves by itself who asks. */
    readonly standsAlone?: boolean;
  }
}

/** A page's call to another service takes at most so long. */
export const callLimits = { deadlineMs: 5_000 } as const;

const visitorShape = /^[A-Za-z0-9_-]{43}$/;

export async function createFrame(parts: FrameParts): Promise<FastifyInstance> {
  const { origin, log } = parts;
  const app = fastify({
    // The browser's answer for a passkey is the longest thing that is ever sent here.
    bodyLimit: 16 * 1024,
    requestTimeout: 10_000,
    connectionTimeout: 30_000,
    keepAliveTimeout: 5_000,
    maxRequestsPerSocket: 1_000,
    routerOptions: { maxParamLength: 200 },
    trustProxy: (_address, hop) => hop < parts.proxyHops,
    forceCloseConnections: true,
    // Its lines would hold addresses; ours hold what the schema allows.
    logger: false,
  });
  app.server.maxConnections = 2_000;
  await app.register(cookie);
  await app.register(formbody);
  const headers = securityHeaders(origin);
  const { host } = new URL(origin);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...headers, 'cache-control': 'no-store' });
    // A name that leads here but is not ours is somebody else's page about to talk to us (DNS rebinding).
    if (request.headers.host !== host) return reply.code(421).type('text/plain').send('another host\n');
    return undefined;
  });
  app.addHook('onResponse', async (_request, reply) => {
    parts.metrics.answered(reply.statusCode, reply.elapsedTime / 1000);
  });
  serveAssets(app);
  const visits = new Visits(parts);
  app.addHook('preHandler', async (request, reply) => {
    if (request.url.startsWith('/assets/') || request.routeOptions.config.standsAlone === true) return;
    request.visit = await visits.begin(request, reply);
  });
  app.setErrorHandler((error, request, reply) => {
    const code = codeFrom(error);
    if (httpStatusOf(code) >= 500) log.warn('pages.failed', { code }, error);
    return answerWithError(request, reply, code);
  });
  app.setNotFoundHandler((request, reply) => answerWithError(request, reply, 'NOT_FOUND'));
  app.post<{ Body: { language?: string; to?: string } }>('/language', (request, reply) => {
    const { language, to = '/' } = request.body;
    if (isLanguage(language)) visits.cookies.set(reply, 'language', language);
    // Back to a page of ours: one slash and no second, which would begin another host's name.
    return reply.redirect(/^\/(?![/\\])[\w/-]{0,200}$/.test(to) ? to : '/', 303);
  });
  return app;
}

/** Fastify's own refusals (a body that is too long, or no JSON) are bad input; anything else unknown is our fault. */
function codeFrom(error: unknown) {
  if (error instanceof EarshotError) return error.code;
  const { statusCode } = error as { statusCode?: unknown };
  const isTheirs = typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500;
  return isTheirs ? 'INVALID_ARGUMENT' : codeOf(error);
}

function answerWithError(request: FastifyRequest, reply: FastifyReply, code: EarshotError['code']) {
  reply.code(httpStatusOf(code));
  // What a script asked for is answered to a script; so is a request that failed before it was a visit.
  if (request.visit === undefined || request.headers['content-type']?.startsWith('application/json')) {
    return reply.send({ code });
  }
  return reply.type('text/html; charset=utf-8').send(errorPage(request.visit, code).text);
}

/** As what somebody who is signed in acts, and for what. */
function personOf({ role, subjectId, householdId, tenantId, department }: GetAccountResponse): Person {
  if (role === Role.HOTEL_STAFF) return { role: 'hotel_staff', subjectId, tenantId, department };
  return { role: role === Role.OWNER ? 'owner' : 'member', subjectId, householdId };
}

class Visits {
  readonly cookies: Cookies;
  readonly #parts: FrameParts;

  constructor(parts: FrameParts) {
    this.#parts = parts;
    this.cookies = new Cookies(parts.origin);
  }

  /** @throws EarshotError FORM_REFUSED for a form that no page of ours gave to this browser. */
  async begin(request: FastifyRequest, reply: FastifyReply): Promise<Visit> {
    const { forms, identities, metrics } = this.#parts;
    const close = async () => {
      if (session !== '') await identities.call(undefined, 'closeSession', { session }, callLimits);
    };
    const session = this.cookies.get(request, 'session');
    let visitor = this.cookies.get(request, 'visitor');
    const chosen = this.cookies.get(request, 'language');
    const language = isLanguage(chosen) ? chosen : preferredLanguage(request.headers['accept-language']);
    const isForm = request.method !== 'GET' && request.method !== 'HEAD';
    const isRefused = isForm && !this.#isOwnForm(request, visitor, session);
    if (!visitorShape.test(visitor)) {
      visitor = newToken();
      this.cookies.set(reply, 'visitor', visitor);
    }
    const signedIn = isRefused ? undefined : await this.#signedIn(session, reply);
    const visit: Visit = {
      language,
      // A session that is over has lost its cookie with this answer, so the next form comes without it.
      formToken: forms.tokenFor(visitor, signedIn === undefined ? '' : session),
      clientAddress: request.ip,
      here: isForm ? '/' : (request.url.split('?')[0] ?? '/'),
      signedIn,
      signIn: async (begun, method) => {
        await close();
        this.cookies.set(reply, 'session', begun);
        metrics.signIns.inc({ method });
        this.cookies.set(reply, 'visitor', newToken());
      },
      signOut: async () => {
        await close();
        this.cookies.clear(reply, 'session');
        this.cookies.set(reply, 'visitor', newToken());
      },
    };
    if (!isRefused) return visit;
    request.visit = visit;
    throw new EarshotError('FORM_REFUSED');
  }

  /** Three locks, each enough by itself in a current browser: the origin, a strict cookie, and the page's own token. */
  #isOwnForm(request: FastifyRequest, visitor: string, session: string): boolean {
    const { origin, forms } = this.#parts;
    if (request.headers.origin !== undefined && request.headers.origin !== origin) return false;
    const body = request.body as { form?: unknown } | undefined;
    return forms.isGood(body?.form, visitor, session);
  }

  async #signedIn(session: string, reply: FastifyReply): Promise<SignedIn | undefined> {
    if (session === '') return undefined;
    const account = await this.#parts.identities
      .call(undefined, 'getAccount', { session }, callLimits)
      .catch((error: unknown) => {
        if (error instanceof EarshotError && error.code === 'UNAUTHENTICATED') return undefined;
        throw error;
      });
    if (account === undefined) {
      this.cookies.clear(reply, 'session');
      return undefined;
    }
    return { ...account, isOwner: account.role === Role.OWNER, person: personOf(account) };
  }
}
