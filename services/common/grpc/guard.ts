/** The door of every server: who calls is read from the call's token and looked up in the schema before a handler runs. */
import type { Metadata, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import { Credential } from '../../../proto/gen/earshot/callers/v1/callers.ts';
import {
  audienceOf,
  isNamed,
  type MethodAccess,
  methodAt,
  type Principal,
  type ServiceName,
} from '../callers/access.ts';
import { callerMetadataKey, type TokenVerifier } from '../callers/tokens.ts';
import { EarshotError } from '../errors/earshot-error.ts';
import { calls } from '../process-metrics.ts';
import { traceCall, traceParentKey } from '../tracing/tracing.ts';
import { codeKey, toServiceError } from './status.ts';

/**
 * Told of each call before its handler runs, with the request where there is one; what it returns is waited for, and where it
 * rejects the call is refused.
 */
export type OnAdmitted = (
  principal: Principal,
  method: MethodAccess,
  request: unknown,
) => Promise<void> | undefined;

interface IncomingCall {
  readonly metadata: Metadata;
  /** Absent where requests are a stream. */
  readonly request?: unknown;
  emit(event: 'error', error: unknown): boolean;
  once(event: 'finish' | 'cancelled' | 'error', listener: (error?: unknown) => void): unknown;
}

type Callback = (error: unknown, ...answer: unknown[]) => void;
type Handler = (call: IncomingCall, callback?: Callback) => void;

/** By the metadata object of the call, which handlers get unchanged. */
const principals = new WeakMap<Metadata, Principal>();

/** Who makes this call; `undefined` at a public edge, where the handler checks a credential of its own. */
export const principalOf = (metadata: Metadata): Principal | undefined => principals.get(metadata);

/**
 * The same implementation behind its door. `self`: the process that serves it, where several do.
 * @throws Error when the schema does not say who may call one of its methods, or lets the staff call it and nothing here asks
 *   their record: it cannot be served.
 */
export function guarded(
  definition: ServiceDefinition,
  implementation: UntypedServiceImplementation,
  verifier: TokenVerifier,
  accessOf: (path: string) => MethodAccess = methodAt,
  self?: ServiceName,
  onAdmitted?: OnAdmitted,
): UntypedServiceImplementation {
  const behind: Record<string, unknown> = {};
  for (const [name, { path }] of Object.entries(definition)) {
    const access = accessOf(path);
    const handler = implementation[name] as Handler | undefined;
    if (handler === undefined) continue;
    if (access.roles.has('staff') && onAdmitted === undefined) {
      throw new Error(`${path} is for the staff, and nothing asks what their record holds`);
    }
    const isEdge = access.credential !== Credential.UNSPECIFIED;
    behind[name] = isEdge ? handler : counted(path, door(access, handler, verifier, self, onAdmitted));
  }
  return behind as UntypedServiceImplementation;
}

/** The same handler, its calls counted and timed by method and code. */
function counted(path: string, handler: Handler): Handler {
  const method = path.slice(1);
  return (call, callback) => {
    const startedAt = performance.now();
    let isOver = false;
    const [parent] = call.metadata.get(traceParentKey);
    const span = traceCall(method, parent);
    const end = (code: string) => {
      if (isOver) return;
      isOver = true;
      calls.inFlight.dec({ method });
      calls.seconds.observe({ method, code }, (performance.now() - startedAt) / 1000);
      span.end(code);
    };
    calls.inFlight.inc({ method });
    if (callback === undefined) {
      call.once('finish', () => end('OK'));
      call.once('cancelled', () => end('CANCELLED'));
      call.once('error', (error) => end(codeOf(error)));
    }
    const answered: Callback | undefined =
      callback &&
      ((error, ...answer) => {
        end(error === null || error === undefined ? 'OK' : codeOf(error));
        callback(error, ...answer);
      });
    span.run(() => handler(call, answered));
  };
}

/** The catalogue's code that an error carries over the wire. */
function codeOf(error: unknown): string {
  const [code] = (error as { metadata?: Metadata }).metadata?.get(codeKey) ?? [];
  return typeof code === 'string' ? code : 'INTERNAL';
}

function door(
  access: MethodAccess,
  handler: Handler,
  verifier: TokenVerifier,
  self?: ServiceName,
  onAdmitted?: OnAdmitted,
): Handler {
  const audience = audienceOf(access, self);
  return (call, callback) => {
    const refuse = (error: unknown) => {
      if (callback === undefined) call.emit('error', toServiceError(error));
      else callback(toServiceError(error));
    };
    const admit = (principal: Principal) => {
      if (!isNamed(access, principal)) return refuse(new EarshotError('CALLER_REFUSED'));
      principals.set(call.metadata, principal);
      const noted = onAdmitted?.(principal, access, call.request);
      if (noted === undefined) handler(call, callback);
      else noted.then(() => handler(call, callback)).catch(refuse);
    };
    try {
      const [token] = call.metadata.get(callerMetadataKey);
      const checked = verifier.check(typeof token === 'string' ? token : undefined, audience);
      if (checked instanceof Promise) checked.then(admit).catch(refuse);
      else admit(checked);
    } catch (error) {
      refuse(error);
    }
  };
}
