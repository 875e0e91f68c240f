/** A real gateway over scripted services, and speakers for it. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAdmin } from '../../common/admin.ts';
import { callerKeysDir } from '../../common/callers/keys.ts';
import { loadConfig } from '../../common/config.ts';
import { createLogger, type Logger } from '../../common/log.ts';
import { trustTestAudiences } from '../../common/testing/audiences.ts';
import { connectSpeaker, type Speaker, type SpeakerOptions } from '../../speaker/index.ts';
import { settings } from '../config.ts';
import type { Dialect } from '../dialect/dialect.ts';
import type { GatewayLimits } from '../limits.ts';
import { type RunningGateway, startGateway } from '../service.ts';
import { helloMessage, openRaw, type RawSpeaker } from './raw-speaker.ts';
import { type Script, type ScriptedServices, startScriptedServices } from './scripted-services.ts';

export interface Harness extends RunningGateway {
  readonly services: ScriptedServices;
  readonly script: Script;
  readonly url: string;
  /** A well-behaved speaker of a device; closed with the harness. */
  speaker(device: string, options?: Partial<SpeakerOptions>): Promise<Speaker>;
  /** Port of health and metrics. */
  readonly adminPort: number;
  /** A raw connection that says whatever the test sends. */
  raw(device: string): Promise<RawSpeaker>;
  /** Another gateway over the same services: of the same state directory, or with one of its own. */
  another(options: { readonly isSameState: boolean }): Promise<RunningGateway & { readonly url: string }>;
  close(): Promise<void>;
}

export { helloMessage, type RawSpeaker };

export const silentLog = createLogger('test', { write: () => {} });

export async function startHarness(
  limits: Partial<GatewayLimits> = {},
  env: NodeJS.ProcessEnv = {},
  log: Logger = silentLog,
  dialects?: readonly Dialect[],
): Promise<Harness> {
  const stateDir = await mkdtemp(join(tmpdir(), 'earshot-gateway-'));
  trustTestAudiences(stateDir);
  const services = await startScriptedServices(silentLog, stateDir);
  const directories = [stateDir];
  const configOf = (directory: string) =>
    loadConfig(settings, {
      EARSHOT_STATE_DIR: directory,
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
  const running = await startGateway(configOf(stateDir), log, { drainMs: 2_000, ...limits }, dialects);
  const { readiness, metrics } = running;
  const admin = await startAdmin({ host: '127.0.0.1', port: 0, readiness, metrics, log });
  const url = `ws://127.0.0.1:${running.port}`;
  const speakers: Speaker[] = [];
  return {
    ...running,
    services,
    adminPort: admin.port,
    script: services.script,
    url,
    async speaker(device, options = {}) {
      const speaker = await connectSpeaker({ url, token: `token-${device}`, hello: {}, ...options });
      speakers.push(speaker);
      return speaker;
    },
    raw: (device) => openRaw(`${url}/v1/speaker`, `token-${device}`),
    async another({ isSameState }) {
      const directory = isSameState ? stateDir : await mkdtemp(join(tmpdir(), 'earshot-gateway-'));
      if (!isSameState) {
        directories.push(directory);
        trustTestAudiences(directory);
        await cp(callerKeysDir(stateDir), callerKeysDir(directory), { recursive: true });
      }
      const other = await startGateway(configOf(directory), log, { drainMs: 2_000, ...limits });
      return { ...other, url: `ws://127.0.0.1:${other.port}` };
    },
    async close() {
      await Promise.all(speakers.map((speaker) => speaker.close()));
      await admin.close();
      await running.drain();
      await services.close();
      for (const directory of directories) await rm(directory, { recursive: true, force: true });
    },
  };
}

/** So many milliseconds of PCM16 at 16 kHz. */
export function speech(durationMs: number): Buffer {
  return Buffer.alloc(durationMs * 32, 0x22);
}
