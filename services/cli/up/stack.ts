/**
 * A whole Earshot on one machine: private stores where none are configured, every service as a process of
 * its own, all talking over the same gRPC contracts as in a cluster, on Unix sockets.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkoutDir } from '../../common/addresses.ts';
import { callerKeysDir, createCallerKeys } from '../../common/callers/keys.ts';
import { migrate } from '../../common/db/migrate.ts';
import { isServing, untilReady } from '../../common/grpc/health.ts';
import { serviceNodeFlags } from '../../common/heap.ts';
import { ensureDatabase, startLocalPostgres } from '../../common/local-stores/postgres.ts';
import { startLocalRedis } from '../../common/local-stores/redis.ts';
import type { Logger } from '../../common/log.ts';
import { CommandError } from '../explain.ts';
import { type Directories, prepareDirectories } from './directories.ts';
import { freePort, isListening } from './ports.ts';
import { endingInWords, SupervisedProcess } from './supervised-process.ts';
import { SupervisedStore } from './supervised-store.ts';

/** Every service, in the order in which an utterance meets them. */
export const serviceNames = [
  'gateway',
  'asr',
  'dialogue',
  'hotel',
  'skills',
  'privacy',
  'training',
  'tts',
  'web',
] as const;
export type ServiceName = (typeof serviceNames)[number];

/** Stores that are started where the configuration names none. */
export type StoreName = 'postgres' | 'redis';

export interface StackOptions {
  readonly stateDir: string;
  readonly log: Logger;
  /** Settings on top of the environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** TCP port of the speakers' WebSocket; 0 picks a free one. */
  readonly gatewayPort: number;
  readonly gatewayHost?: string;
  /** TCP port where skills pull granted fields. */
  readonly pullPort: number;
  /** TCP port of the pages, on loopback. Default: a free one. */
  readonly webPort?: number;
  readonly stderr?: 'inherit' | 'ignore' | number;
  /** How long services may take until all of them serve, milliseconds. Default 180,000: a small machine reads its models for a while. */
  readonly startTimeoutMs?: number;
  /** Called with one short line for each step, for people who wait. */
  readonly onProgress?: (line: string) => void;
}

export interface Stack {
  /** Where speakers connect. */
  readonly speakerUrl: string;
  /** Where browsers find the pages. */
  readonly webUrl: string;
  /** Where its keys are; who can read them can call as the command line. */
  readonly stateDir: string;
  /** Databases that it started itself: elsewhere than `stateDir` when we are root. Whoever made it for a while removes both. */
  readonly storesDir: string;
  /** Environment with every address, for further processes. */
  readonly env: NodeJS.ProcessEnv;
  /** gRPC address of a service. */
  address(service: ServiceName): string;
  process(service: ServiceName): SupervisedProcess;
  /** A private store; undefined where the configuration names another. */
  store(name: StoreName): SupervisedStore | undefined;
  stop(): Promise<void>;
}

async function startStores(options: StackOptions, storesDir: string, runDir: string) {
  const env = { ...process.env, ...options.env };
  const { log, onProgress = () => {} } = options;
  const started = new Map<StoreName, SupervisedStore>();
  let databaseUrl = env['EARSHOT_DATABASE_URL'];
  let redisUrl = env['EARSHOT_REDIS_URL'];
  const waits: Promise<void>[] = [];
  if (databaseUrl === undefined) {
    waits.push(
      (async () => {
        const directory = join(storesDir, 'postgres');
        const postgres = await SupervisedStore.start({
          name: 'PostgreSQL',
          log,
          onProgress,
          start: () => startLocalPostgres({ directory, socketDirectory: runDir }),
        });
        started.set('postgres', postgres);
        databaseUrl = await ensureDatabase(postgres.url, 'earshot');
      })(),
    );
  }
  if (redisUrl === undefined) {
    waits.push(
      (async () => {
        const directory = join(storesDir, 'redis');
        const redis = await SupervisedStore.start({
          name: 'Redis',
          log,
          onProgress,
          start: () => startLocalRedis({ directory, socketDirectory: runDir }),
        });
        started.set('redis', redis);
        redisUrl = redis.url;
      })(),
    );
  }
  await Promise.all(waits);
  return { databaseUrl: databaseUrl as string, redisUrl: redisUrl as string, started };
}

/** Why a second Earshot cannot start here; thrown before anything is touched. */
export class AlreadyRunning extends Error {}

/** Two supervisors on one state directory would take each other's database away. */
async function refuseSecond({ state, run }: Directories, ports: readonly number[]): Promise<void> {
  const sockets = serviceNames.map((name) => `unix:${join(run, `${name}.sock`)}`);
  const answers = await Promise.all(sockets.map((address) => isServing(address, 500)));
  if (answers.some(Boolean)) {
    throw new AlreadyRunning(`Earshot already runs with ${state}; stop it, or set another EARSHOT_STATE_DIR`);
  }
  for (const port of ports) {
    if (await isListening(port)) {
      throw new AlreadyRunning(`port ${port} is taken; give another one with --port or --web-port`);
    }
  }
}

