/** `earshot skill dev`. */

import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { agreedLocale, localeFor } from '../../../language/locale.ts';
import type { Directive } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { inOneLine, SkillCommandError } from '../../../skills-sdk/src/command/failure.ts';
import { stateDir } from '../../common/addresses.ts';
import { loadConfig } from '../../common/config.ts';
import { developer } from '../identity.ts';
import { issueSignInLink } from '../owner/sign-in.ts';
import type { LocalDevice } from '../up/household.ts';
import { consoleHelp } from './console-help.ts';
import { DevSkill } from './dev-skill.ts';
import { followRequests, formatInspection, type Inspection, inspectionOf } from './inspector.ts';
import { addressOf, findLocalEarshot, type LocalServices } from './local.ts';
import { type ConsoleTurn, TurnConsole } from './turn-console.ts';

export interface DevOptions {
  readonly locale: string;
  readonly grant: string;
  readonly say: readonly string[];
  readonly explain?: boolean;
  readonly web?: boolean;
  readonly debug?: boolean;
  readonly json?: boolean;
}

const inspectionWaitMs = 1_000;

function formatDirective({ directive }: Directive): string {
  return directive === undefined ? '' : `${directive.$case} ${JSON.stringify(directive.value)}`;
}

/** With why it was understood so where that is asked for, and always why it was not. */
export function formatTurn(turn: ConsoleTurn, isExplaining = false): string {
  const row = (label: string, rest: string) => `  ${label.padEnd(12)}${rest}\n`;
  const slots = Object.entries(turn.slots).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const understood = turn.intent
    ? `${turn.skillId} ${turn.intent} ${slots.join(' ')}`.trimEnd()
    : turn.decision;
  return [
    row('understood', understood),
    ...(isExplaining || turn.decision === 'reject' ? turn.reasons : []).map((why) => row('because', why)),
    ...turn.progress.map((text) => row('meanwhile', text)),
    row(
      'says',
      `${turn.speech === '' ? '(nothing)' : turn.speech}${turn.isListening ? '  [listening]' : ''}`,
    ),
    ...turn.directives.map((directive) => row('directive', formatDirective(directive))),
    ...(turn.errorCode === undefined ? [] : [row('error', turn.errorCode)]),
  ].join('');
}

/** Inspections by turn, as they come in. */
class InspectionFeed {
  readonly #seen = new Map<string, Inspection>();
  #wake: () => void = () => {};

  async follow(earshot: LocalServices, skillId: string, signal: AbortSignal): Promise<void> {
    for await (const inspected of followRequests(earshot, skillId, signal)) {
      this.#seen.set(inspected.turnId, inspectionOf(inspected));
      this.#wake();
    }
  }

  /** The inspection of a turn, once it is there; a turn that reached no skill has none. */
  async of(turnId: string): Promise<Inspection | undefined> {
    const giveUpAt = Date.now() + inspectionWaitMs;
    while (!this.#seen.has(turnId) && Date.now() < giveUpAt) {
      await new Promise<void>((done) => {
        const timer = setTimeout(done, Math.max(giveUpAt - Date.now(), 0));
        this.#wake = () => {
          clearTimeout(timer);
          done();
        };
      });
    }
    return this.#seen.get(turnId);
  }
}

class DevSession {
  readonly #skill: DevSkill;
  readonly #console: TurnConsole;
  readonly #inspections: InspectionFeed;
  readonly #isJson: boolean;
  readonly #isExplaining: boolean;
  #locale: string;

  constructor(skill: DevSkill, turns: TurnConsole, inspections: InspectionFeed, options: DevOptions) {
    this.#skill = skill;
    this.#console = turns;
    this.#inspections = inspections;
    this.#isJson = options.json === true;
    this.#isExplaining = options.explain === true;
    this.#locale = options.locale;
  }

  /** One line of the console. @returns false when it is the last */
  async take(line: string): Promise<boolean> {
    const [command = '', first = '', ...rest] = line.trim().split(/\s+/);
    if (command === '') return true;
    if (command === '/quit') return false;
    if (command.startsWith('/')) await this.#command(command, first, rest.join(' '));
    else await this.#say(line.trim());
    return true;
  }

