/** Who may call each method and which classes of data it may carry: the schema's own answer, read once. */
import { type DescMessage, type DescMethod, getOption, hasOption, type Registry } from '@bufbuild/protobuf';
import {
  type Access,
  Credential,
  Role,
  Service,
  type StaffRole,
} from '../../../proto/gen/earshot/callers/v1/callers.ts';
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import { dataClassName, messageFields, schemaRegistry } from '../schema/registry.ts';

/** A process that signs what it says of itself: `gateway`, `operator_cli`, … */
export type ServiceName = Lowercase<Exclude<keyof typeof Service, 'UNSPECIFIED'>>;
/** As what a person acts: `owner`, `operator`, … */
export type RoleName = Lowercase<Exclude<keyof typeof Role, 'UNSPECIFIED'>>;

const namesOf = <N extends string>(values: Readonly<Record<string, number>>) =>
  Object.entries(values)
    .filter(([, number]) => number !== 0)
    .map(([name]) => name.toLowerCase() as N);

export const serviceNames: readonly ServiceName[] = namesOf(Service);
export const roleNames: readonly RoleName[] = namesOf(Role);

/** A person in a role, and the objects that this role is limited to; absent where it has none of that kind. */
export interface Person {
  readonly role: RoleName;
  readonly subjectId?: string;
  readonly householdId?: string;
  readonly tenantId?: string;
  readonly department?: string;
  /** Of a skill developer: whose skills are theirs. */
  readonly developerId?: string;
  /** Of the staff: the name that their own key gives them. */
  readonly staffId?: string;
}

/** Who makes a call: a service for itself, or a person acting through one. */
export interface Principal {
  readonly service: ServiceName;
  readonly person?: Person;
}

/** One method of the schema. */
export interface MethodAccess {
  /** As gRPC names it: `/earshot.asr.v1.AsrService/Recognise`. */
  readonly path: string;
  readonly contract: string;
  readonly name: string;
  /**
   * The processes that serve it: the audience of a token for it is the one that is called. None = every process, by another
   * credential.
   */
  readonly servers: ReadonlySet<ServiceName>;
  readonly services: ReadonlySet<ServiceName>;
  readonly roles: ReadonlySet<RoleName>;
  readonly through: ReadonlySet<ServiceName>;
  /** In which of their roles somebody of the staff may call it. */
  readonly staffRoles: ReadonlySet<StaffRole>;
  /** Other than `UNSPECIFIED`: a public edge, whose handler checks a credential of its own. */
  readonly credential: Credential;
  readonly requestClasses: ReadonlySet<DataClass>;
  readonly responseClasses: ReadonlySet<DataClass>;
  readonly request: DescMessage;
  readonly response: DescMessage;
}

/** Carried by every method without being named. */
const everywhere: ReadonlySet<DataClass> = new Set([
  DataClass.STRUCTURE,
  DataClass.PUBLIC,
  DataClass.OPERATIONAL,
]);

function nameIn<N extends string>(values: Readonly<Record<string, number>>, number: number): N {
  const name = Object.keys(values).find((candidate) => values[candidate] === number);
  if (name === undefined || number === 0) throw new Error('the schema names a caller that it does not have');
  return name.toLowerCase() as N;
}

function accessOf(registry: Registry, method: DescMethod): MethodAccess {
  const path = `/${method.parent.typeName}/${method.name}`;
  const access = registry.getExtension('earshot.callers.v1.access');
  const servedBy = registry.getExtension('earshot.callers.v1.served_by');
  const servedByEach = registry.getExtension('earshot.callers.v1.served_by_each');
  if (!access || !servedBy || !servedByEach || !hasOption(method, access)) {
    throw new Error(`${path} names no callers`);
  }
  const option = getOption(method as never, access as never) as Access;
  const servedNumber = getOption(method.parent as never, servedBy as never) as number;
  const each = getOption(method.parent as never, servedByEach as never) as readonly number[];
  const servers = [...(servedNumber === 0 ? [] : [servedNumber]), ...each];
  if (servers.length === 0 && option.credential !== Credential.CALL_ID) {
    throw new Error(`${path} names no process that serves it`);
  }
  return {
    path,
    contract: method.parent.typeName,
    name: method.name,
    servers: new Set(servers.map((number) => nameIn<ServiceName>(Service, number))),
    services: new Set(option.services.map((number) => nameIn<ServiceName>(Service, number))),
    roles: new Set(option.roles.map((number) => nameIn<RoleName>(Role, number))),
    through: new Set(option.through.map((number) => nameIn<ServiceName>(Service, number))),
    staffRoles: new Set(option.staffRoles),
    credential: option.credential,
    requestClasses: new Set(option.requestClasses),
    responseClasses: new Set(option.responseClasses),
    request: method.input,
    response: method.output,
  };
}

