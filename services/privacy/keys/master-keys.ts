/** The keys of privacy: files of 32 bytes, each for one purpose. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { loadOrCreateKeyFile } from '../../common/keys/key-file.ts';

/** Keys of 32 bytes, each in a file of its own, each for one purpose. */
export interface MasterKeys {
  /** Makes the pairwise pseudonyms. Lost, every skill sees only strangers; leaked, pseudonyms can be joined. */
  readonly pseudonym: Buffer;
  /** MAC over claim codes at rest. */
  readonly claimCode: Buffer;
  /** Hashes what devices are known by, makes the tokens of those that show a code, and is the MAC over these codes. */
  readonly deviceOffer: Buffer;
  /** Seals pull tokens. */
  readonly pullToken: Buffer;
  /** Hashes what people sign in with, and who tries to: without it none of these can be guessed from a table. */
  readonly identity: Buffer;
  /** Wraps the data key of each subject and household. */
  readonly wrapping: Buffer;
}

/** Reads the keys below `<state>/keys`, making those that are missing. */
export function loadMasterKeys(stateDirectory: string): MasterKeys {
  const load = (name: string): Buffer => {
    const path = join(stateDirectory, 'keys', `${name}.key`);
    const key = Buffer.from(
      loadOrCreateKeyFile(path, () => `${randomBytes(32).toString('base64')}\n`),
      'base64',
    );
    if (key.length !== 32) throw new Error('A master key file does not hold 32 bytes.');
    return key;
  };
  return {
    pseudonym: load('pseudonym'),
    claimCode: load('claim-code'),
    deviceOffer: load('device-offer'),
    pullToken: load('pull-token'),
    identity: load('identity'),
    wrapping: load('subject-wrapping'),
  };
}
