import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Listener, policyOf } from '../../../language/audience/policy.ts';
import { TurnEnd } from '../../../proto/gen/earshot/training/v1/training.ts';
import { query } from '../../common/db/pool.ts';
import { Holder } from '../../common/holders/holder.ts';
import { createLogger } from '../../common/log.ts';
import { type TestStores, useStores } from '../../common/testing/stores.ts';
import { ChangeFeed } from '../../privacy/cache/change-feed.ts';
import { Grants } from '../../privacy/consent/grants.ts';
import { registerRecipient } from '../../privacy/consent/recipients.ts';
import { loadConsentTexts } from '../../privacy/consent/texts/texts.ts';
import { Discloser } from '../../privacy/disclosure/disclose.ts';
import { Snapshots } from '../../privacy/disclosure/snapshot.ts';
import { Erasures } from '../../privacy/holding/erasures.ts';
import { heldTables as privacyTables } from '../../privacy/holding/tables.ts';
import { Tombstones } from '../../privacy/holding/tombstones.ts';
import { DataKeys } from '../../privacy/keys/data-keys.ts';
import { LedgerWriter } from '../../privacy/ledger/writer.ts';
import { SamplesLeaving } from '../../privacy/samples/leaving.ts';
import { trainingRecipient } from '../../privacy/samples/names.ts';
import { SampleKeys } from '../../privacy/samples/sample-keys.ts';
import { audioPath, consentFields, consentVersion, textPath } from '../consent.ts';
import { Datasets } from '../datasets/datasets.ts';
import { exportDataset } from '../datasets/export.ts';
import { heldTables } from '../holding/tables.ts';
import { DeadlineKeys } from '../intake/deadline-keys.ts';
import { IntakeStore, intakeQueue } from '../intake/intake-store.ts';
import { takeTurn } from '../intake/offer.ts';
import { processTurn } from '../processing/job.ts';
import { makeSample } from '../processing/make-sample.ts';
import { Collections } from '../samples/collections.ts';
import type { ConsentPort } from '../samples/consent-port.ts';
import { Keeper } from '../samples/keeper.ts';
import { openText, type SampleRow, SampleStore, sampleColumns } from '../samples/sample-store.ts';

/**
 * Both services' own parts over one real database, joined by calls instead of gRPC: fast enough for thousands of
 * interleavings, and nothing in it is a stand-in but the wire, the queue's hints and the threads.
 */
