/** Where commands of people with a key of their own come in: each call proven by that key, then made in their name. */
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import type { Person } from '../../common/callers/access.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { checkProof, claimedHolder, type HolderKind, pathOf } from '../../common/proofs/request-proof.ts';

/** What becomes of a well-formed request, by whoever it is made for. */
export type ProvenCall<C> = (clients: C, person: Person) => Promise<object>;
/** By name; a body of another shape has no call. */
export type ProvenMethods<C> = Readonly<Record<string, (body: unknown) => ProvenCall<C> | undefined>>;

/** A request's shape, and the call that it becomes. */
export const provenMethods =
  <C>() =>
  <S extends z.ZodType>(shape: S, call: (request: z.output<S>) => ProvenCall<C>) =>
  (body: unknown): ProvenCall<C> | undefined => {
    const { success, data } = shape.safeParse(body);
    return success ? call(data) : undefined;
  };

interface ProvenEdge<C> {
  readonly kind: HolderKind;
  /** Of these pages: a proof is for one Earshot. */
  readonly origin: string;
  readonly clients: C;
  readonly methods: ProvenMethods<C>;
  readonly maxBodyBytes: number;
  /** The public key of a holder whose calls are taken; empty for everybody else. */
  readonly keyOf: (holderId: string) => Promise<string>;
  readonly personOf: (holderId: string) => Person;
}

export function provenEdge<C>(app: FastifyInstance, edge: ProvenEdge<C>): void {
  const { kind, origin, clients, methods, maxBodyBytes, keyOf, personOf } = edge;
  app.register((routes, _options, done) => {
    // The proof is about the bytes as they came.
    routes.removeAllContentTypeParsers();
    routes.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, parsed) =>
      parsed(null, body),
    );
    routes.post<{ Params: { method: string }; Body: string }>(
      `${pathOf(kind)}:method`,
      { bodyLimit: maxBodyBytes, config: { standsAlone: true } },
      async ({ params, body, headers }) => {
        const proof = headers.authorization?.replace(/^Bearer /, '') ?? '';
        const holderId = claimedHolder(kind, proof);
        if (holderId === '' || typeof body !== 'string') throw new EarshotError('UNAUTHENTICATED');
        const publicKey = await keyOf(holderId);
        if (publicKey === '') throw new EarshotError('UNAUTHENTICATED');
        const path = `${pathOf(kind)}${params.method}`;
        await checkProof(proof, holderId, publicKey, { origin, path, body });
        const call = Object.hasOwn(methods, params.method)
          ? methods[params.method]?.(jsonOf(body))
          : undefined;
        if (call === undefined) throw new EarshotError('INVALID_ARGUMENT');
        return call(clients, personOf(holderId));
      },
    );
    done();
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new EarshotError('INVALID_ARGUMENT');
  }
}
