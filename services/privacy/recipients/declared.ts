/**
 * What the scanner cannot know: where each way out leads, what goes there, and what a package does with what it is
 * given. A way out that is not here fails the build, and so does an entry for one that is gone.
 */

export interface OutboundRoute {
  /** Path from the checkout; one that ends in `/` stands for everything in that folder. */
  readonly path: string;
  /** As the scanner names them. */
  readonly uses: readonly string[];
  readonly reaches: string;
  /** What of a person goes there; `nothing personal` where it is so. */
  readonly carries: string;
}

const nothing = 'nothing personal';
const own = 'our own services';

export const outboundRoutes: readonly OutboundRoute[] = [
  {
    path: 'services/asr/models/download.ts',
    uses: ['fetch'],
    reaches: 'the origin of a model file, when an operator runs `earshot models pull`',
    carries: nothing,
  },
  {
    path: 'services/asr/models/origins.ts',
    uses: ['child_process'],
    reaches: 'pip and npm, which ask their registries for a package that carries a model file; and tar',
    carries: nothing,
  },
  {
    path: 'services/asr/models/npm-packages.ts',
    uses: ['child_process'],
    reaches:
      'npm, which fetches a native library from its registry, when an operator runs `earshot models pull`',
    carries: nothing,
  },
  {
    path: 'services/asr/pocketsphinx/decoder-child.ts',
    uses: ['child_process'],
    reaches: 'a decoder process of our own',
    carries: 'audio; its text comes back',
  },
  {
    path: 'services/cli/',
    uses: ['child_process', 'fetch', 'net'],
    reaches: 'programs, ports and example skills on the machine of whoever typed the command',
    carries: 'what was typed',
  },
  {
    path: 'services/common/db/channel-listener.ts',
    uses: ['pg'],
    reaches: 'PostgreSQL of `EARSHOT_DATABASE_URL`',
    carries: 'random names of hash chains and of devices; a number that grows',
  },
  {
    path: 'services/common/db/migrate.ts',
    uses: ['pg'],
    reaches: 'PostgreSQL of `EARSHOT_DATABASE_URL`',
    carries: nothing,
  },
  {
    path: 'services/common/db/pool.ts',
    uses: ['pg'],
    reaches: 'PostgreSQL of `EARSHOT_DATABASE_URL`',
    carries: 'every column of docs/data-inventory.md; profile fields and names of rooms sealed',
  },
  {
    path: 'services/common/egress/pool.ts',
    uses: ['undici'],
    reaches:
      'endpoints and notice addresses of skills, and a hotel’s own system where it named one; https and public addresses only',
    carries:
      'requests to skills (declared and granted fields), notices (pseudonyms), standard commands with the number of the room; codes and tokens of an account, to the server that issued them',
  },
  {
    path: 'services/gateway/wyoming/satellites.ts',
    uses: ['net'],
    reaches:
      'satellites of `EARSHOT_GATEWAY_WYOMING_SATELLITES`, within the address ranges that the operator listed',
    carries: 'what a speaker is told: the words heard, the reply, its speech; audio comes back',
  },
  {
    path: 'services/hotel/rooms/mqtt-driver.ts',
    uses: ['mqtt', 'net', 'tls'],
    reaches: 'the broker of a hotel’s rooms, which the file of `EARSHOT_HOTEL_ROOMS` names',
    carries: 'what a room’s own devices are told: a topic of theirs, and a switch, a level or degrees',
  },
  {
    path: 'services/common/egress/resolve.ts',
    uses: ['dns/promises'],
    reaches: 'the name servers of this machine',
    carries: 'host names of skills; nothing of a person',
  },
  {
    path: 'services/common/grpc/channel-pool.ts',
    uses: ['@grpc/grpc-js'],
    reaches: own,
    carries: 'the same calls, spread over several connections',
  },
  {
    path: 'services/common/grpc/client.ts',
    uses: ['@grpc/grpc-js'],
    reaches: own,
    carries: 'audio, words, identifiers: the turn itself',
  },
  {
    path: 'services/common/grpc/health.ts',
    uses: ['@grpc/grpc-js'],
    reaches: own,
    carries: nothing,
  },
  {
    path: 'services/common/grpc/server.ts',
    uses: ['net'],
    reaches: 'its own Unix socket, to see whether a socket file is left over',
    carries: nothing,
  },
  {
    path: 'services/common/local-stores/postgres.ts',
    uses: ['child_process', 'pg'],
    reaches: 'the private PostgreSQL that `earshot up` starts, over a Unix socket',
    carries: nothing,
  },
  {
    path: 'services/common/local-stores/redis.ts',
    uses: ['child_process', 'net'],
    reaches: 'the private Redis that `earshot up` starts, over a Unix socket',
    carries: nothing,
  },
  {
    path: 'services/common/local-stores/unprivileged.ts',
    uses: ['child_process'],
    reaches: 'commands of this machine that name a user',
    carries: nothing,
  },
  {
    path: 'services/common/queue.ts',
    uses: ['bullmq'],
    reaches: 'Redis of `EARSHOT_REDIS_URL`',
    carries: 'random ids of outbox rows',
  },
  {
    path: 'services/common/redis.ts',
    uses: ['ioredis'],
    reaches: 'Redis of `EARSHOT_REDIS_URL`',
    carries: 'random ids of outbox rows',
  },
  {
    path: 'services/common/wyoming/connection.ts',
    uses: ['net'],
    reaches: 'Wyoming engines that the operator configured',
    carries: 'audio, and texts to be spoken',
  },
  {
    path: 'services/privacy/messages/mail-sender.ts',
    uses: ['nodemailer'],
    reaches: 'the mail server of `EARSHOT_MAIL_URL`, where one is configured, always over TLS',
    carries:
      'mail addresses of people (contact) and what is sent there: one-time codes (credential), incidents, the end of the service',
  },
  {
    path: 'services/privacy/keys/vault-keys.ts',
    uses: ['undici'],
    reaches: 'the Vault of `EARSHOT_VAULT_ADDRESS`, where one is configured',
    carries: 'random names of keys; what seals a person’s data comes back',
  },
  {
    path: 'services/speaker/activate.ts',
    uses: ['fetch'],
    reaches: 'the gateway that the speaker was told to use',
    carries: 'its claim code; the token comes back',
  },
  {
    path: 'services/speaker/client/build.ts',
    uses: ['child_process'],
    reaches: 'the compiler and npm (packing only), on the machine of whoever builds the makers’ package',
    carries: nothing,
  },
  {
    path: 'services/speaker/client/src/activate.ts',
    uses: ['fetch'],
    reaches: 'from a maker’s device, the gateway that it was told',
    carries: 'a claim code, or the device’s token; a token comes back',
  },
  {
    path: 'services/speaker/connection.ts',
    uses: ['ws'],
    reaches: 'the gateway that the speaker was told to use',
    carries: 'its token, and audio after a wake word or while a button is held',
  },
  {
    path: 'services/speaker/partner/partner.ts',
    uses: ['@grpc/grpc-js'],
    reaches: 'the gateway that the partner was told to use',
    carries: 'its token, and what is said to it',
  },
  {
    path: 'services/speaker/xiaozhi/activate.ts',
    uses: ['fetch'],
    reaches: 'the gateway that the reference speaker was told to use',
    carries: 'an address and an id that it made up; a token comes back',
  },
  {
    path: 'services/speaker/xiaozhi/speaker.ts',
    uses: ['ws'],
    reaches: 'the gateway that the reference speaker was told to use',
    carries: 'its token, and audio after a wake word or a pressed button',
  },
  {
    path: 'services/web/pages/speaker/routes.ts',
    uses: ['fetch'],
    reaches: 'the gateway of `EARSHOT_WEB_GATEWAY_URL`',
    carries: 'a claim code; the token of a browser comes back',
  },
  {
    path: 'services/web/pages/speaker/socket.ts',
    uses: ['http'],
    reaches: 'the gateway of `EARSHOT_WEB_GATEWAY_URL`',
    carries: 'what a browser that is a speaker says, after a pressed button',
  },
  {
    path: 'services/web/assets/console.js',
    uses: ['WebSocket', 'fetch'],
    reaches: 'the pages’ own origin, and by it the gateway: the console of whoever develops a skill',
    carries: 'what its developer typed or said, to the own development household',
  },
  {
    path: 'services/web/assets/desk.js',
    uses: ['WebSocket', 'fetch'],
    reaches: 'from a browser, the pages that it was loaded with',
    carries: 'that a ticket was taken or is done; what changed comes back',
  },
  {
    path: 'services/web/assets/passkey.js',
    uses: ['fetch'],
    reaches: 'from a browser, the pages that it was loaded with',
    carries: 'what a passkey signed',
  },
  {
    path: 'services/web/assets/speaker.js',
    uses: ['WebSocket'],
    reaches: 'from a browser, the pages that it was loaded with',
    carries: 'audio after a pressed button, and what was typed',
  },
  {
    path: 'skills-sdk/src/command/',
    uses: ['child_process'],
    reaches:
      'npm (packing only), the compiler and the skill itself, on the machine of whoever typed the command',
    carries: nothing,
  },
  {
    path: 'skills-sdk/src/run.ts',
    uses: ['fetch'],
    reaches: 'from a skill back to `pull.url` of its signed request',
    carries: 'the pull token; one granted field comes back',
  },
];

