/** `earshot skill register | list | versions | promote | rollback | suspend | quota`: from a folder to a skill that people meet, and back. */
import { type Check, CheckResult } from '../../../proto/gen/earshot/skills/v1/publishing.ts';
import { SkillState, type SkillVersion } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import { SkillCommandError } from '../../../skills-sdk/src/command/failure.ts';
import { readSkill } from '../../../skills-sdk/src/command/read-skill.ts';
import { formatProblem, problemsOf } from '../../../skills-sdk/src/command/validate.ts';
import {
  type AsWhom,
  type OperatorsRegistry,
  type SharedRegistry,
  withOperatorsRegistry,
  withRegistry,
} from './registry.ts';

interface Options extends AsWhom {
  readonly json?: boolean;
}

export interface RegisterOptions extends Options {
  readonly endpoint?: string;
  readonly deletionUrl?: string;
}

export interface PromoteOptions extends Options {
  /** A person looked at what the machine cannot judge. */
  readonly reviewed?: boolean;
  /** Households of a hundred that meet it. */
  readonly share?: number;
  /** Goes live although a check failed. */
  readonly anyway?: boolean;
}

const stateNames: Readonly<Record<number, string>> = {
  [SkillState.DRAFT]: 'draft',
  [SkillState.CERTIFIED]: 'certified',
  [SkillState.LIVE]: 'live',
  [SkillState.SUSPENDED]: 'suspended',
};

/** Registers what is in the folder as a draft: nobody meets it yet. */
export async function registerSkill(folder: string, options: RegisterOptions): Promise<void> {
  const { endpoint, deletionUrl, json } = options;
  await withRegistry(options, async (registry) => {
    const files = await readSkill(folder);
    const errors = problemsOf(files).filter(({ severity }) => severity === 'error');
    if (errors.length > 0) throw new SkillCommandError(`\n${errors.map(formatProblem).join('')}`);
    const { manifest, model } = files;
    const registered = {
      ...{ ...manifest, model },
      ...(endpoint !== undefined && { endpoint }),
      ...(deletionUrl !== undefined && { deletionUrl }),
    };
    const { verificationKeys } = await registry.registerSkill(JSON.stringify(registered));
    const { id, version } = manifest;
    if (json) {
      process.stdout.write(`${JSON.stringify({ id, version, state: 'draft', verificationKeys })}\n`);
      return;
    }
    process.stdout.write(
      `${id} ${version} is registered as a draft; nobody meets it yet.\n\n` +
        `Start it at ${registered.endpoint} with the keys by which it knows Earshot:\n` +
        `  EARSHOT_SKILL_KEYS="${verificationKeys.join(' ')}"\n\n` +
        `Then: earshot skill promote ${id}\n`,
    );
  });
}

export async function listSkills(options: Options): Promise<void> {
  await withRegistry(options, async (registry) => {
    const all = await versionsOf(registry, '');
    const ids = [...new Set(all.map(({ skill }) => skill?.skillId ?? ''))];
    const rows = ids.map((id) => {
      const versions = all.filter(({ skill }) => skill?.skillId === id);
      const shown = versions.find(({ isCurrent }) => isCurrent) ?? versions.at(-1);
      return { id, version: versionOf(shown), state: stateOf(shown), isBuiltIn: shown?.isBuiltIn ?? false };
    });
    if (options.json) process.stdout.write(`${JSON.stringify(rows)}\n`);
    else if (rows.length === 0) process.stdout.write('none yet; begin with: earshot skill register\n');
    else process.stdout.write(rows.map((row) => `${line(row.id, row.version, row.state)}\n`).join(''));
  });
}

export async function listVersions(id: string, options: Options): Promise<void> {
  await withRegistry(options, async (registry) => {
    const rows = (await versionsOf(registry, id)).map((one) => ({
      version: versionOf(one),
      state: stateOf(one),
      isCurrent: one.isCurrent,
      sharePercent: one.state === SkillState.LIVE ? one.sharePercent : 0,
      registered: new Date(one.registeredAtMs).toISOString(),
      endpoint: one.endpoint,
    }));
    if (options.json) process.stdout.write(`${JSON.stringify(rows)}\n`);
    else {
      for (const { version, state, isCurrent, sharePercent, registered } of rows) {
        const isTried = sharePercent > 0 && sharePercent < 100;
        const who = isCurrent
          ? '  ← people meet this one'
          : isTried
            ? `  ← ${sharePercent} of 100 households meet this one`
            : '';
        process.stdout.write(`${line(version, state, registered)}${who}\n`);
      }
    }
  });
}

/**
 * One step up, or for the operator all the way: a draft is checked and certified, a certified version goes live. Without a
 * version: the one registered last.
 */
export async function promote(
  id: string,
  version: string | undefined,
  options: PromoteOptions,
): Promise<void> {
  const { operator, reviewed = false, share = 100, anyway = false } = options;
  if (operator !== true) return withRegistry(options, (registry) => certify(registry, id, version, options));
  await withOperatorsRegistry(async (registry) => {
    const chosen = pick(await versionsOf(registry, id), version);
    const isDraft = chosen.state === SkillState.DRAFT;
    const { checks, state } = isDraft
      ? await registry.certifySkill(refOf(chosen), reviewed)
      : { checks: [], state: chosen.state };
    const isLive = anyway || state !== SkillState.DRAFT;
    if (isLive) await registry.goLive(refOf(chosen), share, anyway);
    report(id, chosen, checks, isLive ? SkillState.LIVE : state, options);
  });
}

