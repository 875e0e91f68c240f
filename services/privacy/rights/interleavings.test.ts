/**
 * Consent, grants, turns, pulls, restriction, history, erasure, backup and restore in any order: a model says what may happen,
 * and the real service on PostgreSQL does exactly that. Never a byte to a recipient without what allows it, nothing readable
 * after erasure, and nothing that was taken back comes with an old database.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { propertyRuns } from '../../../property-runs.ts';
import { ConsentPurpose, ConsentWay } from '../../../proto/gen/earshot/consent/v1/consent.ts';
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import { RightsServiceClient } from '../../../proto/gen/earshot/rights/v1/rights.ts';
import { backUp, putBack } from '../../cli/backup.ts';
import { query } from '../../common/db/pool.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { connectAsNamed } from '../../common/testing/callers.ts';
import {
  agree,
  disclose,
  field,
  grant,
  type Harness,
  type Home,
  makeHome,
  makeRecipient,
  startHarness,
} from '../testing/harness.ts';

const { VOICE_SERVICE, PERSONALISATION, PRECISE_LOCATION, HISTORY } = ConsentPurpose;
const purposes = [VOICE_SERVICE, PERSONALISATION, PRECISE_LOCATION, HISTORY] as const;
const skills = ['tea', 'taxi'] as const;
const grantable = ['slots.Note', 'device.address', 'user.name'] as const;
type Skill = (typeof skills)[number];
type Purpose = (typeof purposes)[number];
type Path = (typeof grantable)[number];

/** What may happen, and nothing about how. */
class Model {
  readonly consents = new Set<Purpose>();
  readonly grants = new Set<string>();
  isRestricted = false;
  history: string[] = [];
  /** A token opens what it was made for until the names of that skill change or the grant ends. */
  token: { skill: Skill; paths: Set<Path>; text: string } | undefined;
  /** Of a database that was there before: opens nothing but what may be read now. */
  oldToken: { skill: Skill; text: string } | undefined;
  isErased = false;
  /** What is in the backup, less what was taken back since. */
  backup:
    | { consents: Set<Purpose>; grants: Set<string>; isRestricted: boolean; history: string[] }
    | undefined;

  get isHeard(): boolean {
    return this.consents.has(VOICE_SERVICE) && !this.isRestricted;
  }

  allowed(skill: Skill): string[] {
    const paths = ['slots.Size'];
    if (this.consents.has(PERSONALISATION)) paths.push('user.id');
    return [...paths, ...grantable.filter((path) => this.mayLeave(skill, path))];
  }

  mayLeave(skill: Skill, path: Path): boolean {
    const isPlaceAllowed = path !== 'device.address' || this.consents.has(PRECISE_LOCATION);
    return this.isHeard && this.grants.has(`${skill} ${path}`) && isPlaceAllowed;
  }

  refuse(purpose: Purpose): void {
    this.consents.delete(purpose);
    this.backup?.consents.delete(purpose);
    if (purpose === HISTORY) this.forget();
  }

  forget(): void {
    this.history = [];
    if (this.backup !== undefined) this.backup.history = [];
  }

  restrict(isRestricted: boolean): void {
    this.isRestricted = isRestricted;
    if (this.backup !== undefined) this.backup.isRestricted = isRestricted;
  }

  /** A case puts back no other backup than its own, and waits for no token of another. */
  begin(): void {
    this.backup = undefined;
    this.token = undefined;
    this.oldToken = undefined;
  }

  takeBackup(): void {
    const { consents, grants, isRestricted, history } = this;
    this.backup = {
      consents: new Set(consents),
      grants: new Set(grants),
      isRestricted,
      history: [...history],
    };
  }

  restore(): void {
    if (this.backup === undefined) return;
    const { consents, grants, isRestricted, history } = this.backup;
    this.consents.clear();
    for (const one of consents) this.consents.add(one);
    this.grants.clear();
    for (const one of grants) this.grants.add(one);
    this.isRestricted = isRestricted;
    this.history = [...history];
    this.oldToken = this.token ?? this.oldToken;
    this.token = undefined;
  }

