/** Further gateways beside a local Earshot: processes of their own over the same services, stores and keys. */
import { join } from 'node:path';
import { freePort } from '../services/cli/up/ports.ts';
import type { Stack } from '../services/cli/up/stack.ts';
import { SupervisedProcess } from '../services/cli/up/supervised-process.ts';
import { checkoutDir } from '../services/common/addresses.ts';
import { untilReady } from '../services/common/grpc/health.ts';
import { serviceNodeFlags } from '../services/common/heap.ts';
import { createLogger } from '../services/common/log.ts';

export interface FurtherGateway {
  /** As the figures call it. */
  readonly name: string;
  readonly speakerUrl: string;
  readonly adminListen: string;
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

const readyMs = 60_000;

/** @param number 2 for the first beside the stack's own */
export async function startFurtherGateway(
  stack: Stack,
  number: number,
  stderr: number,
): Promise<FurtherGateway> {
  const [port, grpcPort, adminPort] = [await freePort(), await freePort(), await freePort()];
  const adminListen = `127.0.0.1:${adminPort}`;
  const gateway = new SupervisedProcess({
    name: 'gateway',
    command: [process.execPath, ...serviceNodeFlags, join(checkoutDir, 'services/gateway/main.ts')],
    env: {
      ...stack.env,
      EARSHOT_GATEWAY_LISTEN: `127.0.0.1:${port}`,
      EARSHOT_GATEWAY_ADDRESS: `127.0.0.1:${grpcPort}`,
      EARSHOT_GATEWAY_ADMIN_LISTEN: adminListen,
    },
    log: createLogger('load', { write: () => {} }),
    stderr,
  });
  gateway.start();
  const further = {
    name: `gateway-${number}`,
    speakerUrl: `ws://127.0.0.1:${port}`,
    adminListen,
    get pid() {
      return gateway.pid;
    },
    stop: () => gateway.stop(),
  };
  try {
    await untilReady(`127.0.0.1:${grpcPort}`, readyMs);
  } catch (error) {
    await further.stop();
    throw error;
  }
  return further;
}
