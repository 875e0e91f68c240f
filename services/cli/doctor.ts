/** `earshot doctor`: what is installed, what is missing, and the one line that mends it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { checkoutDir, stateDir } from '../common/addresses.ts';
import { loadConfig } from '../common/config.ts';
import { isListening } from './up/ports.ts';

export type Verdict = 'ok' | 'missing' | 'optional';

/** One thing that was looked at. */
export interface Finding {
  readonly name: string;
  readonly verdict: Verdict;
  /** What was found, or what it is for when it was not. */
  readonly detail: string;
  /** The one line that mends it. */
  readonly mend?: string;
}

interface DebianPackage {
  readonly name: string;
  readonly provides: readonly string[];
  readonly why: string;
  /** Commands that need it. */
  readonly for: readonly string[];
}

/** Whether a path exists; one `*` stands for any one folder. */
function isThere(pattern: string): boolean {
  const [before = '', after] = pattern.split('*');
  if (after === undefined) return existsSync(pattern);
  return existsSync(before) && readdirSync(before).some((name) => existsSync(before + name + after));
}

function onPath(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(':');
  const home = process.env['HOME'] ?? '';
  return [...folders, join(home, 'go/bin')]
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));
}

function debianFindings(): Finding[] {
  const { debianPackages } = JSON.parse(
    readFileSync(new URL('./requirements.json', import.meta.url), 'utf8'),
  ) as {
    debianPackages: DebianPackage[];
  };
  return debianPackages.map(({ name, provides, why, for: purposes }) => {
    if (provides.every(isThere)) return { name, verdict: 'ok', detail: why };
    const verdict = purposes.includes('start') ? 'missing' : 'optional';
    return { name, verdict, detail: why, mend: `sudo apt-get install ${name}` };
  });
}

function runtimeFinding(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  const detail = `Node ${process.versions.node}`;
  return major >= 24
    ? { name: 'runtime', verdict: 'ok', detail }
    : {
        name: 'runtime',
        verdict: 'missing',
        detail,
        mend: 'npm start   (runs on the Node 24 of the lockfile)',
      };
}

function optionalFindings(state: string): Finding[] {
  const models = process.env['EARSHOT_MODELS_DIR'] ?? join(state, 'models');
  const mandarin = ['vosk-zh-CN', 'zh-CN'].map((name) => join(models, name)).find((path) => existsSync(path));
  const again = join(models, 'moonshine-en-US');
  const voice = join(models, 'kokoro');
  const k6 = onPath('k6');
  const docker = onPath('docker');
  return [
    mandarin?.endsWith('vosk-zh-CN') === true
      ? { name: 'Mandarin', verdict: 'ok', detail: mandarin }
      : {
          name: 'Mandarin',
          verdict: 'optional',
          detail:
            mandarin === undefined
              ? 'recognition of Mandarin: Vosk, or zh-CN for PocketSphinx where Vosk does not run'
              : 'PocketSphinx hears it; Vosk hears more of it right, and any words, at a quarter of the processor time',
          mend: 'node start.mjs models pull vosk-zh-CN',
        },
    existsSync(again)
      ? { name: 'second hearing', verdict: 'ok', detail: again }
      : {
          name: 'second hearing',
          verdict: 'optional',
          detail: 'English that the commands\u2019 own model was not sure of is heard again, in the house',
          mend: 'node start.mjs models pull moonshine-en-US',
        },
    existsSync(voice)
      ? { name: 'natural voice', verdict: 'ok', detail: `${voice} (EARSHOT_TTS_VOICE=kokoro)` }
      : {
          name: 'natural voice',
          verdict: 'optional',
          detail: 'replies by Kokoro instead of espeak-ng, with EARSHOT_TTS_VOICE=kokoro',
          mend: 'node start.mjs models pull kokoro',
        },
    k6 === undefined
      ? { name: 'k6', verdict: 'optional', detail: 'load tests', mend: 'go install go.k6.io/k6@v1.8.1' }
      : { name: 'k6', verdict: 'ok', detail: k6 },
    docker === undefined
      ? {
          name: 'docker',
          verdict: 'optional',
          detail: 'the image and compose file in deploy/',
          mend: 'sudo apt-get install docker.io',
        }
      : { name: 'docker', verdict: 'ok', detail: docker },
  ];
}

/** Ears that this machine could have: for each what it buys, and the one line that installs it. */
export const betterEars = (state: string): string[] =>
  optionalFindings(state)
    .filter(({ name, verdict }) => ['Mandarin', 'second hearing'].includes(name) && verdict === 'optional')
    .map(({ name, detail, mend }) => `${name}: ${detail}; ${mend}`);

async function gatewayFinding(): Promise<Finding> {
  const port = Number(process.env['EARSHOT_GATEWAY_PORT'] ?? 7100);
  return (await isListening(port))
    ? { name: 'gateway', verdict: 'ok', detail: `something listens on port ${port}` }
    : { name: 'gateway', verdict: 'optional', detail: `nothing listens on port ${port}`, mend: 'npm start' };
}

/** Everything that is looked at, in the order in which it is shown. */
export async function examine(): Promise<Finding[]> {
  const { stateDir: state } = loadConfig({ stateDir });
  const modules = existsSync(join(checkoutDir, 'node_modules/.earshot-lockfile-sha256'));
  return [
    runtimeFinding(),
    modules
      ? { name: 'npm packages', verdict: 'ok', detail: 'as in the lockfile' }
      : { name: 'npm packages', verdict: 'optional', detail: 'not set up by `npm start`', mend: 'npm start' },
    ...debianFindings(),
    ...optionalFindings(state),
    await gatewayFinding(),
  ];
}

const marks: Readonly<Record<Verdict, string>> = { ok: '✓', missing: '✗', optional: '·' };

/** The findings as a table for people. */
export function render(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ name }) => name.length));
  const lines = findings.map(({ name, verdict, detail, mend }) => {
    const line = `  ${marks[verdict]} ${name.padEnd(width)}  ${detail}`;
    return mend === undefined ? line : `${line}\n      ${' '.repeat(width)}→ ${mend}`;
  });
  const missing = findings.filter(({ verdict }) => verdict === 'missing').length;
  const summary = missing === 0 ? 'Everything that is needed is here.' : `${missing} needed and missing.`;
  return `${lines.join('\n')}\n\n  ${summary} (✓ here, ✗ needed, · optional)\n`;
}

export function register(program: Command): void {
  program
    .command('doctor')
    .description('say what is installed, what is missing, and the one line that mends it')
    .option('--json', 'one JSON object on standard output')
    .action(async ({ json }: { json?: boolean }) => {
      const findings = await examine();
      process.stdout.write(json ? `${JSON.stringify({ findings })}\n` : render(findings));
      if (findings.some(({ verdict }) => verdict === 'missing')) process.exitCode = 1;
    });
}
