import { afterEach, describe, expect, test } from 'vitest';
import { codeOf } from '../errors/earshot-error.ts';
import { WyomingConnection, type WyomingOptions } from './connection.ts';
import { describe as describeServer } from './info.ts';
import { type Script, type ScriptedServer, startScriptedServer } from './testing/scripted-server.ts';

let server: ScriptedServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function open(script: Script, options: Partial<WyomingOptions> = {}): Promise<WyomingConnection> {
  server = await startScriptedServer(script);
  return WyomingConnection.open({
    address: server.address,
    connectTimeoutMs: 1_000,
    idleTimeoutMs: 200,
    totalTimeoutMs: 2_000,
    ...options,
  });
}

const codeFrom = (work: Promise<unknown>) => work.then(() => 'fine', codeOf);
/** Reads until it fails. */
async function drain(connection: WyomingConnection): Promise<never> {
  for (;;) await connection.next();
}

describe('WyomingConnection', () => {
  test('sends and receives', async () => {
    const connection = await open(async (peer) => {
      const event = await peer.waitFor('audio-chunk');
      peer.send('transcript', { text: `${event.payload.length} bytes at ${String(event.data['rate'])}` });
    });
    await connection.send('audio-chunk', { rate: 16_000 }, Buffer.alloc(320));
    expect((await connection.next()).data).toEqual({ text: '320 bytes at 16000' });
    connection.close();
  });

  test('describes a server, whatever it adds', async () => {
    const connection = await open(async (peer) => {
      await peer.waitFor('describe');
      peer.send('zeroconf', {});
      peer.send('info', {
        asr: [
          {
            name: 'x',
            models: [{ name: 'base', languages: ['en', 7] }],
            supports_transcript_streaming: true,
          },
          null,
        ],
        tts: 'no list',
        wake: [{}],
      });
    });
    expect(await describeServer(connection)).toEqual({
      asr: [{ name: 'x', models: [{ name: 'base', languages: ['en'] }], isStreaming: true }],
      tts: [],
    });
    connection.close();
  });

  test('nobody listens: ENGINE_UNAVAILABLE', async () => {
    server = await startScriptedServer(async () => {});
    const { address } = server;
    await server.close();
    server = undefined;
    const opening = WyomingConnection.open({
      address,
      connectTimeoutMs: 500,
      idleTimeoutMs: 100,
      totalTimeoutMs: 500,
    });
    expect(await codeFrom(opening)).toBe('ENGINE_UNAVAILABLE');
  });

  test('a server that stalls: ENGINE_TIMEOUT, soon', async () => {
    const connection = await open(async () => {});
    expect(await codeFrom(connection.next())).toBe('ENGINE_TIMEOUT');
    // Whatever is asked of it afterwards has the same answer.
    expect(await codeFrom(connection.send('describe'))).toBe('ENGINE_TIMEOUT');
  });

  test('a server that drips keeps within the total time', async () => {
    const connection = await open(
      async (peer) => {
        const timer = setInterval(() => peer.send('ping'), 20);
        peer.socket.on('close', () => clearInterval(timer));
      },
      { totalTimeoutMs: 300 },
    );
    expect(await codeFrom(drain(connection))).toBe('ENGINE_TIMEOUT');
  });

  test('a server that never reads: ENGINE_TIMEOUT instead of growing memory', async () => {
    const connection = await open(async (peer) => {
      peer.socket.pause();
    });
    const payload = Buffer.alloc(200_000);
    const flood = (async () => {
      for (;;) await connection.send('audio-chunk', {}, payload);
    })();
    expect(await codeFrom(flood)).toBe('ENGINE_TIMEOUT');
  });

  test('a server that floods: ENGINE_PROTOCOL at the limit', async () => {
    const script: Script = async (peer) => {
      const chunk = Buffer.alloc(100_000);
      for (let index = 0; index < 200; index++) peer.send('audio-chunk', {}, chunk);
    };
    const connection = await open(script, { maxReceivedBytes: 1_000_000 });
    expect(await codeFrom(drain(connection))).toBe('ENGINE_PROTOCOL');
    await server?.close();
    const many = await open(
      async (peer) => {
        for (let index = 0; index < 500; index++) peer.send('x');
      },
      { maxEvents: 100 },
    );
    expect(await codeFrom(drain(many))).toBe('ENGINE_PROTOCOL');
  });

  test.each<[string, (peer: Parameters<Script>[0]) => void, string]>([
    ['junk', (peer) => peer.sendRaw('HTTP/1.1 400 Bad Request\r\n\r\n'), 'ENGINE_PROTOCOL'],
    [
      'a length it cannot mean',
      (peer) => peer.sendRaw('{"type":"x","data_length":99999999999}\n'),
      'ENGINE_PROTOCOL',
    ],
    [
      'half an event and the end',
      (peer) => peer.socket.end('{"type":"x","payload_length":10}\nabc'),
      'ENGINE_PROTOCOL',
    ],
    ['an orderly end', (peer) => peer.socket.end(), 'ENGINE_UNAVAILABLE'],
    ['a reset', (peer) => peer.socket.resetAndDestroy(), 'ENGINE_UNAVAILABLE'],
  ])('%s', async (_, act, code) => {
    const connection = await open(async (peer) => {
      await peer.waitFor('describe');
      act(peer);
    });
    await connection.send('describe');
    expect(await codeFrom(drain(connection))).toBe(code);
  });

  test('an abort ends a wait at once', async () => {
    const controller = new AbortController();
    const connection = await open(async () => {}, { idleTimeoutMs: 5_000, signal: controller.signal });
    const waiting = codeFrom(connection.next());
    controller.abort();
    expect(await waiting).toBe('CANCELLED');
  });
});
