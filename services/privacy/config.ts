/** The settings of privacy. */
import { z } from 'zod';
import { addresses, stores } from '../common/addresses.ts';
import { callerSettings } from '../common/callers/credentials.ts';
import { type Config, flag, number, setting } from '../common/config.ts';
import { webOrigin } from '../common/web-origin.ts';
import { isSchedule, parseSchedule } from '../common/webhooks/schedule.ts';
import { isTimeZone } from './accounts/validate.ts';

export const settings = {
  privacyAddress: addresses.privacyAddress,
  skillsAddress: addresses.skillsAddress,
  dialogueAddress: addresses.dialogueAddress,
  hotelAddress: addresses.hotelAddress,
  trainingAddress: addresses.trainingAddress,
  ...stores,
  ...callerSettings,
  webOrigin,
  sessionTtlS: setting(
    'EARSHOT_SESSION_TTL_S',
    number(43_200, { min: 60, max: 2_592_000 }),
    'longest time that somebody stays signed in, seconds',
  ),
  sessionIdleS: setting(
    'EARSHOT_SESSION_IDLE_S',
    number(7_200, { min: 60, max: 2_592_000 }),
    'time without a request after which a session is over, seconds',
  ),
  signInCodeFile: setting(
    'EARSHOT_SIGN_IN_CODE_FILE',
    z.string().default(''),
    'file that one-time codes are written to instead of being sent, for demonstrations; empty = no codes',
  ),
  mailServer: setting(
    'EARSHOT_MAIL_URL',
    z.union([z.literal(''), z.url({ protocol: /^smtps?$/ })]).default(''),
    'server for mails to people, smtps://host:465 or smtp://host:587 (STARTTLS); always with TLS; empty = no mails',
  ),
  mailFrom: setting(
    'EARSHOT_MAIL_FROM',
    z.union([z.literal(''), z.email()]).default(''),
    'address that those mails are from',
  ),
  mailCredentialsFile: setting(
    'EARSHOT_MAIL_CREDENTIALS_FILE',
    z.string().default(''),
    'file with the user and the password at that server, a line each; empty = none',
  ),
  mailCaFile: setting(
    'EARSHOT_MAIL_CA_FILE',
    z.string().default(''),
    'PEM of whoever signs that server’s certificate; empty = those that everybody trusts',
  ),
  messageGatewayUrl: setting(
    'EARSHOT_MESSAGE_GATEWAY_URL',
    z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).default(''),
    'https address that texts for telephone numbers are posted to, signed (docs/messages.md); empty = none',
  ),
  messageTimeoutMs: setting(
    'EARSHOT_MESSAGE_TIMEOUT_MS',
    number(10_000, { min: 100, max: 60_000 }),
    'how long a mail server may take for each step, milliseconds',
  ),
  vaultAddress: setting(
    'EARSHOT_VAULT_ADDRESS',
    z.union([z.literal(''), z.url()]).default(''),
    'Vault whose transit engine keeps the keys of subjects and households; empty = files in the state directory',
  ),
  vaultMount: setting(
    'EARSHOT_VAULT_MOUNT',
    z
      .string()
      .regex(/^[a-z0-9_-]+(\/[a-z0-9_-]+)*$/)
      .default('transit'),
    'where the transit engine is mounted',
  ),
  vaultTokenFile: setting(
    'EARSHOT_VAULT_TOKEN_FILE',
    z.string().default('/run/secrets/vault-token'),
    'file with the token for that Vault',
  ),
  retentionIntervalS: setting(
    'EARSHOT_RETENTION_INTERVAL_S',
    number(3_600, { min: 1, max: 86_400 }),
    'time between two rounds in which every holder lets go of what has outlived its time, seconds',
  ),
  storeRegion: setting(
    'EARSHOT_STORE_REGION',
    z.union([z.literal(''), z.string().regex(/^[a-z]{2,12}(-[a-z0-9]{1,12})?$/)]).default(''),
    'region in which database, queue and keys stand: homes and hotels bound to another are refused; empty = one machine, no region',
  ),
  newHomeTimeZone: setting(
    'EARSHOT_NEW_HOME_TIME_ZONE',
    z.union([z.literal(''), z.string().refine(isTimeZone, 'not a time zone like Asia/Shanghai')]).default(''),
    'clock of homes that people make by signing up, e.g. Asia/Shanghai; empty = that of this machine',
  ),
  consentTextsFile: setting(
    'EARSHOT_CONSENT_TEXTS',
    z.string().default(''),
    'YAML file with the texts that people agree to, in the shape of services/privacy/consent/texts/texts.yaml; empty = those',
  ),
  pullListen: setting(
    'EARSHOT_PULL_LISTEN',
    z
      .string()
      .regex(/^[^\s]+:\d{1,5}$/)
      .default('127.0.0.1:7110'),
    'host:port where skills read granted fields; stands behind a TLS proxy outside development',
  ),
  pullUrl: setting(
    'EARSHOT_PULL_URL',
    z.union([z.literal(''), z.url()]).default(''),
    'public https address of the same, e.g. https://pull.example.org; empty = http at the listening address',
  ),
  pullTokenTtlMs: setting(
    'EARSHOT_PULL_TOKEN_TTL_MS',
    number(60_000, { min: 1_000, max: 600_000 }),
    'how long a pull token opens anything, milliseconds',
  ),
  claimCodeTtlS: setting(
    'EARSHOT_CLAIM_CODE_TTL_S',
    number(600, { min: 30, max: 3_600 }),
    'how long a claim code can be used, seconds',
  ),
  hotelClaimCodeTtlS: setting(
    'EARSHOT_HOTEL_CLAIM_CODE_TTL_S',
    number(172_800, { min: 30, max: 604_800 }),
    'how long a claim code of a hotel’s room can be used, seconds: sheets of them are printed',
  ),
  noticeSchedule: setting(
    'EARSHOT_NOTICE_SCHEDULE',
    z
      .string()
      .refine(isSchedule, 'not a list of durations like 1m 2h 1d')
      .default('1m 5m 30m 2h 8h 24h 24h 24h 24h 24h')
      .transform(parseSchedule),
    'waits between attempts to deliver a notice (s, m, h, d); after the last one it is given up',
  ),
  noticeTimeoutMs: setting(
    'EARSHOT_NOTICE_TIMEOUT_MS',
    number(10_000, { min: 100, max: 60_000 }),
    'how long a recipient may take to acknowledge a notice, milliseconds',
  ),
  linkTimeoutMs: setting(
    'EARSHOT_LINK_TIMEOUT_MS',
    number(3_000, { min: 100, max: 10_000 }),
    'how long the server of an account that is linked may take to answer, milliseconds',
  ),
  voiceThreshold: setting(
    'EARSHOT_PRIVACY_VOICE_THRESHOLD',
    number(0.7, { min: 0, max: 1 }),
    'likeness from which on a voice is known; higher knows fewer of its own and mistakes fewer others',
  ),
  isDevelopment: setting(
    'EARSHOT_DEVELOPMENT_SKILLS',
    flag(false),
    'lets skills on this machine take notices over plain http; never in production',
  ),
} as const;

export type PrivacyConfig = Config<typeof settings>;
