/** A real gateway over scripted services, and speakers for it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { loadConfig } from '../../common/config.ts';
import { createLogger, type Logger } from '../../common/log.ts';
import { trustTestAudiences } from '../../common/testing/audiences.ts';
import { connectSpeaker, type Speaker, type SpeakerOptions } from '../../speaker/index.ts';
import { settings } from '../config.ts';
import type { GatewayLimits } from '../limits.ts';
import { type RunningGateway, startGateway } from '../service.ts';
import { type Script, type ScriptedServices, startScriptedServices } from './scripted-services.ts';

export interface Harness extends RunningGateway {
  readonly services: ScriptedServices;
  readonly script: Script;
  readonly url: string;
  /** A well-behaved speaker of a device; closed with the harness. */
  speaker(device: string, options?: Partial<SpeakerOptions>): Promise<Speaker>;
  /** A raw connection that says whatever the test sends. */
  raw(device: string): Promise<RawSpeaker>;
  close(): Promise<void>;
}

/** Everything a raw connection was told. */
export interface RawSpeaker {
  readonly socket: WebSocket;
  readonly messages: Record<string, unknown>[];
  readonly closed: Promise<number>;
  sendJson(message: unknown): void;
  hello(fields?: Record<string, unknown>): Promise<void>;
  until(type: string): Promise<Record<string, unknown>>;
}

export const silentLog = createLogger('test', { write: () => {} });

export const helloMessage = {
  type: 'hello',
  protocol: 'earshot.v1',
  model: 'test',
  firmware: '1',
  locale: 'en-US',
  capabilities: ['audio'],
  audioUp: { codec: 'pcm16', sampleRateHz: 16_000, frameMs: 20 },
  audioDown: { codec: 'pcm16', sampleRateHz: 16_000, frameMs: 20 },
};

export async function startHarness(
  limits: Partial<GatewayLimits> = {},
  env: NodeJS.ProcessEnv = {},
  log: Logger = silentLog,
): Promise<Harness> {
  const stateDir = await mkdtemp(join(tmpdir(), 'earshot-gateway-'));
  trustTestAudiences(stateDir);
  const services = await startScriptedServices(silentLog, stateDir);
  const config = loadConfig(settings, {
    EARSHOT_STATE_DIR: stateDir,
    EARSHOT_GATEWAY_LISTEN: '127.0.0.1:0',
    EARSHOT_GATEWAY_ADDRESS: '127.0.0.1:0',
    ...Object.fromEntries(
      Object.entries(services.addresses).map(([name, address]) => [
        `EARSHOT_${name.toUpperCase()}_ADDRESS`,
        address,
      ]),
    ),
    ...env,
  });
  const running = await startGateway(config, log, { drainMs: 2_000, ...limits });
  const url = `ws://127.0.0.1:${running.port}`;
  const speakers: Speaker[] = [];
  return {
    ...running,
    services,
    script: services.script,
    url,
    async speaker(device, options = {}) {
      const speaker = await connectSpeaker({ url, token: `token-${device}`, hello: {}, ...options });
      speakers.push(speaker);
      return speaker;
    },
    raw: (device) => openRaw(`${url}/v1/speaker`, `token-${device}`),
    async close() {
      await Promise.all(speakers.map((speaker) => speaker.close()));
      await running.drain();
      await services.close();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}

function openRaw(url: string, token: string): Promise<RawSpeaker> {
  const socket = new WebSocket(url, 'earshot.v1', { headers: { authorization: `Bearer ${token}` } });
  const messages: Record<string, unknown>[] = [];
  const waiting = new Set<() => void>();
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (isBinary) return;
    messages.push(JSON.parse(data.toString('utf8')) as Record<string, unknown>);
    for (const wake of waiting) wake();
  });
  const closed = new Promise<number>((resolve) => {
    socket.on('close', (code) => {
      resolve(code);
      for (const wake of waiting) wake();
    });
  });
  socket.on('error', () => {});
  const until = (type: string) =>
    new Promise<Record<string, unknown>>((resolve, reject) => {
      const look = () => {
        const found = messages.find((message) => message['type'] === type);
        if (found !== undefined) resolve(found);
        else if (socket.readyState === socket.CLOSED) reject(new Error(`closed before ${type}`));
        else return;
        waiting.delete(look);
      };
      waiting.add(look);
      look();
    });
  const raw: RawSpeaker = {
    socket,
    messages,
    closed,
    sendJson: (message) => socket.send(JSON.stringify(message)),
    async hello(fields = {}) {
      raw.sendJson({ ...helloMessage, ...fields });
      await until('hello_ack');
    },
    until,
  };
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(raw));
    socket.on('unexpected-response', (_request, response) => {
      reject(Object.assign(new Error('refused'), { status: response.statusCode, headers: response.headers }));
    });
    socket.on('error', reject);
  });
}

/** So many milliseconds of PCM16 at 16 kHz. */
export function speech(durationMs: number): Buffer {
  return Buffer.alloc(durationMs * 32, 0x22);
}
