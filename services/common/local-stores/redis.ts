/** A private Redis: a Unix socket, no TCP, append-only file, no eviction (BullMQ's needs). */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { EarshotError } from '../errors/earshot-error.ts';
import { hasEnded, type LocalStore, localStore } from './local-store.ts';

/** Path of `redis-server`, or `undefined` when it is not installed. */
export function redisBinary(): string | undefined {
  return ['/usr/bin/redis-server', '/usr/local/bin/redis-server'].find((path) => existsSync(path));
}

export interface LocalRedisOptions {
  /** Holds the append-only file. */
  readonly directory: string;
  /** Holds the socket. Default: `directory`. */
  readonly socketDirectory?: string;
}

/** Starts a server and waits until it answers. */
export async function startLocalRedis({
  directory,
  socketDirectory,
}: LocalRedisOptions): Promise<LocalStore> {
  const binary = redisBinary();
  if (binary === undefined) throw new EarshotError('SERVICE_UNAVAILABLE');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const socket = join(socketDirectory ?? directory, 'redis.sock');
  await stopOrphan(socket);
  await rm(socket, { force: true });
  const flags = ['--port', '0', '--unixsocket', socket, '--unixsocketperm', '700', '--dir', directory];
  const server = spawn(
    binary,
    [...flags, '--appendonly', 'yes', '--maxmemory-policy', 'noeviction', '--daemonize', 'no'],
    {
      stdio: 'ignore',
      cwd: '/',
    },
  );
  const giveUpAt = Date.now() + 10_000;
  while (!(await answers(socket))) {
    if (Date.now() > giveUpAt || hasEnded(server)) throw new EarshotError('SERVICE_UNAVAILABLE');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return localStore(`unix://${socket}`, server, 'SIGTERM');
}

/** A supervisor that was killed leaves its server; two on one append-only file would spoil it. */
async function stopOrphan(socket: string): Promise<void> {
  if (!existsSync(socket) || !(await answers(socket))) return;
  const connection = connect(socket);
  connection.on('error', () => {});
  connection.write('SHUTDOWN\r\n');
  await new Promise((resolve) => connection.once('close', resolve));
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    const finish = (isAnswering: boolean) => {
      connection.destroy();
      resolve(isAnswering);
    };
    connection.once('error', () => finish(false));
    connection.once('connect', () => connection.write('PING\r\n'));
    connection.once('data', (data) => finish(data.toString().startsWith('+PONG')));
    connection.setTimeout(500, () => finish(false));
  });
}
