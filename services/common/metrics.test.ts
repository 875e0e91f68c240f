/** What a process shows of itself: its calls and their ends, and nothing of a person. */
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
