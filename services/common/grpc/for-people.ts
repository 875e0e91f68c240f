/** One client for calls of many people, each call signed for whoever it is made for: for the pages. */
import {
  type CallOptions,
  type Client,
  type ClientReadableStream,
  Metadata,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import { audienceOf, methodAt, type Person, type ServiceName } from '../callers/access.ts';
import type { Credentials } from '../callers/credentials.ts';
import { callerMetadataKey } from '../callers/tokens.ts';
import {
  type CallLimits,
  type ConnectOptions,
  callUnary,
  type MethodTypes,
  openChannel,
  openServerStream,
  type UnaryMethods,
} from './client.ts';

type Constructor<C> = {
  new (...args: ConstructorParameters<typeof Client>): C;
  readonly service: ServiceDefinition;
};

type ServerStreamMethod<Request, Response> = (
  request: Request,
  metadata: Metadata,
  options: Partial<CallOptions>,
) => ClientReadableStream<Response>;

export class ClientForPeople<C extends Client> {
  readonly #client: C;
  readonly #credentials: Credentials;
  readonly #audience: ServiceName;

  constructor(
    Client: Constructor<C>,
    address: string,
    credentials: Credentials,
    options: ConnectOptions = {},
  ) {
    const { tls } = credentials;
    const [first] = Object.values(Client.service);
    this.#audience = audienceOf(methodAt(first?.path ?? ''), options.server);
    this.#credentials = credentials;
    this.#client = openChannel<C>(Client, address, { ...options, ...(tls && { tls }) });
  }

  /** Calls a method for a person, or where there is none for the service itself. @throws EarshotError */
  async call<K extends UnaryMethods<C>>(
    person: Person | undefined,
    method: K,
    request: MethodTypes<C[K]>['request'],
    limits: Omit<CallLimits, 'metadata'>,
  ): Promise<MethodTypes<C[K]>['response']> {
    const metadata = new Metadata();
    metadata.set(callerMetadataKey, await this.#credentials.signer.tokenFor(this.#audience, person));
    return callUnary(this.#client, method, request, { ...limits, metadata });
  }

  /** Responses of a server-streaming call: `client.stream(person, (watch) => watch.watchTickets, request, limits)`. @throws EarshotError */
  async *stream<Request, Response>(
    person: Person | undefined,
    method: (client: C) => ServerStreamMethod<Request, Response>,
    request: Request,
    limits: Omit<CallLimits, 'metadata'>,
  ): AsyncGenerator<Response, void, void> {
    const metadata = new Metadata();
    metadata.set(callerMetadataKey, await this.#credentials.signer.tokenFor(this.#audience, person));
    const open = method(this.#client).bind(this.#client);
    yield* openServerStream<Request, Response>(open, request, { ...limits, metadata });
  }

  close(): void {
    this.#client.close();
  }
}