/** Settings with which whoever runs Earshot names an address. */
export const configuredRecipients: Readonly<
  Record<string, { readonly is: string; readonly receives: string; readonly isEngine?: true }>
> = {
  EARSHOT_ASR_ADDRESS: {
    is: 'our own service',
    receives: 'audio; enabled skills; names that may be said, without what they belong to',
  },
  EARSHOT_DATABASE_URL: {
    is: 'PostgreSQL, run by the operator',
    receives: 'the columns of the data inventory',
  },
  EARSHOT_DIALOGUE_ADDRESS: {
    is: 'our own service',
    receives:
      'hypotheses (words), names of rooms and devices, the room and the time zone; the device, whose key seals the conversation',
  },
  EARSHOT_GATEWAY_ADDRESS: { is: 'our own service', receives: 'turns of partners: audio, words' },
  EARSHOT_HOTEL_ADDRESS: {
    is: 'our own service',
    receives: 'words of hotel guests for the length of a turn, and which device said them',
  },
  EARSHOT_PRIVACY_ADDRESS: { is: 'our own service', receives: 'identifiers, grants, names of fields' },
  EARSHOT_PULL_URL: { is: 'our own address, as skills are told it', receives: 'pull tokens' },
  EARSHOT_REDIS_URL: { is: 'Redis, run by the operator', receives: 'random ids of outbox rows' },
  EARSHOT_SKILLS_ADDRESS: {
    is: 'our own service',
    receives: 'intents, slots, the utterance; the device and whose it is',
  },
  EARSHOT_TRACES_URL: {
    is: 'a collector of the operator’s; none by default',
    receives: 'names and durations of steps, ids of turns, codes: what a log line may hold',
  },
  EARSHOT_MAIL_URL: {
    is: 'a mail server of whoever runs Earshot, or of a provider of theirs',
    receives:
      'mail addresses of people, one-time codes, and texts about incidents and the end of the service',
  },
  EARSHOT_MESSAGE_GATEWAY_URL: {
    is: 'a gateway to telephones, of a provider of whoever runs Earshot',
    receives:
      'telephone numbers of people, one-time codes, and texts about incidents and the end of the service',
  },
  EARSHOT_TRAINING_ADDRESS: {
    is: 'our own service',
    receives: 'words and audio of people who opted in; the device, to ask privacy whose consent counts',
  },
  EARSHOT_TTS_ADDRESS: {
    is: 'our own service',
    receives: 'texts to be spoken, and whether a child or a guest listens; no identifier at all',
  },
  EARSHOT_WEB_GATEWAY_URL: {
    is: 'our own service',
    receives: 'what browsers say that are speakers: audio after a pressed button, texts, their token',
  },
  EARSHOT_WEB_ADDRESS: { is: 'our own service', receives: 'whether it is ready' },
  EARSHOT_TTS_WYOMING_ADDRESS: {
    is: 'a speech engine of the operator’s choice',
    receives: 'texts to be spoken, without a name of anybody',
    isEngine: true,
  },
  EARSHOT_VAULT_ADDRESS: { is: 'a Vault, run by the operator', receives: 'random names of keys' },
};

