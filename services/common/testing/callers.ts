/** Principals for tests and benches: keys of every service, and clients that call as whoever the schema names. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client, ServiceDefinition } from '@grpc/grpc-js';
import { Credential } from '../../../proto/gen/earshot/callers/v1/callers.ts';
import {
  type MethodAccess,
  methodAt,
  type Person,
  type Principal,
  type ServiceName,
} from '../callers/access.ts';
import {
  actingAs,
  type CallerConfig,
  type Credentials,
  callerSettings,
  loadCredentials,
} from '../callers/credentials.ts';
import { callerKeysDir, createCallerKeys } from '../callers/keys.ts';
import { loadConfig } from '../config.ts';
import { connect, openChannel } from '../grpc/client.ts';
import { testStaffId } from './staff.ts';

let shared: string | undefined;

/** A state directory with nothing in it but keys, for tests that start no service from its settings. */
function sharedStateDir(): string {
  if (shared === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'earshot-callers-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    createCallerKeys(callerKeysDir(made));
    shared = made;
  }
  return shared;
}

/** Makes the keys of all services in a state directory, as `earshot up` does. */
export function keysIn(stateDir: string): void {
  createCallerKeys(callerKeysDir(stateDir));
}

/** Settings that lead to those keys, or to the keys of this process. */
export function callerConfig(stateDir = sharedStateDir()): CallerConfig {
  return loadConfig(callerSettings, { EARSHOT_STATE_DIR: stateDir });
}

/** What a service presents, for itself or for a person; with the keys of a state directory or of this process. */
export function credentialsOf(service: ServiceName, person?: Person, stateDir?: string): Credentials {
  const credentials = loadCredentials(service, callerConfig(stateDir));
  return person === undefined ? credentials : actingAs(credentials, person);
}

type Constructor<C> = {
  new (...args: ConstructorParameters<typeof Client>): C;
  readonly service: ServiceDefinition;
};

/** A principal that the schema names for a method, owning whatever the request names. */
export function namedPrincipal(method: MethodAccess, request: Readonly<Record<string, unknown>>): Principal {
  const [service] = method.services;
  if (service !== undefined) return { service };
  const own = (name: string) => (typeof request[name] === 'string' ? request[name] : '');
  const subjectId = own('askerId') || own('guardianId') || own('subjectId');
  const [householdId, tenantId] = [own('householdId'), own('tenantId')];
  if (method.roles.has('staff') && (method.roles.size === 1 || Number(request['staffRole'] ?? 0) > 0)) {
    return { service: 'web', person: { role: 'staff', staffId: testStaffId } };
  }
  const isOwned = (subjectId !== '' || householdId !== '') && tenantId === '';
  const role = [isOwned ? 'owner' : 'operator', 'operator', ...method.roles].find((one) =>
    method.roles.has(one as Person['role']),
  ) as Person['role'];
  const through = method.through.has('operator_cli') ? 'operator_cli' : [...method.through][0];
  return { service: through ?? 'operator_cli', person: { role, subjectId, householdId, tenantId } };
}

/** More people than any test calls as at once. */
const maxClients = 100;

/**
 * A client that makes each call as somebody whom the schema names for it, owning what the request names: for tests of
 * what a service does, not of whom it lets in.
 */
export function connectAsNamed<C extends Client>(
  Client: Constructor<C>,
  address: string,
  stateDir?: string,
): C {
  const clients = new Map<string, C>();
  const clientFor = ({ service, person }: Principal): C => {
    const name = JSON.stringify([service, person]);
    const client = clients.get(name) ?? connect(Client, address, credentialsOf(service, person, stateDir));
    // Used last stands last: thousands of principals must not hold thousands of connections.
    clients.delete(name);
    clients.set(name, client);
    const [oldest = name] = clients.keys();
    if (clients.size > maxClients) {
      clients.get(oldest)?.close();
      clients.delete(oldest);
    }
    return client;
  };
  const open = openChannel(Client, address);
  const close = () => {
    for (const client of [open, ...clients.values()]) client.close();
  };
  return new Proxy(open, {
    get(target, name) {
      if (name === 'close') return close;
      const definition = Client.service[String(name)];
      if (definition === undefined) return Reflect.get(target, name);
      const method = methodAt(definition.path);
      return (...args: unknown[]) => {
        const request = (definition.requestStream ? {} : args[0]) as Record<string, unknown>;
        const isEdge = method.credential !== Credential.UNSPECIFIED;
        const client = isEdge ? open : clientFor(namedPrincipal(method, request));
        return (Reflect.get(client, name) as (...all: unknown[]) => unknown).apply(client, args);
      };
    },
  });
}
