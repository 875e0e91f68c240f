/** The training service as a process of its own beside a privacy service of a test: started, killed, started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TrainingServiceClient } from '../../../proto/gen/earshot/training/v1/training.ts';
import { checkoutDir } from '../../common/addresses.ts';
import { untilReady } from '../../common/grpc/health.ts';
import { connectAsNamed } from '../../common/testing/callers.ts';
import type { Harness as Privacy } from '../../privacy/testing/harness.ts';

const prepared = fileURLToPath(new URL('prepared.ts', import.meta.url));

export class TrainingProcess {
  readonly client: TrainingServiceClient;
  readonly #privacy: Privacy;
  readonly #address: string;
  #child: ChildProcess | undefined;

  constructor(privacy: Privacy) {
    this.#privacy = privacy;
    this.#address = `unix:${join(privacy.stateDirectory, 'training.sock')}`;
    mkdirSync(join(privacy.stateDirectory, 'keys', 'training'), { recursive: true });
    this.client = connectAsNamed(TrainingServiceClient, this.#address, privacy.stateDirectory);
  }

  /** @param env `DIE_AT` and `CLOCK_AHEAD_MS` of `prepared.ts` among it. */
  async start(env: NodeJS.ProcessEnv = {}): Promise<void> {
    const { stateDirectory, stores, service } = this.#privacy;
    const main = join(checkoutDir, 'services/training/main.ts');
    const child = spawn(process.execPath, ['--import', prepared, main], {
      env: {
        ...process.env,
        EARSHOT_TRAINING_ADDRESS: this.#address,
        EARSHOT_PRIVACY_ADDRESS: service.address,
        EARSHOT_DATABASE_URL: stores.databaseUrl,
        EARSHOT_REDIS_URL: stores.redisUrl,
        EARSHOT_STATE_DIR: stateDirectory,
        EARSHOT_TRAINING_REGION: 'cn',
        EARSHOT_END_WITH_PARENT: '1',
        ...env,
      },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#child = child;
    // Nobody believes a token of another hour, so one whose clock is ahead never gets ready; it sweeps all the same.
    if (env['CLOCK_AHEAD_MS'] !== undefined) return;
    // One that is to die while it starts need not get ready.
    const died = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    await Promise.race([untilReady(this.#address, 120_000), died]);
  }

  /** @returns how it ended by itself */
  async ended(withinMs: number): Promise<NodeJS.Signals | number | 'alive'> {
    const child = this.#child;
    if (child === undefined) return 0;
    if (child.exitCode === null && child.signalCode === null) {
      const late = new Promise((resolve) => setTimeout(resolve, withinMs));
      await Promise.race([new Promise((resolve) => child.once('exit', resolve)), late]);
    }
    return child.signalCode ?? child.exitCode ?? 'alive';
  }

  async kill(): Promise<void> {
    const running = this.#child;
    this.#child = undefined;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGKILL');
    await ended;
  }

  async close(): Promise<void> {
    await this.kill();
    this.client.close();
  }
}
