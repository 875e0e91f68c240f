/** What a handler knows of its caller, and the ways in which a caller's patience ends: message, deadline, lost connection. */
import type { Metadata } from '@grpc/grpc-js';
import type { CallsServiceServer } from '../../../proto/gen/earshot/calls/v1/calls.ts';
import type { Principal } from '../callers/access.ts';
import { EarshotError } from '../errors/earshot-error.ts';
import { principalOf } from './guard.ts';
import { letGoOfCall } from './let-go.ts';
import { budgetKey, callIdKey } from './orderly-call.ts';

/** What every handler knows of its caller. */
export interface CallContext {
  /** Aborted when the caller cancels, its connection breaks or its deadline passes. */
  readonly signal: AbortSignal;
  /** Milliseconds left until the caller's deadline; `Infinity` when it set none. */
  remainingMs(): number;
  readonly metadata: Metadata;
  /** Who calls, for whom. `undefined` only where the schema declares a public edge. */
  readonly principal: Principal | undefined;
}

/** A call as long as it is handled. */
export interface CallInFlight extends CallContext {
  /** Rejects as soon as nobody waits for the answer any more: the call then ends, whatever its handler still does. */
  readonly cutShort: Promise<never>;
  /** The call was answered. */
  forget(): void;
  /** The same, and what the handler left running in the background ends too. */
  finish(): void;
}

interface RawCall {
  readonly metadata: Metadata;
  readonly cancelled: boolean;
  getDeadline(): Date | number;
  on(event: 'cancelled', listener: () => void): unknown;
}

/** Made once: an error of its own for every call that ends well would cost more than the call's own work. */
const callEnded = new EarshotError('CANCELLED');
const longestTimerMs = 0x7fff_ffff;

/** Calls in flight in this process, by the random names that their callers gave them. */
const inFlight: Record<string, AbortController | undefined> = Object.create(null);

/** Ends calls whose callers have changed their mind. */
export const callsHandlers: CallsServiceServer = {
  cancel: (call, callback) => {
    inFlight[call.request.callId]?.abort(new EarshotError('CANCELLED'));
    callback(null, {});
  },
};

/** Milliseconds that the caller waits, as it says; its gRPC deadline lies a little later, for an orderly end. */
function budgetOf(metadata: Metadata): number {
  const budgetMs = Number(metadata.get(budgetKey)[0] ?? Number.NaN);
  return budgetMs >= 0 ? budgetMs : Number.POSITIVE_INFINITY;
}

export function contextOf(call: RawCall): CallInFlight {
  const controller = new AbortController();
  const { promise: cutShort, reject } = Promise.withResolvers<never>();
  cutShort.catch(() => {});
  controller.signal.addEventListener('abort', () => reject(controller.signal.reason), { once: true });
  const callId = call.metadata.get(callIdKey)[0];
  if (typeof callId === 'string') inFlight[callId] = controller;
  const budgetMs = budgetOf(call.metadata);
  const deadline = Math.min(Number(call.getDeadline()), Date.now() + budgetMs);
  const late = () => controller.abort(new EarshotError('DEADLINE_EXCEEDED'));
  const timer = Number.isFinite(budgetMs) ? setTimeout(late, Math.min(budgetMs, longestTimerMs)) : undefined;
  let isOver = false;
  const forget = () => {
    isOver = true;
    clearTimeout(timer);
    if (typeof callId === 'string' && inFlight[callId] === controller) delete inFlight[callId];
  };
  const onCancelled = () => {
    // The library says so of every call, once its stream has closed.
    if (isOver) {
      controller.abort(callEnded);
      letGoOfCall(call);
      return;
    }
    const isLate = Date.now() >= deadline;
    controller.abort(new EarshotError(isLate ? 'DEADLINE_EXCEEDED' : 'CANCELLED'));
  };
  call.on('cancelled', onCancelled);
  // The caller may have gone while its token was looked at.
  if (call.cancelled) onCancelled();
  return {
    signal: controller.signal,
    metadata: call.metadata,
    principal: principalOf(call.metadata),
    remainingMs: () => deadline - Date.now(),
    cutShort,
    forget,
    finish: () => {
      forget();
      controller.abort(callEnded);
    },
  };
}
