/** Does again what somebody took back, in a database that was put back from a backup. */
import type { NotedAt } from '../../common/notes/taken-back.ts';
import type { Devices } from '../accounts/devices.ts';
import type { ProfileStore } from '../accounts/profile.ts';
import type { Faults } from '../cases/faults.ts';
import type { Orders } from '../cases/orders.ts';
import type { ConsentRecords } from '../consent/consents.ts';
import type { Crossings } from '../consent/crossings.ts';
import type { Grants } from '../consent/grants.ts';
import type { Purpose, Way } from '../consent/purposes.ts';
import type { RecipientRecords } from '../duties/terms.ts';
import type { Children } from '../family/children.ts';
import type { Joins } from '../family/joins.ts';
import type { History } from '../history/history.ts';
import type { Links } from '../linking/links.ts';
import type { Places } from '../places/handlers.ts';
import type { Requests } from '../rights/requests.ts';
import type { HotelKeys } from '../sign-in/hotel-keys.ts';
import type { Staff } from '../sign-in/staff.ts';
import type { Ways } from '../sign-in/ways.ts';
import type { StaffMembers } from '../staff/members.ts';
import type { Voiceprints } from '../voiceprints/voiceprints.ts';
import type { TakenBack } from './taken-back.ts';

interface Doers {
  readonly grants: Grants;
  readonly consents: ConsentRecords;
  readonly requests: Requests;
  readonly devices: Devices;
  readonly history: History;
  readonly crossings: Crossings;
  readonly faults: Faults;
  readonly orders: Orders;
  readonly joins: Joins;
  readonly children: Children;
  readonly links: Links;
  readonly profile: ProfileStore;
  readonly places: Places;
  readonly staff: Staff;
  readonly members: StaffMembers;
  readonly ways: Ways;
  readonly voiceprints: Voiceprints;
  readonly hotelKeys: HotelKeys;
  readonly terms: RecipientRecords;
}

/**
 * Recipients are told again, too: the older database does not know that they were. No state that was
 * set later and no word that was said later is undone; what was granted anew since may go, as is safer.
 * @throws EarshotError as each of them.
 */
export async function doAgain(
  doers: Doers,
  taken: TakenBack,
  { notedAtMs, isOvertaken }: NotedAt,
): Promise<unknown> {
  switch (taken.kind) {
    case 'grants':
      return doers.grants.withdraw(taken.subjectId, taken.skillId, taken.paths);
    case 'skill':
      return doers.grants.forget(taken.owner, taken.skillId, taken.cause);
    case 'consent':
      return doers.consents.withdraw(taken.who, taken.purpose as Purpose, taken.way as Way);
    case 'restriction':
      if (isOvertaken) return;
      return doers.requests.restrict(taken.subjectId, taken.isRestricted, 'command');
    case 'device':
      return doers.devices.revoke(taken.deviceId, taken.householdId, taken.tenantId);
    case 'history':
      return doers.history.delete(taken.subjectId, upTo(notedAtMs, taken.what));
    case 'history-days':
      // The end that it promised to what was there stays promised.
      if (isOvertaken) return doers.history.shorten(taken.subjectId, taken.days, notedAtMs);
      return doers.history.setDays(taken.subjectId, taken.days);
    case 'crossing':
      return doers.crossings.end(taken.subjectId, taken.recipient);
    case 'crossing-by-law':
      return doers.crossings.endByLaw(taken.recipient, taken.region);
    case 'fault':
      return doers.faults.close(taken.subjectId, taken.caseId);
    case 'other':
      return doers.orders.changeOther(Buffer.from(taken.mac, 'hex'), '');
    case 'join':
      return doers.joins.end(taken.subjectId, taken.joinId);
    case 'link':
      return doers.links.end(taken.subjectId, taken.skillId);
    case 'profile':
      return doers.profile.set(taken.subjectId, taken.path, '');
    case 'room':
      return doers.places.rooms.remove(taken, taken.roomId);
    case 'thing':
      return doers.places.things.remove(taken.householdId, taken.thingId);
    case 'stay':
      return doers.places.stays.close(taken.tenantId, taken.stayId);
    case 'colleague':
      return doers.staff.remove(taken.tenantId, taken.subjectId);
    case 'hotel-key':
      return doers.hotelKeys.revoke(taken.tenantId, taken.keyId);
    case 'child':
      return doers.children.recogniseAgain(taken);
    case 'child-device':
      if (isOvertaken) return;
      return doers.children.giveDevice(taken.guardianId, taken);
    case 'token':
      return doers.devices.endToken(taken);
    case 'voice':
      return doers.voiceprints.forgetUntil(taken.subjectId, notedAtMs);
    case 'way':
      return doers.ways.removeAgain(taken.subjectId, taken.wayId);
    case 'staff':
      if (isOvertaken) return;
      return doers.members.narrow(taken.staffId, taken.roles, taken.isSuspended);
    case 'transfer':
      return doers.terms.transfer(taken.recipient, taken.operator, taken.cause, taken.takesDuties);
    default:
      taken satisfies never;
      throw new Error('a note of another kind');
  }
}

type Range = Extract<TakenBack, { kind: 'history' }>['what'];

/** The same, but for what was said after it: nobody asked for that to go. */
function upTo(notedAtMs: number, what: Range): Range {
  const { entryIds, isEverything, fromMs, untilMs } = what;
  if (entryIds.length > 0) return what;
  const endMs = notedAtMs + 1;
  return { entryIds, isEverything: false, fromMs, untilMs: isEverything ? endMs : Math.min(untilMs, endMs) };
}
