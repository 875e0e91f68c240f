/** Asks a process whether it serves (the gRPC health checking protocol). */
import { type ChannelCredentials, type ClientOptions, makeGenericClientConstructor } from '@grpc/grpc-js';
import { service } from 'grpc-health-check';
import type { TlsMaterial } from '../callers/credentials.ts';
import { EarshotError } from '../errors/earshot-error.ts';
import { callUnary, openChannel } from './client.ts';

interface HealthClient {
  check(
    request: { service: string },
    callback: (
      error: import('@grpc/grpc-js').ServiceError | null,
      response: { status: string | number },
    ) => void,
  ): void;
  close(): void;
}

const Client = makeGenericClientConstructor(service, 'Health') as unknown as new (
  address: string,
  credentials: ChannelCredentials,
  options?: Partial<ClientOptions>,
) => HealthClient;

/** Name under which a process tells whether it can do its part of a turn now; the empty name tells that it lives. */
export const readyService = 'ready';

/** Asks one process again and again over one connection. */
export class HealthProbe {
  readonly #client: HealthClient;
  readonly #service: string;

  /** @param service `''`: it lives; `readyService`: what a turn needs of it is there. */
  constructor(address: string, service = '', tls?: TlsMaterial) {
    this.#client = openChannel(Client, address, { channels: 1, ...(tls && { tls }) });
    this.#service = service;
  }

  /** True when the process answers and says that it serves. */
  async isServing(deadlineMs = 1000): Promise<boolean> {
    try {
      const request = { service: this.#service };
      const { status } = (await callUnary(this.#client, 'check' as never, request as never, {
        deadlineMs,
      })) as { status: string | number };
      return status === 'SERVING' || status === 1;
    } catch {
      return false;
    }
  }

  close(): void {
    this.#client.close();
  }
}

/** True when the process at `address` answers and serves. */
export async function isServing(address: string, deadlineMs = 1000, service = ''): Promise<boolean> {
  const probe = new HealthProbe(address, service);
  try {
    return await probe.isServing(deadlineMs);
  } finally {
    probe.close();
  }
}

/** Waits until the process serves. @throws EarshotError SERVICE_UNAVAILABLE after `withinMs`. */
export async function untilServing(address: string, withinMs: number, service = ''): Promise<void> {
  const giveUpAt = Date.now() + withinMs;
  while (Date.now() < giveUpAt) {
    if (await isServing(address, 500, service)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new EarshotError('SERVICE_UNAVAILABLE');
}

/** Waits until what a turn needs of the process is there. @throws EarshotError SERVICE_UNAVAILABLE after `withinMs`. */
export function untilReady(address: string, withinMs: number): Promise<void> {
  return untilServing(address, withinMs, readyService);
}
