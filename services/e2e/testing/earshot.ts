/** A whole Earshot for a test: real stores, every service and two example skills as processes of their own. */
import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startExampleSkills } from '../../cli/up/demo.ts';
import { createDevice, type LocalDevice, prepareRecogniser } from '../../cli/up/household.ts';
import { patiently } from '../../cli/up/patience.ts';
import { freePort } from '../../cli/up/ports.ts';
import type { SkillProcess } from '../../cli/up/skill-process.ts';
import { type Stack, startStack } from '../../cli/up/stack.ts';
import { ensureDatabase } from '../../common/local-stores/postgres.ts';
import { createLogger } from '../../common/log.ts';
import {
  connectSpeaker,
  readWav,
  type Speaker,
  type SpeakerOptions,
  wavAtRate,
} from '../../speaker/index.ts';

export interface Earshot {
  readonly stack: Stack;
  readonly device: LocalDevice;
  readonly skills: readonly SkillProcess[];
  readonly directory: string;
  /** Of the stores that it started itself; undefined where the test run's serve. */
  readonly storesDir: string | undefined;
  /** Where its processes make temporary files: inside `directory`, where that was asked for. */
  readonly temporary: string;
  /** A speaker of the device. */
  connect(options?: Partial<SpeakerOptions>): Promise<Speaker>;
  /** Everything that any process logged so far. */
  readLog(): Promise<string>;
  /** Every process and store, in good order; what they wrote stays to be looked at. */
  end(): Promise<void>;
  /** Ends it, and leaves nothing. */
  stop(): Promise<void>;
}

export interface StartOptions {
  /** Stores that it starts and supervises itself, as `up` does where none are configured. */
  readonly withOwnStores?: boolean;
  readonly hasOwnTemporaryFolder?: boolean;
  /** Done before anything is written to the state directory. */
  readonly prepare?: (stateDir: string) => Promise<void>;
}

/** Where Debian's `pocketsphinx-testdata` puts them. */
export const recordings = '/usr/share/pocketsphinx/test/data';

/** A recording of a person from Debian's `pocketsphinx-testdata`, as PCM16 at 16 kHz. */
export async function recording(name: string): Promise<Buffer> {
  const bytes = await readFile(join(recordings, name));
  return name.endsWith('.wav') ? wavAtRate(readWav(bytes), 16_000) : bytes;
}

/** A WAV file as PCM16 at 16 kHz. */
export async function wavFile(path: string): Promise<Buffer> {
  return wavAtRate(readWav(await readFile(path)), 16_000);
}

/** Starts everything over the test run's stores, with a database of its own, or over stores of its own. */
export async function startEarshot(
  examples: readonly string[],
  env: NodeJS.ProcessEnv = {},
  { withOwnStores = false, hasOwnTemporaryFolder = false, prepare }: StartOptions = {},
): Promise<Earshot> {
  const directory = await mkdtemp(join(tmpdir(), 'earshot-e2e-'));
  await prepare?.(join(directory, 'state'));
  const logPath = join(directory, 'log.jsonl');
  const logFile = openSync(logPath, 'w');
  const log = createLogger('up', { write: () => {} });
  const temporary = hasOwnTemporaryFolder ? join(directory, 'tmp') : tmpdir();
  await mkdir(temporary, { recursive: true });
  const stores = withOwnStores
    ? { EARSHOT_DATABASE_URL: undefined, EARSHOT_REDIS_URL: undefined }
    : await storesOfTheTestRun();
  const stack = await startStack({
    stateDir: join(directory, 'state'),
    log,
    gatewayPort: 0,
    pullPort: 0,
    stderr: logFile,
    // Tests run beside others.
    startTimeoutMs: 150_000,
    env: {
      ...stores,
      EARSHOT_LOG_LEVEL: 'debug',
      TMPDIR: temporary,
      // Tests speak a little, on a machine that they share.
      EARSHOT_ASR_READY_DECODERS: '0',
      ...env,
    },
  });
  const device = await createDevice(stack, 'test-speaker');
  const ports: Record<string, number> = {};
  for (const name of examples) ports[name] = await freePort();
  const skills = await startExampleSkills(stack, device.householdId, log, ports);
  await patiently(() => prepareRecogniser(stack, device, 'en-US'));
  let ending: Promise<void> | undefined;
  const end = () => {
    ending ??= (async () => {
      await Promise.all(skills.map(({ process: skill }) => skill.stop()));
      await stack.stop();
      closeSync(logFile);
    })();
    return ending;
  };
  return {
    stack,
    device,
    skills,
    directory,
    storesDir: withOwnStores ? stack.storesDir : undefined,
    temporary,
    connect: (options = {}) =>
      connectSpeaker({ url: stack.speakerUrl, token: device.token, hello: { locale: 'en-US' }, ...options }),
    readLog: () => readFile(logPath, 'utf8'),
    end,
    async stop() {
      await end();
      await rm(stack.storesDir, { recursive: true, force: true });
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A database of its own in the cluster of the test run, and its Redis. */
export async function storesOfTheTestRun(): Promise<NodeJS.ProcessEnv> {
  const clusterUrl = process.env['EARSHOT_TEST_CLUSTER_URL'] ?? '';
  const name = `e2e_${process.pid}_${Date.now().toString(36)}`;
  return {
    EARSHOT_DATABASE_URL: await ensureDatabase(clusterUrl, name),
    EARSHOT_REDIS_URL: process.env['EARSHOT_TEST_REDIS_URL'],
  };
}
