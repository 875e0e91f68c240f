/** What a process shows of itself: its calls and their ends, and nothing of a person. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import {
  DialogueServiceClient,
  DialogueServiceService,
} from '../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import { startAdmin } from './admin.ts';
import { EarshotError } from './errors/earshot-error.ts';
import { callUnary } from './grpc/client.ts';
import { startGrpcServer, unary } from './grpc/server.ts';
import { createLogger } from './log.ts';
import { type LabelName, Metrics, processMetrics, renderMetrics } from './metrics.ts';
import { watchProcess } from './process-metrics.ts';
import { connectAsNamed, credentialsOf } from './testing/callers.ts';

const log = createLogger('test', { write: () => {} });

test('calls are counted by method and code, and the page holds no identifier', async () => {
  const server = await startGrpcServer({
    address: '127.0.0.1:0',
    services: [
      [
        DialogueServiceService,
        {
          forget: unary(({ sessionId }: { sessionId: string }) => {
            if (sessionId === 'canary-bad') throw new EarshotError('INVALID_ARGUMENT');
            return {};
          }),
        },
      ],
    ],
    log,
    credentials: credentialsOf('dialogue'),
  });
  const admin = await startAdmin({ host: '127.0.0.1', port: 0, readiness: server.readiness, log });
  const client = connectAsNamed(DialogueServiceClient, server.address);
  const forget = (sessionId: string) =>
    callUnary(client, 'forget', { sessionId, deviceId: '', householdId: '' }, { deadlineMs: 5_000 });
  try {
    await forget('canary-good');
    await expect(forget('canary-bad')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    const page = await (await fetch(`http://127.0.0.1:${admin.port}/metrics`)).text();
    const method = 'earshot.dialogue.v1.DialogueService/Forget';
    expect(page).toContain(`earshot_process_call_seconds_count{method="${method}",code="OK"} 1`);
    expect(page).toContain(
      `earshot_process_call_seconds_count{method="${method}",code="INVALID_ARGUMENT"} 1`,
    );
    expect(page).toContain(`earshot_process_calls_in_flight{method="${method}"} 0`);
    expect(page).toMatch(/earshot_process_event_loop_delay_p99_seconds \d/);
    expect(page).not.toContain('canary');
    expect((await fetch(`http://127.0.0.1:${admin.port}/readyz`)).status).toBe(200);
  } finally {
    await admin.close();
    await server.drain(1_000);
  }
});

test('several numbers of one look are of one page, and the look is taken once for each page', async () => {
  const metrics = new Metrics('looking');
  let looks = 0;
  metrics.look({ first: 'One.', second: 'Two.', third_total: 'Three.' }, () => {
    looks += 1;
    return { first: looks, second: looks * 10, third_total: looks * 100 };
  });
  for (const page of [1, 2]) {
    const text = await renderMetrics([metrics]);
    expect(text).toContain(`earshot_looking_first ${page}\n`);
    expect(text).toContain(`earshot_looking_second ${page * 10}\n`);
    expect(text).toContain(`earshot_looking_third_total ${page * 100}\n`);
    expect(text).toContain('# TYPE earshot_looking_second gauge\n');
    expect(text).toContain('# TYPE earshot_looking_third_total counter\n');
  }
  expect(looks).toBe(2);
});

test('what only grows is a counter by name and type, and is read when somebody asks', async () => {
  const metrics = new Metrics('growing');
  let refused = 2;
  metrics.total('refused_total', 'Refused.', () => refused);
  expect(await renderMetrics([metrics])).toContain('earshot_growing_refused_total 2\n');
  refused = 5;
  const page = await renderMetrics([metrics]);
  expect(page).toContain('# TYPE earshot_growing_refused_total counter\n');
  expect(page).toContain('earshot_growing_refused_total 5\n');
  watchProcess();
  expect(await renderMetrics([processMetrics])).toContain('# TYPE earshot_process_cpu_seconds_total counter');
});

test('what a process holds is counted: timers, connections, processes that it started', async () => {
  watchProcess();
  const held = async (name: string) =>
    Number(
      new RegExp(`^earshot_process_${name} (\\d+)$`, 'm').exec(await renderMetrics([processMetrics]))?.[1],
    );
  const before = { timers: await held('timers'), children: await held('children') };
  const timers = Array.from({ length: 7 }, () => setTimeout(() => {}, 60_000));
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await once(child, 'spawn');
  try {
    expect(await held('timers')).toBeGreaterThanOrEqual(before.timers + 7);
    expect(await held('children')).toBe(before.children + 1);
  } finally {
    for (const timer of timers) clearTimeout(timer);
    child.kill();
    await once(child, 'exit');
  }
  await expect.poll(() => held('children')).toBe(before.children);
});

test('labels are a closed list of enumerations', async () => {
  const allowed: readonly LabelName[] = [
    'code',
    'end',
    'method',
    'pool',
    'queue',
    'reason',
    'result',
    'stage',
    'state',
  ];
  const metrics = new Metrics('test');
  metrics.counter('things_total', 'Things.', ['code']).inc({ code: 'OK' });
  const text = await renderMetrics([processMetrics, metrics]);
  const used = [...text.matchAll(/[{,]([a-z_]+)="/g)].map(([, name]) => name);
  expect(used.filter((name) => name !== 'le' && !allowed.includes(name as LabelName))).toEqual([]);
});
