/** Calls with a deadline, an abort signal and our own errors. Letting go of one ends it in good order, see orderly-call.ts. */
import {
  type CallOptions,
  type ChannelCredentials,
  type ClientDuplexStream,
  type ClientOptions,
  type ClientReadableStream,
  credentials as channelCredentials,
  InterceptingCall,
  type Interceptor,
  Metadata,
  type ServiceDefinition,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { audienceOf, methodAt, type ServiceName } from '../callers/access.ts';
import type { Credentials, TlsMaterial } from '../callers/credentials.ts';
import { callerMetadataKey } from '../callers/tokens.ts';
import { EarshotError } from '../errors/earshot-error.ts';
import type { Logger } from '../log.ts';
import { traceParentKey, traceParentNow } from '../tracing/tracing.ts';
import { ChannelPool } from './channel-pool.ts';
import { letGoOfCall, letGoOfCalls } from './let-go.ts';
import { fromServiceError } from './status.ts';
import { abortReason, readStream, writeTo } from './streams.ts';

export interface CallLimits {
  /** Milliseconds from now; every call has one. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
  readonly metadata?: Metadata;
  /** Waits for a connection until the deadline, instead of failing while there is none: nothing is sent twice by that. */
  readonly isPatient?: boolean;
}

/** What the caller handed over stays as it is: other calls may share it. */
function metadataOf({ metadata = new Metadata(), isPatient = false }: CallLimits): Metadata {
  if (!isPatient) return metadata;
  const patient = metadata.clone();
  patient.setOptions({ ...patient.getOptions(), waitForReady: true });
  return patient;
}

type ClientConstructor<C> = new (
  address: string,
  credentials: ChannelCredentials,
  options?: Partial<ClientOptions>,
) => C;

export interface ConnectOptions {
  /** Told when a connection is lost, and why. */
  readonly log?: Logger;
  /** Connections, over which calls are spread. */
  readonly channels?: number;
  /** Whom to call, where several serve the same contract. */
  readonly server?: ServiceName;
}

/** Turns in flight lose at most this part of their calls when one connection breaks. */
const usualChannels = 4;

/** A client whose calls say who makes them. Reconnects quickly, because services restart in place. */
export function connect<C>(
  Client: ClientConstructor<C> & { readonly service: ServiceDefinition },
  address: string,
  credentials: Credentials,
  options: ConnectOptions = {},
): C {
  const [first] = Object.values(Client.service);
  const audience = audienceOf(methodAt(first?.path ?? ''), options.server);
  const { tls } = credentials;
  const interceptors = [sayWhoCalls(credentials, audience)];
  return openChannel(Client, address, { ...options, interceptors, ...(tls && { tls }) });
}

export interface ChannelOptions extends ConnectOptions {
  readonly tls?: TlsMaterial;
  readonly interceptors?: Interceptor[];
}

/**
 * A client over a few long-lived connections that says nothing of its caller: for health checks, and for edges with a
 * credential of their own.
 */
export function openChannel<C>(
  Client: ClientConstructor<C>,
  address: string,
  options: ChannelOptions = {},
): C {
  letGoOfCalls();
  const { tls, interceptors = [] } = options;
  const secured =
    tls === undefined
      ? channelCredentials.createInsecure()
      : channelCredentials.createSsl(tls.authority, tls.key, tls.certificate);
  const channelOverride = new ChannelPool({
    address,
    credentials: secured,
    channels: options.channels ?? usualChannels,
    ...(options.log && { log: options.log }),
    channelOptions: {
      'grpc.initial_reconnect_backoff_ms': 50,
      'grpc.min_reconnect_backoff_ms': 50,
      'grpc.max_reconnect_backoff_ms': 250,
      'grpc.keepalive_time_ms': 30_000,
      'grpc.keepalive_timeout_ms': 5_000,
      // Nobody asks the library how its channels are; to be ready for it costs something at each call and message.
      'grpc.enable_channelz': 0,
      // The models of a thousand skills come as one answer; what a caller asked for it may read whole.
      'grpc.max_receive_message_length': 64 * 1024 * 1024,
      // Where a name stands for several processes, calls go round all of them. No retry policy stands in it: what acts would
      // act twice. A call that its server says it never looked at, because it was about to go, is made once more elsewhere by
      // the transport itself: that is how servers are rolled without losing a turn.
      'grpc.service_config': '{"loadBalancingConfig":[{"round_robin":{}}]}',
    },
  });
  return new Client(address, secured, { channelOverride, interceptors });
}

/** Puts the caller's token into each call; a token that is still good costs no waiting. */
function sayWhoCalls({ signer, person }: Credentials, audience: ServiceName): Interceptor {
  return (options, nextCall) =>
    new InterceptingCall(nextCall(options), {
      start(metadata, listener, next) {
        const parent = traceParentNow();
        if (parent !== undefined) metadata.set(traceParentKey, parent);
        const begin = (token: string) => {
          metadata.set(callerMetadataKey, token);
          next(metadata, listener);
        };
        const refuse = () =>
          listener.onReceiveStatus({
            code: status.UNAUTHENTICATED,
            details: '',
            metadata: new Metadata(),
          });
        const token = signer.tokenFor(audience, person);
        if (typeof token === 'string') begin(token);
        else token.then(begin).catch(refuse);
      },
    });
}

/**
 * Begins a call. The library takes the caller's stack for an error that may come of it; ours has none of it, and taking it costs a
 * tenth of a call's own work.
 */
function begin<T>(call: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return call();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

type UnaryMethod<Request, Response> = (
  request: Request,
  metadata: Metadata,
  options: Partial<CallOptions>,
  callback: (error: ServiceError | null, response: Response) => void,
) => { cancel(): void };

export type UnaryMethods<C> = {
  [K in keyof C]: C[K] extends (
    request: infer _Request,
    callback: (error: ServiceError | null, response: infer _Response) => void,
  ) => unknown
    ? K
    : never;
}[keyof C];

export type MethodTypes<M> = M extends {
  (request: infer Request, callback: (error: ServiceError | null, response: infer Response) => void): unknown;
  (...rest: never[]): unknown;
  (...rest: never[]): unknown;
}
  ? { request: Request; response: Response }
  : never;

/** Calls a unary method by name. Rejects with an {@link EarshotError}. */
export async function callUnary<C, K extends UnaryMethods<C>>(
  client: C,
  method: K,
  request: MethodTypes<C[K]>['request'],
  limits: CallLimits,
): Promise<MethodTypes<C[K]>['response']> {
  const { signal } = limits;
  if (signal?.aborted) throw abortReason(signal);
  if (limits.deadlineMs <= 0) throw new EarshotError('DEADLINE_EXCEEDED');
  const metadata = metadataOf(limits);
  return new Promise((resolve, reject) => {
    const open = client[method] as UnaryMethod<unknown, MethodTypes<C[K]>['response']>;
    const options = { deadline: Date.now() + limits.deadlineMs };
    const call = begin(() =>
      open.call(client, request, metadata, options, (error, response) => {
        signal?.removeEventListener('abort', onAbort);
        if (error === null) resolve(response);
        else reject(signal?.aborted ? abortReason(signal) : fromServiceError(error));
      }),
    );
    const onAbort = () => call.cancel();
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** Responses of a server-streaming call. Leaving the loop early cancels the call. */
export async function* openServerStream<Request, Response>(
  open: (
    request: Request,
    metadata: Metadata,
    options: Partial<CallOptions>,
  ) => ClientReadableStream<Response>,
  request: Request,
  limits: CallLimits,
): AsyncGenerator<Response, void, void> {
  const { signal } = limits;
  if (signal?.aborted) throw abortReason(signal);
  const options = { deadline: Date.now() + limits.deadlineMs };
  const call = begin(() => open(request, limits.metadata ?? new Metadata(), options));
  call.on('error', () => {});
  const onAbort = () => call.cancel();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    yield* readStream<Response>(call, signal ?? new AbortController().signal);
  } finally {
    signal?.removeEventListener('abort', onAbort);
    call.cancel();
  }
}

export interface Duplex<Request, Response> {
  /** Resolves when the stream wants more; rejects when it has ended. */
  write(request: Request): Promise<void>;
  /** No more requests; responses go on. */
  end(): void;
  /** Ends everything at once. */
  cancel(): void;
  readonly responses: AsyncGenerator<Response, void, void>;
}

/** Made once, as every call that ends well is told it. */
const callEnded = new EarshotError('CANCELLED');

/** Opens a bidirectional call: `openBidi((m, o) => client.recognise(m, o), limits)`. */
export function openBidi<Request, Response>(
  open: (metadata: Metadata, options: Partial<CallOptions>) => ClientDuplexStream<Request, Response>,
  limits: CallLimits,
): Duplex<Request, Response> {
  const { signal } = limits;
  if (signal?.aborted) throw abortReason(signal);
  const options = { deadline: Date.now() + limits.deadlineMs };
  const call = begin(() => open(limits.metadata ?? new Metadata(), options));
  // Writers must wake up when the call ends while they wait for room.
  const ended = new AbortController();
  call.on('error', (error) => ended.abort(signal?.aborted ? abortReason(signal) : fromServiceError(error)));
  call.on('end', () => ended.abort(callEnded));
  const onAbort = () => call.cancel();
  signal?.addEventListener('abort', onAbort, { once: true });
  call.on('close', () => {
    signal?.removeEventListener('abort', onAbort);
    letGoOfCall(call);
  });
  return {
    write: (request) => writeTo(call, request, ended.signal),
    end: () => call.end(),
    cancel: () => call.cancel(),
    responses: readStream<Response>(call, signal ?? new AbortController().signal),
  };
}