  withdraw(skill: Skill, path: Path): void {
    this.backup?.grants.delete(`${skill} ${path}`);
    if (!this.grants.delete(`${skill} ${path}`)) return;
    if (this.token?.skill === skill) this.token = undefined;
  }
}

type Step =
  | { do: 'agree' | 'refuse'; purpose: Purpose }
  | { do: 'grant' | 'withdraw'; skill: Skill; path: Path }
  | { do: 'turn'; skill: Skill }
  | { do: 'pull'; path: Path }
  | { do: 'say'; words: string }
  | { do: 'restrict'; isRestricted: boolean }
  | { do: 'forget' }
  | { do: 'backup' }
  | { do: 'restore' }
  | { do: 'erase' };

const purpose = fc.constantFrom(...purposes);
const skill = fc.constantFrom(...skills);
const path = fc.constantFrom(...grantable);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { arbitrary: fc.record({ do: fc.constantFrom('agree', 'refuse'), purpose }), weight: 16 },
    { arbitrary: fc.record({ do: fc.constantFrom('grant', 'withdraw'), skill, path }), weight: 16 },
    { arbitrary: fc.record({ do: fc.constant('turn'), skill }), weight: 20 },
    { arbitrary: fc.record({ do: fc.constant('pull'), path }), weight: 16 },
    {
      arbitrary: fc.record({ do: fc.constant('say'), words: fc.string({ minLength: 1, maxLength: 9 }) }),
      weight: 8,
    },
    { arbitrary: fc.record({ do: fc.constant('restrict'), isRestricted: fc.boolean() }), weight: 4 },
    { arbitrary: fc.record({ do: fc.constant('forget') }), weight: 4 },
    { arbitrary: fc.record({ do: fc.constant('erase') }), weight: 4 },
    { arbitrary: fc.record({ do: fc.constant('backup') }), weight: 2 },
    { arbitrary: fc.record({ do: fc.constant('restore') }), weight: 2 },
  ) as fc.Arbitrary<Step>,
  { minLength: 4, maxLength: 12 },
);

/** A machine that does much else stalls for a while; what hangs is found all the same. */
const limits = { deadlineMs: 60_000 } as const;
const isDeep = process.env['EARSHOT_TEST_KIND'] === 'deep';
/** Each part has a database of its own: what a backup holds and a restore replays grows with the cases before it. */
const casesOfPart = 500;
const cases = isDeep ? propertyRuns() : propertyRuns(10);
const parts = Array.from({ length: Math.ceil(cases / casesOfPart) }, (_, index) => ({
  from: index * casesOfPart + 1,
  to: Math.min(cases, (index + 1) * casesOfPart),
}));
let harness: Harness;
let rights: RightsServiceClient;
let home: Home | undefined;
/** Of the home, over all cases of a part. */
let lasting = new Model();
let turns = 0;
let folder: string;
let backups = 0;
let restores = 0;
beforeEach(async () => {
  home = undefined;
  folder = mkdtempSync(join(tmpdir(), 'earshot-backups-'));
  harness = await startHarness({ env: { EARSHOT_PULL_TOKEN_TTL_MS: '600000' } });
  connectRights();
  for (const name of skills) await makeRecipient(harness.client, name);
});
afterEach(async () => {
  rights.close();
  await harness.close();
  rmSync(folder, { recursive: true, force: true });
});

function connectRights(): void {
  rights = connectAsNamed(RightsServiceClient, harness.service.address, harness.stateDirectory);
}

const backupFile = (): string => join(folder, `${backups}.dump`);

/** As an operator puts a backup back: with the service stopped, which then starts. */
async function restore(): Promise<void> {
  restores += 1;
  rights.close();
  const { stores } = harness;
  await harness.restart(() => putBack(stores.databaseUrl, backupFile()));
  connectRights();
}

/** Entries of somebody's history. */
async function count(subjectId: string): Promise<number> {
  const statement = 'select count(*)::integer as entries from history_entries where subject_id = $1';
  const [row] = await patiently(() =>
    query<{ entries: number }>(harness.stores.pool, statement, [subjectId]),
  );
  return row?.entries ?? 0;
}

