/** The door of every server: who calls is read from the call's token and looked up in the schema before a handler runs. */
import type { Metadata, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import { Credential } from '../../../proto/gen/earshot/callers/v1/callers.ts';
import { isNamed, type MethodAccess, methodAt, type Principal } from '../callers/access.ts';
import { callerMetadataKey, type TokenVerifier } from '../callers/tokens.ts';
import { EarshotError } from '../errors/earshot-error.ts';
import { toServiceError } from './status.ts';

interface IncomingCall {
  readonly metadata: Metadata;
  emit(event: 'error', error: unknown): boolean;
}

type Callback = (error: unknown) => void;
type Handler = (call: IncomingCall, callback?: Callback) => void;

/** By the metadata object of the call, which handlers get unchanged. */
const principals = new WeakMap<Metadata, Principal>();

/** Who makes this call; `undefined` at a public edge, where the handler checks a credential of its own. */
export const principalOf = (metadata: Metadata): Principal | undefined => principals.get(metadata);

/**
 * The same implementation behind its door.
 * @throws Error when the schema does not say who may call one of its methods: it cannot be served.
 */
export function guarded(
  definition: ServiceDefinition,
  implementation: UntypedServiceImplementation,
  verifier: TokenVerifier,
  accessOf: (path: string) => MethodAccess = methodAt,
): UntypedServiceImplementation {
  const behind: Record<string, unknown> = {};
  for (const [name, { path }] of Object.entries(definition)) {
    const access = accessOf(path);
    const handler = implementation[name] as Handler | undefined;
    if (handler === undefined) continue;
    const isEdge = access.credential !== Credential.UNSPECIFIED;
    behind[name] = isEdge ? handler : door(access, handler, verifier);
  }
  return behind as UntypedServiceImplementation;
}

function door(access: MethodAccess, handler: Handler, verifier: TokenVerifier): Handler {
  const { servedBy } = access;
  if (servedBy === undefined) throw new Error(`${access.path} names no process that serves it`);
  return (call, callback) => {
    const refuse = (error: unknown) => {
      if (callback === undefined) call.emit('error', toServiceError(error));
      else callback(toServiceError(error));
    };
    const admit = (principal: Principal) => {
      if (!isNamed(access, principal)) return refuse(new EarshotError('CALLER_REFUSED'));
      principals.set(call.metadata, principal);
      handler(call, callback);
    };
    try {
      const [token] = call.metadata.get(callerMetadataKey);
      const checked = verifier.check(typeof token === 'string' ? token : undefined, servedBy);
      if (checked instanceof Promise) checked.then(admit).catch(refuse);
      else admit(checked);
    } catch (error) {
      refuse(error);
    }
  };
}
