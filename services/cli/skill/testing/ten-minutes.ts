/**
 * A newcomer's ten minutes, from an operator who has nobody and a folder with the packed SDK to a signed skill of two versions behind
 * https. Each command is one of README's, in a process of its own; nothing is done by any other way.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { builtPackage } from '../../../../skills-sdk/build.ts';
import { environmentOf, newSkill, type } from '../../../../skills-sdk/test/newcomer.ts';
import { storesOfTheTestRun } from '../../../e2e/testing/earshot.ts';
import { readWav } from '../../../speaker/index.ts';
import { type Commands, commandsIn, earshotMain } from '../../testing/commands.ts';
import { freePort } from '../../up/ports.ts';
import { HttpsFronts } from './https-fronts.ts';

const id = 'com.example.tea-house';
const device = ['--device', 'den'];

/** Plays it all. Throws where anything is not as README says. @param node the skill's own */
export async function playTenMinutes(node: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'earshot-ten-minutes-'));
  const fronts = await HttpsFronts.make(folder);
  const newcomer = new TenMinutes(node, folder, fronts);
  try {
    const operator = newcomer.startOperator();
    const skill = await newcomer.writeOwnSkill();
    await operator;
    await newcomer.tryInDevelopment(skill);
    await newcomer.goLive(skill);
    await newcomer.meetNextVersion(skill);
    await newcomer.end();
  } finally {
    await newcomer.close();
    fronts.close();
    await rm(folder, { recursive: true, force: true });
  }
}

class TenMinutes {
  readonly #node: string;
  readonly #folder: string;
  readonly #fronts: HttpsFronts;
  readonly #children: ChildProcess[] = [];
  #commands: Commands | undefined;
  #developerId = '';

  constructor(node: string, folder: string, fronts: HttpsFronts) {
    this.#node = node;
    this.#folder = folder;
    this.#fronts = fronts;
  }

  get #earshot(): Commands['earshot'] {
    if (this.#commands === undefined) throw new Error('no operator yet');
    return this.#commands.earshot;
  }

  get #json(): Commands['json'] {
    if (this.#commands === undefined) throw new Error('no operator yet');
    return this.#commands.json;
  }

