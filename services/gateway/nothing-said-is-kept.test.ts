/** Canaries in everything a person says and is told, and in everything that names a device: none of them may show. */
import { expect, test, vi } from 'vitest';
import { InvokeResult } from '../../proto/gen/earshot/skills/v1/skills.ts';
import { createLogger } from '../common/log.ts';
import { speech, startHarness } from './testing/harness.ts';

const canaries = [
  'heard-canary',
  'typed-canary',
  'answered-canary',
  'card-canary',
  'device-canary',
  'thrown-canary',
];

test('no log line, metric or error holds what was said, answered or who it was', async () => {
  vi.stubEnv('EARSHOT_LOG_LEVEL', 'debug');
  const lines: string[] = [];
  const harness = await startHarness({}, {}, createLogger('gateway', { write: (line) => lines.push(line) }));
  const { script } = harness;
  script.recognised = 'heard-canary';
  script.result = InvokeResult.fromPartial({
    speech: { text: 'answered-canary' },
    directives: [{ directive: { $case: 'card', value: { title: 'card-canary', text: 'card-canary' } } }],
  });
  const errors: string[] = [];
  const speaker = await harness.speaker('device-canary', {
    onMessage: (message) => {
      if (message.type === 'error') errors.push(JSON.stringify(message));
    },
  });
  expect((await speaker.sayAudio(speech(200), { mode: 'held_button' })).transcript).toBe('heard-canary');
  expect((await speaker.sayText('typed-canary')).replies[0]?.text).toBe('answered-canary');
  script.before = (step) =>
    step === 'invoke' ? Promise.reject(new Error('thrown-canary')) : Promise.resolve();
  expect((await speaker.sayText('typed-canary')).end).toBe('failed');
  const raw = await harness.raw('device-canary');
  raw.socket.send('{"type":"hello","model":"typed-canary"');
  await raw.closed;
  errors.push(...raw.messages.map((message) => JSON.stringify(message)));
  await expect(harness.raw('device-canary-that-is-unknown!')).rejects.toMatchObject({ status: 401 });
  const metrics = await (await fetch(`http://127.0.0.1:${harness.adminPort}/metrics`)).text();
  await harness.close();

  expect(lines.filter((line) => line.includes('turn.ended'))).toHaveLength(3);
  expect(errors.length).toBeGreaterThan(0);
  const everything = [...lines, metrics, ...errors].join('\n');
  for (const canary of canaries) expect(everything).not.toContain(canary);
  expect(everything).not.toContain('token-');
});
