/** A local Earshot as its own `up` left it: addresses, and a household for developers. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DialogueServiceClient } from '../../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import { PrivacyServiceClient } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { SkillsServiceClient } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import { VoiceprintServiceClient } from '../../../proto/gen/earshot/voiceprint/v1/voiceprint.ts';
import { SkillCommandError } from '../../../skills-sdk/src/command/failure.ts';
import { stateDir } from '../../common/addresses.ts';
import type { Person } from '../../common/callers/access.ts';
import { ConfigError, loadConfig } from '../../common/config.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { callUnary, connect } from '../../common/grpc/client.ts';
import { callingAs, developer, ownerOf } from '../identity.ts';
import { prepareDirectories } from '../up/directories.ts';
import { createDevice, type LocalDevice } from '../up/household.ts';

/** The services, called for one person. */
export interface LocalServices {
  readonly skills: SkillsServiceClient;
  readonly dialogue: DialogueServiceClient;
  readonly privacy: PrivacyServiceClient;
  readonly voiceprints: VoiceprintServiceClient;
}

/** Called for the person who gave the command. */
export interface LocalEarshot extends LocalServices {
  /** The same services, called for somebody else. */
  as(person: Person): LocalServices;
  /** A household that only skill development uses. */
  device(): Promise<LocalDevice>;
  close(): void;
}

export const deadlineMs = 10_000;

/** Where a service answers: as the environment says, or else at its socket of `earshot up`. */
export async function addressOf(service: string, state: string): Promise<string> {
  const { run } = await prepareDirectories(state);
  return addressIn(run, service);
}

const addressIn = (run: string, service: string): string =>
  process.env[`EARSHOT_${service.toUpperCase()}_ADDRESS`] ?? `unix:${join(run, `${service}.sock`)}`;

/** Connects to the addresses of the environment, or else to the sockets of `earshot up`. */
export async function findLocalEarshot(person: Person = developer()): Promise<LocalEarshot> {
  const { stateDir: state } = loadConfig({ stateDir });
  const { run } = await prepareDirectories(state);
  const at = (service: string) => addressIn(run, service);
  const open: { close(): void }[] = [];
  const as = (whom: Person): LocalServices => {
    const credentials = callingAs(whom, state);
    const skills = connect(SkillsServiceClient, at('skills'), credentials);
    const dialogue = connect(DialogueServiceClient, at('dialogue'), credentials);
    const privacy = connect(PrivacyServiceClient, at('privacy'), credentials);
    const voiceprints = connect(VoiceprintServiceClient, at('privacy'), credentials);
    open.push(skills, dialogue, privacy, voiceprints);
    return { skills, dialogue, privacy, voiceprints };
  };
  const close = () => {
    for (const client of open) client.close();
  };
  let services: LocalServices;
  try {
    services = as(person);
    const request = { locale: 'en-US', spokenName: '' };
    await callUnary(services.skills, 'listSkills', request, { deadlineMs: 3_000 });
  } catch (error) {
    close();
    const reason = error instanceof ConfigError ? 'no key of the command line' : codeOf(error);
    throw new SkillCommandError(`no Earshot answers here (${reason}); start one with: earshot up`);
  }
  const isKnown = async (device: LocalDevice): Promise<boolean> => {
    const asked = { deviceToken: device.token };
    return callUnary(as(ownerOf(device)).privacy, 'authenticateDevice', asked, { deadlineMs }).then(
      () => true,
      () => false,
    );
  };
  const device = async (): Promise<LocalDevice> => {
    const path = join(state, 'devices', 'skill-dev.json');
    if (existsSync(path)) {
      const stored = JSON.parse(await readFile(path, 'utf8')) as LocalDevice;
      if (await isKnown(stored)) return stored;
    }
    const made = await createDevice({ address: at, stateDir: state }, 'skill-dev');
    await mkdir(join(state, 'devices'), { recursive: true, mode: 0o700 });
    await writeFile(path, JSON.stringify(made), { mode: 0o600 });
    return made;
  };
  return { ...services, as, device, close };
}
