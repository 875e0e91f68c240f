/** The command line's own devices: each activates itself once and keeps its token. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { PrivacyServiceClient } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import type { Person } from '../../common/callers/access.ts';
import { callUnary, connect } from '../../common/grpc/client.ts';
import { activateSpeaker } from '../../speaker/index.ts';
import { callingAs, operator, ownerOf } from '../identity.ts';
import { acceptTerms } from '../terms.ts';
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

/** What a device may be called on the command line. */
export const isDeviceName = (name: string): boolean => /^[a-z0-9][a-z0-9._-]{0,39}$/i.test(name);
export const deviceNameRule = 'a device name has letters, digits, dots and dashes';

/** The token of a named device, made on first use. @throws NoDevice, ActivationRefused */
export async function deviceToken(options: DeviceOptions): Promise<string> {
  return (await namedDevice(options)).token;
}

/** A named device, made on first use. @throws NoDevice, ActivationRefused */
export async function namedDevice(options: DeviceOptions): Promise<StoredDevice> {
  if (!isDeviceName(options.name)) throw new NoDevice(deviceNameRule);
  const path = devicePath(options);
  const stored = await keptDevice(options);
  if (stored !== undefined && options.claimCode === undefined) return stored;
  const household = await keptHousehold(options);
  const device =
    options.claimCode === undefined
      ? await activateLocally(options, household)
      : {
          ...(household ?? { householdId: '', subjectId: '' }),
          deviceId: '',
          token: await activateSpeaker(options.url, options.claimCode, model),
        };
  await keep(path, device);
  return device;
}

/** Keeps a device that was activated elsewhere, under a name. */
export async function keepDevice(named: Named, device: StoredDevice): Promise<void> {
  if (!isDeviceName(named.name)) throw new NoDevice(deviceNameRule);
  await keep(devicePath(named), device);
}

/** What is kept of a named device; undefined when there is none. */
export function keptDevice(named: Named): Promise<StoredDevice | undefined> {
  return kept<StoredDevice>(devicePath(named));
}

/** A household that `owner new` made, whether or not it has a device. */
export interface StoredHousehold {
  readonly householdId: string;
  readonly subjectId: string;
}

export function keptHousehold(named: Named): Promise<StoredHousehold | undefined> {
  return kept<StoredHousehold>(householdPath(named));
}

export async function keepHousehold(named: Named, household: StoredHousehold): Promise<void> {
  if (!isDeviceName(named.name)) throw new NoDevice(deviceNameRule);
  await keep(householdPath(named), household);
}

/** The device and the household of a name, after they were erased. */
export async function forgetKept(named: Named): Promise<void> {
  for (const path of [devicePath(named), householdPath(named)]) await rm(path, { force: true });
}

async function kept<T>(path: string): Promise<T | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

async function keep(path: string, value: object): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, JSON.stringify(value), { mode: 0o600 });
}

type Named = Pick<DeviceOptions, 'stateDir' | 'name'>;

function householdPath({ stateDir, name }: Named): string {
  return join(resolve(stateDir), 'households', `${name}.json`);
}

export function devicePath({ stateDir, name }: Named): string {
  return join(resolve(stateDir), 'devices', `${name}.json`);
}

/** A claim code of its household over the private socket, then activation like any other speaker. */
async function activateLocally(
  { stateDir, url }: DeviceOptions,
  kept: StoredHousehold | undefined,
): Promise<StoredDevice> {
  const { run } = await prepareDirectories(stateDir);
  const address = process.env['EARSHOT_PRIVACY_ADDRESS'] ?? `unix:${join(run, 'privacy.sock')}`;
  const household = kept ?? (await createHousehold(stateDir, address));
  return calling(address, ownerOf(household), stateDir, async (privacy) => {
    const request = { ...household, tenantId: '', isChildDevice: false, roomId: '' };
    const { claimCode } = await callUnary(privacy, 'issueClaimCode', request, { deadlineMs });
    const token = await activateSpeaker(url, claimCode, model);
    const { device } = await callUnary(privacy, 'authenticateDevice', { deviceToken: token }, { deadlineMs });
    return { ...household, deviceId: device?.deviceId ?? '', token };
  });
}

/** A household for a name that had none, with the terms accepted. */
async function createHousehold(stateDir: string, address: string): Promise<StoredHousehold> {
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const household = await calling(address, operator, stateDir, (privacy) =>
    callUnary(privacy, 'createHousehold', { region: 'local', timeZone }, { deadlineMs }),
  ).catch(() => {
    throw new NoDevice(
      'no local Earshot answers here to activate a device; run `npm start`, or give --claim-code',
    );
  });
  await acceptTerms({ stateDir, address: () => address }, household);
  return household;
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