/** Where each process shows its health and numbers: a loopback port of its own. */
async function adminListens(): Promise<Record<string, string>> {
  const ports = await Promise.all(serviceNames.map(freePort));
  return Object.fromEntries(
    serviceNames.map((name, index) => {
      const variable = `EARSHOT_${name.toUpperCase()}_ADMIN_LISTEN`;
      return [variable, process.env[variable] ?? `127.0.0.1:${ports[index]}`];
    }),
  );
}

/** Says where each process of a running Earshot shows its numbers. */
export const adminFile = (stateDir: string): string => join(stateDir, 'admin.json');

const adminOf = (env: NodeJS.ProcessEnv): Record<string, string | undefined> =>
  Object.fromEntries(serviceNames.map((name) => [name, env[`EARSHOT_${name.toUpperCase()}_ADMIN_LISTEN`]]));

/** Codes are written to a file unless there is a real way to send them, beside which no file is taken. */
function codeFile(env: NodeJS.ProcessEnv, stateDir: string): string {
  const isSent = (env['EARSHOT_MAIL_URL'] ?? '') !== '' || (env['EARSHOT_MESSAGE_GATEWAY_URL'] ?? '') !== '';
  return env['EARSHOT_SIGN_IN_CODE_FILE'] ?? (isSent ? '' : join(stateDir, 'sign-in-codes.jsonl'));
}

/** Starts everything and waits until every service serves. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const progress = options.onProgress ?? (() => {});
  const directories = await prepareDirectories(options.stateDir);
  const gatewayPort = options.gatewayPort === 0 ? await freePort() : options.gatewayPort;
  const webPort = options.webPort ?? (await freePort());
  await refuseSecond(directories, [gatewayPort, webPort]);
  progress('starting PostgreSQL and Redis');
  const { databaseUrl, redisUrl, started } = await startStores(options, directories.stores, directories.run);
  const address = (service: ServiceName) =>
    options.env?.[`EARSHOT_${service.toUpperCase()}_ADDRESS`] ??
    `unix:${join(directories.run, `${service}.sock`)}`;
  const pullPort = options.pullPort === 0 ? await freePort() : options.pullPort;
  const host = options.gatewayHost ?? '127.0.0.1';
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    EARSHOT_STATE_DIR: directories.state,
    EARSHOT_DEVELOPMENT_SKILLS: '1',
    EARSHOT_GATEWAY_LISTEN: `${host}:${gatewayPort}`,
    EARSHOT_WEB_LISTEN: `127.0.0.1:${webPort}`,
    EARSHOT_WEB_GATEWAY_URL: `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${gatewayPort}`,
    // By this name and not by its number: passkeys are bound to names.
    EARSHOT_WEB_ORIGIN: process.env['EARSHOT_WEB_ORIGIN'] ?? `http://localhost:${webPort}`,
    EARSHOT_SIGN_IN_CODE_FILE: codeFile({ ...process.env, ...options.env }, directories.state),
    // Known beforehand, so that they can be shown; a setting of the caller goes first.
    ...(await adminListens()),
    EARSHOT_PULL_LISTEN: `127.0.0.1:${pullPort}`,
    EARSHOT_PULL_URL: `http://127.0.0.1:${pullPort}`,
    ...Object.fromEntries(
      serviceNames.map((name) => [`EARSHOT_${name.toUpperCase()}_ADDRESS`, address(name)]),
    ),
    ...options.env,
    // Theirs where they name them, else those that were started.
    EARSHOT_DATABASE_URL: databaseUrl,
    EARSHOT_REDIS_URL: redisUrl,
  };

  const processes = new Map<ServiceName, SupervisedProcess>();
  const stop = async () => {
    // Speakers first: the gateway lets turns in flight finish, for which it needs the others.
    await processes.get('gateway')?.stop();
    await Promise.all([...processes.values()].map((process) => process.stop()));
    await Promise.all([...started.values()].map((store) => store.stop()));
  };
  try {
    await migrate(databaseUrl);
    createCallerKeys(callerKeysDir(directories.state));
    // Where operators' pages are, for `earshot top`; nobody else on this machine may read it.
    await writeFile(adminFile(directories.state), JSON.stringify(adminOf(env)), { mode: 0o600 });
    progress('starting services');
    for (const name of serviceNames) {
      const process = new SupervisedProcess({
        name,
        command: [
          globalThis.process.execPath,
          ...serviceNodeFlags,
          join(checkoutDir, 'services', name, 'main.ts'),
        ],
        env,
        log: options.log,
        stderr: options.stderr ?? 'inherit',
        onEnded: (ending) => progress(`${name} ${endingInWords(ending)}; starting it again`),
      });
      processes.set(name, process);
      process.start();
    }
    const { startTimeoutMs = 180_000 } = options;
    const seconds = Math.round(startTimeoutMs / 1000);
    await Promise.all(
      serviceNames.map((name) =>
        untilReady(address(name), startTimeoutMs).catch(() => {
          throw new CommandError(`${name} does not serve after ${seconds} s; the log says why`);
        }),
      ),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    speakerUrl: `ws://${host}:${gatewayPort}`,
    webUrl: env['EARSHOT_WEB_ORIGIN'] as string,
    stateDir: directories.state,
    storesDir: directories.stores,
    env,
    address,
    process: (name) => processes.get(name) as SupervisedProcess,
    store: (name) => started.get(name),
    stop,
  };
}
