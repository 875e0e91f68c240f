/** `earshot skill register | list | versions | promote | rollback | suspend`: from a folder to a skill that people meet, and back. */
import {
  SkillState,
  type SkillsServiceClient,
  type SkillVersion,
} from '../../../proto/gen/earshot/skills/v1/skills.ts';
import { inOneLine, SkillCommandError } from '../../../skills-sdk/src/command/failure.ts';
import { readSkill } from '../../../skills-sdk/src/command/read-skill.ts';
import { formatProblem, problemsOf } from '../../../skills-sdk/src/command/validate.ts';
import type { Person } from '../../common/callers/access.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { developer, operator } from '../identity.ts';
import { checkVersion, formatCheck } from './checklist.ts';
import { deadlineMs, findLocalEarshot } from './local.ts';

interface Json {
  readonly json?: boolean;
}

export interface RegisterOptions extends Json {
  readonly endpoint?: string;
}

export interface PromoteOptions extends Json {
  /** Goes live although a check failed. */
  readonly anyway?: boolean;
}

const stateNames: Readonly<Record<number, string>> = {
  [SkillState.DRAFT]: 'draft',
  [SkillState.LIVE]: 'live',
  [SkillState.SUSPENDED]: 'suspended',
};

/** What the registry says when it says no, and what to do then. */
const reasons: Readonly<Record<string, string>> = {
  SKILL_VERSION_EXISTS:
    'this version is registered with another content, and a version never changes; give the manifest a new version',
  PERMISSION_DENIED:
    'another developer registered this id first, or it comes with Earshot; choose another id',
  SKILL_MANIFEST_INVALID: 'the registry refuses the manifest; look at it with: earshot skill validate',
  NOT_FOUND: 'there is no such skill or version here; look with: earshot skill list',
};

async function withRegistry(
  person: Person,
  work: (skills: SkillsServiceClient) => Promise<void>,
): Promise<void> {
  await inOneLine(async () => {
    const earshot = await findLocalEarshot(person);
    try {
      await work(earshot.skills);
    } catch (error) {
      if (error instanceof SkillCommandError) throw error;
      const code = codeOf(error);
      throw new SkillCommandError(reasons[code] ?? `the registry said ${code}`);
    } finally {
      earshot.close();
    }
  });
}

