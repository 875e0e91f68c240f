/** `earshot skill account`: a developer's key pair, and where it is admitted. */
import { z } from 'zod';
import { inOneLine, SkillCommandError } from '../../../skills-sdk/src/command/failure.ts';
import { loadConfig, setting } from '../../common/config.ts';
import { webOrigin } from '../../common/web-origin.ts';
import {
  type AccountKind,
  changeKey,
  type KeyAccount,
  makeKeyAccount,
  ownFile,
  ProvenCallError,
  readKeyAccount,
} from '../key-account.ts';

const developerFile = setting(
  'EARSHOT_DEVELOPER_FILE',
  z.string().min(1).default(ownFile('developer.json')),
  "a skill developer's own key pair, and the Earshot where it is admitted",
);

const developers: AccountKind = {
  kind: 'developer',
  fail: (reason) => new SkillCommandError(reason),
  makeWith: 'earshot skill account',
  variable: developerFile.variable,
};

/** Absent where this person has none. @throws SkillCommandError for a file that is no account */
export function readAccount(): KeyAccount | undefined {
  return readKeyAccount(developers, loadConfig({ path: developerFile }).path);
}

interface AccountOptions {
  readonly at?: string;
  readonly newKey?: boolean;
  readonly json?: boolean;
}

/** Makes the key pair, once; afterwards says whose it is. */
export async function showAccount({ at, json, newKey }: AccountOptions): Promise<void> {
  if (newKey === true) return changeOwnKey(json === true);
  await inOneLine(async () => {
    const { path, origin } = loadConfig({ path: developerFile, origin: webOrigin });
    const account = makeKeyAccount(developers, path, at, origin);
    const { holderId: developerId, publicKey } = account;
    if (json) {
      process.stdout.write(`${JSON.stringify({ developerId, publicKey, at: account.at, file: path })}\n`);
      return;
    }
    process.stdout.write(
      `You are ${developerId} at ${account.at}. The key is in ${path}: keep it, and keep it to yourself.\n\n` +
        `Whoever runs that Earshot lets you in with:\n  earshot developer admit ${publicKey} --name "your company"\n`,
    );
  });
}

/** The old key is taken no more from then on; who the developer is, and their skills, stay. */
async function changeOwnKey(isJson: boolean): Promise<void> {
  await inOneLine(async () => {
    const { path } = loadConfig({ path: developerFile });
    const { holderId: developerId, publicKey } = await changeKey(
      developers,
      path,
      (account, key) => account.call('changeDeveloperKey', { publicKey: key }),
      (account) => account.call('listSkillVersions', { skillId: '' }),
    ).catch((error: unknown) => {
      if (!(error instanceof ProvenCallError)) throw error;
      throw new SkillCommandError(`the key was not changed: the registry said ${error.code}`);
    });
    process.stdout.write(
      isJson
        ? `${JSON.stringify({ developerId, publicKey, file: path })}\n`
        : `You are still ${developerId}, with another key in ${path}. The old one is taken no more; delete copies of it.\n`,
    );
  });
}
