/** `docs/callers.md`: every method, who may call it, and which classes of data go in and out. */
import { Credential } from '../../../proto/gen/earshot/callers/v1/callers.ts';
import type { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import { dataClassName } from '../schema/registry.ts';
import { type MethodAccess, methods, roleNames } from './access.ts';
import { staffRoleName } from './staff-role.ts';

const credentials: Readonly<Partial<Record<Credential, string>>> = {
  [Credential.DEVICE_TOKEN]: 'by its device token',
  [Credential.PULL_TOKEN]: 'by a pull token',
  [Credential.CALL_ID]: 'whoever made the call, by its random name',
};

const words = (name: string) => name.replaceAll('_', ' ');

const staffRoles = ({ staffRoles: named }: MethodAccess) =>
  [...named].map((role) => words(staffRoleName(role))).join(' or ');

function people(method: MethodAccess): string {
  if (method.roles.size === 0) return credentials[method.credential] ?? '';
  const roles = [...method.roles]
    .map((role) => (role === 'staff' ? `staff as ${staffRoles(method)}` : words(role)))
    .join(', ');
  const how = credentials[method.credential] ?? `through ${[...method.through].map(words).join(' or ')}`;
  return `${roles}, ${how}`;
}

const classes = (named: ReadonlySet<DataClass>) => [...named].map(dataClassName).join(', ');

function contractSection(contract: string, served: readonly MethodAccess[]): string {
  const rows = served.map((method) => {
    const cells = [
      `\`${method.name}\``,
      [...method.services].map(words).join(', '),
      people(method),
      classes(method.requestClasses),
      classes(method.responseClasses),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return `### ${contract.replace(/^earshot\.(\w+)\.v1\..*$/, '$1')}, served by ${[...(served[0]?.servers ?? [])].join(', ') || 'every process'}

| method | services | people | classes in | classes out |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

/** The whole page. */
export function callersPage(): string {
  const contracts = [...new Set(methods.map(({ contract }) => contract))].sort();
  const roles = roleNames.map((role) => {
    const reached = methods.filter((method) => method.roles.has(role)).map(({ name }) => `\`${name}\``);
    return `| ${words(role)} | ${reached.length === 0 ? 'nothing yet' : reached.join(', ')} |`;
  });
  return `# Callers

Written from the schema by \`npm run docs\`; a test keeps it equal. ${methods.length} methods, each with the services and roles that
may call it and the classes of data that its request and its answer can hold, whatever the depth of the field. Public and
operational fields go everywhere and are not listed.

Whoever is not named is refused before the handler runs: \`CALLER_UNKNOWN\` without a good token, \`CALLER_REFUSED\` when the
schema does not name the caller. Somebody of the staff, who comes through the pages by a key of their own, names one of the roles
of their record ([ADR 115](adr/0115-staff-with-keys-of-their-own.md)), else \`STAFF_ROLE_REQUIRED\`. A person reaches only objects of their own; any other object is \`NOT_FOUND\`.
[ADR 54](adr/0054-callers-in-the-schema.md) says how a caller proves who it is.

    node start.mjs test services/common/callers services/skills/owners.test.ts

## What a person can reach

| role | methods |
| --- | --- |
${roles.join('\n')}

## Methods

${contracts
  .map((contract) =>
    contractSection(
      contract,
      methods.filter((method) => method.contract === contract),
    ),
  )
  .join('\n')}`;
}
