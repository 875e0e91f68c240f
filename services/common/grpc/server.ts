/** A gRPC server with health, limits and a graceful end, and handlers written as plain async functions. */
import { rm } from 'node:fs/promises';
import type { ServerOptions } from 'node:http2';
import { createConnection } from 'node:net';
import {
  type handleBidiStreamingCall,
  type handleServerStreamingCall,
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerWritableStream,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { CallsServiceService } from '../../../proto/gen/earshot/calls/v1/calls.ts';
import type { Credentials, TlsMaterial } from '../callers/credentials.ts';
import { EarshotError } from '../errors/earshot-error.ts';
import type { Logger } from '../log.ts';
import { type Needs, Readiness } from '../readiness.ts';
import { type CallContext, type CallInFlight, callsHandlers, contextOf } from './call-context.ts';
import { guarded, type OnAdmitted } from './guard.ts';
import { readyService } from './health.ts';
import { letGoOfCalls } from './let-go.ts';
import { toServiceError } from './status.ts';
import { readRequests, writeTo } from './streams.ts';

export type { CallContext } from './call-context.ts';

/** Streams that a caller may reset at once, and in a second after that (Node's own: 1,000 and 33). */
const resetLimits = { streamResetBurst: 20_000, streamResetRate: 2_000 };

export interface WritingCall<Response> extends CallContext {
  /** Resolves when the caller is ready for more; rejects when it has gone. */
  write(response: Response): Promise<void>;
}

export interface DuplexCall<Request, Response> extends WritingCall<Response> {
  readonly requests: AsyncIterable<Request>;
}

/** One request, one response. */
export function unary<Request, Response>(
  handler: (request: Request, call: CallContext) => Promise<Response> | Response,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    const context = contextOf(call);
    void Promise.race([(async () => handler(call.request, context))(), context.cutShort])
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback(toServiceError(error)),
      )
      .finally(context.forget);
  };
}

/** One request, many responses. */
export function serverStream<Request, Response>(
  handler: (request: Request, call: WritingCall<Response>) => Promise<void>,
): handleServerStreamingCall<Request, Response> {
  return (call: ServerWritableStream<Request, Response>) => {
    const context = contextOf(call);
    const write = (response: Response) => writeTo(call, response, context.signal);
    void end(call, handler(call.request, { ...context, write }), context);
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
    void end(call, handler({ ...context, write, requests }), context);
  };
}

async function end(
  call: { end(): unknown; destroy(error?: Error): unknown; emit(event: 'error', error: unknown): boolean },
  handled: Promise<void>,
  context: CallInFlight,
): Promise<void> {
  try {
    await Promise.race([handled, context.cutShort]);
    call.end();
  } catch (error) {
    // grpc-js turns an `error` event on a server stream into the call's status.
    call.emit('error', toServiceError(error));
  } finally {
    context.finish();
  }
}

export interface GrpcServer {
  /** Where it listens: `host:port` with the real port, or the `unix:` address. */
  readonly address: string;
  /** What this process needs for its part of a turn, and whether it is there. */
  readonly readiness: Readiness;
  /** Refuses new calls, lets running ones finish for at most `graceMs`, then ends them. */
  drain(graceMs: number): Promise<void>;
}

export interface GrpcServerOptions {
  readonly address: string;
  readonly services: readonly (readonly [ServiceDefinition, UntypedServiceImplementation])[];
  readonly log: Logger;
  /** Whose keys callers are checked against, and the certificates of a cluster. */
  readonly credentials: Credentials;
  /** What a turn needs of this process beyond its living. Default: nothing. */
  readonly needs?: Needs;
  /** Largest message received, in bytes. Audio frames and texts are far smaller. Default 1 MiB. */
  readonly maxReceiveBytes?: number;
  /** Writes calls down before they are done; see `OnAdmitted`. */
  readonly onAdmitted?: OnAdmitted;
  /** True where strangers connect: they get no more of the machine than the library's own limits allow. */
  readonly isPublic?: boolean;
}

/** Starts a server that nobody gets past whom the schema does not name. @throws EarshotError ADDRESS_TAKEN when the address cannot be bound. */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  letGoOfCalls();
  const server = new Server({
    'grpc.max_receive_message_length': options.maxReceiveBytes ?? 1024 * 1024,
    'grpc.max_concurrent_streams': 1000,
    'grpc.keepalive_time_ms': 30_000,
    'grpc.keepalive_timeout_ms': 10_000,
  });
  const health = new HealthImplementation({ '': 'SERVING', [readyService]: 'NOT_SERVING' });
  health.addToServer(server);
  if (options.isPublic !== true) {
    allowResets(server);
    server.addService(CallsServiceService, callsHandlers);
  }
  const { verifier, signer, tls } = options.credentials;
  for (const [definition, implementation] of options.services) {
    const { onAdmitted } = options;
    const behind = guarded(definition, implementation, verifier, undefined, signer.service, onAdmitted);
    server.addService(definition, behind);
  }

  await removeStaleSocket(options.address);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(options.address, serverCredentials(tls), (error, boundPort) => {
      if (error === null) resolve(boundPort);
      else reject(new EarshotError('ADDRESS_TAKEN', { cause: error }));
    });
  });
  const isUnix = options.address.startsWith('unix:');
  const address = isUnix ? options.address : options.address.replace(/:\d+$/, `:${port}`);
  options.log.info('grpc.listening', { address });
  const readiness = new Readiness(options.needs ?? {}, options.log, (isReady) =>
    health.setStatus(readyService, isReady ? 'SERVING' : 'NOT_SERVING'),
  );
  await readiness.start();

  return {
    address,
    readiness,
    async drain(graceMs) {
      readiness.stop();
      health.setStatus('', 'NOT_SERVING');
      health.setStatus(readyService, 'NOT_SERVING');
      const forced = setTimeout(() => server.forceShutdown(), graceMs);
      await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
      clearTimeout(forced);
    },
  };
}

/**
 * Calls end without resets, but a caller that resets by the thousand (another library, a broken process) must not
 * lose its connection with everybody's calls on it. The library has no option for Node's limit; a test holds this to it.
 */
function allowResets(server: Server): void {
  const { commonServerOptions } = server as unknown as { commonServerOptions?: ServerOptions };
  if (commonServerOptions) Object.assign(commonServerOptions, resetLimits);
}

/** With certificates: TLS alone, and only for who shows one of the same authority. */
function serverCredentials(tls: TlsMaterial | undefined): ServerCredentials {
  if (tls === undefined) return ServerCredentials.createInsecure();
  const pair = { private_key: tls.key, cert_chain: tls.certificate };
  return ServerCredentials.createSsl(tls.authority, [pair], true);
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
