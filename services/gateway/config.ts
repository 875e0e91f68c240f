/** Settings of the gateway. */
import { join } from 'node:path';
import { z } from 'zod';
import { addresses } from '../common/addresses.ts';
import { callerSettings } from '../common/callers/credentials.ts';
import { hostAndPort, number, setting } from '../common/config.ts';
import { defaultLimits } from './limits.ts';
import { type AddressRange, parseRange } from './websocket/sources.ts';

const list = (fallback = '') =>
  z
    .string()
    .default(fallback)
    .transform(
      (text) =>
        new Set(
          text
            .split(',')
            .map((item) => item.trim())
            .filter((item) => item !== ''),
        ),
    );

const ranges = z.string().transform((text, context): readonly AddressRange[] => {
  try {
    return text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
      .map(parseRange);
  } catch {
    context.addIssue({ code: 'custom', message: 'not address ranges like 192.168.1.0/24, fd00::/8' });
    return z.NEVER;
  }
});

/** `host:port=/path/of/its/token`, separated by commas. */
const satellites = z
  .string()
  .default('')
  .transform((text, context) => {
    const entries = text.split(',').map((item) => item.trim());
    return entries
      .filter((item) => item !== '')
      .map((item) => {
        const [address = '', tokenFile = ''] = item.split(/=(.*)/s);
        const parsed = hostAndPort.safeParse(address);
        if (parsed.success && tokenFile !== '') return { ...parsed.data, tokenFile };
        context.addIssue({
          code: 'custom',
          message: 'not satellites like 192.168.1.40:10700=/path/of/its/token',
        });
        return z.NEVER;
      });
  });

const listen = setting(
  'EARSHOT_GATEWAY_LISTEN',
  z.string().default('127.0.0.1:7100').pipe(hostAndPort),
  'host:port for speakers: WebSocket and activation',
);

export const settings = {
  ...addresses,
  ...callerSettings,
  listen,
  allowedOrigins: setting(
    'EARSHOT_GATEWAY_ALLOWED_ORIGINS',
    list(),
    'origins of web pages that may connect, separated by commas; speakers send none',
  ),
  proxyHops: setting(
    'EARSHOT_GATEWAY_PROXY_HOPS',
    number(0, { min: 0, max: 8 }),
    'proxies of yours between speakers and here, the outermost of which ends their TLS; as many entries of X-Forwarded-For, from its end, are believed. 0: none, so whoever comes from beyond EARSHOT_GATEWAY_CLEAR_TEXT_FROM is refused',
  ),
  clearTextFrom: setting(
    'EARSHOT_GATEWAY_CLEAR_TEXT_FROM',
    ranges.default(['127.0.0.0/8', '::1'].map(parseRange)),
    'address ranges, separated by commas, from which devices may come without encryption, e.g. 192.168.1.0/24; whoever is on that network can hear them and pretend to be them. Behind a proxy it is for those of other makers alone',
  ),
  wyomingListen: setting(
    'EARSHOT_GATEWAY_WYOMING_LISTEN',
    z
      .string()
      .default('')
      .transform((text) => (text === '' ? undefined : text))
      .pipe(hostAndPort.optional()),
    'host:port for Wyoming, which Home Assistant speaks; empty = not spoken. It knows neither encryption nor who asks: whoever comes from EARSHOT_GATEWAY_CLEAR_TEXT_FROM is taken for the device of the token',
  ),
  wyomingTokenFile: setting(
    'EARSHOT_GATEWAY_WYOMING_TOKEN_FILE',
    z.string().default(''),
    'file that holds the token of the device as which Wyoming clients speak',
  ),
  wyomingSatellites: setting(
    'EARSHOT_GATEWAY_WYOMING_SATELLITES',
    satellites,
    'Wyoming satellites to go to, each with the file that holds the token of its device: host:port=/path, separated by commas; they have to be within EARSHOT_GATEWAY_CLEAR_TEXT_FROM',
  ),
  systemSkills: setting(
    'EARSHOT_GATEWAY_SYSTEM_SKILLS',
    list('earshot.listening'),
    'ids of the skills that may switch a microphone on again, separated by commas',
  ),
  maxConnections: setting(
    'EARSHOT_GATEWAY_MAX_CONNECTIONS',
    number(defaultLimits.maxConnections, { min: 1, max: 1_000_000 }),
    'speakers connected at once',
  ),
  maxTurns: setting(
    'EARSHOT_GATEWAY_MAX_TURNS',
    number(defaultLimits.maxTurns, { min: 1, max: 1_000_000 }),
    'turns at once',
  ),
  helloTimeoutMs: setting(
    'EARSHOT_GATEWAY_HELLO_TIMEOUT_MS',
    number(defaultLimits.helloTimeoutMs, { min: 10, max: 60_000 }),
    'milliseconds from the upgrade to hello',
  ),
  pingIntervalMs: setting(
    'EARSHOT_GATEWAY_PING_INTERVAL_MS',
    number(defaultLimits.pingIntervalMs, { min: 100, max: 300_000 }),
    'milliseconds between keep-alive pings',
  ),
  replyTimeoutMs: setting(
    'EARSHOT_GATEWAY_REPLY_TIMEOUT_MS',
    number(defaultLimits.replyTimeoutMs, { min: 100, max: 3_600_000 }),
    'milliseconds from the end of speech to the first byte of the reply; above a minute, for skills at a breakpoint alone',
  ),
  paceLeadMs: setting(
    'EARSHOT_GATEWAY_PACE_LEAD_MS',
    number(defaultLimits.paceLeadMs, { min: 0, max: 5_000 }),
    'milliseconds that speech is sent ahead of its time',
  ),
  recheckIntervalMs: setting(
    'EARSHOT_GATEWAY_RECHECK_INTERVAL_MS',
    number(defaultLimits.recheckIntervalMs, { min: 100, max: 3_600_000 }),
    'milliseconds between two looks at a connected device, for revocation and switches',
  ),
  drainMs: setting(
    'EARSHOT_GATEWAY_DRAIN_MS',
    number(defaultLimits.drainMs, { min: 0, max: 14_000 }),
    'milliseconds that turns in flight may take after SIGTERM',
  ),
} as const;

/** Where the key that binds session ids to devices is kept; gateways that share it resume each other's. */
export function sessionKeyPath(state: string): string {
  return join(state, 'keys', 'gateway-session.key');
}

/** Where silences wait that could not be stored yet; gateways may share it. */
export function keptSilencesPath(state: string): string {
  return join(state, 'gateway', 'silences');
}