async function certify(
  registry: SharedRegistry,
  id: string,
  version: string | undefined,
  options: PromoteOptions,
): Promise<void> {
  const chosen = pick(await versionsOf(registry, id), version);
  if (chosen.state !== SkillState.DRAFT) {
    const now = `${id} ${versionOf(chosen)} is ${stateOf(chosen)}`;
    throw new SkillCommandError(`${now}; an operator lets people meet it: earshot skill promote --operator`);
  }
  const { checks, state } = await registry.certifySkill(refOf(chosen), false);
  report(id, chosen, checks, state, options);
}

const marks: Readonly<Record<number, string>> = {
  [CheckResult.GOOD]: '✓',
  [CheckResult.BAD]: '✗',
  [CheckResult.FOR_A_PERSON]: '?',
};

const resultNames: Readonly<Record<number, string>> = {
  [CheckResult.GOOD]: 'good',
  [CheckResult.BAD]: 'bad',
  [CheckResult.FOR_A_PERSON]: 'for a person',
};

/** What was checked and what came of it; status 1 where a draft stays one. */
function report(
  id: string,
  chosen: SkillVersion,
  checks: readonly Check[],
  state: SkillState,
  { json, share }: PromoteOptions,
): void {
  const version = versionOf(chosen);
  if (state === SkillState.DRAFT) process.exitCode = 1;
  if (json) {
    const shown = checks.map(({ name, result, seen }) => ({ name, result: resultNames[result], seen }));
    process.stdout.write(`${JSON.stringify({ id, version, state: stateNames[state], checks: shown })}\n`);
    return;
  }
  process.stdout.write(checks.map((one) => `${marks[one.result]} ${one.name}: ${one.seen}\n`).join(''));
  const isForPerson = checks.some(({ result }) => result === CheckResult.FOR_A_PERSON);
  const isBad = checks.some(({ result }) => result === CheckResult.BAD);
  const sentences: Readonly<Record<number, string>> = {
    [SkillState.LIVE]:
      share === undefined || share === 100 ? 'is live.' : `is live for ${share} of 100 households.`,
    [SkillState.CERTIFIED]: 'is certified; an operator lets people meet it.',
    [SkillState.DRAFT]: isBad
      ? 'stays a draft; mend what has a ✗.'
      : 'stays a draft; an operator looks at what has a ?, and says --operator --reviewed.',
  };
  process.stdout.write(`${id} ${version} ${sentences[state] ?? `is ${stateNames[state]}.`}\n`);
  if (isBad && isForPerson) process.stdout.write('An operator looks at what has a ?.\n');
}

/** Back to the version that people met before the current one, or than the one that is tried. */
export async function rollback(id: string, options: Options): Promise<void> {
  await withRegistry(options, async (registry) => {
    const { fromVersion, toVersion } = await registry.rollBackSkill(id);
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ id, from: fromVersion, to: toVersion })}\n`
        : `${id} is back at ${toVersion}; ${fromVersion} is suspended.\n`,
    );
  });
}

/** Nobody meets it any more: one version, or every live one. */
export async function suspend(id: string, version: string | undefined, options: Options): Promise<void> {
  await withRegistry(options, async (registry) => {
    const versions = await versionsOf(registry, id);
    const ended =
      version === undefined
        ? versions.filter(({ state }) => state === SkillState.LIVE)
        : [pick(versions, version)];
    for (const one of ended) await registry.suspendSkill(refOf(one));
    const names = ended.map(versionOf);
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ id, suspended: names })}\n`
        : `${id}: ${names.join(', ') || 'nothing'} suspended.\n`,
    );
  });
}

interface QuotaOptions {
  readonly perMinute?: number;
  readonly atOnce?: number;
  readonly json?: boolean;
}

/** How much of the router a skill may take; what is not said is as the settings say. */
export async function quota(id: string, { perMinute = 0, atOnce = 0, json }: QuotaOptions): Promise<void> {
  await withOperatorsRegistry(async (registry: OperatorsRegistry) => {
    await registry.setQuota(id, perMinute, atOnce);
    const shown = (count: number) => (count === 0 ? 'as the settings say' : String(count));
    process.stdout.write(
      json
        ? `${JSON.stringify({ id, perMinute, atOnce })}\n`
        : `${id}: calls in a minute ${shown(perMinute)}, at once ${shown(atOnce)}.\n`,
    );
  });
}

const line = (...parts: string[]): string =>
  parts
    .map((part) => part.padEnd(28))
    .join('')
    .trimEnd();
const refOf = ({ skill }: SkillVersion) => ({
  skillId: skill?.skillId ?? '',
  version: skill?.version ?? '',
});
const versionOf = (one: SkillVersion | undefined): string => one?.skill?.version ?? '';
const stateOf = (one: SkillVersion | undefined): string => stateNames[one?.state ?? 0] ?? '';

async function versionsOf(registry: SharedRegistry, skillId: string): Promise<readonly SkillVersion[]> {
  return (await registry.listSkillVersions(skillId)).versions;
}

function pick(versions: readonly SkillVersion[], version: string | undefined): SkillVersion {
  const found = version === undefined ? versions.at(-1) : versions.find((one) => versionOf(one) === version);
  if (found === undefined)
    throw new SkillCommandError(`there is no version ${version}; look with: earshot skill versions`);
  return found;
}
