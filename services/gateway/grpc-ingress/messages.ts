/** Requests of partners as they come off the wire: what cannot be read is a fault with a code, like at the other edge. */
import { ConverseRequest, GatewayServiceService } from '../../../proto/gen/earshot/gateway/v1/gateway.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { maxControlBytes } from '../dialect/earshot/control.ts';

/** What the transport takes in one piece, so that we can say what is wrong with it. */
export const maxReceiveBytes = 4 * 1024 * 1024;
/** Above this nothing is decoded: audio of a frame, or a control message, with what surrounds it. */
const maxMessageBytes = 64 * 1024;

const faults = new WeakMap<ConverseRequest, EarshotError>();

function read(bytes: Buffer): ConverseRequest {
  if (bytes.length > maxMessageBytes) return faulty(new EarshotError('MESSAGE_TOO_LARGE'));
  let request: ConverseRequest;
  try {
    request = ConverseRequest.decode(bytes);
  } catch {
    return faulty(new EarshotError('MESSAGE_MALFORMED'));
  }
  if (request.request?.$case !== 'audio' && bytes.length > maxControlBytes) {
    return faulty(new EarshotError('MESSAGE_TOO_LARGE'));
  }
  if (request.request?.$case === 'audio' && request.request.value.length === 0) {
    return faulty(new EarshotError('FRAME_TRUNCATED'));
  }
  return request;
}

function faulty(fault: EarshotError): ConverseRequest {
  const request: ConverseRequest = { request: undefined };
  faults.set(request, fault);
  return request;
}

/** What was wrong with a request; a request without content is malformed. */
export function faultOf(request: ConverseRequest): EarshotError | undefined {
  return (
    faults.get(request) ?? (request.request === undefined ? new EarshotError('MESSAGE_MALFORMED') : undefined)
  );
}

/** The contract, with a reader that never throws into the transport, whose own errors carry no code. */
export const partnerService = {
  ...GatewayServiceService,
  converse: { ...GatewayServiceService.converse, requestDeserialize: read },
};
