/** The contract of earshot.holders.v1 on top of a holder: the same for every service. */
import type { DataHolderServiceServer, Whose } from '../../../proto/gen/earshot/holders/v1/holders.ts';
import { EarshotError } from '../errors/earshot-error.ts';
import { serverStream, unary } from '../grpc/server.ts';
import type { Holder } from './holder.ts';

export function holderHandlers(holder: Holder): DataHolderServiceServer {
  return {
    export: serverStream(async ({ whose }, call) => {
      for await (const row of holder.export(required(whose))) await call.write({ row });
    }),
    count: unary(({ whose, classes }) => holder.count(required(whose), classes)),
    erase: unary(({ whose }) => holder.erase(required(whose))),
    retain: unary(() => holder.retain()),
  };
}

/** @throws EarshotError INVALID_ARGUMENT: nobody's data is not everybody's. */
function required(whose: Whose | undefined): Whose {
  if (whose === undefined) throw new EarshotError('INVALID_ARGUMENT', { detail: { field: 'whose' } });
  return whose;
}