/** Registers what is in the folder as a draft: nobody meets it yet. */
export async function registerSkill(folder: string, { endpoint, json }: RegisterOptions): Promise<void> {
  await withRegistry(developer(), async (skills) => {
    const files = await readSkill(folder);
    const errors = problemsOf(files).filter(({ severity }) => severity === 'error');
    if (errors.length > 0) throw new SkillCommandError(`\n${errors.map(formatProblem).join('')}`);
    const { manifest, model } = files;
    const registered = { ...manifest, model, ...(endpoint === undefined ? {} : { endpoint }) };
    const request = { manifestJson: JSON.stringify(registered), state: SkillState.DRAFT };
    const { verificationKeys } = await callUnary(skills, 'registerSkill', request, { deadlineMs });
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

export async function listSkills({ json }: Json): Promise<void> {
  await withRegistry(developer(), async (skills) => {
    const all = await versionsOf(skills, '');
    const ids = [...new Set(all.map(({ skill }) => skill?.skillId ?? ''))];
    const rows = ids.map((id) => {
      const versions = all.filter(({ skill }) => skill?.skillId === id);
      const shown = versions.find(({ isCurrent }) => isCurrent) ?? versions.at(-1);
      return { id, version: versionOf(shown), state: stateOf(shown), isBuiltIn: shown?.isBuiltIn ?? false };
    });
    if (json) process.stdout.write(`${JSON.stringify(rows)}\n`);
    else process.stdout.write(rows.map((row) => `${line(row.id, row.version, row.state)}\n`).join(''));
  });
}

export async function listVersions(id: string, { json }: Json): Promise<void> {
  await withRegistry(developer(), async (skills) => {
    const rows = (await versionsOf(skills, id)).map((one) => ({
      version: versionOf(one),
      state: stateOf(one),
      isCurrent: one.isCurrent,
      registered: new Date(one.registeredAtMs).toISOString(),
      endpoint: one.endpoint,
    }));
    if (json) process.stdout.write(`${JSON.stringify(rows)}\n`);
    else {
      for (const { version, state, isCurrent, registered } of rows) {
        process.stdout.write(
          `${line(version, state, registered)}${isCurrent ? '  ← people meet this one' : ''}\n`,
        );
      }
    }
  });
}

/** Lets people meet a version, once the machine's own checks pass. Without a version: the one registered last. */
export async function promote(
  id: string,
  version: string | undefined,
  options: PromoteOptions,
): Promise<void> {
  await withRegistry(operator, async (skills) => {
    const chosen = pick(await versionsOf(skills, id), version);
    const checks = await checkVersion(chosen);
    const isGood = checks.every((check) => check.isGood);
    if (!options.json) process.stdout.write(checks.map(formatCheck).join(''));
    const isLive = isGood || options.anyway === true;
    if (isLive) await setState(skills, chosen, SkillState.LIVE);
    const state = isLive ? 'live' : stateOf(chosen);
    if (options.json)
      process.stdout.write(`${JSON.stringify({ id, version: versionOf(chosen), state, checks })}\n`);
    else if (isLive) process.stdout.write(`${id} ${versionOf(chosen)} is live.\n`);
    if (!isLive) {
      process.exitCode = 1;
      if (!options.json) {
        process.stdout.write(
          `${id} ${versionOf(chosen)} stays a ${state}; mend what has a ✗, or say --anyway.\n`,
        );
      }
    }
  });
}

/** Back to the version that people met before the current one. */
export async function rollback(id: string, { json }: Json): Promise<void> {
  await withRegistry(operator, async (skills) => {
    const versions = await versionsOf(skills, id);
    const current = versions.find(({ isCurrent }) => isCurrent);
    const earlier = versions.filter(({ state, isCurrent }) => state === SkillState.LIVE && !isCurrent);
    if (current === undefined || earlier.length === 0) {
      throw new SkillCommandError(`there is no earlier live version of ${id} to go back to`);
    }
    // What went live last of the others is what people met before.
    await setState(skills, current, SkillState.SUSPENDED);
    const now = (await versionsOf(skills, id)).find(({ isCurrent }) => isCurrent);
    const said = { id, from: versionOf(current), to: versionOf(now) };
    process.stdout.write(
      json ? `${JSON.stringify(said)}\n` : `${id} is back at ${said.to}; ${said.from} is suspended.\n`,
    );
  });
}

/** Nobody meets it any more: one version, or every live one. */
export async function suspend(id: string, version: string | undefined, { json }: Json): Promise<void> {
  await withRegistry(operator, async (skills) => {
    const versions = await versionsOf(skills, id);
    const ended =
      version === undefined
        ? versions.filter(({ state }) => state === SkillState.LIVE)
        : [pick(versions, version)];
    for (const one of ended) await setState(skills, one, SkillState.SUSPENDED);
    const names = ended.map(versionOf);
    process.stdout.write(
      json
        ? `${JSON.stringify({ id, suspended: names })}\n`
        : `${id}: ${names.join(', ') || 'nothing'} suspended.\n`,
    );
  });
}

const line = (...parts: string[]): string =>
  parts
    .map((part) => part.padEnd(28))
    .join('')
    .trimEnd();
const versionOf = (one: SkillVersion | undefined): string => one?.skill?.version ?? '';
const stateOf = (one: SkillVersion | undefined): string => stateNames[one?.state ?? 0] ?? '';

async function versionsOf(skills: SkillsServiceClient, skillId: string): Promise<readonly SkillVersion[]> {
  return (await callUnary(skills, 'listSkillVersions', { skillId }, { deadlineMs })).versions;
}

function pick(versions: readonly SkillVersion[], version: string | undefined): SkillVersion {
  const found = version === undefined ? versions.at(-1) : versions.find((one) => versionOf(one) === version);
  if (found === undefined)
    throw new SkillCommandError(`there is no version ${version}; look with: earshot skill versions`);
  return found;
}

async function setState(
  skills: SkillsServiceClient,
  { skill }: SkillVersion,
  state: SkillState,
): Promise<void> {
  await callUnary(skills, 'setSkillState', { skill, state }, { deadlineMs });
}
