/** The contract of publishing: who develops skills, what is checked, who meets which version, how it fares. */
import { signatureKeyPattern } from '../../../language/manifest/schema.ts';
import type { SkillManifest } from '../../../language/manifest/types.ts';
import {
  CheckResult,
  DeveloperState,
  type PublishingServiceServer,
} from '../../../proto/gen/earshot/skills/v1/publishing.ts';
import type { Pool } from '../../common/db/pool.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { unary } from '../../common/grpc/server.ts';
import { addEvent, readEvents } from '../registry/events.ts';
import { catalogueState, type Registry, type SwitchedNotes } from '../registry/index.ts';
import type { Counts } from '../router/index.ts';
import { fewestHouseholds, readAnalytics } from './analytics.ts';
import { CheckRate } from './check-rate.ts';
import { type ChecklistParts, runChecklist } from './checklist.ts';
import type { Developers } from './developers.ts';
import { requireOwnSkill, skillPerson } from './ownership.ts';

export interface PublishingParts {
  readonly pool: Pool;
  readonly registry: Registry;
  readonly switched: SwitchedNotes;
  readonly developers: Developers;
  readonly counts: Counts;
  readonly checklist: ChecklistParts;
}

const maxDays = 90;
const maxEvents = 200;
/** A key that is on its way out for longer is not on its way out. */
const maxWindowS = 30 * 86_400;

/** A number of a request, with what 0 stands for, within bounds. */
const bounded = (given: number, instead: number, most: number): number => {
  if (given < 0 || given > most) throw new EarshotError('INVALID_ARGUMENT');
  return given === 0 ? instead : given;
};

/** @throws EarshotError SKILL_NO_EARLIER_VERSION */
function newestLive(versions: Awaited<ReturnType<Registry['versions']>>): string {
  const live = versions.filter(({ state }) => state === 'live');
  const [newest] = live.sort((a, b) => (b.liveRevision ?? 0) - (a.liveRevision ?? 0));
  if (newest === undefined) throw new EarshotError('SKILL_NO_EARLIER_VERSION');
  return newest.version;
}

export function createPublishingHandlers(parts: PublishingParts): PublishingServiceServer {
  const { pool, registry, switched, developers, counts, checklist } = parts;
  const rate = new CheckRate();
  return {
    admitDeveloper: unary(async ({ publicKey, name }) => ({
      developerId: await developers.admit(publicKey, name),
    })),

    suspendDeveloper: unary(async ({ developerId, isSuspended }) => {
      await developers.suspend(developerId, isSuspended);
      return {};
    }),

    listDevelopers: unary(async () => {
      const rows = await developers.list();
      return {
        developers: rows.map(({ state, skillIds, ...row }) => ({
          ...row,
          skillIds: [...skillIds],
          state: state === 'admitted' ? DeveloperState.ADMITTED : DeveloperState.SUSPENDED,
        })),
      };
    }),

    findDeveloper: unary(async ({ developerId }) => ({ publicKey: await developers.keyOf(developerId) })),

    certifySkill: unary(async ({ skill, isReviewed }, call) => {
      const { skillId = '', version = '' } = skill ?? {};
      const { by } = await requireOwnSkill(call, developers, skillId);
      // A developer does not look at their own lists for us.
      if (isReviewed && by !== 'operator') throw new EarshotError('CALLER_REFUSED');
      const [row, manifest] = await Promise.all([
        registry.versions(skillId).then((all) => all.find((one) => one.version === version)),
        registry.manifest({ skillId, version }),
      ]);
      if (row === undefined || manifest === undefined || row.isBuiltIn) throw new EarshotError('NOT_FOUND');
      const checks = await rate.run(skillId, () => runChecklist(manifest as SkillManifest, checklist));
      const failed = checks.filter(
        ({ result }) => result === CheckResult.BAD || (result === CheckResult.FOR_A_PERSON && !isReviewed),
      );
      const event = { skillId, version, by };
      for (const { name } of failed) await addEvent(pool, { ...event, event: 'checked', detail: name });
      if (failed.length > 0 || row.state !== 'draft') return { checks, state: catalogueState(row.state) };
      await registry.setState({ skillId, version }, { state: 'certified', by });
      return { checks, state: catalogueState('certified') };
    }),

    rollBackSkill: unary(async ({ skillId, fromVersion }, call) => {
      const { by } = await requireOwnSkill(call, developers, skillId);
      // Named before it is done: a database from a backup must hear which version was left.
      const version = fromVersion === '' ? newestLive(await registry.versions(skillId)) : fromVersion;
      const left = { kind: 'version', skillId, version, state: 'suspended' } as const;
      return switched.keep(left, () => registry.rollBack(skillId, version, by));
    }),

    changeDeveloperKey: unary(async ({ publicKey }, call) => {
      const { developerId } = await skillPerson(call, developers);
      if (developerId === undefined) throw new EarshotError('CALLER_REFUSED');
      await developers.changeKey(developerId, publicKey);
      return {};
    }),

    listSignatureKeys: unary(async ({ skillId }, call) => {
      await requireOwnSkill(call, developers, skillId);
      return { keys: [...(await registry.signatureKeysOf(skillId))] };
    }),

    changeSignatureKey: unary(async ({ skillId, publicKey, windowS }, call) => {
      const { by } = await requireOwnSkill(call, developers, skillId);
      if (!signatureKeyPattern.test(publicKey)) throw new EarshotError('INVALID_ARGUMENT');
      const window = bounded(windowS, 0, maxWindowS);
      const oldEndsAtMs = Date.now() + window * 1000;
      // A database from a backup must not believe a key again that leaked.
      await switched.keep({ kind: 'signature-key', skillId, newKey: publicKey, oldEndsAtMs }, () =>
        registry.changeKeys({ skillId, newKey: publicKey, windowS: window, by }),
      );
      return { keys: [...(await registry.signatureKeysOf(skillId))] };
    }),

    ownsSkill: unary(async ({ developerId, skillId }) => ({
      isOwn: await developers.isOwn(developerId, skillId),
    })),

    setSkillQuota: unary(async ({ skillId, callsPerMinute, callsAtOnce }) => {
      const own = (given: number) => bounded(given, 0, 1_000_000) || null;
      await registry.setQuota(skillId, {
        callsPerMinute: own(callsPerMinute),
        callsAtOnce: own(callsAtOnce),
      });
      return {};
    }),

    readSkillAnalytics: unary(async ({ skillId, days }, call) => {
      await requireOwnSkill(call, developers, skillId);
      await counts.flush();
      return { days: await readAnalytics(pool, skillId, bounded(days, 7, maxDays)), fewestHouseholds };
    }),

    readSkillLog: unary(async ({ skillId, pageSize }, call) => {
      await requireOwnSkill(call, developers, skillId);
      const events = await readEvents(pool, skillId, bounded(pageSize, 50, maxEvents));
      return { events: events.map(({ skillId: _, ...event }) => event) };
    }),

    noteNearMiss: unary(async ({ skill, householdId }) => {
      if (skill === undefined || householdId === '') throw new EarshotError('INVALID_ARGUMENT');
      counts.add(skill, 'near', 'REJECTED');
      counts.crowd(skill, 'near', { kind: 'household', id: householdId });
      return {};
    }),
  };
}
