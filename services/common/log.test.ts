import fs, { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { EarshotError } from './errors/earshot-error.ts';
import { createLogger, lineWriter, serialise } from './log.ts';

// The test run as a whole is silent.
beforeEach(() => {
  vi.stubEnv('EARSHOT_LOG_LEVEL', 'debug');
  return () => vi.unstubAllEnvs();
});

function capture() {
  const lines: string[] = [];
  return { lines, log: createLogger('test', { write: (line: string) => void lines.push(line) }) };
}

test('a line holds its event and the attributes that the schema allows', () => {
  const { lines, log } = capture();
  log.info('turn.completed', { turnId: 't-1', durationMs: 12.5 });
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    service: 'test',
    event: 'turn.completed',
    turnId: 't-1',
    durationMs: 12.5,
  });
});

test('nothing outside the schema reaches the writer, whatever the caller forces in', () => {
  const forced = {
    turnId: 't-1',
    utterance: 'canary words',
    deviceId: 'canary-device',
    nested: { text: 'canary' },
  };
  expect(serialise(forced)).toEqual({ turnId: 't-1' });
});

test('prose in a token attribute is refused, so a transcript cannot hide in `reason`', () => {
  expect(serialise({ reason: 'turn the light on' })).toEqual({ reason: 'not-a-token' });
  expect(serialise({ reason: '打开卧室的灯' })).toEqual({ reason: 'not-a-token' });
});

test('an error leaves its code and positions, never its message or cause', () => {
  const { lines, log } = capture();
  log.error('x.failed', {}, new EarshotError('INTERNAL', { cause: new Error('canary in a cause') }));
  log.error('x.failed', {}, new Error('canary in a message'));
  const text = lines.join('');
  expect(text).toContain('"code":"INTERNAL"');
  expect(text).toContain('log.test.ts');
  expect(text).not.toContain('canary');
});

test('a disk that is full costs lines, and nobody who logs', () => {
  const log = createLogger('test', lineWriter('/dev/full'));
  for (let line = 0; line < 10_000; line += 1) log.info('turn.completed', { turnId: 't-1' });
});

test('what could not be written is written once there is room, in its order', () => {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-log-'));
  try {
    const path = join(folder, 'log');
    const destination = lineWriter(path);
    const log = createLogger('test', destination);
    const write = vi.spyOn(fs, 'writeSync').mockImplementation(() => {
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    });
    log.info('turn.first');
    log.info('turn.second');
    write.mockRestore();
    log.info('turn.third');
    expect(
      readFileSync(path, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).event),
    ).toEqual(['turn.first', 'turn.second', 'turn.third']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