/** Every package that runs in production: what of a person it is handed, and that it keeps to itself. */
export const packages: Readonly<Record<string, string>> = {
  '@opentelemetry/api': 'spans: names in the code and attributes that a log line may hold',
  '@opentelemetry/exporter-trace-otlp-http': 'the same, to `EARSHOT_TRACES_URL`; not loaded without it',
  '@opentelemetry/resources': 'the name of the service',
  '@opentelemetry/sdk-trace-base': 'spans, in process',
  '@bufbuild/protobuf': nothing,
  '@earshot/language': 'words, slots and the fields of a request, in process',
  '@earshot/proto': 'encodes every message between our services',
  '@earshot/skills-sdk': 'inside a skill: the projected request',
  '@echogarden/espeak-ng-emscripten': 'texts to be spoken, in WebAssembly without network access',
  '@fastify/cookie': 'session cookies of our own pages',
  '@fastify/formbody': 'what a person enters into a form of our own pages',
  '@grpc/grpc-js': 'carries every message between our services',
  '@node-rs/jieba': 'words, in process',
  '@ricky0123/vad-web': 'only its weights are read; it is not run',
  '@simplewebauthn/browser': 'passkeys, in the browser of the person they belong to',
  '@simplewebauthn/server': 'public keys and signatures of passkeys, in process',
  bullmq: 'random ids of outbox rows',
  'card-validator': 'words that may be a card number, in process',
  'chinese-days': 'dates, in process',
  'chrono-node': 'words about dates, in process',
  commander: nothing,
  fastify: 'requests to our own pages',
  'grpc-health-check': nothing,
  'hdr-histogram-js': nothing,
  ioredis: 'random ids of outbox rows',
  'ipaddr.js': 'addresses of skills’ hosts',
  jose: 'tokens between our services and keys, in process',
  fflate: nothing,
  koffi: 'audio, handed to the decoder in the same process',
  'libphonenumber-js': 'words that may be a telephone number, in process',
  'lru-cache': 'identifiers and grants, in memory',
  mqtt: 'what rooms’ own devices are told, to the broker that the configuration names',
  'node-pg-migrate': nothing,
  nodemailer: 'mail addresses, one-time codes and notices, to the mail server that the configuration names',
  oauth4webapi: 'tokens of account linking, to the server that a skill’s manifest names',
  'onnxruntime-web': 'audio and words, in WebAssembly without network access',
  'opencc-js': 'words, in process',
  opusscript: 'audio, in WebAssembly without network access',
  pg: 'carries every column of the data inventory',
  pino: 'public and operational attributes only; the serialiser lets nothing else reach it',
  'pinyin-pro': 'words, in process',
  'prom-client': nothing,
  undici: 'requests to skills and notices',
  validator: 'words that may be an address or a number, in process',
  ws: 'carries audio and messages of speakers',
  yaml: 'catalogues of hotels',
  zod: 'configuration, manifests, JSON of our own',
};
