/** Every setting of the pages, with its unit. */
import { z } from 'zod';
import { addresses } from '../common/addresses.ts';
import { callerSettings } from '../common/callers/credentials.ts';
import { type Config, flag, hostAndPort, number, setting } from '../common/config.ts';
import { webOrigin } from '../common/web-origin.ts';

export const settings = {
  webAddress: addresses.webAddress,
  privacyAddress: addresses.privacyAddress,
  skillsAddress: addresses.skillsAddress,
  hotelAddress: addresses.hotelAddress,
  dialogueAddress: addresses.dialogueAddress,
  trainingAddress: addresses.trainingAddress,
  ...callerSettings,
  webOrigin,
  listen: setting(
    'EARSHOT_WEB_LISTEN',
    hostAndPort.default({ host: '127.0.0.1', port: 7120 }),
    'host:port of the pages; stands behind a TLS proxy outside of this machine',
  ),
  gatewayUrl: setting(
    'EARSHOT_WEB_GATEWAY_URL',
    z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:7100'),
    'where the gateway takes speakers, for browsers that are one',
  ),
  isDevelopment: setting(
    'EARSHOT_DEVELOPMENT_SKILLS',
    flag(false),
    "serves the developer's console to whoever is signed in, for their own household; never in production",
  ),
  proxyHops: setting(
    'EARSHOT_WEB_PROXY_HOPS',
    number(0, { min: 0, max: 8 }),
    'proxies in front that add their peer to X-Forwarded-For; 0 = browsers connect directly',
  ),
} as const;

export type WebConfig = Config<typeof settings>;
