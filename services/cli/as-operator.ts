/** One contract as whoever runs this Earshot calls it, for as long as a command's work lasts. */
import { stateDir } from '../common/addresses.ts';
import type { ServiceName } from '../common/callers/access.ts';
import { loadConfig } from '../common/config.ts';
import { connect } from '../common/grpc/client.ts';
import { callingAs, operator } from './identity.ts';
import { addressOf } from './skill/local.ts';

/** @param service Who serves it. @throws ConfigError when there is no key of the command line in the state directory. */
export async function asOperator<C extends { close(): void }, T>(
  Client: Parameters<typeof connect<C>>[0],
  service: ServiceName,
  work: (client: C) => Promise<T>,
): Promise<T> {
  const { stateDir: state } = loadConfig({ stateDir });
  const client = connect(Client, await addressOf(service, state), callingAs(operator, state));
  try {
    return await work(client);
  } finally {
    client.close();
  }
}