/** Other holders do not run here: their part of what was erased is not waited for in cases to come. */
async function settleErasures(): Promise<void> {
  const { pool } = harness.stores;
  const settle = (sql: string) => patiently(() => query(pool, sql));
  await settle(`update erasures set state = 'done', whose = '{}' where state = 'pending'`);
  await query(
    pool,
    `update outbox set state = 'done' where state = 'pending' and queue = 'privacy-erasures'`,
  );
}

/** What a starved machine answers, and no decision of anybody's. */
const transient: ReadonlySet<string> = new Set(['STORE_FAILED', 'DEADLINE_EXCEEDED', 'SERVICE_UNAVAILABLE']);

/** As a person does whom the machine kept waiting: the same once more. Each thing that is done here may be done twice. */
async function patiently<T>(act: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await act();
    } catch (error) {
      if (tries === 5 || !transient.has(codeOf(error))) throw error;
    }
  }
}

const call: typeof callUnary = (client, method, request, options) =>
  patiently(() => callUnary(client, method, request, options));

const outcome = (called: Promise<unknown>): Promise<string> => called.then(() => 'OK', codeOf);

/** The home of the last case, with all that was done in it; a new one after an erasure. */
async function aHome(): Promise<Home> {
  const { client } = harness;
  if (home !== undefined) return home;
  home = await patiently(() => makeHome(client, { agreesTo: [] }));
  lasting = new Model();
  for (const one of ['device.address', 'user.name']) {
    const profile = { subjectId: home.subjectId, path: one, value: `at ${one}` };
    await call(client, 'setProfileField', profile, limits);
  }
  return home;
}

async function take(step: Step, model: Model, at: Home): Promise<void> {
  const { client } = harness;
  if (model.isErased && step.do !== 'restore') return;
  const { subjectId, device } = at;
  switch (step.do) {
    case 'agree':
      await patiently(() => agree(client, at, [step.purpose]));
      model.consents.add(step.purpose);
      return;
    case 'refuse': {
      const request = { subjectId, tenantId: '', purpose: step.purpose, way: ConsentWay.PAGE };
      await call(harness.consents, 'withdrawConsent', request, limits);
      model.refuse(step.purpose);
      return;
    }
    case 'grant':
      await patiently(() => grant(client, subjectId, step.skill, [step.path]));
      // Granted anew is another grant: what an old token was made under has ended.
      if (model.token?.skill === step.skill) model.token.paths.delete(step.path);
      model.grants.add(`${step.skill} ${step.path}`);
      return;
    case 'withdraw':
      await call(client, 'withdrawFields', { subjectId, skillId: step.skill, paths: [step.path] }, limits);
      model.withdraw(step.skill, step.path);
      return;
    case 'turn': {
      turns += 1;
      const asked = [
        field('slots.Size', { valueClass: DataClass.COMMAND }),
        field('user.id', { isImpliedByEnabling: true }),
        field('slots.Note', { valueClass: DataClass.UTTERANCE }),
        field('device.address', { isPulled: true }),
        field('user.name', { isPulled: true }),
      ];
      const turnId = `turn-i${turns}`;
      const answer = patiently(() => disclose(client, device, step.skill, asked, turnId));
      if (!model.isHeard) {
        expect(await outcome(answer)).toBe('CONSENT_REQUIRED');
        return;
      }
      const { allowedPaths, pullToken, userPseudonym } = await answer;
      expect(allowedPaths).toEqual(model.allowed(step.skill));
      expect(userPseudonym !== '').toBe(model.consents.has(PERSONALISATION));
      const pulled = grantable.filter((one) => one !== 'slots.Note' && model.mayLeave(step.skill, one));
      model.token =
        pullToken === '' ? undefined : { skill: step.skill, paths: new Set(pulled), text: pullToken };
      expect(pullToken !== '').toBe(pulled.length > 0);
      return;
    }
    case 'pull': {
      if (model.oldToken !== undefined) {
        const { skill: old, text } = model.oldToken;
        const read = await outcome(call(client, 'pullField', { pullToken: text, path: step.path }, limits));
        if (read === 'OK') expect(model.mayLeave(old, step.path)).toBe(true);
      }
      if (model.token === undefined) return;
      const { skill: by, paths, text } = model.token;
      const pulled = call(client, 'pullField', { pullToken: text, path: step.path }, limits);
      const mayRead = paths.has(step.path) && model.mayLeave(by, step.path);
      if (mayRead) expect((await pulled).value).toBe(`at ${step.path}`);
      else expect(await outcome(pulled)).not.toBe('OK');
      return;
    }
    case 'say': {
      turns += 1;
      const turn = {
        deviceId: device.deviceId,
        turnId: `turn-i${turns}`,
        heard: step.words,
        answered: '',
        skillId: '',
      };
      const before = await count(subjectId);
      await call(rights, 'recordTurn', { ...turn, ended: 'completed' }, limits);
      const isKept = (await count(subjectId)) > before;
      expect(isKept).toBe(model.isHeard && model.consents.has(HISTORY));
      if (isKept) model.history.unshift(step.words);
      return;
    }
    case 'restrict':
      await call(rights, 'restrictAccount', { subjectId, isRestricted: step.isRestricted }, limits);
      model.restrict(step.isRestricted);
      return;
    case 'forget': {
      const everything = { subjectId, entryIds: [], fromMs: 0, untilMs: 0, isEverything: true };
      await call(rights, 'deleteHistory', everything, limits);
      model.forget();
      return;
    }
    case 'erase':
      await erase(at);
      model.isErased = true;
      return;
    case 'backup':
      rmSync(backupFile(), { force: true });
      backups += 1;
      await backUp(harness.stores.databaseUrl, backupFile());
      model.takeBackup();
      return;
    case 'restore':
      if (model.backup === undefined) return;
      await restore();
      model.restore();
      if (model.isErased) await expectErased(at);
      return;
    default:
      step satisfies never;
  }
}

