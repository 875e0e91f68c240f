/** Who of the staff may do what: by the record of their key, call by call, and by nothing that anybody says. */
import { randomBytes } from 'node:crypto';
import { ScalarType } from '@bufbuild/protobuf';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StaffRole } from '../../../proto/gen/earshot/callers/v1/callers.ts';
import { CasesServiceClient } from '../../../proto/gen/earshot/duties/v1/cases.ts';
import { DutiesServiceClient } from '../../../proto/gen/earshot/duties/v1/duties.ts';
import { StaffServiceClient } from '../../../proto/gen/earshot/duties/v1/staff.ts';
import { FamilyServiceClient } from '../../../proto/gen/earshot/family/v1/family.ts';
import { RightsServiceClient } from '../../../proto/gen/earshot/rights/v1/rights.ts';
import { methods, type Person, type ServiceName } from '../../common/callers/access.ts';
import { allStaffRoles, staffRoleName } from '../../common/callers/staff-role.ts';
import { query } from '../../common/db/pool.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { callUnary, connect } from '../../common/grpc/client.ts';
import { connectAsNamed, credentialsOf } from '../../common/testing/callers.ts';
import { type Harness, limits, startHarness } from '../testing/harness.ts';

const contracts = [
  CasesServiceClient,
  DutiesServiceClient,
  FamilyServiceClient,
  RightsServiceClient,
] as const;
let harness: Harness;
let record: StaffServiceClient;
/** Somebody of each role, who holds no other. */
const holders = new Map<StaffRole, string>();
beforeAll(async () => {
  harness = await startHarness();
  record = connectAsNamed(StaffServiceClient, harness.service.address, harness.stateDirectory);
  for (const role of allStaffRoles) holders.set(role, (await employ([role])).staffId);
});
afterAll(async () => {
  for (const client of clients.values()) client.close();
  record.close();
  await harness.close();
});

async function employ(roles: readonly StaffRole[]): Promise<{ staffId: string; publicKey: string }> {
  const publicKey = randomBytes(32).toString('base64url');
  const admitted = { publicKey, roles: [...roles] };
  return { publicKey, ...(await callUnary(record, 'admitStaffMember', admitted, limits)) };
}

/** Calls for the staff that this service answers, with the roles that the schema names. */
const forStaff = methods.filter(({ roles, servers }) => roles.has('staff') && servers.has('privacy'));
const jsonName = (name: string) => name[0]?.toLowerCase() + name.slice(1);

const clients = new Map<string, RightsServiceClient>();
const connectAs = (Client: typeof RightsServiceClient, person: Person, service: ServiceName) =>
  connect(Client, harness.service.address, credentialsOf(service, person, harness.stateDirectory));

/** The code of any of them, with a request that holds nothing but a role. */
async function calling(person: Person, name: string, staffRole: StaffRole, service: ServiceName = 'web') {
  const Client = contracts.find((one) => jsonName(name) in one.service);
  if (Client === undefined) throw new Error(`no contract here serves ${name}`);
  const key = JSON.stringify([contracts.indexOf(Client), service, person]);
  const client = clients.get(key) ?? connectAs(Client as typeof RightsServiceClient, person, service);
  clients.set(key, client);
  const fields = methods.find((one) => one.name === name)?.request.fields ?? [];
  const empty = fields.map((one) => [one.jsonName, one.scalar === ScalarType.STRING ? '' : 0]);
  const request = { ...Object.fromEntries(empty), staffRole } as never;
  const code = await callUnary(client, jsonName(name) as never, request, limits).then(() => 'OK', codeOf);
  return code;
}

describe('a role', () => {
  test.each(forStaff.map(({ name, staffRoles }) => [name, staffRoles] as const))(
    '%s is done for those who hold one that the schema names, and for nobody who claims it',
    async (name, named) => {
      for (const held of allStaffRoles) {
        const staffId = holders.get(held) ?? '';
        for (const claimed of [StaffRole.UNSPECIFIED, ...allStaffRoles]) {
          const code = await calling({ role: 'staff', staffId }, name, claimed);
          const may = claimed === held && named.has(claimed);
          const who = `${staffRoleName(held)} as ${staffRoleName(claimed)}`;
          expect([who, code === 'STAFF_ROLE_REQUIRED']).toEqual([who, !may]);
          if (may) expect(code).not.toMatch(/^CALLER_/);
        }
      }
    },
    60_000,
  );

  test('is nothing that an operator, an owner, or whoever is on no record can claim', async () => {
    const role = StaffRole.PRIVACY_OFFICER;
    const stranger: Person = { role: 'staff', staffId: `staff_${'x'.repeat(22)}` };
    for (const { name, roles } of forStaff) {
      const outcomes = [
        await calling({ role: 'operator' }, name, role, 'operator_cli'),
        await calling({ role: 'owner', subjectId: 's' }, name, role),
        await calling(stranger, name, role),
        await calling({ role: 'staff' }, name, role),
      ];
      const expected = outcomes.map((_, index) =>
        (index === 0 && !roles.has('operator')) || (index === 1 && !roles.has('owner'))
          ? 'CALLER_REFUSED'
          : 'STAFF_ROLE_REQUIRED',
      );
      expect([name, outcomes]).toEqual([name, expected]);
    }
  });

  test('counts only through the pages, which check the key: the operator’s own key cannot speak for the staff', async () => {
    const { staffId } = await employ(allStaffRoles);
    for (const { name, staffRoles } of forStaff) {
      const [role = StaffRole.UNSPECIFIED] = staffRoles;
      expect(await calling({ role: 'staff', staffId }, name, role, 'operator_cli')).toBe('CALLER_REFUSED');
    }
  });
});

