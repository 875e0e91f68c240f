/** `earshot firmware`: a maker signs a version of a speaker's firmware, an operator publishes it; an owner allows it, or does not. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { stateDir } from '../common/addresses.ts';
import { loadConfig } from '../common/config.ts';
import { signedFirmware } from '../common/firmware.ts';
import { callUnary } from '../common/grpc/client.ts';
import { CommandError, explained } from './explain.ts';
import { operator } from './identity.ts';
import { findLocalEarshot } from './skill/local.ts';

const limits = { deadlineMs: 10_000 } as const;

/** What `sign` writes and `publish` reads. */
const signedRelease = z.object({
  model: z.string(),
  version: z.string(),
  url: z.string(),
  sha256: z.string(),
  signature: z.string(),
  makerKey: z.string(),
});

interface SignOptions {
  readonly model: string;
  readonly release: string;
  readonly url: string;
  readonly key: string;
}

export function register(program: Command): void {
  const firmware = program
    .command('firmware')
    .description('versions of a speaker’s firmware: signed by its maker, offered where its owner allows it')
    .addHelpText(
      'after',
      `
Examples:
  earshot firmware key maker.pem                            a maker's key, once; its public half is in the speaker
  earshot firmware sign kitchen.bin --model kitchen-1 --release 1.3.0 --url https://… --key maker.pem > 1.3.0.json
  earshot firmware publish 1.3.0.json                       for every speaker of this model
  earshot owner firmware list                               which of your speakers there is one for
  earshot owner firmware allow DEVICE 1.3.0                 it is offered to this one, within a minute`,
    );
  firmware
    .command('key <file>')
    .description('make a key for signing')
    .action(async (file: string) => {
      const { privateKey } = generateKeyPairSync('ed25519');
      const pem = privateKey.export({ format: 'pem', type: 'pkcs8' });
      await writeFile(file, pem, { mode: 0o600, flag: 'wx' }).catch(() => {
        throw new CommandError(`${file} cannot be written, or is there already`);
      });
      process.stdout.write(`${rawPublic(privateKey)}\n`);
    });
  firmware
    .command('sign <file>')
    .description('sign a file, and write what is to be published')
    .requiredOption('--model <name>', 'as the speaker says it in hello and when it is activated')
    .requiredOption('--release <version>', 'as it will say in hello when it is installed')
    .requiredOption('--url <address>', 'where the speaker fetches the file: https')
    .requiredOption('--key <file>', 'the maker’s key')
    .action(signFile);
  firmware
    .command('publish <file>')
    .description('what `sign` wrote: it is offered to nobody before their owner allows it')
    .action(publish);
}

const rawPublic = (key: KeyObject): string =>
  createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');

async function signFile(
  file: string,
  { model, release: version, url, key: keyFile }: SignOptions,
): Promise<void> {
  requireHttps(url);
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
  } catch {
    throw new CommandError(`${file} cannot be read`);
  }
  const key = await readFile(keyFile)
    .then((pem) => createPrivateKey(pem))
    .catch(() => {
      throw new CommandError(`${keyFile} is no key`);
    });
  if (key.asymmetricKeyType !== 'ed25519') throw new CommandError(`${keyFile} is no ed25519 key`);
  const sha256 = hash.digest('hex');
  const signature = sign(null, Buffer.from(signedFirmware({ model, version, sha256 })), key).toString(
    'base64',
  );
  const made = { model, version, url, sha256, signature, makerKey: rawPublic(key) };
  process.stdout.write(`${JSON.stringify(made, undefined, 2)}\n`);
}

function requireHttps(url: string): void {
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
    throw new CommandError('a speaker fetches its firmware over https alone');
  }
}

async function publish(file: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CommandError(`${file} cannot be read`);
  });
  const parsed = signedRelease.safeParse(jsonOf(text));
  if (!parsed.success) throw new CommandError(`${file} is not what \`earshot firmware sign\` writes`);
  const { makerKey, ...release } = parsed.data;
  requireHttps(release.url);
  loadConfig({ stateDir });
  const earshot = await findLocalEarshot(operator);
  try {
    await explained(callUnary(earshot.privacy, 'publishFirmware', { release, makerKey }, limits), {
      INVALID_ARGUMENT: `not taken: ${release.version} of ${release.model} is published already, or ${file} is not as it was signed`,
      PERMISSION_DENIED: `not taken: firmware of ${release.model} is signed with another key`,
    });
  } finally {
    earshot.close();
  }
  process.stdout.write(`${release.version} of ${release.model} is published\n`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
