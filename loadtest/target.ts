/** What is loaded: an Earshot of its own on this machine, with example skills and a device for each speaker, or another's address. */
import { closeSync, openSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locale } from '../language/model/types.ts';
import { PrivacyServiceClient } from '../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { callingAs, operator } from '../services/cli/identity.ts';
import { startExampleSkills } from '../services/cli/up/demo.ts';
import { createDevice, enableSkills, prepareRecogniser } from '../services/cli/up/household.ts';
import { patiently } from '../services/cli/up/patience.ts';
import { freePort } from '../services/cli/up/ports.ts';
import { type Stack, startStack } from '../services/cli/up/stack.ts';
import { callUnary, connect } from '../services/common/grpc/client.ts';
import { createLogger } from '../services/common/log.ts';
import { type FurtherGateway, startFurtherGateway } from './gateways.ts';
import type { Saying } from './scenario.ts';

export interface Target {
  /** WebSockets of its gateways. */
  readonly urls: readonly string[];
  /** Where the gateway takes partners' streams; undefined where only its WebSocket is known. */
  readonly partnerAddress: string | undefined;
  readonly tokens: readonly string[];
  /** Its processes, where they are ours to look at. */
  readonly stack: Stack | undefined;
  /** …and gateways beside the one in it. */
  readonly further: readonly FurtherGateway[];
  stop(): Promise<void>;
}

export interface LocalOptions {
  readonly directory: string;
  readonly devices: number;
  /** Connections that its gateways take together, if they are to take more than they do as they come. */
  readonly connections?: number;
  /** Default 1. */
  readonly gateways?: number;
  readonly saying: Saying;
  /** What is spoken to it aloud, if anything is; its ears are ready for these before the first word. */
  readonly locales: readonly Locale[];
  readonly say: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv;
}

/** Somebody else's Earshot; `tokensFile` holds one device token on each line. */
export async function remoteTarget(url: string, tokensFile: string): Promise<Target> {
  const tokens = (await readFile(tokensFile, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  if (tokens.length === 0) throw new Error(`there is no device token in ${tokensFile}`);
  const here = { urls: [new URL('/v1/speaker', url).href], partnerAddress: undefined };
  return { ...here, tokens, stack: undefined, further: [], stop: async () => {} };
}

/** Made so many at a time. */
const devicesAtOnce = 16;
/** What a gateway takes as it comes. */
const usualConnections = 10_000;
const deadlineMs = 20_000;

/** Starts everything and stops all of it when any of it fails. */
export async function localTarget({
  directory,
  devices,
  connections = 0,
  gateways = 1,
  saying,
  locales,
  say,
  env = {},
}: LocalOptions): Promise<Target> {
  const log = createLogger('load', { write: () => {} });
  const logFile = openSync(join(directory, 'log.jsonl'), 'a');
  const stack = await startStack({
    stateDir: join(directory, 'state'),
    log,
    gatewayPort: 0,
    pullPort: 0,
    stderr: logFile,
    onProgress: say,
    // Partners come over TCP.
    env: {
      EARSHOT_GATEWAY_ADDRESS: `127.0.0.1:${await freePort()}`,
      // Whoever comes back before its last connection was found to be gone counts twice for a moment.
      ...(connections > usualConnections / 2 && {
        EARSHOT_GATEWAY_MAX_CONNECTIONS: `${connections * 2}`,
      }),
      ...env,
    },
  });
  const further: FurtherGateway[] = [];
  const skills: Awaited<ReturnType<typeof startExampleSkills>> = [];
  const stop = async () => {
    await Promise.all(skills.map(({ process: skill }) => skill.stop()));
    await Promise.all(further.map((gateway) => gateway.stop()));
    await stack.stop();
    await rm(stack.storesDir, { recursive: true, force: true });
    closeSync(logFile);
  };
  try {
    while (further.length < gateways - 1)
      further.push(await startFurtherGateway(stack, further.length + 2, logFile));
    say(`making ${devices} devices`);
    const tokens =
      saying === 'rooms'
        ? await roomPanels(stack, devices)
        : await speakersAtHome(stack, devices, locales, skills);
    const urls = [stack, ...further].map(({ speakerUrl }) => `${speakerUrl}/v1/speaker`);
    return { urls, partnerAddress: stack.address('gateway'), tokens, stack, further, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Each a device of its own in a household of its own: shares and limits count by household. */
async function speakersAtHome(
  stack: Stack,
  count: number,
  spoken: readonly Locale[],
  skills: Awaited<ReturnType<typeof startExampleSkills>>,
): Promise<string[]> {
  const log = createLogger('load', { write: () => {} });
  const first = await createDevice(stack, 'load');
  if (spoken.length > 0) {
    const ports = { rover: await freePort(), cards: await freePort() };
    skills.push(...(await startExampleSkills(stack, first.householdId, log, ports)));
  }
  const skillIds = skills.map(({ skillId }) => skillId);
  const others = await inBatches(count - 1, async () => {
    const device = await createDevice(stack, 'load');
    if (skillIds.length > 0) await enableSkills(stack, device.householdId, skillIds);
    return device.token;
  });
  for (const locale of spoken) await patiently(() => prepareRecogniser(stack, first, locale));
  return [first.token, ...others];
}

/** One hotel, a panel in each room. */
async function roomPanels(stack: Stack, count: number): Promise<string[]> {
  const privacy = connect(
    PrivacyServiceClient,
    stack.address('privacy'),
    callingAs(operator, stack.stateDir),
  );
  const limits = { deadlineMs };
  try {
    const where = { region: 'local', timeZone: 'UTC' };
    const { tenantId } = await callUnary(privacy, 'createTenant', where, limits);
    const owner = { householdId: '', tenantId };
    return await inBatches(count, async (index) => {
      const rooms = [{ names: [`${1_001 + index}`] }];
      const { roomIds } = await callUnary(privacy, 'createRooms', { ...owner, rooms }, limits);
      const wanted = { ...owner, subjectId: '', isChildDevice: false, roomId: roomIds[0] ?? '' };
      const { claimCode } = await callUnary(privacy, 'issueClaimCode', wanted, limits);
      return (await callUnary(privacy, 'activateDevice', { claimCode, model: 'load' }, limits)).deviceToken;
    });
  } finally {
    privacy.close();
  }
}

async function inBatches<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  while (made.length < count) {
    const size = Math.min(devicesAtOnce, count - made.length);
    const from = made.length;
    made.push(...(await Promise.all(Array.from({ length: size }, (_, index) => make(from + index)))));
  }
  return made;
}
