/** The command line's own devices: each activates itself once and keeps its token. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PrivacyServiceClient } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import type { Person } from '../../common/callers/access.ts';
import { callUnary, connect } from '../../common/grpc/client.ts';
import { activateSpeaker } from '../../speaker/index.ts';
import { callingAs, operator, ownerOf } from '../identity.ts';
import { prepareDirectories } from '../up/directories.ts';

/** What is kept of a device, readable by its owner alone. */
export interface StoredDevice {
  readonly householdId: string;
  readonly subjectId: string;
  readonly deviceId: string;
  readonly token: string;
}

export interface DeviceOptions {
  readonly stateDir: string;
  readonly name: string;
  /** The gateway where it activates. */
  readonly url: string;
  /** A code from the owner's app; without one, the local Earshot's private socket issues it. */
  readonly claimCode?: string | undefined;
}

export class NoDevice extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'NoDevice';
  }
}

const model = 'earshot-cli';
const deadlineMs = 5_000;
const nameShape = /^[a-z0-9][a-z0-9._-]{0,39}$/i;

/** The token of a named device, made on first use. @throws NoDevice, ActivationRefused */
export async function deviceToken(options: DeviceOptions): Promise<string> {
  return (await namedDevice(options)).token;
}

/** A named device, made on first use. @throws NoDevice, ActivationRefused */
export async function namedDevice(options: DeviceOptions): Promise<StoredDevice> {
  if (!nameShape.test(options.name)) throw new NoDevice('a device name has letters, digits, dots and dashes');
  const path = devicePath(options);
  const stored = await readFile(path, 'utf8').catch(() => undefined);
  if (stored !== undefined && options.claimCode === undefined) {
    return JSON.parse(stored) as StoredDevice;
  }
  const device =
    options.claimCode === undefined
      ? await activateLocally(options)
      : {
          householdId: '',
          subjectId: '',
          deviceId: '',
          token: await activateSpeaker(options.url, options.claimCode, model),
        };
  await mkdir(join(resolve(options.stateDir), 'devices'), { recursive: true, mode: 0o700 });
  await writeFile(path, JSON.stringify(device), { mode: 0o600 });
  return device;
}

export function devicePath({ stateDir, name }: Pick<DeviceOptions, 'stateDir' | 'name'>): string {
  return join(resolve(stateDir), 'devices', `${name}.json`);
}

/** A household and a claim code over the private socket, then activation like any other speaker. */
async function activateLocally({ stateDir, url }: DeviceOptions): Promise<StoredDevice> {
  const { run } = await prepareDirectories(stateDir);
  const address = process.env['EARSHOT_PRIVACY_ADDRESS'] ?? `unix:${join(run, 'privacy.sock')}`;
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const household = await calling(address, operator, stateDir, (privacy) =>
    callUnary(privacy, 'createHousehold', { region: 'local', timeZone }, { deadlineMs }),
  ).catch(() => {
    throw new NoDevice(
      'no local Earshot answers here to activate a device; run `npm start`, or give --claim-code',
    );
  });
  return calling(address, ownerOf(household), stateDir, async (privacy) => {
    const request = { ...household, tenantId: '', isChildDevice: false, roomId: '' };
    const { claimCode } = await callUnary(privacy, 'issueClaimCode', request, { deadlineMs });
    const token = await activateSpeaker(url, claimCode, model);
    const { device } = await callUnary(privacy, 'authenticateDevice', { deviceToken: token }, { deadlineMs });
    return { ...household, deviceId: device?.deviceId ?? '', token };
  });
}

/** One conversation with the privacy service, for one person. */
async function calling<T>(
  address: string,
  person: Person,
  stateDir: string,
  act: (privacy: PrivacyServiceClient) => Promise<T>,
): Promise<T> {
  const privacy = connect(PrivacyServiceClient, address, callingAs(person, stateDir));
  try {
    return await act(privacy);
  } finally {
    privacy.close();
  }
}
