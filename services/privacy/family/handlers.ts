/** The contract of families on top of joins, children and their cases. */
import { StaffRole } from '../../../proto/gen/earshot/callers/v1/callers.ts';
import type { FamilyServiceServer } from '../../../proto/gen/earshot/family/v1/family.ts';
import { isRole, requireOwn } from '../../common/callers/objects.ts';
import { staffRoleName } from '../../common/callers/staff-role.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { serverStream, unary } from '../../common/grpc/server.ts';
import type { Devices } from '../accounts/devices.ts';
import { listOwnedDevices } from '../accounts/owned-devices.ts';
import { wayNamed } from '../consent/purposes.ts';
import type { History } from '../history/history.ts';
import type { TakenBackNotes } from '../holding/taken-back.ts';
import type { PlaceParts } from '../places/owner.ts';
import { proofOf } from '../rights/handlers.ts';
import { kindNamed } from '../rights/requests.ts';
import type { BornIn } from './ages.ts';
import { type ChildCases, reasonNamed } from './child-cases.ts';
import type { Children } from './children.ts';
import type { Joins } from './joins.ts';

const weekMs = 7 * 86_400_000;

export interface FamilyParts extends PlaceParts {
  readonly joins: Joins;
  readonly children: Children;
  readonly cases: ChildCases;
  readonly history: History;
  readonly devices: Devices;
  readonly takenBack: TakenBackNotes;
}

export function familyHandlers(parts: FamilyParts): FamilyServiceServer {
  return { ...memberHandlers(parts), ...childHandlers(parts) };
}

type MemberCalls =
  | 'offerJoin'
  | 'readJoin'
  | 'answerJoin'
  | 'confirmJoin'
  | 'endJoin'
  | 'listJoins'
  | 'listSharedHistory'
  | 'listSharedDevices'
  | 'muteSharedDevice';

function memberHandlers(parts: FamilyParts): Pick<FamilyServiceServer, MemberCalls> {
  const { joins, history, devices, takenBack, now } = parts;
  return {
    offerJoin: unary(({ subjectId, ...offer }, call) => {
      requireOwn(call, { subjectId });
      return joins.offer(subjectId, offer);
    }),
    readJoin: unary(({ subjectId, code }, call) => {
      requireOwn(call, { subjectId });
      return joins.read(subjectId, code);
    }),
    answerJoin: unary(async ({ subjectId, code, ...answer }, call) => {
      requireOwn(call, { subjectId });
      return { joinId: await joins.answer(subjectId, code, answer) };
    }),
    confirmJoin: unary(async ({ subjectId, joinId }, call) => {
      requireOwn(call, { subjectId });
      await joins.confirm(subjectId, joinId);
      return {};
    }),
    endJoin: unary(async ({ subjectId, joinId }, call) => {
      requireOwn(call, { subjectId });
      await takenBack.keep({ kind: 'join', subjectId, joinId }, () => joins.end(subjectId, joinId));
      return {};
    }),
    listJoins: unary(async ({ subjectId }, call) => {
      requireOwn(call, { subjectId });
      return { joins: await joins.list(subjectId) };
    }),
    listSharedHistory: unary(async ({ subjectId, joinId, ...page }, call) => {
      requireOwn(call, { subjectId });
      const other = await joins.shared(subjectId, joinId, 'history');
      const { entries, hasMore } = await history.list(other.subjectId, page);
      return { entries, hasMore };
    }),
    listSharedDevices: unary(async ({ subjectId, joinId }, call) => {
      requireOwn(call, { subjectId });
      const { householdId } = await joins.shared(subjectId, joinId, 'devices');
      return { devices: await listOwnedDevices(parts, { householdId, tenantId: '' }) };
    }),
    muteSharedDevice: unary(async ({ subjectId, joinId, deviceId, mutedUntilMs }, call) => {
      requireOwn(call, { subjectId });
      if (mutedUntilMs <= now() || mutedUntilMs > now() + weekMs) {
        throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'mutedUntilMs' } });
      }
      const { householdId } = await joins.shared(subjectId, joinId, 'devices');
      await devices.requireOf(deviceId, householdId);
      const change = { isMuted: true, mutedUntilMs, wakeWordOffUntilMs: 0, wakeWords: undefined };
      await devices.setListening(deviceId, change);
      return {};
    }),
  };
}

type ChildCalls =
  | 'addChild'
  | 'recogniseChild'
  | 'listChildren'
  | 'answerForChild'
  | 'addGuardian'
  | 'setChildRules'
  | 'giveDeviceToChild'
  | 'openChildRequest'
  | 'listChildRequests'
  | 'restrictChild'
  | 'exportChild'
  | 'eraseChild'
  | 'listChildReads'
  | 'readChildCase'
  | 'reportUse';

