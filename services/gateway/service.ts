/** The gateway, put together. */
import { randomBytes } from 'node:crypto';
import { AudienceReader } from '../common/audience.ts';
import { loadCredentials } from '../common/callers/credentials.ts';
import type { Config } from '../common/config.ts';
import { HealthProbe, readyService } from '../common/grpc/health.ts';
import { startGrpcServer } from '../common/grpc/server.ts';
import { loadOrCreateKeyFile } from '../common/keys/key-file.ts';
import type { Logger } from '../common/log.ts';
import type { Metrics } from '../common/metrics.ts';
import type { Readiness } from '../common/readiness.ts';
import { keptSilencesPath, sessionKeyPath, type settings } from './config.ts';
import type { Dialect } from './dialect/dialect.ts';
import { dialects as allDialects } from './dialect/dialects.ts';
import { Gateway } from './gateway.ts';
import { converseHandlers } from './grpc-ingress/ingress.ts';
import { maxReceiveBytes, partnerService } from './grpc-ingress/messages.ts';
import { defaultLimits, type GatewayLimits } from './limits.ts';
import { connectServices } from './ports/grpc.ts';
import { SessionIds } from './session/session-id.ts';
import { KeptSilences } from './switches/kept-silences.ts';
import { startEdge } from './websocket/edge.ts';
import { connectSatellites } from './wyoming/satellites.ts';
import { startWyomingServer } from './wyoming/server.ts';

export interface RunningGateway {
  readonly gateway: Gateway;
  /** Port of the speakers' WebSocket. */
  readonly port: number;
  /** Port of Wyoming; 0 where it is not spoken. */
  readonly wyomingPort: number;
  readonly readiness: Readiness;
  readonly metrics: readonly Metrics[];
  readonly isDraining: boolean;
  readonly grpcAddress: string;
  /** Sends speakers away, lets turns in flight finish, closes everything. */
  drain(): Promise<void>;
}

/** Starts the gateway. `limits` replaces defaults that no setting reaches; `dialects`, what it speaks. */
export async function startGateway(
  config: Config<typeof settings>,
  log: Logger,
  limits: Partial<GatewayLimits> = {},
  dialects: readonly Dialect[] = allDialects,
): Promise<RunningGateway> {
  const { maxConnections, maxTurns, helloTimeoutMs, pingIntervalMs } = config;
  const { replyTimeoutMs, paceLeadMs, recheckIntervalMs, drainMs } = config;
  const key = loadOrCreateKeyFile(sessionKeyPath(config.stateDir), () => randomBytes(32).toString('base64'));
  const credentials = loadCredentials('gateway', config);
  const connected = connectServices(config, credentials, log);
  // What a turn passes through; each says by itself whether it is ready for its part.
  const probes = (['privacy', 'asr', 'dialogue', 'skills', 'tts'] as const).map(
    (name) => [name, new HealthProbe(config[`${name}Address`], readyService, credentials.tls)] as const,
  );
  const gateway = new Gateway({
    limits: {
      ...defaultLimits,
      ...{ maxConnections, maxTurns, helloTimeoutMs, pingIntervalMs },
      ...{ replyTimeoutMs, paceLeadMs, recheckIntervalMs, drainMs },
      ...limits,
    },
    services: connected.services,
    audiences: new AudienceReader(config),
    sessionIds: new SessionIds(Buffer.from(key, 'base64')),
    systemSkills: config.systemSkills,
    log,
    keptSilences: new KeptSilences(keptSilencesPath(config.stateDir)),
  });
  const { allowedOrigins, proxyHops, clearTextFrom } = config;
  const edge = await startEdge({
    ...config.listen,
    ...{ gateway, dialects, allowedOrigins, proxyHops, clearTextFrom },
  });
  const { wyomingListen, wyomingTokenFile: tokenFile, wyomingSatellites } = config;
  const wyoming =
    wyomingListen === undefined
      ? undefined
      : await startWyomingServer({ listen: wyomingListen, tokenFile, clearTextFrom, gateway });
  const satellites = connectSatellites({ satellites: wyomingSatellites, clearTextFrom, gateway });
  const grpc = await startGrpcServer({
    address: config.gatewayAddress,
    services: [[partnerService, converseHandlers(gateway)]],
    maxReceiveBytes,
    log,
    credentials,
    needs: Object.fromEntries(probes.map(([name, probe]) => [name, () => probe.isServing()])),
    isPublic: true,
  });
  return {
    gateway,
    port: edge.port,
    wyomingPort: wyoming?.port ?? 0,
    readiness: grpc.readiness,
    metrics: [gateway.metrics],
    get isDraining() {
      return gateway.isDraining;
    },
    grpcAddress: grpc.address,
    async drain() {
      // Upgrades are still answered, with 503 and a hint, until the last turn has ended; the health service says
      // at once that nothing new is wanted.
      await Promise.all([gateway.drain(), grpc.drain(gateway.limits.drainMs + 1_000)]);
      satellites.close();
      await Promise.all([edge.close(), wyoming?.close()]);
      connected.close();
      for (const [, probe] of probes) probe.close();
    },
  };
}