describe('a member of the staff', () => {
  const listing = (staffId: string) =>
    calling({ role: 'staff', staffId }, 'ListOpenRequests', StaffRole.SUPPORT);

  test('who is suspended is refused with the next call, until they are taken again', async () => {
    const { staffId, publicKey } = await employ([StaffRole.SUPPORT]);
    const found = async () => (await callUnary(record, 'findStaffMember', { staffId }, limits)).publicKey;
    expect([await listing(staffId), await found()]).toEqual(['OK', publicKey]);
    await callUnary(record, 'suspendStaffMember', { staffId, isSuspended: true }, limits);
    expect([await listing(staffId), await found()]).toEqual(['STAFF_ROLE_REQUIRED', '']);
    // Being admitted with other roles does not end a suspension.
    await callUnary(record, 'admitStaffMember', { publicKey, roles: [...allStaffRoles] }, limits);
    expect(await listing(staffId)).toBe('STAFF_ROLE_REQUIRED');
    await callUnary(record, 'suspendStaffMember', { staffId, isSuspended: false }, limits);
    expect(await listing(staffId)).toBe('OK');
  });

  test('loses a role with the next call', async () => {
    const { staffId, publicKey } = await employ([StaffRole.SUPPORT, StaffRole.AUDITOR]);
    expect(await listing(staffId)).toBe('OK');
    await callUnary(record, 'admitStaffMember', { publicKey, roles: [StaffRole.AUDITOR] }, limits);
    expect(await listing(staffId)).toBe('STAFF_ROLE_REQUIRED');
    const { members } = await callUnary(record, 'listStaffMembers', {}, limits);
    expect(members.find((one) => one.staffId === staffId)).toMatchObject({
      ...{ roles: [StaffRole.AUDITOR], isSuspended: false },
    });
  });

  test.each([
    ['no key', { publicKey: 'short', roles: [StaffRole.SUPPORT] }],
    ['no role', { publicKey: 'B'.repeat(43), roles: [] }],
    ['a role twice', { publicKey: 'B'.repeat(43), roles: [StaffRole.SUPPORT, StaffRole.SUPPORT] }],
    ['the role that is none', { publicKey: 'B'.repeat(43), roles: [StaffRole.UNSPECIFIED] }],
  ])('cannot be admitted with %s', async (_which, asked) => {
    expect(await callUnary(record, 'admitStaffMember', asked, limits).then(() => 'OK', codeOf)).toBe(
      'INVALID_ARGUMENT',
    );
  });

  test('stands in the audit log by the name of their key, refused calls too, and nobody changes it unseen', async () => {
    const { staffId } = await employ([StaffRole.SUPPORT]);
    await listing(staffId);
    await calling({ role: 'staff', staffId }, 'ReadTradeRecord', StaffRole.DISPUTES);
    const { pool } = harness.stores;
    const lines = await query<{ sequence: number; action: string; staff_role: string }>(
      pool,
      'select sequence, action, staff_role from audit_entries where staff_id = $1 order by sequence',
      [staffId],
    );
    expect(lines.map(({ action, staff_role }) => [action, staff_role])).toEqual([
      ['RightsService/ListOpenRequests', 'support'],
      ['CasesService/ReadTradeRecord', 'disputes'],
    ]);
    const duties = connectAsNamed(DutiesServiceClient, harness.service.address, harness.stateDirectory);
    const broken = async () =>
      (await callUnary(duties, 'verifyAudit', { keptSequence: 0, keptHash: '' }, limits)).brokenSequence;
    expect(await broken()).toBe(0);
    const [first] = lines;
    const blame = (somebody: string) =>
      query(pool, 'update audit_entries set staff_id = $1 where sequence = $2', [somebody, first?.sequence]);
    await blame(`staff_${'y'.repeat(22)}`);
    expect(await broken()).toBe(first?.sequence);
    await blame('');
    expect(await broken()).toBe(first?.sequence);
    await blame(staffId);
    expect(await broken()).toBe(0);
    duties.close();
  });
});
