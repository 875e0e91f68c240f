/** A conversation with a skill in memory, from the keyboard: the simulator's other face. */
import { fork } from 'node:child_process';
import { watch } from 'node:fs';
import { createInterface } from 'node:readline';
import { inOneLine, SkillCommandError } from './failure.ts';
import { readSkill, type SkillFiles } from './read-skill.ts';
import type { Heard, Order } from './talk-process.ts';
import { formatProblem, problemsOf } from './validate.ts';

interface TalkOptions {
  readonly locale?: string;
  readonly grant: string;
  readonly audience: string;
  readonly say: readonly string[];
  readonly json?: boolean;
}

const settleMs = 150;
const help = `  any words           one turn
  /grant user.name    grant a declared field, as the user would     /withdraw user.name
  /set user.name Ada  what the user entered in the profile          /locale zh-CN
  /new                forget this conversation and begin another
  /delete             the user deletes their data: the skill is told
  /quit\n`;

/** Named `talk-process` beside this file, in the checkout and in the package. */
const childFile = new URL(
  import.meta.url.endsWith('.ts') ? './talk-process.ts' : './talk-process.js',
  import.meta.url,
);

/** One version of the skill in a process of its own: its code is new after each change. */
class TalkProcess {
  readonly #child;
  readonly #waiting: ((heard: Heard) => void)[] = [];

  constructor(skillFile: string) {
    this.#child = fork(childFile, [skillFile], { execArgv: ['--enable-source-maps'] });
    this.#child.on('message', (heard: Heard) => this.#waiting.shift()?.(heard));
    this.#child.on('exit', () => {
      for (const answer of this.#waiting.splice(0)) answer({ failure: 'the skill ended' });
    });
  }

  send(order: Order): Promise<Heard> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (!this.#child.connected || !this.#child.send(order))
        this.#waiting.pop()?.({ failure: 'the skill ended' });
    });
  }

  end(): void {
    this.#child.kill();
  }
}

function row(label: string, rest: string): string {
  return `  ${label.padEnd(12)}${rest}\n`;
}

/** A turn as the console shows it. */
export function formatHeard({ turn, failure }: Heard): string {
  if (failure !== undefined) return `earshot: ${failure}\n`;
  if (turn === undefined) return '';
  const slots = Object.entries(turn.slots).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const understood = turn.intent
    ? `${turn.skillId} ${turn.intent} ${slots.join(' ')}`.trimEnd()
    : turn.decision;
  const withheld = Object.entries(turn.withheld).filter(
    ([, why]) => !['not_declared', 'not_present'].includes(why),
  );
  const undeclared = Object.entries(turn.withheld).filter(([, why]) => why === 'not_declared');
  return [
    row('understood', understood),
    ...(turn.decision === 'reject' ? turn.reasons.map((why) => row('because', why)) : []),
    ...turn.progress.map((text) => row('meanwhile', text)),
    row(
      'says',
      `${turn.speech === '' ? '(nothing)' : turn.speech}${turn.isListening ? '  [listening]' : ''}`,
    ),
    ...turn.directives.map((directive) => row('directive', JSON.stringify(directive))),
    ...(turn.error === undefined ? [] : [row('error', turn.error)]),
    ...(turn.sentPaths.length > 0 ? [row('sent', turn.sentPaths.join(', '))] : []),
    ...withheld.map(([path, why]) => row('withheld', `${path}: ${reasons[why] ?? why}`)),
    ...(undeclared.length > 0
      ? [row('withheld', `not in the manifest: ${undeclared.map(([path]) => path).join(', ')}`)]
      : []),
    ...turn.pulled.map((path) => row('pulled', path)),
  ].join('');
}

const reasons: Readonly<Record<string, string>> = {
  not_granted: 'declared, not granted by the user',
  pull_only: 'granted; read it with pull()',
  device_kind: 'never leaves a hotel room or a child',
};

class Talk {
  readonly #folder: string;
  readonly #options: TalkOptions;
  #files: SkillFiles | undefined;
  #process: TalkProcess | undefined;
  /** What the person has set up, told again to each new version. */
  readonly #setUp: Order[] = [];

  constructor(folder: string, options: TalkOptions) {
    this.#folder = folder;
    this.#options = options;
  }

  get folder(): string {
    return this.#files?.folder ?? this.#folder;
  }

