/** The schema's callers and classes, and a walk over every method with every principal. */
import { readFileSync } from 'node:fs';
import {
  createFileRegistry,
  fromBinary,
  getExtension,
  type Registry,
  setExtension,
} from '@bufbuild/protobuf';
import {
  FieldDescriptorProto_Type,
  type FileDescriptorSet,
  FileDescriptorSetSchema,
  type MethodDescriptorProto,
} from '@bufbuild/protobuf/wkt';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { afterEach, describe, expect, test } from 'vitest';
import { type Access, Role, Service, StaffRole } from '../../../proto/gen/earshot/callers/v1/callers.ts';
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import { guarded } from '../grpc/guard.ts';
import { schemaRegistry } from '../schema/registry.ts';
import { credentialsOf } from '../testing/callers.ts';
import { emptyService, everyPrincipal, nameOf, RawCaller } from '../testing/raw-calls.ts';
import { type MethodAccess, methods, problemsOf, readAccess, type ServiceName } from './access.ts';

const bytes = readFileSync(new URL('../../../proto/gen/schema.binpb', import.meta.url));

/** The schema with a mistake in it, of which the product knows nothing. */
function planted(mistake: (files: FileDescriptorSet) => void): Registry {
  const files = fromBinary(FileDescriptorSetSchema, bytes);
  mistake(files);
  return createFileRegistry(files);
}

function methodOf(files: FileDescriptorSet, name: string): MethodDescriptorProto {
  const found = files.file
    .flatMap(({ service }) => service)
    .flatMap(({ method }) => method)
    .find((method) => method.name === name);
  if (found === undefined) throw new Error(`no method ${name}`);
  return found;
}

function changeAccess(name: string, change: (access: Access) => void): (files: FileDescriptorSet) => void {
  return (files) => {
    const { options } = methodOf(files, name);
    const extension = schemaRegistry.getExtension('earshot.callers.v1.access');
    if (options === undefined || extension === undefined) throw new Error('no options');
    const access = getExtension(options, extension) as unknown as Access;
    change(access);
    setExtension(options, extension, access as never);
  };
}

const problemsIn = (registry: Registry) => readAccess(registry).flatMap(problemsOf);

describe('every method', () => {
  test('says who may call it and exactly which classes it carries', () => {
    expect(methods.length).toBeGreaterThan(30);
    expect(problemsIn(schemaRegistry)).toEqual([]);
  });

  test.each<[string, RegExp, (files: FileDescriptorSet) => void]>([
    [
      'a class in the depth of a request is not declared',
      /Invoke: its request holds child in turn\.audience\.listener, undeclared/,
      changeAccess('Invoke', (access) => {
        access.requestClasses = access.requestClasses.filter((one) => one !== DataClass.CHILD);
      }),
    ],
    [
      'an answer declares what it does not hold',
      /Synthesise: its response declares health and holds none/,
      changeAccess('Synthesise', (access) => void access.responseClasses.push(DataClass.HEALTH)),
    ],
    [
      'a message gains a field of another class',
      /ListGrants: its response holds location_precise in grants\.place, undeclared/,
      (files) => {
        const message = files.file
          .flatMap(({ messageType }) => messageType)
          .find(({ name, field }) => name === 'Grant' && field.some((one) => one.name === 'grant_id'));
        const field = message?.field.find(({ name }) => name === 'path');
        const extension = schemaRegistry.getExtension('earshot.privacy.v1.data_class');
        if (message === undefined || field?.options === undefined || extension === undefined) {
          throw new Error('no such message');
        }
        const options = structuredClone(field.options);
        setExtension(options, extension, DataClass.LOCATION_PRECISE as never);
        const type = FieldDescriptorProto_Type.STRING;
        message.field.push({ ...field, name: 'place', jsonName: 'place', number: 99, type, options });
      },
    ],
    [
      'nobody may call it',
      /Judge: nobody may call it/,
      changeAccess('Judge', (access) => {
        access.services = [];
      }),
    ],
    [
      'the staff is let in without a role of theirs',
      /ReadLogs: the staff and the roles that they act in belong together/,
      changeAccess('ReadLogs', (access) => {
        access.staffRoles = [];
      }),
    ],
    [
      'the staff cannot say as what they act',
      /GrantFields: its request does not say in which role somebody of the staff acts/,
      changeAccess('GrantFields', (access) => {
        access.roles.push(Role.STAFF);
        access.staffRoles.push(StaffRole.SUPPORT);
      }),
    ],
    [
      'a role has no service to act through',
      /GrantFields: roles and the services that they act through belong together/,
      changeAccess('GrantFields', (access) => {
        access.through = [];
      }),
    ],
  ])('is found out when %s', (_what, problem, mistake) => {
    expect(problemsIn(planted(mistake))).toContainEqual(expect.stringMatching(problem));
  });

  test('cannot be read, and so not be served, without naming callers', () => {
    const without = planted((files) => {
      delete methodOf(files, 'Disclose').options;
    });
    expect(() => readAccess(without)).toThrow(
      '/earshot.privacy_service.v1.PrivacyService/Disclose names no callers',
    );
  });
});