/** Every method of a schema. @throws Error for one that names no callers. */
export function readAccess(registry: Registry): MethodAccess[] {
  const methods: MethodAccess[] = [];
  for (const type of registry) {
    if (type.kind !== 'service' || !type.typeName.startsWith('earshot.')) continue;
    for (const method of type.methods) methods.push(accessOf(registry, method));
  }
  return methods;
}

/** Every method of our own schema. */
export const methods: readonly MethodAccess[] = readAccess(schemaRegistry);

const byPath = new Map(methods.map((method) => [method.path, method]));

/** @throws Error when the schema has no such method, so that it cannot be served or called. */
export function methodAt(path: string): MethodAccess {
  const method = byPath.get(path);
  if (method === undefined) throw new Error(`${path} names no callers`);
  return method;
}

/**
 * The audience of tokens for a method, called at (or served by) `self`.
 * @throws Error when that process does not serve it: a mistake in our own code.
 */
export function audienceOf({ servers, path }: MethodAccess, self?: ServiceName): ServiceName {
  const audience = servers.size === 1 ? [...servers][0] : self;
  if (audience === undefined || !servers.has(audience)) throw new Error(`${path} is not served there`);
  return audience;
}

/** Whether the schema names this principal among the callers of a method. */
export function isNamed(method: MethodAccess, { service, person }: Principal): boolean {
  if (person === undefined) return method.services.has(service);
  // Who is of the staff is known by a key of their own, which the pages check: nobody else may say so.
  if (person.role === 'staff' && service !== 'web') return false;
  return method.roles.has(person.role) && method.through.has(service);
}

/** Classes of all fields of a message, whatever their depth, with one path to each. */
export function reachableClasses(message: DescMessage): ReadonlyMap<DataClass, string> {
  const found = new Map<DataClass, string>();
  const seen = new Set<string>();
  const walk = (current: DescMessage, path: string) => {
    if (seen.has(current.typeName)) return;
    seen.add(current.typeName);
    for (const field of messageFields(current)) {
      const here = path === '' ? field.name : `${path}.${field.name}`;
      if (!everywhere.has(field.dataClass) && !found.has(field.dataClass)) found.set(field.dataClass, here);
    }
    for (const field of current.fields) {
      if (field.message) walk(field.message, path === '' ? field.name : `${path}.${field.name}`);
    }
  };
  walk(message, '');
  return found;
}

/** What is wrong with a method's declaration, one sentence each; empty when it says exactly what is so. */
export function problemsOf(method: MethodAccess): string[] {
  const problems: string[] = [];
  const compare = (side: string, declared: ReadonlySet<DataClass>, message: DescMessage) => {
    const reached = reachableClasses(message);
    for (const [dataClass, path] of reached) {
      if (!declared.has(dataClass)) {
        problems.push(`${method.path}: its ${side} holds ${dataClassName(dataClass)} in ${path}, undeclared`);
      }
    }
    for (const dataClass of declared) {
      if (!reached.has(dataClass)) {
        problems.push(`${method.path}: its ${side} declares ${dataClassName(dataClass)} and holds none`);
      }
    }
  };
  compare('request', method.requestClasses, method.request);
  compare('response', method.responseClasses, method.response);
  const isEdge = method.credential !== Credential.UNSPECIFIED;
  const isAnybodys = method.credential === Credential.CALL_ID;
  if (!isAnybodys && method.services.size + method.roles.size === 0)
    problems.push(`${method.path}: nobody may call it`);
  if (method.roles.has('staff') !== method.staffRoles.size > 0) {
    problems.push(`${method.path}: the staff and the roles that they act in belong together`);
  }
  if (method.roles.has('staff') && !method.request.fields.some(({ name }) => name === 'staff_role')) {
    problems.push(`${method.path}: its request does not say in which role somebody of the staff acts`);
  }
  if (isEdge && method.services.size + method.through.size > 0) {
    problems.push(`${method.path}: opened by a credential of its own, so no service calls it`);
  }
  if (!isEdge && (method.roles.size === 0) !== (method.through.size === 0)) {
    problems.push(`${method.path}: roles and the services that they act through belong together`);
  }
  return problems;
}
