/** What privacy holds of people and places, and what an erasure leaves of it. */
import { codeOf } from '../../common/errors/earshot-error.ts';
import { by, type HeldTable, type Row } from '../../common/holders/tables.ts';
import { openAccountName } from '../accounts/account-name.ts';
import type { ProfileStore } from '../accounts/profile.ts';
import { faultIsOver, openLogs } from '../cases/faults.ts';
import { openOrder, orderIsOver } from '../cases/orders.ts';
import { openJoinName } from '../family/joins.ts';
import { openEntry } from '../history/history.ts';
import { openNames } from '../places/names.ts';
import { keyOfOwner, type PlaceParts } from '../places/owner.ts';
import { openRequestRow } from '../rights/requests.ts';
import { openIdentity } from '../sign-in/account.ts';
import { openHeldVoice } from '../voiceprints/voiceprints.ts';

type Parts = Pick<PlaceParts, 'pool' | 'keys'> & { readonly profile: ProfileStore };

const untilErased = 'until its owner is erased';

/** In the order in which rows are deleted. @param parts Absent: declared, but nothing sealed is opened. */
export function heldTables(parts?: Parts): readonly HeldTable[] {
  const openNamesOf = (idColumn: string) => async (row: Row) => {
    if (parts === undefined) return {};
    const owner = { householdId: textOf(row['household_id']), tenantId: textOf(row['tenant_id']) };
    const names = await unlessClosed(async () =>
      openNames(await keyOfOwner(parts, owner), textOf(row[idColumn]), row['sealed_names'] as Buffer),
    );
    return names === undefined || names.length === 0 ? {} : { sealed_names: names };
  };
  return [
    {
      table: 'things',
      rowsOf: { household: by('household_id'), device: by('device_id') },
      lives: untilErased,
      open: openNamesOf('thing_id'),
    },
    { table: 'stays', rowsOf: { stay: by('stay_id'), room: by('room_id') }, lives: 'until the check-out' },
    {
      table: 'claim_codes',
      rowsOf: {
        household: by('household_id'),
        subject: by('subject_id'),
        tenant: by('tenant_id'),
        room: by('room_id'),
      },
      lives: 'until it is used, an hour at most; of a hotel seven days',
      isOver: 'expires_at <= $now',
    },
    {
      table: 'device_offers',
      rowsOf: { device: by('device_id') },
      lives: 'ten minutes while it is nobody’s, then until its owner is erased',
      isOver: 'device_id is null and expires_at <= $now',
    },
    {
      table: 'profile_fields',
      rowsOf: { subject: by('subject_id') },
      lives: untilErased,
      open: async (row) => {
        const value = await unlessClosed(async () =>
          parts?.profile.get(textOf(row['subject_id']), textOf(row['path'])),
        );
        return value === undefined ? {} : { sealed_value: value };
      },
    },
    {
      table: 'voiceprints',
      rowsOf: { subject: by('subject_id') },
      lives: 'until its person forgets it, takes the consent back or is erased',
      open: async (row) => {
        const numbers = await unlessClosed(async () => parts && openHeldVoice(parts, row));
        return numbers === undefined ? {} : { sealed_voice: numbers };
      },
    },
    {
      table: 'identities',
      rowsOf: { subject: by('subject_id') },
      lives: untilErased,
      open: async (row) => {
        const value = await unlessClosed(async () => parts && openIdentity(parts, row));
        return value === undefined ? {} : { sealed_value: value };
      },
    },
    { table: 'passkeys', rowsOf: { subject: by('subject_id') }, lives: untilErased },
    {
      table: 'sign_in_challenges',
      rowsOf: { subject: by('subject_id') },
      lives: 'until it is answered, ten minutes at most; an invitation two days',
      isOver: 'expires_at <= $now',
    },
    {
      table: 'sessions',
      rowsOf: { subject: by('subject_id') },
      lives: 'until somebody signs out, and as long as the configuration says at most',
      isOver: 'expires_at <= $now',
    },
    {
      table: 'hotel_keys',
      rowsOf: { tenant: by('tenant_id') },
      lives: 'until it is revoked, or its hotel is erased',
    },
    {
      table: 'history_entries',
      rowsOf: { subject: by('subject_id') },
      lives: 'as long as its owner chose, 180 days at most, and until history is switched off',
      isOver: 'expires_at <= $now',
      open: async (row) => {
        const words = await unlessClosed(async () => parts && openEntry(parts, row));
        return words === undefined ? {} : { sealed: words };
      },
    },
    {
      table: 'rights_requests',
      rowsOf: { subject: by('subject_id') },
      lives: '180 days, answered or not',
      isOver: `opened_at <= $now - interval '180 days'`,
      open: async (row) => {
        const words = await unlessClosed(async () => parts && openRequestRow(parts, row));
        return words ?? {};
      },
    },
    {
      table: 'trade_orders',
      rowsOf: { subject: by('subject_id') },
      lives:
        'three years from the order’s completion, whatever its buyer closes; without that from when it came',
      isOver: orderIsOver,
      stays: {
        reason:
          'the law keeps orders: sealed under a key of their own, found by their number alone, read for disputes',
        scrub: { set: 'subject_id = null', where: 'true' },
      },
      open: async (row) => {
        const words = await unlessClosed(async () => parts && openOrder(parts.keys, row));
        return words ?? {};
      },
    },
    {
      table: 'fault_cases',
      rowsOf: { subject: by('subject_id') },
      lives:
        'until a day after its case was closed, which it is by itself when nothing happened in it for thirty days',
      isOver: faultIsOver,
      open: async (row) => {
        const logs = await unlessClosed(async () => parts && openLogs(parts, row));
        return {
          ...(logs?.sent && { sealed_log: logs.sent }),
          ...(logs?.ofDevice && { sealed_device_log: logs.ofDevice }),
        };
      },
    },
    {
      table: 'incident_people',
      rowsOf: { subject: by('subject_id'), tenant: by('tenant_id') },
      lives: 'three years, or until its owner is erased: who was told when',
      isOver: `opened_at <= $now - interval '3 years'`,
    },
    { table: 'recipient_changes', rowsOf: { subject: by('subject_id') }, lives: untilErased },
    { table: 'crossings', rowsOf: { subject: by('subject_id') }, lives: untilErased },
    // Random names of notes on the disk, which are gone a while before.
    {
      table: 'taken_back',
      rowsOf: {},
      lives: '200 days; its note on the disk 180',
      isOver: `noted_at <= $now - interval '200 days'`,
    },
    // Hashes with a key that is in no table: nobody's, until the same address is shown again.
    {
      table: 'closed_identities',
      rowsOf: {},
      lives: 'three days after an account was closed',
      isOver: 'expires_at <= $now',
    },
    {
      table: 'account_links',
      rowsOf: { subject: by('subject_id') },
      lives: 'until it is unlinked, and then until the token is revoked, a day at most',
    },
    {
      table: 'link_attempts',
      rowsOf: { subject: by('subject_id') },
      lives: 'until it is finished, ten minutes at most',
      isOver: 'expires_at <= $now',
    },
    {
      table: 'joins',
      rowsOf: { subject: `${by('main_id')} or ${by('sub_id')}` },
      lives: 'until either side ends it; an offer a day, an answer to it seven',
      isOver: 'joined_at is null and expires_at <= $now',
      open: async (row) => {
        if (parts === undefined) return {};
        const [main, sub] = await Promise.all(
          (['main', 'sub'] as const).map((side) => unlessClosed(() => openJoinName(parts, row, side))),
        );
        return { ...(main && { sealed_main_name: main }), ...(sub && { sealed_sub_name: sub }) };
      },
    },
    {
      table: 'guardianships',
      rowsOf: { subject: `${by('child_id')} or ${by('guardian_id')}` },
      lives: 'until the child is grown up',
    },
    { table: 'child_rules', rowsOf: { subject: by('child_id') }, lives: 'until the child is grown up' },
    {
      table: 'child_use',
      rowsOf: { subject: by('child_id') },
      lives: '30 days',
      isOver: `day < ($now - interval '30 days')::date`,
    },
    { table: 'child_reads', rowsOf: { subject: by('child_id') }, lives: untilErased },
    {
      table: 'consents',
      rowsOf: { subject: by('subject_id'), tenant: by('tenant_id') },
      lives: untilErased,
    },
    {
      table: 'sample_speakers',
      rowsOf: { subject: by('subject_id') },
      lives: 'as long as the person has a key of samples',
    },
    {
      // No condition of the clock here: the sweeper destroys the key's file first, and then lets go of the row.
      table: 'sample_keys',
      rowsOf: { subject: by('subject_id') },
      lives: 'until the consent ends, 180 days at most',
    },
    // Lines of the ledger name ended grants, but hold field and purpose themselves.
    { table: 'grants', rowsOf: { subject: by('subject_id') }, lives: untilErased },
    {
      table: 'devices',
      rowsOf: {
        device: by('device_id'),
        household: by('household_id'),
        subject: by('subject_id'),
        tenant: by('tenant_id'),
      },
      lives: untilErased,
    },
    {
      table: 'rooms',
      rowsOf: { room: by('room_id'), household: by('household_id'), tenant: by('tenant_id') },
      lives: untilErased,
      open: openNamesOf('room_id'),
    },
    {
      table: 'notices',
      rowsOf: { subject: `chain_id in (select chain_id from subjects where ${by('subject_id')})` },
      lives: 'its names until the recipient is told or given up, 6 days at most',
      stays: {
        reason:
          'the recipient must still be told by the names that it knows; with the answer they go, and a random chain remains',
        scrub: { set: 'user_name = null, device_names = null', where: `state <> 'pending'` },
      },
    },
    {
      table: 'subjects',
      rowsOf: { subject: by('subject_id'), household: by('household_id'), tenant: by('tenant_id') },
      lives: untilErased,
      open: async (row) => {
        const known = row as unknown as Parameters<typeof openAccountName>[1];
        const name = await unlessClosed(async () => parts && openAccountName(parts.keys, known));
        return name === undefined || name === '' ? {} : { sealed_name: name };
      },
    },
    { table: 'tenants', rowsOf: { tenant: by('tenant_id') }, lives: untilErased },
    { table: 'households', rowsOf: { household: by('household_id') }, lives: untilErased },
    {
      table: 'erasures',
      rowsOf: {
        household: `whose -> 'householdIds' ?| $ids`,
        tenant: `whose -> 'tenantIds' ?| $ids`,
        subject: `whose -> 'subjectIds' ?| $ids`,
      },
      lives: 'its names until every holder is done',
      stays: {
        reason: 'holders that are not done must still be asked by these names; then they go',
        scrub: { set: `whose = '{}'`, where: `state = 'done'` },
      },
    },
    {
      // No column of it is personal: declared for what it is.
      table: 'ledger_entries',
      rowsOf: {
        subject: `chain_id in (select chain_id from subjects where ${by('subject_id')})`,
        device: `chain_id in (select chain_id from devices where ${by('device_id')})`,
      },
      lives: 'for ever: what left is on record',
      stays: {
        reason:
          'names of fields and their sizes under a random chain, never a value; whose chain it is stood in rows that are gone',
      },
    },
  ];
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What no key opens any more is shown as it is stored. A key that cannot be asked for now is another matter: a copy with a part missing fails. */
async function unlessClosed<T>(open: () => Promise<T>): Promise<T | undefined> {
  return open().catch((error: unknown) => {
    // Destroyed, or sealed with another.
    const isClosed = ['NOT_FOUND', 'PERMISSION_DENIED'].includes(codeOf(error));
    if (!isClosed) throw error;
    return undefined;
  });
}
