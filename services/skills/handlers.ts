/** The contract of skills over registry and router. */
import { localeFor } from '../../language/locale.ts';
import { validateManifest } from '../../language/manifest/index.ts';
import type { SkillManifest } from '../../language/manifest/types.ts';
import type { PrivacyServiceClient } from '../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import {
  type CatalogueEntry,
  type InvokeResponse,
  SkillState,
  type SkillsServiceServer,
} from '../../proto/gen/earshot/skills/v1/skills.ts';
import type { SkillRef } from '../../proto/gen/earshot/turn/v1/turn.ts';
import { personOf, requireOwn } from '../common/callers/objects.ts';
import { EarshotError } from '../common/errors/earshot-error.ts';
import { callUnary } from '../common/grpc/client.ts';
import { serverStream, unary, type WritingCall } from '../common/grpc/server.ts';
import type { Developers } from './publishing/developers.ts';
import { requireOwnSkill, skillPerson } from './publishing/ownership.ts';
import {
  catalogueEntry,
  catalogueState,
  matchesSpokenName,
  ownerOf,
  ownerOfDevice,
  type Registry,
  type SwitchedNotes,
  type VersionState,
} from './registry/index.ts';
import type { GrantCheck, Inspections, Router } from './router/index.ts';
import { watchSkillSets } from './watch.ts';

export interface HandlerParts {
  readonly registry: Registry;
  readonly switched: SwitchedNotes;
  readonly router: Router;
  readonly grantCheck: GrantCheck;
  readonly inspections: Inspections;
  readonly privacy: PrivacyServiceClient;
  readonly verificationKeys: readonly string[];
  readonly isDevelopment: boolean;
  readonly developers: Developers;
}

const privacyDeadlineMs = 5_000;
/** Most models of one answer; together they stay far below the receiver's limit. */
const maxModels = 5_000;

const stateNames: Readonly<Partial<Record<SkillState, VersionState>>> = {
  [SkillState.DRAFT]: 'draft',
  [SkillState.CERTIFIED]: 'certified',
  [SkillState.LIVE]: 'live',
  [SkillState.SUSPENDED]: 'suspended',
};

function stateOf(state: SkillState): VersionState {
  const name = stateNames[state];
  if (name === undefined) throw new EarshotError('INVALID_ARGUMENT');
  return name;
}

function requireRef(ref: SkillRef | undefined): SkillRef {
  if (ref === undefined || ref.skillId === '' || ref.version === '')
    throw new EarshotError('INVALID_ARGUMENT');
  return ref;
}

function linkingOf({ accountLinking }: SkillManifest) {
  if (accountLinking === undefined) return undefined;
  const { skillLearns, earshotLearns, revocationUrl = '', scopes, ...urls } = accountLinking;
  return {
    ...{ ...urls, revocationUrl, scopes: [...scopes] },
    skillLearnsJson: JSON.stringify(skillLearns),
    earshotLearnsJson: JSON.stringify(earshotLearns),
  };
}

/** Tells the privacy service who would receive data, so that people can be asked and told. */
export async function registerRecipient(
  privacy: PrivacyServiceClient,
  manifest: SkillManifest,
): Promise<void> {
  await callUnary(
    privacy,
    'registerRecipient',
    {
      skill: { skillId: manifest.id, version: manifest.version },
      operator: manifest.developer.operator,
      region: manifest.developer.region,
      noticeUrl: manifest.deletionUrl ?? '',
      isInProcess: manifest.endpoint === 'in-process',
      accountLinking: linkingOf(manifest),
    },
    { deadlineMs: privacyDeadlineMs },
  );
}

/** Single turns are shown to a developer of their own household alone; operators see all, and whose it was is in none. */
function inspectedOwner(call: Parameters<typeof personOf>[0]) {
  const person = personOf(call);
  if (person?.role !== 'skill_developer') return undefined;
  if (person.householdId === undefined) throw new EarshotError('CALLER_REFUSED');
  return { kind: 'household', id: person.householdId } as const;
}