export interface World {
  person(): Promise<Person>;
  /** What the keeper does every minute. */
  look(): Promise<void>;
  /** Everybody and everything of them is forgotten, so that the ten thousandth finds the same world as the first. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

/** One person, and all that may happen to what they say. */
export interface Person {
  readonly locale: string;
  optIn(): Promise<void>;
  optOut(): Promise<void>;
  intake(text: string): Promise<void>;
  /** Every turn of theirs that waits. */
  job(): Promise<void>;
  /** @returns texts of a version that is made and exported now. */
  export(): Promise<Set<string>>;
  erase(): Promise<void>;
  /** Texts of theirs that can be read at this moment. */
  readable(): Promise<Set<string>>;
}

export async function startWorld(): Promise<World> {
  const stores: TestStores = await useStores();
  const { pool } = stores;
  const stateDirectory = mkdtempSync(join(tmpdir(), 'earshot-world-'));
  const log = createLogger('training', { write: () => {} });
  const now = Date.now;
  const feed = new ChangeFeed(stores.databaseUrl, log);
  await feed.start();
  const keys = new DataKeys(stateDirectory, randomBytes(32));
  const texts = loadConsentTexts('');
  const grants = new Grants(pool, feed, now);
  const ledger = new LedgerWriter(pool);
  const sampleKeys = new SampleKeys({ pool, keys, texts, log, now });
  const leaving = new SamplesLeaving({ pool, ledger, now });
  const discloser = new Discloser({
    accountToken: async () => '',
    snapshots: new Snapshots(pool, feed, texts),
    ledger,
    pseudonymKey: randomBytes(32),
    pullTokenKey: randomBytes(32),
    pullTokenTtlMs: 1_000,
    pullUrl: '',
    now,
  });
  const recipient = {
    skillId: trainingRecipient,
    skillVersion: consentVersion,
    operator: 'Earshot',
    region: 'cn',
  };
  await registerRecipient(pool, feed, { ...recipient, noticeUrl: '', isInProcess: true });
  const consent: ConsentPort = {
    disclose: (turnId, device, fields) =>
      discloser.disclose({
        turnId,
        device,
        fields,
        skill: { skillId: trainingRecipient, version: consentVersion },
      }),
    async issueKey(device, grantIds, collectionId, region) {
      const { key, deviceModel } = await sampleKeys.issue(device, grantIds, collectionId, region);
      return { keyId: key.keyId, deviceModel };
    },
    openKeys: async (ids) =>
      new Map((await sampleKeys.open([...new Set(ids)])).map((key) => [key.keyId, key])),
    drawSpeakers: async (version, ids) =>
      new Map(
        (await sampleKeys.drawSpeakers(version, ids)).map(({ keyId, speakerId }) => [keyId, speakerId]),
      ),
    discloseCopy: async (copyId, version, samples) =>
      new Set(await leaving.disclose(copyId, version, samples)),
  };
  const deadlineKeys = new DeadlineKeys({
    directory: join(stateDirectory, 'training'),
    lifeMs: 3_600_000,
    now,
  });
  const intake = new IntakeStore(pool, deadlineKeys);
  const samples = new SampleStore(pool, now);
  const collections = new Collections(pool, 86_400_000, now);
  const keeper = new Keeper({
    intake,
    samples,
    consent,
    log,
    sweepMs: 60_000,
    now,
    watch: async function* () {},
  });
  const datasets = new Datasets({ pool, consent, collections, keeper, now });
  const holder = new Holder(pool, heldTables(consent));
  const erasures = new Erasures({
    links: { endAll: async () => {} },
    pool,
    log,
    own: new Holder(pool, privacyTables()),
    others: [
      {
        name: 'training',
        export: (whose) => holder.export(whose),
        erase: (whose) => holder.erase(whose),
        count: (whose, classes) => holder.count(whose, classes),
        retain: () => holder.retain(),
        close: () => {},
      },
    ],
    devices: {
      revoke: async (deviceId) =>
        void (await query(
          pool,
          'update devices set token_hash = null, revoked_at = now() where device_id = $1',
          [deviceId],
        )),
    },
    grants,
    keys,
    pseudonymKey: randomBytes(32),
    tombstones: new Tombstones(stateDirectory),
    hint: () => {},
    now,
  });
  const audience = { listener: Listener.HOUSEHOLD, policy: policyOf(Listener.HOUSEHOLD), region: 'cn' };
  const fields = consentFields('en-US').filter(({ path }) => path === textPath || path === audioPath);

  const person = async (): Promise<Person> => {
    const id = randomUUID().slice(0, 8);
    const [householdId, subjectId, deviceId] = [`h-${id}`, `s-${id}`, `d-${id}`];
    await query(
      pool,
      `with head as (insert into ledger_heads (chain_id) values ($1) returning chain_id),
         home as (insert into households (household_id, region, time_zone) values ($2, 'cn', 'UTC') returning household_id)
       insert into subjects (subject_id, household_id, chain_id) select $3, household_id, chain_id from home, head`,
      [randomUUID(), householdId, subjectId],
    );
    await query(
      pool,
      `insert into devices (device_id, household_id, subject_id, chain_id, model)
       select $1, household_id, subject_id, chain_id, 'reference' from subjects where subject_id = $2`,
      [deviceId, subjectId],
    );
    await query(
      pool,
      `insert into consents (subject_id, purpose, recipient, fields, text_version, locale, given_at, given_way)
       select $1, purpose, 'earshot', '{}', 1, 'en-US', now(), 'page' from unnest(array['voice_service', 'training']) as purpose`,
      [subjectId],
    );
    const device = { deviceId, householdId, tenantId: '' };
    const locale = id;
    const events: string[] = [];
    return {
      locale,
      optIn: async () =>
        void (await grants.grant(
          subjectId,
          trainingRecipient,
          fields.map(({ path }) => path),
          fields.map(({ purpose }) => purpose),
          '',
        )),
      async optOut() {
        await grants.withdraw(subjectId, trainingRecipient, []);
        await sampleKeys.sweep();
      },
      async intake(text) {
        const turn = { turnId: randomUUID(), sessionId: 's', locale, audience: undefined };
        const heard = { text, confidence: 1, words: [] };
        await takeTurn(
          {
            ...{ consent, collections, intake },
            audiences: { read: () => audience },
            region: 'cn',
            maxWaiting: 100_000,
            hint: (eventId) => void events.push(eventId),
          },
          {
            ...{ turn, device, heard, isRejectedByRecogniser: false, skillId: '' },
            audio: Buffer.alloc(0),
            end: TurnEnd.ACTED,
          },
        );
      },
      async job() {
        const waiting = await query<{ subject_ref: string }>(
          pool,
          'select subject_ref from outbox where event_id = any($1::uuid[]) and queue = $2',
          [events, intakeQueue],
        );
        for (const { subject_ref } of waiting) {
          const parts = { intake, samples, consent, make: makeSample, count: () => {} };
          await processTurn(parts, subject_ref, 1);
        }
      },
      async export() {
        const found = new Set<string>();
        const made = await datasets.create(locale).catch(() => undefined);
        if (made === undefined) return found;
        const request = { version: made.version, recipient: 'Example Lab', noticeUrl: '' };
        for await (const part of exportDataset({ pool, datasets, keeper, consent, now }, request)) {
          if (part.$case === 'sample') found.add(part.value.text);
        }
        return found;
      },
      erase: async () => void (await erasures.erase({ householdId, tenantId: '' })),
      async readable() {
        const rows = await query<SampleRow>(
          pool,
          `select ${sampleColumns} from training_samples where locale = $1`,
          [locale],
        );
        const open = await consent.openKeys(rows.map(({ key_id }) => key_id));
        const found = new Set<string>();
        for (const row of rows) {
          const key = open.get(row.key_id);
          if (key !== undefined) found.add(openText(key.key, row).text);
        }
        return found;
      },
    };
  };
  return {
    person,
    look: () => keeper.dropDead(),
    async empty() {
      // What points to another row goes first.
      const tables = 'debts copies entries samples intake datasets collections'
        .replaceAll(/\w+/g, 'training_$&')
        .split(' ');
      for (const table of [...tables, 'sample_speakers', 'sample_keys', 'outbox'])
        await query(pool, `delete from ${table}`);
    },
    async close() {
      await feed.close();
      await stores.close();
      rmSync(stateDirectory, { recursive: true, force: true });
    },
  };
}