function childHandlers(parts: FamilyParts): Pick<FamilyServiceServer, ChildCalls> {
  const { joins, children, cases, takenBack } = parts;
  const recognise = async (childId: string, born: BornIn) => {
    const taken = { kind: 'child', subjectId: childId, ...(await children.sealBorn(childId, born)) } as const;
    await takenBack.keep(taken, () => children.recognise(childId, born));
  };
  return {
    addChild: unary(async ({ guardianId, householdId, name, bornYear, bornMonth }, call) => {
      requireOwn(call, { subjectId: guardianId, householdId });
      const born = { year: bornYear, month: bornMonth };
      return { childId: await children.add(guardianId, householdId, name, born) };
    }),
    recogniseChild: unary(
      async ({ askerId, joinId, subjectId, bornYear, bornMonth, reason, staffRole }, call) => {
        const born = { year: bornYear, month: bornMonth };
        if (isRole(call, 'staff')) {
          const named = reasonNamed(reason);
          await recognise(subjectId, born);
          await cases.noteRead(
            subjectId,
            'account',
            staffRoleName(staffRole ?? StaffRole.UNSPECIFIED),
            named,
          );
          return {};
        }
        requireOwn(call, { subjectId: askerId });
        if (joinId === '') {
          // Of oneself, and of nobody else.
          requireOwn(call, { subjectId });
          if (subjectId !== askerId) throw new EarshotError('NOT_FOUND');
          await recognise(askerId, born);
          return {};
        }
        const other = await joins.other(askerId, joinId);
        // The main account says it of a sub-account, never the other way round.
        if (!other.isMain) throw new EarshotError('NOT_FOUND');
        await recognise(other.subjectId, born);
        return {};
      },
    ),
    listChildren: unary(async ({ guardianId }, call) => {
      requireOwn(call, { subjectId: guardianId });
      return { children: await children.list(guardianId) };
    }),
    answerForChild: unary(async ({ guardianId, childId, isYes, textVersion, locale, way }, call) => {
      requireOwn(call, { subjectId: guardianId });
      const one = { isYes, version: textVersion, locale, way: wayNamed(way) };
      const answer = () => children.answer(guardianId, childId, one);
      const who = { subjectId: childId, tenantId: '' };
      const no = { kind: 'consent', who, purpose: 'child_data', way: one.way } as const;
      await (isYes ? answer() : takenBack.keep(no, answer));
      return {};
    }),
    addGuardian: unary(async ({ guardianId, childId, joinId }, call) => {
      requireOwn(call, { subjectId: guardianId });
      const other = await joins.other(guardianId, joinId);
      await children.addGuardian(guardianId, childId, other.subjectId);
      return {};
    }),
    setChildRules: unary(async ({ guardianId, childId, rules }, call) => {
      requireOwn(call, { subjectId: guardianId });
      if (rules === undefined) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'rules' } });
      await children.setRules(guardianId, childId, rules);
      return {};
    }),
    giveDeviceToChild: unary(async ({ guardianId, ...given }, call) => {
      requireOwn(call, { subjectId: guardianId, householdId: given.householdId });
      const { childId, householdId, deviceId, isGiven } = given;
      await takenBack.keep(
        { kind: 'child-device', guardianId, childId, householdId, deviceId, isGiven },
        () => children.giveDevice(guardianId, given),
      );
      return {};
    }),
    openChildRequest: unary(({ guardianId, childId, kind, note }, call) => {
      requireOwn(call, { subjectId: guardianId });
      return cases.open(guardianId, childId, kindNamed(kind), note, proofOf(call));
    }),
    listChildRequests: unary(async ({ guardianId, childId }, call) => {
      requireOwn(call, { subjectId: guardianId });
      return { requests: await cases.list(guardianId, childId) };
    }),
    restrictChild: unary(async ({ guardianId, childId, isRestricted }, call) => {
      requireOwn(call, { subjectId: guardianId });
      await takenBack.keep({ kind: 'restriction', subjectId: childId, isRestricted }, () =>
        cases.restrict(guardianId, childId, isRestricted, proofOf(call)),
      );
      return {};
    }),
    exportChild: serverStream(async ({ guardianId, childId }, call) => {
      requireOwn(call, { subjectId: guardianId });
      for await (const held of cases.export(guardianId, childId, proofOf(call))) await call.write(held);
    }),
    eraseChild: unary(({ guardianId, childId }, call) => {
      requireOwn(call, { subjectId: guardianId });
      return cases.erase(guardianId, childId, proofOf(call));
    }),
    listChildReads: unary(async ({ guardianId, childId }, call) => {
      requireOwn(call, { subjectId: guardianId });
      return { reads: await cases.reads(guardianId, childId) };
    }),
    readChildCase: unary(async ({ requestId, reason, staffRole }) => ({
      request: await cases.readCase(requestId, staffRoleName(staffRole), reason),
    })),
    reportUse: unary(async ({ deviceId, usedMs }) => {
      await children.used(deviceId, usedMs);
      return {};
    }),
  };
}
