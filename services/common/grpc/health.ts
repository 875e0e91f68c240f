/** Asks a process whether it serves (the gRPC health checking protocol). */
import { type ChannelCredentials, type ClientOptions, makeGenericClientConstructor } from '@grpc/grpc-js';
import { service } from 'grpc-health-check';
import { EarshotError } from '../errors/earshot-error.ts';
import { callUnary, connect } from './client.ts';

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

/** True when the process at `address` answers and serves. */
export async function isServing(address: string, deadlineMs = 1000): Promise<boolean> {
  const client = connect(Client, address, { channels: 1 });
  try {
    const { status } = (await callUnary(client, 'check' as never, { service: '' } as never, {
      deadlineMs,
    })) as { status: string | number };
    return status === 'SERVING' || status === 1;
  } catch {
    return false;
  } finally {
    client.close();
  }
}

/** Waits until the process serves. @throws EarshotError SERVICE_UNAVAILABLE after `withinMs`. */
export async function untilServing(address: string, withinMs: number): Promise<void> {
  const giveUpAt = Date.now() + withinMs;
  while (Date.now() < giveUpAt) {
    if (await isServing(address, 500)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new EarshotError('SERVICE_UNAVAILABLE');
}