  /** `earshot up`, with its pages behind https, over empty stores. */
  async startOperator(): Promise<void> {
    const [port, webPort] = [await freePort(), await freePort()];
    const settings = {
      ...(await storesOfTheTestRun()),
      EARSHOT_STATE_DIR: join(this.#folder, 'operator'),
      EARSHOT_WEB_ORIGIN: await this.#fronts.before(webPort),
      EARSHOT_GATEWAY_PORT: String(port),
      EARSHOT_DEVELOPER_FILE: join(this.#folder, 'developer.json'),
      NODE_EXTRA_CA_CERTS: this.#fronts.certificateFile,
    };
    this.#commands = commandsIn(this.#folder, settings);
    const up = this.#start(process.execPath, [earshotMain, 'up', '--web-port', String(webPort)], {
      cwd: this.#folder,
      // Nobody speaks to it here, on a machine that it shares: no open ears, and no decoder that waits.
      env: {
        ...process.env,
        ...settings,
        EARSHOT_ASR_READY_DECODERS: '0',
        EARSHOT_MODELS_DIR: join(this.#folder, 'no-models'),
      },
    });
    let said = '';
    await new Promise<void>((resolve, reject) => {
      up.stderr?.on('data', (chunk) => {
        said += String(chunk);
      });
      up.stdout?.on('data', (chunk) => String(chunk).includes('Speakers') && resolve());
      up.once('exit', () => reject(new Error(`earshot up ended: ${said}`)));
    });
  }

  /** The SDK as npm packs it, installed where nothing else is; its command writes the skill, whose own commands are tried in `newcomer.test.ts`. */
  async writeOwnSkill(): Promise<string> {
    const clean = join(this.#folder, 'clean');
    await mkdir(clean);
    await promisify(execFile)('npm', [
      'pack',
      await builtPackage(),
      '--ignore-scripts',
      '--pack-destination',
      clean,
    ]);
    const [packed = ''] = (await readdir(clean)).filter((name) => name.endsWith('.tgz'));
    await writeFile(join(clean, 'package.json'), '{"name":"clean","private":true}');
    const install = `npm install --offline --no-audit --no-fund ./${packed}`;
    expect(await type(this.#node, install, clean)).toMatchObject({ code: 0 });
    const write = `npx --no-install earshot-skill new tea-house --name "tea house" --id ${id} --contact privacy@example.com`;
    return newSkill(this.#node, write, clean);
  }

  /** `skill dev` against the whole Earshot. It leaves nothing behind: the registry is as empty as it was. */
  async tryInDevelopment(skill: string): Promise<void> {
    const known: readonly { isBuiltIn: boolean }[] = await this.#json(['skill', 'list', '--operator']);
    expect(known.filter(({ isBuiltIn }) => !isBuiltIn)).toEqual([]);
    const says = ['brew some tea', 'mint tea'].flatMap((words) => ['--say', words]);
    const { stdout, code, stderr } = await this.#earshot(['skill', 'dev', skill, ...says]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toContain('says        1 cup of mint tea.');
    expect(stdout).toContain('withheld    user.name (identifier): declared, not granted by the user');
  }

  /** Account, admission, registration, checklist, live: and a household hears it, by voice. */
  async goLive(skill: string): Promise<void> {
    expect(await this.#json(['developer', 'list'])).toEqual([]);
    const account = await this.#json(['skill', 'account']);
    this.#developerId = account.developerId;
    expect(await this.#earshot(['skill', 'list'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('not admitted'),
    });
    const admitted = await this.#json(['developer', 'admit', account.publicKey, '--name', 'Tea House Ltd']);
    expect(admitted.developerId).toBe(account.developerId);
    const { keys, port } = await this.#register(skill, '1.0.0');
    // Nobody is there yet, so nothing is certified, and nothing can go live.
    expect(await this.#json(['skill', 'promote', id])).toMatchObject({ code: 1, state: 'draft' });
    await this.#serve(skill, port, keys);
    await this.#certify('1.0.0');
    const self = await this.#earshot(['skill', 'promote', id]);
    expect(self).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('an operator lets people meet it'),
    });
    expect(await this.#json(['skill', 'promote', id, '--operator'])).toMatchObject({ state: 'live' });
    expect(await this.#json(['skill', 'list'])).toEqual([
      { id, version: '1.0.0', state: 'live', isBuiltIn: false },
    ]);
    expect(await this.#ask('what time is it')).toMatch(/it is|it's/i);
    expect(await this.#json(['owner', ...device, 'enable', id])).toMatchObject({ code: 0 });
    const file = join(this.#folder, 'reply.wav');
    expect(await this.#ask('brew two cups of mint tea', file)).toBe('2 cups of mint tea.');
    // More than half a second of sound.
    const reply = readWav(await readFile(file));
    expect(reply.samples.length).toBeGreaterThan(reply.sampleRateHz);
  }

  /** Another version, tried by a few households, met by all, and taken back. */
  async meetNextVersion(skill: string): Promise<void> {
    const next = join(dirname(skill), 'next');
    await cp(skill, next, { recursive: true, verbatimSymlinks: true });
    await edit(join(next, 'messages.json'), (text) => text.replaceAll('} of {tea}', '} of the finest {tea}'));
    await edit(join(next, 'manifest.ts'), (text) => text.replace("version: '1.0.0'", "version: '1.1.0'"));
    const { keys, port } = await this.#register(next, '1.1.0');
    await this.#serve(next, port, keys);
    await this.#certify('1.1.0');
    const canary = ['skill', 'promote', id, '--operator', '--share', '10'];
    expect(await this.#json(canary)).toMatchObject({ version: '1.1.0', state: 'live' });
    const trial = await this.#earshot(['skill', 'versions', id]);
    expect(trial.stdout).toMatch(/1\.0\.0 +live .*people meet this one/);
    expect(trial.stdout).toMatch(/1\.1\.0 +live .*10 of 100 households/);
    expect(await this.#json(['skill', 'promote', id, '--operator'])).toMatchObject({ state: 'live' });
    expect(await this.#ask('brew some mint tea')).toBe('1 cup of the finest mint tea.');
    expect(await this.#json(['skill', 'rollback', id])).toMatchObject({ from: '1.1.0', to: '1.0.0' });
    expect(await this.#ask('brew some mint tea')).toBe('1 cup of mint tea.');
    expect(await this.#earshot(['skill', 'rollback', id])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no earlier live version'),
    });
    const [logs, analytics] = await Promise.all([
      this.#earshot(['skill', 'logs', id]),
      this.#earshot(['skill', 'analytics', id]),
    ]);
    expect(logs.stdout).toMatch(/1\.1\.0 +rolled_back +\(developer\)/);
    expect(logs.stderr).toBe('');
    expect(analytics.stdout).toContain('nobody called it');
    const quota = await this.#json(['skill', 'quota', id, '--per-minute', '60']);
    expect(quota).toMatchObject({ code: 0, perMinute: 60 });
  }

  /** Nobody meets it any more, and its developer is shut out until the operator says otherwise. */
  async end(): Promise<void> {
    expect(await this.#json(['skill', 'suspend', id])).toMatchObject({ suspended: ['1.0.0'] });
    expect(await this.#ask('brew some mint tea')).not.toContain('mint');
    await this.#json(['developer', 'suspend', this.#developerId]);
    expect(await this.#earshot(['skill', 'list'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('not admitted'),
    });
    await this.#json(['developer', 'resume', this.#developerId]);
    expect(await this.#json(['skill', 'list'])).toEqual([
      expect.objectContaining({ id, state: 'suspended' }),
    ]);
  }

  /** Each has a group of its own: npm starts a shell, and that the program. */
  async close(): Promise<void> {
    const running = this.#children.filter(
      ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
    );
    await Promise.all(
      running.map(async (child) => {
        const ended = once(child, 'close');
        process.kill(-(child.pid ?? 0), 'SIGTERM');
        await ended;
      }),
    );
  }

  /** A draft at an address of its own behind https. */
  async #register(skill: string, version: string): Promise<{ keys: string; port: number }> {
    const port = await freePort();
    const place = await this.#fronts.before(port);
    await edit(join(skill, 'manifest.ts'), (text) =>
      text.replace(/privacyPolicyUrl: '[^']+'/, `privacyPolicyUrl: '${place}/privacy'`),
    );
    const registered = await this.#json(['skill', 'register', skill, '--endpoint', `${place}/`]);
    expect(registered).toMatchObject({ code: 0, id, version, state: 'draft' });
    expect(registered.verificationKeys[0]).toMatch(/^whpk_/);
    return { keys: registered.verificationKeys.join(' '), port };
  }

  /** `npm start`, as its own README says. */
  async #serve(skill: string, port: number, keys: string): Promise<void> {
    const env = { ...environmentOf(this.#node), PORT: String(port), EARSHOT_SKILL_KEYS: keys };
    this.#start('npm', ['start'], { cwd: skill, env });
    const isUp = () =>
      fetch(`http://127.0.0.1:${port}/`).then(
        () => true,
        () => false,
      );
    await expect.poll(isUp, { timeout: 60_000, interval: 200 }).toBe(true);
  }

  async #certify(version: string): Promise<void> {
    const checked = await this.#json(['skill', 'promote', id]);
    const bad = checked.checks.filter((one: { result: string }) => one.result !== 'good');
    expect(bad).toEqual([]);
    expect(checked).toMatchObject({ code: 0, version, state: 'certified' });
  }

  /** A sentence that is typed at a speaker of a household. @param replyFile answered by voice, into this file; else in text alone, which takes no time to say */
  async #ask(words: string, replyFile?: string): Promise<string> {
    const how = replyFile === undefined ? ['--silent'] : ['--out', replyFile];
    const said = await this.#json(['speak', ...device, '--text', words, ...how]);
    expect(said).toMatchObject({ end: 'completed' });
    return said.replies.map(({ text }: { text: string }) => text).join(' ');
  }

  #start(command: string, args: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }) {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    child.stdout.resume();
    child.stderr.resume();
    this.#children.push(child);
    return child;
  }
}

async function edit(file: string, change: (text: string) => string): Promise<void> {
  const before = await readFile(file, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  await writeFile(file, after);
}
