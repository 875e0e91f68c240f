/** A gRPC server with health, limits and a graceful end, and handlers written as plain async functions. */
import { rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import {
  type handleBidiStreamingCall,
  type handleServerStreamingCall,
  type handleUnaryCall,
  type Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerWritableStream,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import type { Principal } from '../callers/access.ts';
import type { Credentials, TlsMaterial } from '../callers/credentials.ts';
import { EarshotError } from '../errors/earshot-error.ts';
import type { Logger } from '../log.ts';
import { guarded, principalOf } from './guard.ts';
import { toServiceError } from './status.ts';
import { readRequests, writeTo } from './streams.ts';

/** What every handler knows of its caller. */
export interface CallContext {
  /** Aborted when the caller cancels, its connection breaks or its deadline passes. */
  readonly signal: AbortSignal;
  /** Milliseconds left until the caller's deadline; `Infinity` when it set none. */
  remainingMs(): number;
  readonly metadata: Metadata;
  /** Who calls, for whom. `undefined` only where the schema declares a public edge. */
  readonly principal: Principal | undefined;
}

export interface WritingCall<Response> extends CallContext {
  /** Resolves when the caller is ready for more; rejects when it has gone. */
  write(response: Response): Promise<void>;
}

export interface DuplexCall<Request, Response> extends WritingCall<Response> {
  readonly requests: AsyncIterable<Request>;
}

interface RawCall {
  readonly metadata: Metadata;
  readonly cancelled: boolean;
  getDeadline(): Date | number;
  on(event: 'cancelled', listener: () => void): unknown;
}

/** Made once: an error of its own for every call that ends well would cost more than the call's own work. */
const callEnded = new EarshotError('CANCELLED');

function contextOf(call: RawCall): CallContext & { finish(): void } {
  const controller = new AbortController();
  const deadline = Number(call.getDeadline());
  const onCancelled = () => {
    const isLate = Date.now() >= deadline;
    controller.abort(new EarshotError(isLate ? 'DEADLINE_EXCEEDED' : 'CANCELLED'));
  };
  call.on('cancelled', onCancelled);
  // The caller may have gone while its token was looked at.
  if (call.cancelled) onCancelled();
  return {
    signal: controller.signal,
    metadata: call.metadata,
    principal: principalOf(call.metadata),
    remainingMs: () => deadline - Date.now(),
    // What a handler left running in the background ends with its call.
    finish: () => controller.abort(callEnded),
  };
}

/** One request, one response. */
export function unary<Request, Response>(
  handler: (request: Request, call: CallContext) => Promise<Response> | Response,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    const context = contextOf(call);
    void (async () => handler(call.request, context))().then(
      (response) => callback(null, response),
      (error: unknown) => callback(toServiceError(error)),
    );
  };
}

/** One request, many responses. */
export function serverStream<Request, Response>(
  handler: (request: Request, call: WritingCall<Response>) => Promise<void>,
): handleServerStreamingCall<Request, Response> {
  return (call: ServerWritableStream<Request, Response>) => {
    const context = contextOf(call);
    const write = (response: Response) => writeTo(call, response, context.signal);
    void end(call, handler(call.request, { ...context, write }), context.finish);
  };
}

/** Many requests, many responses. */
export function bidi<Request, Response>(
  handler: (call: DuplexCall<Request, Response>) => Promise<void>,
): handleBidiStreamingCall<Request, Response> {
  return (call: ServerDuplexStream<Request, Response>) => {
    const context = contextOf(call);
    const write = (response: Response) => writeTo(call, response, context.signal);
    const requests = readRequests<Request>(call, context.signal);
    void end(call, handler({ ...context, write, requests }), context.finish);
  };
}

async function end(
  call: { end(): unknown; destroy(error?: Error): unknown; emit(event: 'error', error: unknown): boolean },
  handled: Promise<void>,
  finish: () => void,
): Promise<void> {
  try {
    await handled;
    call.end();
  } catch (error) {
    // grpc-js turns an `error` event on a server stream into the call's status.
    call.emit('error', toServiceError(error));
  } finally {
    finish();
  }
}

export interface GrpcServer {
  /** Where it listens: `host:port` with the real port, or the `unix:` address. */
  readonly address: string;
  /** Refuses new calls, lets running ones finish for at most `graceMs`, then ends them. */
  drain(graceMs: number): Promise<void>;
}

export interface GrpcServerOptions {
  readonly address: string;
  readonly services: readonly (readonly [ServiceDefinition, UntypedServiceImplementation])[];
  readonly log: Logger;
  /** Whose keys callers are checked against, and the certificates of a cluster. */
  readonly credentials: Credentials;
  /** Largest message received, in bytes. Audio frames and texts are far smaller. Default 1 MiB. */
  readonly maxReceiveBytes?: number;
}

/** Starts a server that nobody gets past whom the schema does not name. @throws EarshotError SERVICE_UNAVAILABLE when the address cannot be bound. */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  const server = new Server({
    'grpc.max_receive_message_length': options.maxReceiveBytes ?? 1024 * 1024,
    'grpc.max_concurrent_streams': 1000,
    'grpc.keepalive_time_ms': 30_000,
    'grpc.keepalive_timeout_ms': 10_000,
  });
  const health = new HealthImplementation({ '': 'SERVING' });
  health.addToServer(server);
  const { verifier, tls } = options.credentials;
  for (const [definition, implementation] of options.services) {
    server.addService(definition, guarded(definition, implementation, verifier));
  }

  await removeStaleSocket(options.address);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(options.address, serverCredentials(tls), (error, boundPort) => {
      if (error === null) resolve(boundPort);
      else reject(new EarshotError('SERVICE_UNAVAILABLE', { cause: error }));
    });
  });
  const isUnix = options.address.startsWith('unix:');
  const address = isUnix ? options.address : options.address.replace(/:\d+$/, `:${port}`);
  options.log.info('grpc.listening', { address });

  return {
    address,
    async drain(graceMs) {
      health.setStatus('', 'NOT_SERVING');
      const forced = setTimeout(() => server.forceShutdown(), graceMs);
      await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
      clearTimeout(forced);
    },
  };
}

/** With certificates: TLS alone, and only for who shows one of the same authority. */
function serverCredentials(tls: TlsMaterial | undefined): ServerCredentials {
  if (tls === undefined) return ServerCredentials.createInsecure();
  return ServerCredentials.createSsl(
    tls.authority,
    [{ private_key: tls.key, cert_chain: tls.certificate }],
    true,
  );
}

/** A killed process leaves its socket file, which nobody answers and which keeps the next one from binding. */
async function removeStaleSocket(address: string): Promise<void> {
  const path = /^unix:(.*)$/.exec(address)?.[1];
  if (path === undefined) return;
  const isAnswered = await new Promise<boolean>((resolve) => {
    const socket = createConnection(path);
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
  if (!isAnswered) await rm(path, { force: true });
}
