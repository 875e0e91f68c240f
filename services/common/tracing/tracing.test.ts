/** One trace for a turn over several processes, with the turn's own id; and nothing in a span that no log line could hold. */
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EarshotError } from '../errors/earshot-error.ts';
import { outsideOfTraces, traceCall, traced, traceParentNow, traceTurn, useTracing } from './tracing.ts';

let spans: InMemorySpanExporter;
beforeEach(() => {
  spans = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
  useTracing({ tracer: provider.getTracer('test'), nextTraceId: () => {} });
});
afterEach(() => {
  useTracing(undefined);
});

const seen = () => spans.getFinishedSpans();

test('stages, calls and steps hang under the turn, also in the process that was called', async () => {
  const turn = traceTurn('4bf92f35-77b3-4da6-a3ce-929d0e0e4736', { locale: 'en-US' });
  turn.stage('route', false);
  let header: string | undefined;
  await turn.run(async () => {
    await Promise.resolve();
    header = traceParentNow();
  });
  let inner: Promise<number> | undefined;
  const call = traceCall('earshot.skills.v1.SkillsService/Invoke', header);
  call.run(() => {
    inner = traced('db.group-commit', {}, async () => 7);
  });
  expect(await inner).toBe(7);
  call.end('SKILL_TIMEOUT');
  turn.stage('route', true);
  turn.end({ state: 'failed' }, 'SKILL_TIMEOUT');
  expect(seen().map(({ name }) => name)).toEqual([
    'db.group-commit',
    'earshot.skills.v1.SkillsService/Invoke',
    'stage route',
    'turn',
  ]);
  const [commit, answered, , root] = seen();
  expect(new Set(seen().map((span) => span.spanContext().traceId)).size).toBe(1);
  expect(commit?.parentSpanContext?.spanId).toBe(answered?.spanContext().spanId);
  expect(answered?.parentSpanContext?.spanId).toBe(root?.spanContext().spanId);
  expect(answered?.attributes).toEqual({ code: 'SKILL_TIMEOUT' });
  expect(root?.attributes).toMatchObject({ state: 'failed', code: 'SKILL_TIMEOUT' });
});

test('a call that is answered while its handler still runs ends its span all the same', () => {
  const call = traceCall('earshot.a.v1.A/B', `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`);
  call.run(() => call.end('OK'));
  expect(seen().map(({ name }) => name)).toEqual(['earshot.a.v1.A/B']);
});

test('an attribute that is no word of the log’s schema, or no token, gets into no span', async () => {
  const turn = traceTurn('a', {
    ...{ utterance: 'zirconquartz', deviceId: 'dev-1' },
    skillId: 'my zirconquartz skill',
  });
  await turn.run(() =>
    traced('skill.call', { state: 'sent', ...{ text: 'flamingotelegraph' } }, async () => 1),
  );
  turn.end({}, '');
  const text = JSON.stringify(
    seen().map(({ name, attributes, events, status }) => ({ name, attributes, events, status })),
  );
  expect(text).not.toMatch(/zirconquartz|flamingotelegraph|dev-1/);
  expect(text).toContain('not-a-token');
});

test('an error leaves its code, never its message', async () => {
  const turn = traceTurn('a', {});
  const failing = turn.run(() => traced('skill.call', {}, () => Promise.reject(new Error('zirconquartz'))));
  await expect(failing).rejects.toThrow('zirconquartz');
  const earshots = turn.run(() =>
    traced('skill.call', {}, () => Promise.reject(new EarshotError('SKILL_TIMEOUT'))),
  );
  await expect(earshots).rejects.toThrow();
  expect(seen().map(({ attributes }) => attributes['code'])).toEqual(['INTERNAL', 'SKILL_TIMEOUT']);
  expect(JSON.stringify(seen().map(({ events, status }) => [events, status]))).not.toContain('zircon');
});

test('outside of a turn nothing is traced, and a header that is none begins no trace', async () => {
  expect(await traced('db.group-commit', {}, async () => 1)).toBe(1);
  for (const header of [undefined, '', '00-xyz', `00-${'0'.repeat(31)}-1-01`, 7]) {
    const call = traceCall('m', header);
    let inside: string | undefined;
    call.run(() => {
      inside = traceParentNow();
    });
    call.end('OK');
    expect(inside).toBeUndefined();
  }
  traceTurn('a', {}).run(() => outsideOfTraces(() => expect(traceParentNow()).toBeUndefined()));
  expect(seen()).toEqual([]);
});

test('off, it is not there', async () => {
  useTracing(undefined);
  const turn = traceTurn('a', {});
  expect(await turn.run(() => traced('skill.call', {}, async () => traceParentNow()))).toBeUndefined();
  turn.end({}, '');
});
