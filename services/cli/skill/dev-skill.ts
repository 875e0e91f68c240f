/** A skill under development: its process, its registration, its grants. */
import { type ChildProcess, spawn } from 'node:child_process';
import { watch } from 'node:fs';
import type { ManifestInput } from '@earshot/skills-sdk';
import { SkillState } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import { SkillCommandError } from '../../../skills-sdk/src/command/failure.ts';
import { readSkill, type SkillFiles } from '../../../skills-sdk/src/command/read-skill.ts';
import { formatProblem, problemsOf } from '../../../skills-sdk/src/command/validate.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { callUnary } from '../../common/grpc/client.ts';
import { operator, ownerOf } from '../identity.ts';
import type { LocalDevice } from '../up/household.ts';
import { freePort } from '../up/ports.ts';
import { deadlineMs, type LocalEarshot, type LocalServices } from './local.ts';
import { skillEnvironment } from './skill-environment.ts';

const startLimitMs = 15_000;
const settleMs = 150;

export class DevSkill {
  readonly #earshot: LocalEarshot;
  readonly #folder: string;
  readonly #device: LocalDevice;
  /** What the person who tries the skill decides, in a household of the developer's own. */
  readonly #owner: LocalServices;
  readonly #isDebugged: boolean;
  #port = 0;
  #files: SkillFiles | undefined;
  #child: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();

  /** @param isDebugged Its process waits for a debugger's breakpoints. */
  constructor(earshot: LocalEarshot, folder: string, device: LocalDevice, isDebugged = false) {
    this.#isDebugged = isDebugged;
    this.#earshot = earshot;
    this.#folder = folder;
    this.#device = device;
    this.#owner = earshot.as(ownerOf(device));
  }

  get manifest(): ManifestInput {
    if (!this.#files) throw new Error('not loaded yet');
    return this.#files.manifest;
  }

  /** Checks, registers as live, enables for the developer's household, and starts the skill's own process. */
  async load(): Promise<void> {
    const files = await readSkill(this.#folder);
    const problems = problemsOf(files);
    const errors = problems.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) throw new SkillCommandError(`\n${errors.map(formatProblem).join('')}`);
    this.#files = files;
    if (this.#port === 0) this.#port = await freePort();
    const keys = await this.#register(files);
    await this.#start(files, keys);
    await callUnary(
      this.#owner.skills,
      'enableSkill',
      { skillId: files.manifest.id, householdId: this.#device.householdId, tenantId: '' },
      { deadlineMs },
    );
  }

  /** Calls back after the folder has been quiet for a moment. @returns stops watching */
  watch(onChange: () => void): () => void {
    let timer: NodeJS.Timeout | undefined;
    const watcher = watch(this.#folder, { recursive: true }, (_event, name) => {
      if (name === null || !/\.(ts|json)$/.test(name) || name.includes('node_modules')) return;
      clearTimeout(timer);
      timer = setTimeout(onChange, settleMs);
    });
    return () => {
      clearTimeout(timer);
      watcher.close();
    };
  }

  /** Grants declared fields as the user would, in the words of the manifest. */
  async grant(paths: readonly string[], locale: 'zh-CN' | 'en-US'): Promise<void> {
    const { fields, developer, id } = this.manifest;
    const purposes = paths.map((path) => {
      const field = fields.find(({ name }) => name === path);
      if (!field) throw new SkillCommandError(`the manifest does not declare "${path}"`);
      return field.purpose[locale] ?? Object.values(field.purpose)[0] ?? '';
    });
    const grant = {
      subjectId: this.#device.subjectId,
      skillId: id,
      paths: [...paths],
      purposes,
      recipientRegion: developer.region,
    };
    await callUnary(this.#owner.privacy, 'grantFields', grant, { deadlineMs });
  }

  async withdraw(paths: readonly string[]): Promise<void> {
    const request = { subjectId: this.#device.subjectId, skillId: this.manifest.id, paths: [...paths] };
    await callUnary(this.#owner.privacy, 'withdrawFields', request, { deadlineMs });
  }

  async setProfile(path: string, value: string): Promise<void> {
    const request = { subjectId: this.#device.subjectId, path, value };
    await callUnary(this.#owner.privacy, 'setProfileField', request, { deadlineMs });
  }

  /**
   * Ends the process and puts back what was changed: the version that people met before is theirs again, and the
   * developer's household has neither the skill nor its grants.
   */
  async close(): Promise<void> {
    await this.#stop();
    const skillId = this.#files?.manifest.id;
    if (skillId === undefined) return;
    await this.#retireVersions(skillId);
    const { householdId } = this.#device;
    await callUnary(
      this.#owner.skills,
      'disableSkill',
      { skillId, householdId, tenantId: '' },
      { deadlineMs },
    );
  }

  /** Versions under development that are still live, of this run or of one that was killed. */
  async #retireVersions(skillId: string): Promise<void> {
    const { skills } = this.#earshot.as(operator);
    const { versions } = await callUnary(skills, 'listSkillVersions', { skillId }, { deadlineMs });
    for (const { skill, state } of versions) {
      if (state !== SkillState.LIVE || !skill?.version.includes('-dev.')) continue;
      const ended = { skill, state: SkillState.SUSPENDED, sharePercent: 0, isAnyway: false };
      await callUnary(skills, 'setSkillState', ended, { deadlineMs });
    }
  }

  async #stop(): Promise<void> {
    this.#child?.kill('SIGTERM');
    await this.#ended;
  }

  async #register({ manifest, model }: SkillFiles): Promise<readonly string[]> {
    const url = `http://127.0.0.1:${this.#port}/`;
    // A registered version never changes, so every change under development is a version of its own.
    const version = `${manifest.version.split('-')[0]}-dev.${Date.now().toString(36)}`;
    // The key that it signs with elsewhere need not be on this machine, and its process is our own.
    const { signatureKeys: _elsewhere, ...unsigned } = manifest;
    const local = {
      ...unsigned,
      version,
      model,
      endpoint: url,
      ...(manifest.deletionUrl === undefined ? {} : { deletionUrl: `${url}notices` }),
    };
    try {
      const { verificationKeys } = await callUnary(
        // Live at once and unchecked, at this machine: as whoever runs it, under development alone.
        this.#earshot.as(operator).skills,
        'registerSkill',
        { manifestJson: JSON.stringify(local), state: SkillState.LIVE },
        { deadlineMs },
      );
      return verificationKeys;
    } catch (error) {
      throw new SkillCommandError(`the skill was not registered: ${codeOf(error)}`);
    }
  }

  async #start({ program }: SkillFiles, keys: readonly string[]): Promise<void> {
    await this.#stop();
    const main = program.runnableOf(program.sourceOf('main'));
    const child = spawn(process.execPath, [...(this.#isDebugged ? ['--inspect=127.0.0.1'] : []), main], {
      cwd: this.#folder,
      env: skillEnvironment(process.env, { port: this.#port, verificationKeys: keys }),
      // Its own words go to standard error: standard output is the command's.
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout.pipe(process.stderr);
    this.#child = child;
    let isGone = false;
    this.#ended = new Promise((resolve) => {
      child.once('exit', () => {
        isGone = true;
        resolve();
      });
    });
    const giveUpAt = Date.now() + startLimitMs;
    while (!isGone && Date.now() < giveUpAt) {
      const isListening = await fetch(`http://127.0.0.1:${this.#port}/`).then(
        () => true,
        () => false,
      );
      if (isListening) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new SkillCommandError('main ended, or does not listen on PORT');
  }
}
