/** All holders of data behind one face: privacy's own tables, and every other service that has some. */
import {
  type CountResponse,
  DataHolderServiceClient,
  type EraseResponse,
  type HeldRow,
  type RetainResponse,
  type Whose,
} from '../../../proto/gen/earshot/holders/v1/holders.ts';
import type { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import type { Credentials } from '../../common/callers/credentials.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { callUnary, connect, openServerStream } from '../../common/grpc/client.ts';
import type { Holder } from '../../common/holders/holder.ts';
import type { Logger } from '../../common/log.ts';

const exportDeadlineMs = 60_000;
const eraseDeadlineMs = 10_000;

/** Another service's tables. */
export interface RemoteHolder {
  readonly name: 'skills' | 'dialogue' | 'hotel' | 'training';
  export(whose: Whose): AsyncIterable<HeldRow>;
  erase(whose: Whose): Promise<EraseResponse>;
  count(whose: Whose, classes: readonly DataClass[]): Promise<CountResponse>;
  retain(): Promise<RetainResponse>;
  close(): void;
}

export function remoteHolder(
  name: RemoteHolder['name'],
  address: string,
  credentials: Credentials,
  log: Logger,
): RemoteHolder {
  const client = connect(DataHolderServiceClient, address, credentials, { log, server: name, channels: 1 });
  return {
    name,
    async *export(whose) {
      const open = client.export.bind(client);
      for await (const { row } of openServerStream(open, { whose }, { deadlineMs: exportDeadlineMs })) {
        if (row === undefined) throw new EarshotError('INTERNAL');
        yield row;
      }
    },
    erase: (whose) => callUnary(client, 'erase', { whose }, { deadlineMs: eraseDeadlineMs }),
    count: (whose, classes) =>
      callUnary(client, 'count', { whose, classes: [...classes] }, { deadlineMs: eraseDeadlineMs }),
    retain: () => callUnary(client, 'retain', {}, { deadlineMs: exportDeadlineMs }),
    close: () => client.close(),
  };
}

/**
 * Everything, holder after holder.
 * @throws EarshotError as the first holder that fails: an export with a part missing must not look whole.
 */
export async function* exportAll(
  own: Holder,
  others: readonly RemoteHolder[],
  whose: Whose,
): AsyncGenerator<{ holder: string; row: HeldRow }, void, void> {
  for await (const row of own.export(whose)) yield { holder: 'privacy', row };
  for (const other of others) {
    for await (const row of other.export(whose)) yield { holder: other.name, row };
  }
}