  async #command(command: string, first: string, rest: string): Promise<void> {
    const locale = localeFor(this.#locale);
    if (command === '/help') {
      process.stderr.write(consoleHelp);
      return;
    }
    if (command === '/grant') await this.#skill.grant([first], locale);
    else if (command === '/withdraw') await this.#skill.withdraw([first]);
    else if (command === '/set') await this.#skill.setProfile(first, rest);
    else if (command === '/locale') this.#locale = spokenLocale(first);
    else if (command === '/new') this.#console.begin();
    else throw new SkillCommandError(`there is no ${command}; /help lists what there is`);
    if (!this.#isJson) process.stdout.write(`  ${command.slice(1)} done\n`);
  }

  async #say(words: string): Promise<void> {
    const turn = await this.#console.say(words, this.#locale);
    const inspection = turn.decision === 'invoke' ? await this.#inspections.of(turn.turnId) : undefined;
    if (this.#isJson) {
      process.stdout.write(`${JSON.stringify({ turn, ...(inspection ? { inspection } : {}) })}\n`);
      return;
    }
    process.stdout.write(formatTurn(turn, this.#isExplaining));
    if (inspection) process.stdout.write(formatInspection(inspection));
  }
}

/** @throws SkillCommandError for a language that is not spoken here */
function spokenLocale(tag: string): string {
  if (agreedLocale(tag) !== undefined) return tag;
  throw new SkillCommandError(`"${tag}" is not spoken here; say zh-CN or en-US`);
}

/** The page of this skill, and the link that signs its developer in, once. */
async function printConsole(skillId: string, device: LocalDevice): Promise<void> {
  const { stateDir: state } = loadConfig({ stateDir });
  const privacy = await addressOf('privacy', state);
  const { url } = await issueSignInLink({ address: () => privacy, stateDir: state }, device);
  const page = new URL(`/console/${skillId}`, url);
  process.stderr.write(`earshot: console  ${page}\nearshot: sign in first, once, with  ${url}\n`);
}

async function fromKeyboard(session: DevSession, stop: AbortSignal): Promise<void> {
  const lines = createInterface({ input: process.stdin, output: process.stderr, prompt: 'say> ' });
  stop.addEventListener('abort', () => lines.close(), { once: true });
  lines.prompt();
  for await (const line of lines) {
    try {
      if (!(await session.take(line))) break;
    } catch (error) {
      process.stderr.write(`earshot: ${(error as Error).message}\n`);
    }
    lines.prompt();
  }
  lines.close();
}

export async function dev(folder: string, options: DevOptions): Promise<void> {
  await inOneLine(async () => {
    spokenLocale(options.locale);
    const earshot = await findLocalEarshot();
    const stop = new AbortController();
    const onSignal = () => stop.abort();
    process.once('SIGINT', onSignal);
    process.once('SIGTERM', onSignal);
    let skill: DevSkill | undefined;
    let unwatch = () => {};
    try {
      const device = await earshot.device();
      skill = new DevSkill(earshot, resolve(folder), device, options.debug);
      await skill.load();
      const running = skill;
      const inspections = new InspectionFeed();
      inspections.follow(earshot.as(developer(device)), running.manifest.id, stop.signal).catch(() => {});
      unwatch = running.watch(() => {
        running.load().then(
          () => process.stderr.write('earshot: reloaded\n'),
          (error: unknown) => process.stderr.write(`earshot: ${(error as Error).message}\n`),
        );
      });
      const granted =
        options.grant === 'all' ? running.manifest.fields.map(({ name }) => name) : options.grant.split(',');
      const paths = granted.map((path) => path.trim()).filter((path) => path !== '');
      if (paths.length > 0) await running.grant(paths, localeFor(options.locale));
      process.stderr.write(`earshot: ${running.manifest.id} is registered, enabled and running\n`);
      if (options.web) await printConsole(running.manifest.id, device);
      const turns = new TurnConsole(earshot, device, options.debug);
      const session = new DevSession(running, turns, inspections, options);
      if (options.say.length === 0 && !options.json)
        process.stderr.write('earshot: say something, or /help\n');
      if (options.say.length === 0) await fromKeyboard(session, stop.signal);
      for (const line of options.say) {
        if (!options.json) process.stdout.write(`say> ${line}\n`);
        await session.take(line);
      }
    } finally {
      stop.abort();
      unwatch();
      await skill?.close().catch(() => {});
      earshot.close();
    }
  });
}
