/** One row in each table that a holder declares, with a value in each personal column. */
import { createHash } from 'node:crypto';
import { ConsentPurpose } from '../../../proto/gen/earshot/consent/v1/consent.ts';
import { IdentityServiceClient } from '../../../proto/gen/earshot/identity/v1/identity.ts';
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import { RecipientKind } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { query } from '../../common/db/pool.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { connectAsNamed } from '../../common/testing/callers.ts';
import {
  agree,
  disclose,
  field,
  limits,
  makeHome,
  makeHotelRoom,
  makeRecipient,
} from '../../privacy/testing/harness.ts';
import type { Harness } from '../../skills/testing/harness.ts';

/** One row in each declared table, with a value in each personal column, for one home and one hotel. */
export async function plant(harness: Harness, name: string) {
  const { client, stores } = harness.privacy;
  const { pool } = stores;
  const home = await makeHome(client);
  const { householdId, subjectId, device } = home;
  await callUnary(client, 'rotateDeviceToken', { deviceToken: home.deviceToken }, limits);
  const { tenantId } = await makeHotelRoom(client);
  const atHome = { householdId, tenantId: '' };
  const inHotel = { householdId: '', tenantId };
  const rooms = [{ names: [`${name} study`] }];
  const [roomId = ''] = (await callUnary(client, 'createRooms', { ...atHome, rooms }, limits)).roomIds;
  const [suite = ''] = (await callUnary(client, 'createRooms', { ...inHotel, rooms }, limits)).roomIds;
  await callUnary(client, 'placeDevice', { ...atHome, deviceId: device.deviceId, roomId }, limits);
  const lamp = {
    thingId: '',
    names: [`${name} lamp`],
    kinds: [`${name}-light`],
    roomId,
    deviceId: '',
    needsVoice: true,
    whose: 'me',
  };
  const speaker = { ...lamp, names: [`${name} speaker`], roomId: '', deviceId: device.deviceId };
  for (const thing of [lamp, speaker]) await callUnary(client, 'nameThing', { householdId, thing }, limits);
  await callUnary(client, 'openStay', { tenantId, roomId: suite, locale: 'zh-CN' }, limits);
  const words = Buffer.from(`${name} words`);
  await query(
    pool,
    `insert into history_entries (subject_id, turn_id, heard_at, expires_at, sealed)
     values ($1, 'turn-old', now(), now() + '1 day', $2)`,
    [subjectId, words],
  );
  await query(
    pool,
    `insert into rights_requests (subject_id, kind, opened_at, due_on, proof, sealed_note, sealed_answer)
     values ($1, 'complaint', now(), current_date, 'session', $2, $2)`,
    [subjectId, words],
  );
  const identities = connectAsNamed(
    IdentityServiceClient,
    harness.privacy.service.address,
    harness.privacy.stateDirectory,
  );
  const member = { subjectId: '', name: `${name} colleague`, department: 'housekeeping' };
  await callUnary(identities, 'inviteStaff', { tenantId, member }, limits);
  await callUnary(identities, 'issueHotelKey', { tenantId }, limits);
  identities.close();
  const profile = { subjectId, path: 'user.contact.phone', value: `${name} phone` };
  await callUnary(client, 'setProfileField', profile, limits);
  const [mac, sealed] = [Buffer.from(`${name} mac`), Buffer.from(`${name} address`)];
  await query(pool, 'insert into identities values ($1, $2, $3)', [mac, subjectId, sealed]);
  await query(pool, 'insert into voiceprints values ($1, $2, now())', [subjectId, sealed]);
  await query(pool, 'insert into passkeys values ($1, $2, $3, 0)', [`${name} passkey`, subjectId, sealed]);
  await query(
    pool,
    `insert into sign_in_challenges values ($1, 'identity', $2, $1, $1, $3, 0, now() + '1 hour')`,
    [mac, subjectId, sealed],
  );
  await query(pool, `insert into sessions values ($1, $2, now(), now(), now() + '1 hour')`, [mac, subjectId]);
  for (const code of [
    { ...atHome, subjectId, isChildDevice: true, roomId },
    { ...inHotel, subjectId: '', isChildDevice: false, roomId: suite },
  ]) {
    await callUnary(client, 'issueClaimCode', code, limits);
  }
  await query(
    pool,
    `update devices set quiet_from = 0, quiet_until = 1, wake_words = array[$2], muted_until = now() + '1 day', wake_word_off_until = now() + '1 day'
     where device_id = $1`,
    [device.deviceId, `${name} wake`],
  );
  await query(pool, `insert into device_offers values ($1, $1, $1, $1, 'm', array[$2], now(), $3)`, [
    Buffer.from(`${name} hardware`),
    `${name} wake`,
    device.deviceId,
  ]);
  await query(
    pool,
    `insert into notices (chain_id, skill_id, event, epoch, state, created_at, user_name, device_names)
     select chain_id, 'tea', 'consent.changed', 1, 'done', now(), $2, array[$3] from subjects where subject_id = $1`,
    [subjectId, `${name} as user`, `${name} as device`],
  );
  await query(pool, `insert into erasures (whose, state, created_at) values ($1, 'done', now())`, [
    JSON.stringify({ householdIds: [householdId] }),
  ]);
  await query(
    pool,
    `insert into skills (skill_id, is_built_in) values ('tea', false) on conflict do nothing`,
  );
  for (const [kind, id] of [
    ['household', householdId],
    ['tenant', tenantId],
  ]) {
    await query(pool, `insert into skill_enablements values ($1, $2, 'tea', true)`, [kind, id]);
  }
  const turnId = `turn-${name}`;
  const check = createHash('sha256').update(`${turnId}\n${device.deviceId}`).digest();
  await query(pool, `insert into turn_outcomes values ($1, $2, 'completed')`, [turnId, check]);
  await query(pool, `insert into conversations values ($1, 1, $2, $3, $4, now() + '2 minutes')`, [
    `session-${name}`,
    device.deviceId,
    householdId,
    Buffer.from(`${name} conversation`),
  ]);
  await query(
    pool,
    `insert into hotel_tickets (tenant_id, room_id, room, stay_id, turn_id, command_index, type, department, revision, created_at)
     values ($1, $2, $3, $4, $5, 0, 'deliver', 'housekeeping', 1, now())`,
    [tenantId, suite, `${name} suite`, `stay-${name}`, `hotel-${turnId}`],
  );
  await query(
    pool,
    `insert into hotel_ticket_events (ticket_id, tenant_id, at, action, actor, staff_id, to_staff_id)
     select ticket_id, tenant_id, now(), 'accepted', 'staff', $2, $2 from hotel_tickets where tenant_id = $1`,
    [tenantId, `staff-${name}`],
  );
  await query(pool, `update hotel_tickets set assignee_id = $2 where tenant_id = $1`, [
    tenantId,
    `staff-${name}`,
  ]);
  await query(pool, `insert into hotel_desks values ($1, '', now())`, [tenantId]);
  await query(pool, `insert into hotel_webhooks values ($1, 'https://pms.example/')`, [tenantId]);
  await query(pool, `insert into hotel_catalogues values ($1, 'topics: {}')`, [tenantId]);
  await query(pool, `insert into hotel_check_outs (tenant_id, stay_id) values ($1, $2)`, [
    tenantId,
    `stay-${name}`,
  ]);
  await query(pool, `insert into hotel_counters values ($1, current_date, 'deliver', 1)`, [tenantId]);
  await query(pool, 'insert into hotel_revisions values ($1, 1)', [tenantId]);
  const [roomDevice] = await query<{ device_id: string }>(
    pool,
    'select device_id from devices where tenant_id = $1',
    [tenantId],
  );
  await query(pool, `insert into hotel_questions values ($1, '[]', 'yes', now() + '2 minutes', $2)`, [
    roomDevice?.device_id,
    `stay-${name}`,
  ]);
  await query(pool, `insert into hotel_openings values ($1, 'com.example.tours', $2, now() + '2 minutes')`, [
    roomDevice?.device_id,
    `stay-${name}`,
  ]);
  await query(
    pool,
    `insert into trade_orders (subject_id, seller, promise, key_id, sealed, other_mac, sealed_other, is_unconfirmed, received_at)
     values ($1, 'tea', 'agreed', '0', $2, $2, $2, false, now())`,
    // The law keeps it, sealed under a key of its own: nothing in it may name its buyer.
    [subjectId, Buffer.from('as an order is sealed')],
  );
  await query(
    pool,
    `insert into fault_cases (subject_id, code, opened_at, touched_at, sealed_log, log_device_id, sealed_device_log)
     values ($1, 'INTERNAL', now(), now(), $2, $3, $2)`,
    [subjectId, words, device.deviceId],
  );
  const [incident] = await query<{ incident_id: string }>(
    pool,
    `insert into incidents (is_drill, scope, parts, found_at, opened_at) values (true, '{}', '[]', now(), now()) returning incident_id`,
  );
  for (const [about, hotel] of [
    [subjectId, ''],
    ['', tenantId],
  ]) {
    await query(pool, 'insert into incident_people values ($1, $2, $3, true, now(), null, now())', [
      incident?.incident_id,
      about,
      hotel,
    ]);
  }
  await query(
    pool,
    `with terms as (insert into recipient_terms (recipient, role, agreement, operator, cause, since, told)
       values ('tea', 'independent', 'a', 'b', 'merger', now(), '') returning terms_id)
     insert into recipient_changes select terms_id, $1 from terms`,
    [subjectId],
  );
  await query(
    pool,
    `insert into crossings (subject_id, recipient, region, ground, given_at) values ($1, 'tea', 'eu', 'consent', now())`,
    [subjectId],
  );
  const collection = crypto.randomUUID();
  const asked = { paths: ['sample.text'], purposes: ['To train with.'], recipientRegion: '' };
  const toTraining = { subjectId, skillId: 'earshot', recipientKind: RecipientKind.TRAINING, ...asked };
  await agree(client, { subjectId }, [ConsentPurpose.TRAINING]);
  const { grantIds } = await callUnary(client, 'grantFields', toTraining, limits);
  const { deviceId } = device;
  const whose = { device: { deviceId, ...atHome }, grantIds, collectionId: collection, region: 'cn' };
  const { key: sampleKey } = await callUnary(client, 'issueSampleKey', whose, limits);
  const keyId = sampleKey?.keyId ?? '';
  await callUnary(client, 'drawSpeakers', { datasetVersion: 1, keyIds: [keyId] }, limits);
  await query(pool, `insert into training_intake values ($1, $2, '1-2-3', $3, $3, now() + '1 hour')`, [
    crypto.randomUUID(),
    keyId,
    words,
  ]);
  await query(pool, `insert into training_handed_in values ($1, '1-2-3', $2, now() + '1 hour')`, [
    words,
    keyId,
  ]);
  await query(
    pool,
    `with version as (insert into training_datasets select coalesce(max(version), 0) + 1, current_date, '1', 'frozen'
         from training_datasets returning version),
       sample as (insert into training_samples values ($1, $2, $3, 'en-US', current_date, current_date + 180, $4, $4))
     insert into training_entries (version, speaker_id, split, device_model) select version, $5, 'train', 'any' from version`,
    [collection, keyId, collection, words, crypto.randomUUID()],
  );
  await query(
    pool,
    'update training_entries set sample_id = $1 where sample_id is null and gone_on is null',
    [collection],
  );
  const [{ child_id: childId } = { child_id: '' }] = await query<{ child_id: string }>(
    pool,
    `with head as (insert into ledger_heads (chain_id) values (gen_random_uuid()) returning chain_id)
     insert into subjects (subject_id, household_id, chain_id, is_owner, is_child, born_month, recognised_at)
     select $1, $2, chain_id, false, true, '2018-05-01', now() from head returning subject_id as child_id`,
    [`account-child-of-${name}`, householdId],
  );
  await query(
    pool,
    `insert into joins (main_id, sub_id, code_mac, sealed_main_name, sealed_sub_name, main_lets, sub_lets, offered_at,
       answered_at, joined_at, expires_at) values ($1, $2, $3, $4, $4, '{}', '{}', now(), now(), now(), now())`,
    [subjectId, childId, mac, words],
  );
  await query(pool, 'insert into guardianships values ($1, $2, now(), now())', [childId, subjectId]);
  await query(pool, 'insert into child_rules values ($1, 60, 0, 1)', [childId]);
  await query(pool, 'insert into child_use values ($1, current_date, 1)', [childId]);
  await query(
    pool,
    `insert into child_reads (child_id, what, role, reason, read_at) values ($1, 'case', 'operator', 'law', now())`,
    [childId],
  );
  await query(
    pool,
    `insert into account_links (subject_id, skill_id, sealed_tokens, linked_at) values ($1, 'tea', $2, now())`,
    [subjectId, words],
  );
  await query(pool, `insert into link_attempts values ($1, $2, 'tea', $3, now() + '1 hour')`, [
    mac,
    subjectId,
    words,
  ]);
  await query(pool, 'update consents set guardian_id = $1 where subject_id = $1', [subjectId]);
  await makeRecipient(client, 'coffee');
  const purposes = ['To say hello.'];
  await callUnary(
    client,
    'grantFields',
    { subjectId, skillId: 'coffee', paths: ['user.name'], purposes, recipientRegion: '' },
    limits,
  );
  await disclose(client, device, 'coffee', [field('slots.Size', { valueClass: DataClass.COMMAND })]);
  return { ...home, tenantId, atHome, inHotel, roomId, suite };
}
