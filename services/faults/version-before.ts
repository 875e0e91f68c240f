/** Earshot as it stood before the newest migration: a checkout of that commit, with packages of its own. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { checkoutDir } from '../common/addresses.ts';
import { hasEnded } from '../common/local-stores/local-store.ts';

const run = promisify(execFile);
const git = async (...args: string[]): Promise<string> =>
  (await run('git', args, { cwd: checkoutDir })).stdout.trim();

/** Packages may have to be fetched first. */
const readyMs = 240_000;
const commandMs = 240_000;

/** The last commit without the newest migration; undefined where the history does not reach there. */
export async function commitBefore(): Promise<string | undefined> {
  const newest = ['log', '-1', '--diff-filter=A', '--format=%H', '--', 'services/*/migrations/*.sql'];
  const added = await git(...newest).catch(() => '');
  return added === '' ? undefined : git('rev-parse', '--verify', `${added}^1`).catch(() => undefined);
}

/** Makes a checkout of a commit. @returns what takes it away again */
export async function checkOut(commit: string, folder: string): Promise<() => Promise<void>> {
  await git('worktree', 'add', '--quiet', '--detach', folder, commit);
  return async () => {
    await git('worktree', 'remove', '--force', folder);
  };
}

/** A version in its own folder, by its own commands alone. */
export class Version {
  readonly #options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv };
  #up: ChildProcess | undefined;

  /** @param env its state, stores and ports: EARSHOT_STATE_DIR, _DATABASE_URL, _URL, _GATEWAY_PORT and _WEB_PORT */
  constructor(tree: string, env: NodeJS.ProcessEnv) {
    // What this test runs with belongs to this checkout.
    const { EARSHOT_CHECKOUT: _checkout, NODE_COMPILE_CACHE: _cache, ...own } = process.env;
    this.#options = { cwd: tree, env: { ...own, ...env } };
  }

  /** @throws Error with what it said, unless that is within four minutes that it is ready */
  async start(): Promise<void> {
    const up = spawn(process.execPath, ['start.mjs', 'up'], {
      ...this.#options,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#up = up;
    let said = '';
    await new Promise<void>((resolve, reject) => {
      const fail = () => reject(new Error(`${this.#options.cwd} does not serve: ${said}`));
      const timer = setTimeout(fail, readyMs);
      up.once('exit', fail);
      up.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (!said.includes('ready after')) return;
        clearTimeout(timer);
        resolve();
      });
    });
  }

  async stop(): Promise<void> {
    const up = this.#up;
    if (up === undefined || hasEnded(up)) return;
    const ended = once(up, 'exit');
    up.kill('SIGINT');
    await ended;
  }

  /** `earshot …`. @returns what it printed @throws Error with that, when it failed */
  async earshot(...args: string[]): Promise<string> {
    const options = { ...this.#options, timeout: commandMs };
    return (await run(process.execPath, ['start.mjs', ...args], options)).stdout;
  }

  /** Says something, as a speaker of a household. @returns the words of the answer, or how the turn ended */
  async say(device: string, text: string): Promise<string> {
    const printed = await this.earshot('speak', '-d', device, '--silent', '--json', '--text', text);
    const turn: { end: string; code: string; replies: { text: string }[] } = JSON.parse(printed);
    return turn.end === 'completed' ? turn.replies.map((reply) => reply.text).join(' ') : turn.code;
  }
}