  async load(): Promise<void> {
    const files = await readSkill(this.#folder);
    const errors = problemsOf(files).filter(({ severity }) => severity === 'error');
    if (errors.length > 0) throw new SkillCommandError(`\n${errors.map(formatProblem).join('')}`);
    this.#process?.end();
    this.#files = files;
    this.#process = new TalkProcess(files.program.runnableOf(files.program.sourceOf('skill')));
    const { locale = files.manifest.locales[0] ?? '', grant, audience } = this.#options;
    if (!files.manifest.locales.some((known) => known === locale))
      throw new SkillCommandError(`the skill speaks ${files.manifest.locales.join(' and ')}, not ${locale}`);
    if (!['adult', 'child', 'hotel'].includes(audience))
      throw new SkillCommandError('--audience is adult, child or hotel');
    const fields = files.manifest.fields.map(({ name }) => name);
    const grants = grant === 'all' ? fields : grant.split(',').filter((path) => path !== '');
    const begun = await this.#process.send({ begin: { locale, audience, grants } });
    if (begun.failure !== undefined) throw new SkillCommandError(begun.failure);
    for (const order of this.#setUp) await this.#process.send(order);
  }

  /** @returns false when it was the last line */
  async take(line: string): Promise<boolean> {
    const [command = '', first = '', ...rest] = line.trim().split(/\s+/);
    if (command === '') return true;
    if (command === '/quit') return false;
    if (command === '/help') process.stdout.write(help);
    else if (command.startsWith('/')) await this.#command(command.slice(1), first, rest.join(' '));
    else await this.#show({ say: line.trim() });
    return true;
  }

  async #command(name: string, path: string, value: string): Promise<void> {
    const orders: Readonly<Record<string, Order>> = {
      grant: { grant: path },
      withdraw: { withdraw: path },
      set: { set: { path, value } },
      locale: { locale: path },
      new: { startOver: true },
      delete: { deleteData: true },
    };
    const order = Object.hasOwn(orders, name) ? orders[name] : undefined;
    if (order === undefined) throw new SkillCommandError('there is no such command; /help lists them');
    if (name === 'grant' || name === 'set' || name === 'locale') this.#setUp.push(order);
    await this.#show(order);
    if (!this.#options.json) process.stdout.write(`  ${name} done\n`);
  }

  async #show(order: Order): Promise<void> {
    const heard = (await this.#process?.send(order)) ?? { failure: 'the skill is not running' };
    if (heard.failure !== undefined) throw new SkillCommandError(heard.failure);
    if (heard.turn === undefined) return;
    process.stdout.write(this.#options.json ? `${JSON.stringify(heard.turn)}\n` : formatHeard(heard));
  }

  end(): void {
    this.#process?.end();
  }
}

function watchFiles(talk: Talk): () => void {
  let timer: NodeJS.Timeout | undefined;
  const reload = () =>
    talk.load().then(
      () => process.stderr.write('earshot: reloaded\n'),
      (error: unknown) => process.stderr.write(`earshot: ${(error as Error).message}\n`),
    );
  const watcher = watch(talk.folder, { recursive: true }, (_event, name) => {
    if (name === null || !/\.(ts|js|json)$/.test(name) || /(^|[\\/])(node_modules|dist)([\\/]|$)/.test(name))
      return;
    clearTimeout(timer);
    timer = setTimeout(reload, settleMs);
  });
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}

async function fromKeyboard(talk: Talk): Promise<void> {
  const lines = createInterface({ input: process.stdin, output: process.stderr, prompt: 'say> ' });
  lines.prompt();
  for await (const line of lines) {
    try {
      if (!(await talk.take(line))) break;
    } catch (error) {
      process.stderr.write(`earshot: ${(error as Error).message}\n`);
    }
    lines.prompt();
  }
  lines.close();
}

export async function talk(folder: string, options: TalkOptions): Promise<void> {
  await inOneLine(async () => {
    const talking = new Talk(folder, options);
    let unwatch = () => {};
    try {
      await talking.load();
      if (options.say.length === 0) {
        unwatch = watchFiles(talking);
        await fromKeyboard(talking);
      }
      for (const line of options.say) {
        if (!options.json) process.stdout.write(`say> ${line}\n`);
        await talking.take(line);
      }
    } finally {
      unwatch();
      talking.end();
    }
  });
}