describe('a walk over every method with every principal', () => {
  let server: Server | undefined;
  afterEach(() => server?.forceShutdown());

  /** Serves every contract with empty handlers behind the door that `access` describes. */
  async function serve(access: readonly MethodAccess[]): Promise<RawCaller> {
    const started = new Server();
    server = started;
    const { verifier } = credentialsOf('privacy');
    const at = new Map(access.map((method) => [method.path, method]));
    for (const contract of new Set(access.map((method) => method.contract))) {
      const [definition, handlers] = emptyService(access.filter((method) => method.contract === contract));
      started.addService(
        definition,
        guarded(
          definition,
          handlers,
          verifier,
          (path) => at.get(path) as MethodAccess,
          'privacy',
          () => undefined,
        ),
      );
    }
    const port = await new Promise<number>((resolve, reject) => {
      started.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
    return new RawCaller(`127.0.0.1:${port}`);
  }

  /** Where what is enforced differs from what the schema says, one sentence each. */
  async function differences(caller: RawCaller, walked = methods): Promise<string[]> {
    const signers = new Map<ServiceName, ReturnType<typeof credentialsOf>['signer']>();
    const signerOf = (service: ServiceName) => {
      const signer = signers.get(service) ?? credentialsOf(service).signer;
      signers.set(service, signer);
      return signer;
    };
    const found: string[] = [];
    for (const method of walked) {
      const isEdge = method.credential !== 0;
      const compare = (who: string, code: string, expected: string) => {
        if (code !== expected) found.push(`${method.name} by ${who}: ${code}, not ${expected}`);
      };
      compare('nobody', await caller.call(method, undefined), isEdge ? 'OK' : 'CALLER_UNKNOWN');
      await Promise.all(
        everyPrincipal.map(async (principal) => {
          const { service, person } = principal;
          const isNamed =
            isEdge ||
            (person === undefined
              ? method.services.has(service)
              : method.roles.has(person.role) &&
                method.through.has(service) &&
                // Whoever is of the staff shows a key to the pages, and to nobody else.
                (person.role !== 'staff' || service === 'web'));
          const token = await signerOf(service).tokenFor([...method.servers][0] ?? 'privacy', person);
          const code = await caller.call(method, token);
          compare(nameOf(principal), code, isNamed ? 'OK' : 'CALLER_REFUSED');
        }),
      );
    }
    return found;
  }

  test('finds that each lets through whom it names and nobody else', async () => {
    const caller = await serve(methods);
    expect(await differences(caller)).toEqual([]);
    caller.close();
  }, 60_000);

  test('begins with none for the staff whose record nothing would ask', () => {
    const { verifier } = credentialsOf('privacy');
    const [reading] = methods.filter(({ name }) => name === 'ReadLogs');
    const [definition, handlers] = emptyService(reading === undefined ? [] : [reading]);
    expect(() => guarded(definition, handlers, verifier)).toThrow('ReadLogs is for the staff');
  });

  test('finds a service and a role that were let in by mistake', async () => {
    const wrong = planted((files) => {
      changeAccess('Disclose', (access) => void access.services.push(Service.GATEWAY))(files);
      changeAccess('GrantFields', (access) => void access.roles.push(Role.OPERATOR))(files);
    });
    const caller = await serve(readAccess(wrong));
    const walked = methods.filter(({ name }) => /^(Disclose|GrantFields|WithdrawFields)$/.test(name));
    expect((await differences(caller, walked)).sort()).toEqual([
      'Disclose by gateway: OK, not CALLER_REFUSED',
      'GrantFields by operator through operator_cli: OK, not CALLER_REFUSED',
      'GrantFields by operator through web: OK, not CALLER_REFUSED',
    ]);
    caller.close();
  }, 60_000);
});
