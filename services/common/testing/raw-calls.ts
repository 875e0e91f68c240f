/** Calls any method of the schema with any token and an empty request: for walks over all methods and principals. */
import { Writable } from 'node:stream';
import {
  Client,
  credentials,
  Metadata,
  type ServiceDefinition,
  type ServiceError,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import {
  type MethodAccess,
  type Person,
  type Principal,
  roleNames,
  serviceNames,
} from '../callers/access.ts';
import { callerMetadataKey } from '../callers/tokens.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { fromServiceError } from '../grpc/status.ts';
import { schemaRegistry } from '../schema/registry.ts';

const same = (bytes: Buffer) => bytes;
const nothing = Buffer.alloc(0);

function kindOf({ contract, name }: MethodAccess): 'unary' | 'server_streaming' | 'bidi_streaming' {
  const method = schemaRegistry.getService(contract)?.methods.find((one) => one.name === name);
  if (method === undefined || method.methodKind === 'client_streaming') {
    throw new Error(`${contract}/${name} is of a kind that nothing here calls`);
  }
  return method.methodKind;
}

/** What every method of one contract is to grpc-js, and handlers that answer nothing and always well. */
export function emptyService(
  methods: readonly MethodAccess[],
): [ServiceDefinition, UntypedServiceImplementation] {
  const definition: ServiceDefinition = {};
  const implementation: Record<string, unknown> = {};
  for (const method of methods) {
    const kind = kindOf(method);
    Object.assign(definition, {
      [method.name]: {
        path: method.path,
        requestStream: kind === 'bidi_streaming',
        responseStream: kind !== 'unary',
        requestSerialize: same,
        requestDeserialize: same,
        responseSerialize: same,
        responseDeserialize: same,
      },
    });
    implementation[method.name] =
      kind === 'unary'
        ? (_call: unknown, callback: (error: null, answer: Buffer) => void) => callback(null, nothing)
        : (call: { end(): void }) => call.end();
  }
  return [definition, implementation as UntypedServiceImplementation];
}

/** Everybody who could call: every service for itself, and every role through every service. */
export const everyPrincipal: readonly Principal[] = serviceNames.flatMap((service) => [
  { service },
  ...roleNames.map((role) => ({ service, person: { role } satisfies Person })),
]);

export const nameOf = ({ service, person }: Principal): string =>
  person === undefined ? service : `${person.role} through ${service}`;

/** One channel for calls of any method. */
export class RawCaller {
  readonly #client: Client;

  constructor(address: string) {
    this.#client = new Client(address, credentials.createInsecure());
  }

  /** The code that the call ends with; `OK` when it ends well. */
  call(method: MethodAccess, token: string | undefined, deadlineMs = 10_000): Promise<ErrorCode | 'OK'> {
    const metadata = new Metadata();
    if (token !== undefined) metadata.set(callerMetadataKey, token);
    const options = { deadline: Date.now() + deadlineMs };
    const kind = kindOf(method);
    return new Promise((resolve) => {
      const done = (error: ServiceError | null) =>
        resolve(error === null ? 'OK' : fromServiceError(error).code);
      if (kind === 'unary') {
        this.#client.makeUnaryRequest(method.path, same, same, nothing, metadata, options, done);
        return;
      }
      const call =
        kind === 'bidi_streaming'
          ? this.#client.makeBidiStreamRequest(method.path, same, same, metadata, options)
          : this.#client.makeServerStreamRequest(method.path, same, same, nothing, metadata, options);
      call.on('data', () => {});
      call.on('error', done);
      call.on('end', () => done(null));
      if (call instanceof Writable) call.end();
    });
  }

  close(): void {
    this.#client.close();
  }
}
