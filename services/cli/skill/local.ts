/** A local Earshot as its own `up` left it: addresses, and a household for developers. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DialogueServiceClient } from '../../../proto/gen/earshot/dialogue/v1/dialogue.ts';
import { PrivacyServiceClient } from '../../../proto/gen/earshot/privacy_service/v1/privacy_service.ts';
import { SkillsServiceClient } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import { stateDir } from '../../common/addresses.ts';
import { loadConfig } from '../../common/config.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { callUnary, connect } from '../../common/grpc/client.ts';
import { prepareDirectories } from '../up/directories.ts';
import { createDevice, type LocalDevice } from '../up/household.ts';
import { SkillCommandError } from './read-skill.ts';

export interface LocalEarshot {
  readonly skills: SkillsServiceClient;
  readonly dialogue: DialogueServiceClient;
  readonly privacy: PrivacyServiceClient;
  /** A household that only skill development uses. */
  device(): Promise<LocalDevice>;
  close(): void;
}

export const deadlineMs = 10_000;

/** Connects to the addresses of the environment, or else to the sockets of `earshot up`. */
export async function findLocalEarshot(): Promise<LocalEarshot> {
  const { stateDir: state } = loadConfig({ stateDir });
  const { run } = await prepareDirectories(state);
  const addressOf = (service: string) =>
    process.env[`EARSHOT_${service.toUpperCase()}_ADDRESS`] ?? `unix:${join(run, `${service}.sock`)}`;
  const skills = connect(SkillsServiceClient, addressOf('skills'));
  const dialogue = connect(DialogueServiceClient, addressOf('dialogue'));
  const privacy = connect(PrivacyServiceClient, addressOf('privacy'));
  const close = () => {
    for (const client of [skills, dialogue, privacy]) client.close();
  };
  try {
    await callUnary(skills, 'listSkills', { locale: 'en-US', spokenName: '' }, { deadlineMs: 3_000 });
  } catch (error) {
    close();
    throw new SkillCommandError(`no Earshot answers here (${codeOf(error)}); start one with: earshot up`);
  }
  const device = async (): Promise<LocalDevice> => {
    const path = join(state, 'devices', 'skill-dev.json');
    if (existsSync(path)) {
      const known = JSON.parse(await readFile(path, 'utf8')) as LocalDevice;
      const isKnown = await callUnary(
        privacy,
        'authenticateDevice',
        { deviceToken: known.token },
        { deadlineMs },
      ).then(
        () => true,
        () => false,
      );
      if (isKnown) return known;
    }
    const made = await createDevice(addressOf('privacy'), 'skill-dev');
    await mkdir(join(state, 'devices'), { recursive: true, mode: 0o700 });
    await writeFile(path, JSON.stringify(made), { mode: 0o600 });
    return made;
  };
  return { skills, dialogue, privacy, device, close };
}