/** The gRPC face of registry and router. */
export function createHandlers(parts: HandlerParts): SkillsServiceServer {
  const { registry, switched, router, grantCheck, inspections, privacy, developers } = parts;
  return {
    invoke: serverStream(async (request, call: WritingCall<InvokeResponse>) => {
      requireOwn(call, { ...request.device });
      let written: Promise<void> = Promise.resolve();
      const result = await router.invoke(request, {
        signal: call.signal,
        remainingMs: call.remainingMs(),
        onProgress: (value) => {
          written = written
            .then(() => call.write({ response: { $case: 'progress', value } }))
            .catch(() => {});
        },
      });
      await written;
      await call.write({ response: { $case: 'result', value: result } });
    }),

    checkGrants: unary(async (request, call) => {
      requireOwn(call, { ...request.device });
      return {
        speech: await grantCheck.check(request, { signal: call.signal, deadlineMs: privacyDeadlineMs }),
      };
    }),

    getTurnOutcome: unary(async ({ turnId, deviceId }) => {
      if (turnId === '' || deviceId === '') throw new EarshotError('INVALID_ARGUMENT');
      return { outcome: await router.outcomeOf(turnId, deviceId) };
    }),

    getSkillSet: unary(async ({ device }, call) => {
      requireOwn(call, { ...device });
      return { skillSet: await registry.skillSet(ownerOfDevice(device)) };
    }),

    getModels: unary(async ({ skills }) => {
      if (skills.length > maxModels) throw new EarshotError('INVALID_ARGUMENT');
      const models = await Promise.all(
        skills.map(async (ref) => {
          const manifest = await registry.manifest(requireRef(ref));
          if (manifest === undefined) throw new EarshotError('NOT_FOUND');
          return { skill: ref, modelJson: JSON.stringify(manifest.model) };
        }),
      );
      return { models };
    }),

    watchSkillSets: serverStream((_, call) => watchSkillSets(registry, call)),

    registerSkill: unary(async ({ manifestJson, state }, call) => {
      const { developerId } = await skillPerson(call, developers);
      const versionState = stateOf(state);
      // Only under development does anything go live that nobody checked.
      const mayGoLive = developerId === undefined && parts.isDevelopment;
      if (versionState !== 'draft' && !mayGoLive) throw new EarshotError('SKILL_NOT_CERTIFIED');
      const validation = validateManifest(manifestJson, { allowLoopback: parts.isDevelopment });
      if (!validation.isValid) throw new EarshotError('SKILL_MANIFEST_INVALID');
      const { manifest } = validation;
      const added = {
        ...{ manifest, state: versionState, isBuiltIn: false, isEnabledByDefault: false },
        ...(developerId !== undefined && { developerId }),
      };
      // Not before: a stranger's manifest would turn the region and the address for notices of somebody else's skill.
      await registry.register(added, () => registerRecipient(privacy, manifest));
      return {
        skill: { skillId: manifest.id, version: manifest.version },
        verificationKeys: [...parts.verificationKeys],
      };
    }),

    setSkillState: unary(async ({ skill, state, sharePercent, isAnyway }, call) => {
      const ref = requireRef(skill);
      const { by } = await requireOwnSkill(call, developers, ref.skillId);
      const next = stateOf(state);
      // Who meets a version is the operator's word, and the checklist's; taking it back is its developer's as well.
      if (by === 'developer' && next !== 'suspended') throw new EarshotError('CALLER_REFUSED');
      if (next === 'certified' || sharePercent < 0 || sharePercent > 100) {
        throw new EarshotError('INVALID_ARGUMENT');
      }
      const change = { state: next, by, sharePercent: sharePercent === 0 ? 100 : sharePercent };
      const event = isAnyway && next === 'live' ? { event: 'live although not certified' } : {};
      const { skillId, version } = ref;
      const noted = {
        kind: 'version',
        skillId,
        version,
        state: next,
        sharePercent: change.sharePercent,
      } as const;
      await switched.keep(noted, () =>
        registry.setState(ref, { ...change, ...event }, next === 'live' && !isAnyway),
      );
      return {};
    }),

    enableSkill: unary(async ({ skillId, ...named }, call) => {
      const owner = ownerOf(named);
      requireOwn(call, named);
      const taken = { kind: 'enablement', owner, skillId, isEnabled: true } as const;
      return { skill: await switched.keep(taken, () => registry.enable(owner, skillId)) };
    }),

    disableSkill: unary(async ({ skillId, householdId, tenantId }, call) => {
      const owner = ownerOf({ householdId, tenantId });
      requireOwn(call, { householdId, tenantId });
      // Nothing leaves any more before anybody is told; asking again after a failure does both again.
      await switched.keep({ kind: 'enablement', owner, skillId, isEnabled: false }, () =>
        registry.disable(owner, skillId),
      );
      await callUnary(
        privacy,
        'forgetSkill',
        { skillId, cause: 'skill.disabled', subjectId: '', householdId, tenantId },
        { deadlineMs: privacyDeadlineMs },
      );
      return {};
    }),

    listSkills: unary(async ({ locale, spokenName }) => {
      const entries: CatalogueEntry[] = [];
      for (const ref of registry.current()) {
        const manifest = await registry.manifest(ref);
        if (manifest === undefined) continue;
        if (spokenName !== '' && !matchesSpokenName(manifest, spokenName)) continue;
        entries.push(catalogueEntry(manifest, SkillState.LIVE, localeFor(locale)));
      }
      return { entries };
    }),

    describeSkill: unary(async ({ skill, locale }) => {
      const manifest = await registry.manifest(requireRef(skill));
      if (manifest === undefined) throw new EarshotError('NOT_FOUND');
      return { entry: catalogueEntry(manifest, SkillState.LIVE, localeFor(locale)) };
    }),

    listSkillVersions: unary(async ({ skillId }, call) => {
      const { developerId } = await skillPerson(call, developers);
      const versions = (await registry.versions(skillId, developerId)).map((row) => ({
        skill: { skillId: row.skillId, version: row.version },
        state: catalogueState(row.state),
        isCurrent: row.isCurrent,
        isBuiltIn: row.isBuiltIn,
        registeredAtMs: row.registeredAtMs,
        endpoint: row.endpoint,
        privacyPolicyUrl: row.privacyPolicyUrl,
        deletionUrl: row.deletionUrl ?? '',
        sharePercent: row.sharePercent,
      }));
      if (versions.length === 0 && skillId !== '') throw new EarshotError('NOT_FOUND');
      return { versions };
    }),

    inspectRequests: serverStream(async ({ skillId }, call) => {
      const of = inspectedOwner(call);
      for await (const inspection of inspections.follow(skillId, of, call.signal)) {
        await call.write(inspection);
      }
    }),
  };
}
