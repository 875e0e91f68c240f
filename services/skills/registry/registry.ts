/** Versions and switches of skills in memory, as the store has them. */
import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { LRUCache } from 'lru-cache';
import type { SkillManifest } from '../../../language/manifest/types.ts';
import type { SkillRef, SkillSet } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { ChannelListener } from '../../common/db/channel-listener.ts';
import type { Pool } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { Logger } from '../../common/log.ts';
import { bucketOf, type Owner, ownerKey } from './owner.ts';
import { placeOf } from './shares.ts';
import {
  changeKeys,
  type KeyChange,
  type KeyRotation,
  keysInUse,
  listKeyChanges,
  readListedKeys,
  type SignatureKey,
} from './signature-keys.ts';
import {
  changeChannel,
  describeVersions,
  insertVersion,
  type ListedVersion,
  listVersions,
  type NewVersion,
  readEnablements,
  readManifest,
  readRevision,
  rollBack,
  type StateChange,
  updateQuota,
  updateState,
  type VersionRow,
  type VersionState,
  writeEnablement,
} from './store.ts';

interface SkillView {
  readonly states: ReadonlyMap<string, VersionState>;
  /** Of the versions that are live for all the one that went live last; undefined when there is none. */
  readonly current: string | undefined;
  /** Tried with a share of owners, and live later than the current one. */
  readonly tried: { readonly version: string; readonly sharePercent: number } | undefined;
  readonly isEnabledByDefault: boolean;
  readonly quota: SkillQuota;
}

/** Null: as the settings say. */
export interface SkillQuota {
  readonly callsPerMinute: number | null;
  readonly callsAtOnce: number | null;
}

const noQuota: SkillQuota = { callsPerMinute: null, callsAtOnce: null };

interface OwnerView {
  readonly owner: Owner;
  readonly bucket: string;
  readonly switches: ReadonlyMap<string, boolean>;
  /** Equal for owners with the same switches. */
  readonly signature: string;
}

function ownerView(owner: Owner, bucket: string, switches: ReadonlyMap<string, boolean>): OwnerView {
  return { owner, bucket, switches, signature: `${owner.kind} ${[...switches].sort().join(' ')}` };
}

/** Who has no switches: the set that a new household has, which tries nothing. */
const freshHousehold: Owner = { kind: 'household', id: '' };

/** Owners whose switches are remembered; each is a handful of entries. */
const maxOwners = 50_000;
const maxManifests = 4_000;
const retryMs = 500;

/**
 * What skills there are, in which state, and who has switched them on. PostgreSQL is the truth; this is a view of it
 * that follows the change feed. While the feed is down, or the store could not be read again after a change, nothing is
 * answered from memory: whoever asks hears STORE_FAILED, never that there are no skills.
 */
export class Registry {
  readonly #pool: Pool;
  readonly #feed: ChannelListener;
  readonly #log: Logger;
  readonly #shareKey: Buffer;
  readonly #events = new EventEmitter<{ change: [] }>();
  readonly #owners = new LRUCache<string, OwnerView>({ max: maxOwners });
  readonly #manifests = new LRUCache<string, SkillManifest>({ max: maxManifests });
  readonly #sets = new Map<string, SkillSet>();
  /** Undefined while what was known may be wrong. */
  #skills: ReadonlyMap<string, SkillView> | undefined;
  /** Those with a version that a share of owners meets. */
  #tried: readonly string[] = [];
  #keyChanges: ReadonlyMap<string, ReadonlyMap<string, KeyChange>> = new Map();
  #revision = 0;
  #isStopped = false;
  /** Grows with every change heard of; what was read while it grew is not kept. */
  #heard = 0;
  #reloading: Promise<void> = Promise.resolve();
  #queued: Promise<void> | undefined;

