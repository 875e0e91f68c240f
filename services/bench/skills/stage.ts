/** What the benchmark of skills runs on: stores and services as processes of their own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ConsentServiceClient } from '../../../proto/gen/earshot/consent/v1/consent.ts';
import { PrivacyServiceClient } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { SkillsServiceClient } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import { migrate } from '../../common/db/migrate.ts';
import { createPool, type Pool } from '../../common/db/pool.ts';
import { untilReady } from '../../common/grpc/health.ts';
import { serviceNodeFlags } from '../../common/heap.ts';
import { ensureDatabase, startLocalPostgres } from '../../common/local-stores/postgres.ts';
import { startLocalRedis } from '../../common/local-stores/redis.ts';
import { giveTo, unprivilegedUser } from '../../common/local-stores/unprivileged.ts';
import { connectAsNamed, keysIn } from '../../common/testing/callers.ts';
import { agreeBeside } from '../../privacy/testing/harness.ts';

/** Durable stores, privacy service, router and a plain skill, each a process of its own. */
export interface Stage {
  readonly skillUrl: string;
  readonly pool: Pool;
  readonly privacy: PrivacyServiceClient;
  readonly skills: SkillsServiceClient;
  /** CPU time that a service has used since its start, in milliseconds. */
  cpuMs(service: 'skills' | 'privacy'): Promise<number>;
  close(): Promise<void>;
}

const checkout = fileURLToPath(new URL('../../..', import.meta.url));
/** USER_HZ, in which /proc counts; 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

function startProcess(path: string, env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, [...serviceNodeFlags, join(checkout, path)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env,
  });
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.stdin?.end();
  await gone;
}

async function cpuMsOf(pid: number | undefined): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The process name stands in brackets and may hold spaces; user and system time are the 12th and 13th after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1000;
}

/** Starts everything; what was started is stopped again when something fails. */
export async function startStage(): Promise<Stage> {
  const closers: (() => Promise<unknown> | unknown)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    return { ...(await start((closer) => closers.push(closer))), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  later: (closer: () => Promise<unknown> | unknown) => void,
): Promise<Omit<Stage, 'close'>> {
  const directory = await mkdtemp(join(tmpdir(), 'earshot-bench-'));
  later(() => rm(directory, { recursive: true, force: true }));
  await giveTo(directory, await unprivilegedUser());
  const postgres = await startLocalPostgres({ directory: join(directory, 'pg'), isDurable: true });
  later(() => postgres.stop());
  const redis = await startLocalRedis({ directory: join(directory, 'redis') });
  later(() => redis.stop());
  const databaseUrl = await ensureDatabase(postgres.url, 'bench');
  await migrate(databaseUrl);
  const pool = createPool(databaseUrl);
  later(() => pool.end());
  await pool.query(
    'create table bench_floor (id bigint generated always as identity, turn_id text not null)',
  );
  const privacyAddress = `unix:${join(directory, 'privacy.sock')}`;
  const skillsAddress = `unix:${join(directory, 'skills.sock')}`;
  const dialogueAddress = `unix:${join(directory, 'dialogue.sock')}`;
  const env: NodeJS.ProcessEnv = {
    EARSHOT_DATABASE_URL: databaseUrl,
    EARSHOT_REDIS_URL: redis.url,
    EARSHOT_STATE_DIR: join(directory, 'state'),
    EARSHOT_PRIVACY_ADDRESS: privacyAddress,
    EARSHOT_SKILLS_ADDRESS: skillsAddress,
    EARSHOT_DIALOGUE_ADDRESS: dialogueAddress,
    EARSHOT_PULL_LISTEN: '127.0.0.1:0',
    EARSHOT_DEVELOPMENT_SKILLS: '1',
    // What the router can do is measured, not what one skill may have of it.
    EARSHOT_SKILLS_MAX_PER_MINUTE: '100000000',
    EARSHOT_END_WITH_PARENT: '1',
    EARSHOT_LOG_LEVEL: 'error',
    // So that a profile of the services can be taken: NODE_OPTIONS='--cpu-prof --cpu-prof-dir=…'.
    ...(process.env['NODE_OPTIONS'] === undefined ? {} : { NODE_OPTIONS: process.env['NODE_OPTIONS'] }),
  };
  keysIn(join(directory, 'state'));
  const launch = (path: string, settings: NodeJS.ProcessEnv) => {
    const child = startProcess(path, settings);
    later(() => stopProcess(child));
    return child;
  };
  const services = {
    privacy: launch('services/privacy/main.ts', env),
    skills: launch('services/skills/main.ts', env),
  };
  // Which keeps what an answer leaves of a conversation: the router waits for it.
  launch('services/dialogue/main.ts', env);
  const skill = launch('services/bench/skills/plain-skill.ts', {});
  const skillUrl = await new Promise<string>((resolve, reject) => {
    createInterface({ input: skill.stdout! }).once('line', resolve);
    skill.once('exit', () => reject(new Error('the plain skill ended before it listened')));
  });
  await Promise.all(
    [privacyAddress, skillsAddress, dialogueAddress].map((address) => untilReady(address, 60_000)),
  );
  const privacy = connectAsNamed(PrivacyServiceClient, privacyAddress, env['EARSHOT_STATE_DIR']);
  const skills = connectAsNamed(SkillsServiceClient, skillsAddress, env['EARSHOT_STATE_DIR']);
  const consents = connectAsNamed(ConsentServiceClient, privacyAddress, env['EARSHOT_STATE_DIR']);
  agreeBeside(privacy, consents);
  later(() => {
    privacy.close();
    consents.close();
    skills.close();
  });
  return { skillUrl, pool, privacy, skills, cpuMs: (service) => cpuMsOf(services[service].pid) };
}
