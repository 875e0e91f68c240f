/** A skill behind Fastify. */
import { Readable } from 'node:stream';
import type { SkillCore } from '../skill.ts';
import { createReceiver, type HttpOptions, maxRequestBytes } from './receive.ts';

/** The little of Fastify that the plug-in needs: the SDK depends on no framework. */
export interface FastifyLike {
  addContentTypeParser(
    type: string,
    options: { readonly parseAs: 'buffer'; readonly bodyLimit: number },
    parser: (request: unknown, body: Buffer, done: (error: Error | null, body?: Buffer) => void) => void,
  ): unknown;
  removeAllContentTypeParsers(): unknown;
  post(
    path: string,
    handler: (request: FastifyRequestLike, reply: FastifyReplyLike) => Promise<unknown>,
  ): unknown;
}

export interface FastifyRequestLike {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

export interface FastifyReplyLike {
  code(status: number): FastifyReplyLike;
  headers(values: Readonly<Record<string, string>>): FastifyReplyLike;
  send(body: unknown): FastifyReplyLike;
}

/** A plug-in: `await app.register(skill.fastify(), { prefix: '/coffee' })`. It parses its own bodies as bytes. */
export function fastifyPlugin(
  skill: SkillCore,
  options: HttpOptions = {},
): (instance: FastifyLike) => Promise<void> {
  const receive = createReceiver(skill, options);
  const { path = '/', noticesPath = '/notices' } = options;
  return async (instance) => {
    instance.removeAllContentTypeParsers();
    instance.addContentTypeParser(
      'application/json',
      { parseAs: 'buffer', bodyLimit: maxRequestBytes },
      (_request, body, done) => done(null, body),
    );
    for (const route of [path, noticesPath]) {
      instance.post(route, async (request, reply) => {
        const answer = await receive({
          method: 'POST',
          path: route,
          header: (name) => {
            const value = request.headers[name];
            return Array.isArray(value) ? value.join(', ') : value;
          },
          body: async () => request.body as Buffer,
        });
        const body = typeof answer.body === 'string' ? answer.body : Readable.from(answer.body);
        return reply.code(answer.status).headers(answer.headers).send(body);
      });
    }
  };
}