  /** @param shareKey Chooses who meets a version that is tried with a share; the same for every process. */
  constructor(pool: Pool, databaseUrl: string, log: Logger, shareKey: Buffer) {
    this.#pool = pool;
    this.#shareKey = shareKey;
    this.#log = log;
    this.#events.setMaxListeners(1_000);
    this.#feed = new ChannelListener({
      databaseUrl,
      role: 'skills',
      channel: changeChannel,
      log,
      onNotification: (payload) => void this.#changed(payload.split(':')[1] ?? 'all'),
      onMissed: () => void this.#changed('all'),
    });
  }

  async start(): Promise<void> {
    await this.#feed.start();
    await this.#reload();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#feed.close();
  }

  /** False while changes may pass unheard. */
  get isLive(): boolean {
    return this.#feed.isLive;
  }

  /** False until the store has been read (again): nothing can be said of what may be called. */
  get isKnown(): boolean {
    return this.#skills !== undefined;
  }

  get revision(): number {
    return this.#revision;
  }

  /** Calls `listener` after every change, once this view shows it. */
  onChange(listener: () => void): () => void {
    this.#events.on('change', listener);
    return () => this.#events.off('change', listener);
  }

  /**
   * The skills an owner may use now. Equal sets have equal ids.
   * @throws EarshotError STORE_FAILED while nobody can say
   */
  async skillSet(owner: Owner): Promise<SkillSet> {
    return this.#setOf(await this.#owner(owner));
  }

  /**
   * Whether this version may be called for this owner, as far as this process has heard.
   * @throws EarshotError STORE_FAILED while nobody can say
   */
  async isCallable(owner: Owner, ref: SkillRef): Promise<boolean> {
    const skill = this.#known().get(ref.skillId);
    if (skill?.states.get(ref.version) !== 'live') return false;
    return isEnabled(skill, ref.skillId, await this.#owner(owner));
  }

  /** The manifest of a version in any state. It never changes, so it is kept. */
  async manifest(ref: SkillRef): Promise<SkillManifest | undefined> {
    const key = `${ref.skillId} ${ref.version}`;
    const known = this.#manifests.get(key);
    if (known !== undefined) return known;
    const manifest = await readManifest(this.#pool, ref.skillId, ref.version);
    if (manifest !== undefined) this.#manifests.set(key, manifest);
    return manifest;
  }

  /** The keys that answers of this version are verified with now; none where it lists none. */
  signatureKeys({ id, signatureKeys = [] }: SkillManifest): readonly SignatureKey[] {
    return keysInUse(signatureKeys, this.#keyChanges.get(id) ?? new Map(), Date.now());
  }

  /** Those of all versions of a skill. */
  async signatureKeysOf(skillId: string): Promise<readonly SignatureKey[]> {
    const listed = await readListedKeys(this.#pool, skillId);
    return keysInUse(listed, this.#keyChanges.get(skillId) ?? new Map(), Date.now());
  }

  async changeKeys(rotation: KeyRotation): Promise<void> {
    await changeKeys(this.#pool, rotation);
    await this.#changed('all');
  }

  /** The version in use of every skill that has one, in the order of ids. */
  current(): SkillRef[] {
    const refs: SkillRef[] = [];
    for (const [skillId, { current }] of this.#known()) {
      if (current !== undefined) refs.push({ skillId, version: current });
    }
    return refs.sort((a, b) => (a.skillId < b.skillId ? -1 : 1));
  }

  /** Every version of a skill, or of all skills, and which of them people meet. */
  versions(skillId: string, developerId?: string): Promise<ListedVersion[]> {
    return describeVersions(this.#pool, skillId, developerId);
  }

  quota(skillId: string): SkillQuota {
    return this.#skills?.get(skillId)?.quota ?? noQuota;
  }

  /** The different sets of the owners seen lately, and the one that a new household has. */
  setsInUse(): SkillSet[] {
    const sets = new Map<string, SkillSet>();
    const fresh = ownerView(freshHousehold, '', new Map());
    for (const owner of [fresh, ...this.#owners.values()]) {
      const set = this.#setOf(owner);
      sets.set(set.skillSetId, set);
    }
    return [...sets.values()];
  }

  /**
   * @param whenAdmitted Runs once the version is known to be its developer's and free, and before it can be live:
   *   for what others must know first, and must not hear from whoever is refused.
   */
  async register(added: NewVersion, whenAdmitted?: () => Promise<void>): Promise<void> {
    if (whenAdmitted !== undefined) {
      await insertVersion(this.#pool, { ...added, state: 'draft' });
      await whenAdmitted();
    }
    await insertVersion(this.#pool, added);
    await this.#changed('all');
  }

  async setState(ref: SkillRef, change: StateChange, mustBeCertified = false): Promise<void> {
    await updateState(this.#pool, ref.skillId, ref.version, change, mustBeCertified);
    await this.#changed('all');
  }

  async rollBack(...args: [skillId: string, fromVersion: string, by: StateChange['by']]) {
    const gone = await rollBack(this.#pool, ...args);
    await this.#changed('all');
    return gone;
  }

  async setQuota(skillId: string, quota: SkillQuota): Promise<void> {
    await updateQuota(this.#pool, skillId, quota);
    await this.#changed('all');
  }

  /** Switches a skill on. @returns the version in use, or undefined when none is live. */
  async enable(owner: Owner, skillId: string): Promise<SkillRef | undefined> {
    await writeEnablement(this.#pool, owner, skillId, true);
    await this.#changed(bucketOf(owner));
    const version = this.#known().get(skillId)?.current;
    return version === undefined ? undefined : { skillId, version };
  }

  async disable(owner: Owner, skillId: string): Promise<void> {
    await writeEnablement(this.#pool, owner, skillId, false);
    await this.#changed(bucketOf(owner));
  }

  #known(): ReadonlyMap<string, SkillView> {
    if (this.#skills === undefined) throw new EarshotError('STORE_FAILED');
    return this.#skills;
  }

  async #owner(owner: Owner): Promise<OwnerView> {
    const key = ownerKey(owner);
    const known = this.#feed.isLive ? this.#owners.get(key) : undefined;
    if (known !== undefined) return known;
    const heard = this.#heard;
    const switches = await readEnablements(this.#pool, owner);
    const view = ownerView(owner, bucketOf(owner), switches);
    // Read before a change and stored after it, it would stay wrong until the next one.
    if (heard === this.#heard && this.#feed.isLive) this.#owners.set(key, view);
    return view;
  }

  #setOf(view: OwnerView): SkillSet {
    const tries = this.#triedBy(view);
    const key = tries.size === 0 ? view.signature : `${view.signature} ${[...tries].join(' ')}`;
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    const skills: SkillRef[] = [];
    for (const [skillId, skill] of this.#known()) {
      const version = tries.has(skillId) ? skill.tried?.version : skill.current;
      if (version !== undefined && isEnabled(skill, skillId, view)) skills.push({ skillId, version });
    }
    skills.sort((a, b) => (a.skillId < b.skillId ? -1 : 1));
    const text = skills.map((ref) => `${ref.skillId}@${ref.version}`).join('\n');
    const skillSetId = createHash('sha256').update(text).digest('base64url').slice(0, 22);
    const set = { skillSetId, skills };
    if (this.#sets.size >= maxOwners) this.#sets.clear();
    this.#sets.set(key, set);
    return set;
  }

  /** Skills whose version under trial this owner meets. */
  #triedBy(view: OwnerView): ReadonlySet<string> {
    const tries = new Set<string>();
    if (view.owner === freshHousehold) return tries;
    for (const skillId of this.#tried) {
      const skill = this.#known().get(skillId);
      if (skill?.tried === undefined || !isEnabled(skill, skillId, view)) continue;
      if (placeOf(this.#shareKey, view.owner, skillId) < skill.tried.sharePercent) tries.add(skillId);
    }
    return tries;
  }

  async #changed(bucket: string | 'all'): Promise<void> {
    this.#heard += 1;
    if (bucket === 'all') this.#sets.clear();
    for (const [key, owner] of [...this.#owners.entries()]) {
      if (bucket === 'all' || owner.bucket === bucket) this.#owners.delete(key);
    }
    try {
      if (bucket === 'all') await this.#reload();
      else this.#revision = Math.max(this.#revision, await readRevision(this.#pool));
    } catch (error) {
      // What is known may be wrong now, so nothing is callable until it has been read again.
      this.#skills = undefined;
      this.#tried = [];
      this.#sets.clear();
      this.#log.error('registry.reload-failed', { code: 'STORE_FAILED' }, error);
      if (!this.#isStopped) setTimeout(() => void this.#changed('all'), retryMs).unref();
    }
    this.#events.emit('change');
  }

  /** One at a time, each after the change that asked for it; changes that wait together share one. */
  #reload(): Promise<void> {
    if (this.#queued !== undefined) return this.#queued;
    const next = this.#reloading
      .catch(() => {})
      .then(() => {
        this.#queued = undefined;
        return this.#load();
      });
    this.#queued = next;
    this.#reloading = next;
    return next;
  }

  async #load(): Promise<void> {
    const revision = await readRevision(this.#pool);
    const rows = await listVersions(this.#pool);
    const keys = new Map<string, Map<string, KeyChange>>();
    for (const change of await listKeyChanges(this.#pool)) {
      keys.set(change.skillId, (keys.get(change.skillId) ?? new Map()).set(change.oldKey, change));
    }
    const bySkill = new Map<string, VersionRow[]>();
    for (const row of rows) bySkill.set(row.skillId, [...(bySkill.get(row.skillId) ?? []), row]);
    const skills = new Map([...bySkill].map(([skillId, versions]) => [skillId, skillView(versions)]));
    this.#tried = [...skills].flatMap(([skillId, { tried }]) => (tried === undefined ? [] : [skillId]));
    this.#skills = skills;
    this.#keyChanges = keys;
    this.#sets.clear();
    this.#revision = revision;
  }
}

/** @param versions Of one skill. */
function skillView(versions: readonly VersionRow[]): SkillView {
  const live = versions
    .filter(({ state }) => state === 'live')
    .sort((a, b) => (b.liveRevision ?? 0) - (a.liveRevision ?? 0));
  const current = live.find(({ sharePercent }) => sharePercent === 100);
  // Whatever went live for all later is met by all.
  const newest = live[0];
  const tried = newest === current ? undefined : newest;
  const [first] = versions;
  return {
    states: new Map(versions.map(({ version, state }) => [version, state])),
    current: current?.version,
    tried: tried && { version: tried.version, sharePercent: tried.sharePercent },
    isEnabledByDefault: first?.isEnabledByDefault ?? false,
    quota: { callsPerMinute: first?.callsPerMinute ?? null, callsAtOnce: first?.callsAtOnce ?? null },
  };
}

function isEnabled(skill: SkillView, skillId: string, { switches, owner }: OwnerView): boolean {
  return switches.get(skillId) ?? (skill.isEnabledByDefault && owner.kind === 'household');
}
