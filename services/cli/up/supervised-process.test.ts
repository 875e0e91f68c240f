/** A process that ends is started again, and whoever waits is told why: by a code, never by what it said. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkoutDir } from '../../common/addresses.ts';
import type { Logger } from '../../common/log.ts';
import { endingInWords, SupervisedProcess } from './supervised-process.ts';

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

let directory: string;
let supervised: SupervisedProcess | undefined;
let told: string[];
let lines: string[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'earshot-supervised-'));
  [told, lines] = [[], []];
});
afterEach(async () => {
  await supervised?.stop();
  await rm(directory, { recursive: true });
});

/** Supervises a program of so many lines. */
async function supervise(program: string): Promise<SupervisedProcess> {
  const path = join(directory, 'program.ts');
  await writeFile(path, program);
  supervised = new SupervisedProcess({
    name: 'skills',
    command: [process.execPath, '--no-warnings', path],
    env: process.env,
    log: {
      ...silent,
      warn: (event, attributes) => void lines.push(JSON.stringify({ event, ...attributes })),
    },
    onEnded: (ending) => told.push(endingInWords(ending)),
  });
  supervised.start();
  return supervised;
}

/** A service whose start fails as these lines say. */
const service = (start: string) => `
  import { runService } from '${join(checkoutDir, 'services/common/service.ts')}';
  import { ConfigError } from '${join(checkoutDir, 'services/common/config.ts')}';
  import { EarshotError } from '${join(checkoutDir, 'services/common/errors/earshot-error.ts')}';
  await runService({ name: 'skills', start: async () => { ${start} } });`;

test.each([
  [
    'a store that failed',
    "throw new EarshotError('STORE_FAILED', { cause: new Error('canary') });",
    /^ended with STORE_FAILED \(\S.*\)$/,
  ],
  ['settings that are none', "throw new ConfigError(['canary']);", /^ended with CONFIG_INVALID \(\S.*\)$/],
  ['what nobody foresaw', "throw new TypeError('canary');", /^ended with INTERNAL \(\S.*\)$/],
  [
    'an error that nobody caught',
    "setTimeout(() => { throw new EarshotError('OVERLOADED'); }); await new Promise(() => {});",
    /^ended with OVERLOADED \(\S.*\)$/,
  ],
])('a service that ends for %s says so by its code', async (_name, start, said) => {
  const running = await supervise(service(start));
  await expect.poll(() => told[0]).toMatch(said);
  const code = /[A-Z_]{4,}/.exec(told[0] ?? '')?.[0];
  expect(JSON.parse(lines[0] ?? '{}')).toMatchObject({
    event: 'process.ended',
    stage: 'skills',
    code,
    exitCode: 1,
  });
  // And it is started again.
  await expect.poll(() => told.length).toBeGreaterThan(1);
  expect(running.restarts).toBeGreaterThan(0);
  expect(`${told} ${lines}`).not.toContain('canary');
});

test('one that takes the place of another knows it', async () => {
  await supervise("process.exit(process.env['EARSHOT_STARTED_AGAIN'] === '1' ? 8 : 7);");
  await expect.poll(() => told.slice(0, 2)).toEqual(['ended with status 7', 'ended with status 8']);
});

test('a process that is killed, and one that says what is no code, are told by signal and status', async () => {
  const killed = await supervise('setInterval(() => {}, 1000);');
  killed.kill('SIGKILL');
  await expect.poll(() => told).toEqual(['was ended by SIGKILL']);
  await killed.stop();
  told.length = 0;
  await supervise(
    "import { writeSync } from 'node:fs'; writeSync(3, 'canary said a person'); process.exit(7);",
  );
  await expect.poll(() => told[0]).toBe('ended with status 7');
  expect(`${told} ${lines}`).not.toContain('canary');
});
