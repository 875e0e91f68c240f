/** Firmware that an owner allows, a log that an owner asks for, and what a device says of itself, over the real gateway. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Listener } from '../../language/audience/policy.ts';
import { InvokeResult } from '../../proto/gen/earshot/skills/v1/skills.ts';
import { signedAudience } from '../common/testing/audiences.ts';
import { type Harness, helloMessage, type RawSpeaker, startHarness } from './testing/harness.ts';
import { Script } from './testing/scripted-services.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ recheckIntervalMs: 200 });
});
afterAll(() => harness.close());
afterEach(() => {
  Object.assign(harness.script, new Script(), { watchers: harness.script.watchers });
});

const release = {
  ...{ model: 'kitchen-1', version: '1.3.0', url: 'https://maker.example/1.3.0.bin' },
  ...{ sha256: 'a'.repeat(64), signature: `${'A'.repeat(86)}==` },
};
const { model: _model, ...offer } = release;

async function speaker(device: string, firmware: string): Promise<RawSpeaker> {
  const raw = await harness.raw(device);
  raw.sendJson({ ...helloMessage, firmware });
  await raw.until('hello_ack');
  return raw;
}
const told = (raw: RawSpeaker, type: string) => raw.messages.filter((message) => message['type'] === type);

describe('firmware', () => {
  test('is offered after hello, whole, once', async () => {
    harness.script.firmware = release;
    const raw = await speaker('kitchen', '1.2.0');
    await raw.until('firmware');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(told(raw, 'firmware')).toEqual([{ type: 'firmware', ...offer }]);
    raw.socket.close();
  });

  test('is not offered to whoever has it, or whose owner allowed none', async () => {
    harness.script.firmware = release;
    const has = await speaker('kitchen', '1.3.0');
    harness.script.firmware = undefined;
    const none = await speaker('hall', '1.2.0');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([...told(has, 'firmware'), ...told(none, 'firmware')]).toEqual([]);
    // Allowed while it is connected: it hears of it.
    harness.script.firmware = release;
    await none.until('firmware');
    has.socket.close();
    none.socket.close();
  });
});

describe('the log of a device', () => {
  test('is asked for once, and what it answers is kept for the case', async () => {
    harness.script.logCaseId = 'case-1';
    const raw = await speaker('kitchen', '1.2.0');
    expect(await raw.until('log_wanted')).toEqual({ type: 'log_wanted', requestId: 'case-1' });
    raw.sendJson({ type: 'system_log', requestId: 'case-1', text: 'wifi: lost twice\n' });
    await expect
      .poll(() => harness.script.deviceLogs)
      .toEqual([{ deviceId: 'kitchen', caseId: 'case-1', log: 'wifi: lost twice\n' }]);
    raw.sendJson({ type: 'system_log', requestId: 'case-1', text: 'and again' });
    expect(await raw.until('error')).toMatchObject({ code: 'NOT_FOUND', isFatal: false });
    expect(harness.script.deviceLogs).toHaveLength(1);
    expect(told(raw, 'log_wanted')).toHaveLength(1);
    raw.socket.close();
  });

  test('that nobody asked for is let go of', async () => {
    const raw = await speaker('kitchen', '1.2.0');
    raw.sendJson({ type: 'system_log', requestId: '', text: 'unasked' });
    raw.sendJson({ type: 'system_log', requestId: 'case-9', text: 'unasked' });
    await expect.poll(() => told(raw, 'error').length).toBe(2);
    expect(harness.script.deviceLogs).toEqual([]);
    raw.socket.close();
  });

  test('longer than a message holds ends the connection', async () => {
    harness.script.logCaseId = 'case-1';
    const raw = await speaker('kitchen', '1.2.0');
    raw.sendJson({ type: 'system_log', requestId: 'case-1', text: 'x'.repeat(6_001) });
    expect(await raw.until('error')).toMatchObject({ code: 'MESSAGE_MALFORMED', isFatal: true });
  });
});

describe('what a device says of itself', () => {
  const tools = [
    { name: 'self.light.dim', parameters: [{ name: 'level', kind: 'number', minimum: 0, maximum: 40 }] },
    { name: 'self.camera.take_photo', parameters: [] },
    { name: 'self.reboot', parameters: [] },
  ];
  const answer = (tool: string, given: Readonly<Record<string, string>> = {}) => {
    const pairs = Object.entries(given).map(([name, value]) => ({ name, value }));
    const directive = { $case: 'deviceTool' as const, value: { tool, arguments: pairs } };
    harness.script.result = InvokeResult.fromPartial({
      speech: { text: 'Done.', locale: 'en-US' },
      directives: [{ directive }],
    });
  };
  const say = async (raw: RawSpeaker, listenId: string) => {
    raw.sendJson({ type: 'text', listenId, text: 'a coffee', isSilent: true });
    await expect.poll(() => told(raw, 'turn_ended').length).toBe(Number(listenId));
  };

  test('goes with each call of a skill, and its tools are used within their bounds', async () => {
    const raw = await speaker('kitchen', '1.2.0');
    raw.sendJson({ type: 'tools', tools });
    raw.sendJson({ type: 'device_state', volumePercent: 40, batteryPercent: 55, isCharging: true });
    answer('self.light.dim', { level: '40' });
    await say(raw, '1');
    expect(harness.script.lastInvoke).toMatchObject({
      tools: ['self.light.dim(level 0..40)', 'self.camera.take_photo'],
      status: ['volume 40', 'battery 55', 'charging true'],
    });
    answer('self.light.dim', { level: '41' });
    await say(raw, '2');
    answer('self.reboot');
    await say(raw, '3');
    expect(told(raw, 'directive').map(({ directive }) => directive)).toEqual([
      { type: 'device_tool', tool: 'self.light.dim', arguments: [{ name: 'level', value: '40' }] },
    ]);
    raw.socket.close();
  });

  test.each([
    ['a household', Listener.HOUSEHOLD, 1],
    ['a child', Listener.CHILD, 0],
    ['a guest', Listener.HOTEL_GUEST, 0],
  ])('a picture is taken for %s or not', async (_who, listener, times) => {
    harness.script.audience = signedAudience(listener, 'eu');
    const raw = await speaker('kitchen', '1.2.0');
    raw.sendJson({ type: 'tools', tools });
    answer('self.camera.take_photo');
    await say(raw, '1');
    expect(told(raw, 'directive')).toHaveLength(times);
    raw.socket.close();
  });
});
