/**
 * A turn as one trace over all services, for whoever looks for its milliseconds. Off unless an endpoint is configured: then
 * nothing of this costs anything. The trace's id is the turn's, so a log line's `turnId` finds its trace.
 *
 * A span is a name written in the code and attributes of the log's schema: what no log line can hold, no span can.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { codeOf } from '../errors/earshot-error.ts';
import { type LogAttributes, serialise } from '../log.ts';

/** The header of W3C Trace Context, as metadata of a call. */
export const traceParentKey = 'traceparent';
const traceParent = /^00-([0-9a-f]{32})-([0-9a-f]{16})-0([01])$/;

/** What makes the spans; absent: nobody looks. */
export interface Tracing {
  readonly tracer: Tracer;
  /** The trace of the next span without a parent. */
  nextTraceId(traceId: string): void;
}

let tracing: Tracing | undefined;
const active = new AsyncLocalStorage<Span>();

/** @returns what was there before */
export function useTracing(next: Tracing | undefined): Tracing | undefined {
  const before = tracing;
  tracing = next;
  return before;
}

const under = (span: Span): Context => trace.setSpan(ROOT_CONTEXT, span);

function end(span: Span, code: string, endMs?: number): void {
  if (code !== '') {
    span.setAttributes(serialise({ code }));
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end(endMs);
}

/** The trace of one turn. */
export interface TurnTrace {
  /** What `work` calls belongs to it. */
  run<T>(work: () => T): T;
  stage(stage: string, isEnd: boolean): void;
  /** @param code empty when it went well */
  end(attributes: LogAttributes, code: string): void;
}

const untraced: TurnTrace = { run: (work) => work(), stage: () => {}, end: () => {} };

/** @param turnId a UUID; anything else gets a trace of another name */
export function traceTurn(turnId: string, attributes: LogAttributes): TurnTrace {
  if (tracing === undefined) return untraced;
  const { tracer } = tracing;
  tracing.nextTraceId(turnId.replaceAll('-', ''));
  const root = tracer.startSpan(
    'turn',
    { kind: SpanKind.SERVER, attributes: serialise({ ...attributes, turnId }) },
    ROOT_CONTEXT,
  );
  const stages = new Map<string, Span>();
  return {
    run: (work) => active.run(root, work),
    stage(stage, isEnd) {
      if (!isEnd)
        stages.set(
          stage,
          tracer.startSpan(`stage ${stage}`, { attributes: serialise({ stage }) }, under(root)),
        );
      else {
        stages.get(stage)?.end();
        stages.delete(stage);
      }
    },
    end(last, code) {
      for (const span of stages.values()) span.end();
      root.setAttributes(serialise({ ...last }));
      end(root, code);
    },
  };
}

/** What a call carries so that its server goes on with the trace; undefined outside of one. */
export function traceParentNow(): string | undefined {
  const span = active.getStore()?.spanContext();
  return span && `00-${span.traceId}-${span.spanId}-0${span.traceFlags & TraceFlags.SAMPLED}`;
}

/** The trace of one call at its server. */
export interface CallTrace {
  /** What `work` calls belongs to it. */
  run(work: () => void): void;
  /** A call may be answered while `work` still runs, so this is there before it. @param code of the answer */
  end(code: string): void;
}

const untracedCall: CallTrace = { run: (work) => work(), end: () => {} };

/** Answers a call as a part of its caller's trace. */
export function traceCall(method: string, parent: unknown): CallTrace {
  const [, traceId = '', spanId = '', flags] =
    traceParent.exec(typeof parent === 'string' ? parent : '') ?? [];
  if (tracing === undefined || traceId === '') return untracedCall;
  const from: SpanContext = { traceId, spanId, traceFlags: Number(flags), isRemote: true };
  const span = tracing.tracer.startSpan(
    method,
    { kind: SpanKind.SERVER },
    trace.setSpanContext(ROOT_CONTEXT, from),
  );
  return {
    run: (work) => active.run(span, work),
    end: (code) => end(span, code === 'OK' ? '' : code),
  };
}

/** A step within a trace; outside of one just the work. `name` is written in the code, never put together from data. */
export async function traced<T>(name: string, attributes: LogAttributes, work: () => Promise<T>): Promise<T> {
  const parent = active.getStore();
  if (tracing === undefined || parent === undefined) return work();
  const span = tracing.tracer.startSpan(name, { attributes: serialise({ ...attributes }) }, under(parent));
  try {
    const result = await active.run(span, work);
    span.end();
    return result;
  } catch (error) {
    end(span, codeOf(error));
    throw error;
  }
}

/** Work for many at a time belongs to no trace of one. */
export const outsideOfTraces = <T>(work: () => T): T => active.exit(work);
