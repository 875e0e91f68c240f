/** Which errors name a shortest wait. One truth for WebSocket, HTTP and gRPC: whoever is told to wait may come again. */
import { catalogue, type ErrorCode } from '../../common/errors/catalogue.ts';

/** What passes with time and not by asking again at once. */
const waits: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'DEVICE_CONNECTION_LIMIT',
  'DRAINING',
  'OVERLOADED',
  'RATE_LIMITED',
  'SERVICE_UNAVAILABLE',
]);

export function hasRetryHint(code: ErrorCode): boolean {
  return waits.has(code) && catalogue[code].isRetryable;
}
