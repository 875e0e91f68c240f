/** Two of each service of a turn over one PostgreSQL and one Redis, as two machines would run them: for rolling one after the other. */
import { join } from 'node:path';
import { pause } from '../attacks/waiting.ts';
import { freePort } from '../cli/up/ports.ts';
import type { ServiceName, Stack } from '../cli/up/stack.ts';
import { SupervisedProcess } from '../cli/up/supervised-process.ts';
import { checkoutDir } from '../common/addresses.ts';
import { untilReady } from '../common/grpc/health.ts';
import { serviceNodeFlags } from '../common/heap.ts';
import { createLogger } from '../common/log.ts';

export const paired = [
  'privacy',
  'tts',
  'skills',
  'dialogue',
  'asr',
  'gateway',
] as const satisfies ServiceName[];
export type PairedName = (typeof paired)[number];

export interface Replica {
  readonly name: PairedName;
  readonly number: 0 | 1;
  /** @throws Error unless it serves within a minute */
  ready(): Promise<void>;
  /** Asks it to drain, waits until it has gone, and starts it again. @returns how long it was away, milliseconds */
  roll(): Promise<number>;
  stop(): Promise<void>;
}

export interface Pair {
  /** Where speakers connect: two gateways. */
  readonly speakerUrls: readonly string[];
  readonly replicas: readonly Replica[];
  stop(): Promise<void>;
}

const readyMs = 60_000;
/** Connections of those who call find the new one before the next goes. */
const settleMs = 1_000;

/** Beside a stack that runs already: its stores and its keys are theirs, too. */
export async function startPair(stack: Stack, log: number): Promise<Pair> {
  const ports = new Map<PairedName, number[]>();
  for (const name of paired) ports.set(name, [await freePort(), await freePort()]);
  const listens = [await freePort(), await freePort()];
  const shared = Object.fromEntries(
    paired.map((name) => [
      `EARSHOT_${name.toUpperCase()}_ADDRESS`,
      `ipv4:${ports
        .get(name)
        ?.map((port) => `127.0.0.1:${port}`)
        .join(',')}`,
    ]),
  );
  const start = (name: PairedName, number: 0 | 1): Replica => {
    const address = `127.0.0.1:${ports.get(name)?.[number]}`;
    const make = () =>
      new SupervisedProcess({
        name,
        command: [process.execPath, ...serviceNodeFlags, join(checkoutDir, 'services', name, 'main.ts')],
        env: {
          ...stack.env,
          ...shared,
          [`EARSHOT_${name.toUpperCase()}_ADDRESS`]: address,
          [`EARSHOT_${name.toUpperCase()}_ADMIN_LISTEN`]: '127.0.0.1:0',
          EARSHOT_GATEWAY_LISTEN: `127.0.0.1:${listens[number]}`,
          EARSHOT_PULL_LISTEN: '127.0.0.1:0',
          EARSHOT_ASR_MIN_DECODERS: '1',
          EARSHOT_ASR_SPARE_DECODERS: '0',
        },
        log: createLogger('pair', { write: () => {} }),
        stderr: log,
      });
    let current = make();
    current.start();
    return {
      ...{ name, number },
      ready: () => untilReady(address, readyMs),
      async roll() {
        const goneMs = performance.now();
        await current.stop();
        current = make();
        current.start();
        await untilReady(address, readyMs);
        await pause(settleMs);
        return Math.round(performance.now() - goneMs);
      },
      stop: () => current.stop(),
    };
  };
  const replicas: Replica[] = [];
  const stop = async () => {
    const gateways = replicas.filter(({ name }) => name === 'gateway');
    await Promise.all(gateways.map((one) => one.stop()));
    await Promise.all(replicas.map((one) => one.stop()));
  };
  try {
    for (const name of paired) {
      const both = [start(name, 0), start(name, 1)];
      // First of all known, so that whatever becomes of them they are stopped.
      replicas.push(...both);
      await Promise.all(both.map((one) => one.ready()));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { speakerUrls: listens.map((port) => `ws://127.0.0.1:${port}`), replicas, stop };
}
