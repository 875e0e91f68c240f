/** Which errors name a shortest wait. One truth for WebSocket, HTTP and gRPC: whoever is told to wait may come again. */
import { catalogue, type ErrorCode } from '../../common/errors/catalogue.ts';

/** What passes with time and not by asking again at once. */
const waits: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ASR_BUSY',
  'DEVICE_CONNECTION_LIMIT',
  'DRAINING',
  'OVERLOADED',
  'RATE_LIMITED',
  'SERVICE_UNAVAILABLE',
  'SKILL_BUSY',
  'SKILL_CIRCUIT_OPEN',
  'TTS_BUSY',
]);

export function hasRetryHint(code: ErrorCode | ''): boolean {
  return code !== '' && waits.has(code) && catalogue[code].isRetryable;
}