/** Afterwards nothing opens: no device, no token, no list; and the key of whatever a copy still holds is gone. */
async function erase(at: Home): Promise<void> {
  const { stores, stateDirectory } = harness;
  const keys = await query<{ key_id: string }>(
    stores.pool,
    `select key_id from subjects where subject_id = $1 and key_id is not null
     union select key_id from households where household_id = $2 and key_id is not null`,
    [at.subjectId, at.householdId],
  );
  await call(rights, 'closeAccount', { householdId: at.householdId }, limits);
  home = undefined;
  const folder = join(stateDirectory, 'keys', 'data');
  const left = existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String) : [];
  for (const { key_id } of keys) expect(left.filter((name) => name.includes(key_id))).toEqual([]);
  await expectErased(at);
}

async function expectErased(at: Home): Promise<void> {
  const { client } = harness;
  const size = [field('slots.Size', { valueClass: DataClass.COMMAND })];
  expect(await outcome(patiently(() => disclose(client, at.device, 'tea', size)))).not.toBe('OK');
  const { deviceToken, subjectId } = at;
  expect(await outcome(call(client, 'authenticateDevice', { deviceToken }, limits))).toBe('UNAUTHENTICATED');
  const list = { subjectId, search: '', beforeMs: 0, pageSize: 9 };
  // Where the rows wait for a machine that does much else, the key that opened them is gone.
  const words = call(rights, 'listHistory', list, limits).catch(() => ({ entries: [] }));
  expect((await words).entries).toEqual([]);
}

test.each(parts)(
  'the service does what the model says, cases $from to $to',
  async ({ from, to }) => {
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        const at = await aHome();
        const model = lasting;
        model.begin();
        for (const step of taken) await take(step, model, at);
        if (model.isErased) return settleErasures();
        const list = { subjectId: at.subjectId, search: '', beforeMs: 0, pageSize: 100 };
        const { entries } = await call(rights, 'listHistory', list, limits);
        if (model.history.length > 100) return;
        expect(entries.map(({ heard }) => heard).sort()).toEqual([...model.history].sort());
      }),
      // One home goes through all cases of a part: a case that was cut short is not where the next may begin.
      { numRuns: to - from + 1, endOnFailure: true },
    );
    if (isDeep)
      process.stderr.write(`until case ${to}: ${turns} turns, ${backups} backups, ${restores} restores\n`);
  },
  1_800_000,
);
