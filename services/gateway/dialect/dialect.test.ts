/** A dialect owns its path, handshake, framing and messages: two that share none of them over one gateway. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { InvokeResult } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import { type Harness, silentLog, startHarness } from '../testing/harness.ts';
import { Script } from '../testing/scripted-services.ts';
import { walkieCloseCode, walkieDialect, walkiePath } from '../testing/walkie-dialect.ts';
import { dialects } from './dialects.ts';

let harness: Harness;
beforeAll(async () => {
  const spoken = [...dialects, walkieDialect];
  harness = await startHarness({ pingIntervalMs: 50, controlBurst: 20 }, {}, silentLog, spoken);
});
afterAll(() => harness.close());
afterEach(() => {
  Object.assign(harness.script, new Script());
});

interface Walkie {
  readonly socket: WebSocket;
  readonly words: string[];
  readonly audio: Buffer[];
  readonly closed: Promise<number>;
  until(word: string): Promise<void>;
}

/** A device; rejects with the status when it is not let in. */
async function walkie(key: string, language = 'en-GB', options = {}): Promise<Walkie> {
  const socket = new WebSocket(`${harness.url}${walkiePath}?x=1`, {
    headers: { 'x-walkie-key': key, 'accept-language': language },
    ...options,
  });
  const words: string[] = [];
  const audio: Buffer[] = [];
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (isBinary) audio.push(data);
    else words.push(data.toString('utf8'));
  });
  const closed = new Promise<number>((resolve) => {
    socket.on('close', resolve);
  });
  await new Promise((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('error', reject);
    socket.on('unexpected-response', (_request, { statusCode }) => reject(new Error(String(statusCode))));
  });
  const until = (word: string) => expect.poll(() => words).toContain(word);
  return { socket, words, audio, closed, until };
}

/** So many frames of 20 ms. */
function speak({ socket }: Walkie, frames: number): void {
  for (let times = 0; times < frames; times++) {
    socket.send(Buffer.alloc(640, 0x22));
  }
}

describe('a dialect without hello, ids and headers', () => {
  test('is greeted for what its handshake said', async () => {
    const device = await walkie('greeted');
    await device.until('ready');
    expect(device.socket.protocol).toBe('');
    device.socket.close();
  });

  test('has several messages for one reply, and its audio as it is', async () => {
    harness.script.result = InvokeResult.fromPartial({
      speech: { text: 'One coffee. Anything else?', locale: 'en-US' },
    });
    const device = await walkie('button');
    device.socket.send('press');
    speak(device, 20);
    device.socket.send('release');
    await device.until('over well');
    expect(device.words).toEqual([
      'ready',
      'thinking',
      'says One coffee.',
      'says Anything else?',
      'over well',
    ]);
    expect(harness.script.heard).toEqual([20 * 640]);
    expect(Buffer.concat(device.audio)).toHaveLength(300 * 32);
    device.socket.close();
  });

  test('keeps a wake word that comes before its listen: many frames for one message', async () => {
    const device = await walkie('woken');
    speak(device, 10);
    device.socket.send('woke');
    speak(device, 15);
    await device.until('over well');
    expect(harness.script.heard[0]).toBeGreaterThanOrEqual(20 * 640);
    device.socket.close();
  });

  test('speaks again and again without naming a listen', async () => {
    const device = await walkie('typing');
    device.socket.send('say a coffee');
    device.socket.send('say a tea');
    await device.until('over well');
    // The first was barged in on.
    expect(device.words.filter((word) => word.startsWith('over'))).toEqual(['over ill', 'over well']);
    device.socket.close();
  });

  test('aborts whatever runs', async () => {
    const device = await walkie('hushed');
    device.socket.send('press');
    device.socket.send('hush');
    await device.until('over ill');
    device.socket.close();
  });

  test('answers by itself what is no matter of the session, and stays although it answers no ping', async () => {
    const device = await walkie('silent', 'en', { autoPong: false });
    await new Promise((resolve) => setTimeout(resolve, 400));
    device.socket.send('marco');
    await device.until('polo');
    device.socket.close();
  });

  test('is told what was wrong in its own words, and closed with its own code', async () => {
    const device = await walkie('clumsy');
    device.socket.send('what');
    await device.until('no MESSAGE_UNKNOWN');
    for (let times = 0; times < 30; times++) device.socket.send('what');
    await device.until('no MESSAGE_FLOOD');
    expect(await device.closed).toBe(walkieCloseCode);
  });

  test('is refused for a language of its handshake as hello would be', async () => {
    const device = await walkie('german', 'de-DE');
    await device.until('no LOCALE_UNSUPPORTED');
    expect(await device.closed).toBe(walkieCloseCode);
  });

  test('lets in nobody without its own kind of token', async () => {
    await expect(walkie('no body')).rejects.toThrow('401');
    const headers = { authorization: 'Bearer token-somebody' };
    const socket = new WebSocket(`${harness.url}${walkiePath}`, { headers });
    socket.on('error', () => {});
    const status = await new Promise((resolve) => {
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
    });
    expect(status).toBe(401);
    socket.terminate();
  });
});

test('earshot.v1 is spoken beside it as ever', async () => {
  const speaker = await harness.speaker('beside');
  expect(await speaker.sayText('a coffee')).toMatchObject({ end: 'completed' });
});

test('every dialect has a path of its own', () => {
  const paths = dialects.map(({ path }) => path);
  expect(new Set(paths).size).toBe(paths.length);
});
