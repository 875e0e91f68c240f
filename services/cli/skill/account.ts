/** `earshot skill account`: a developer's key pair, and where it is admitted. */
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { inOneLine, SkillCommandError } from '../../../skills-sdk/src/command/failure.ts';
import { loadConfig, setting } from '../../common/config.ts';
import { developerIdOf, developerPath, signRequest } from '../../common/developers/request-proof.ts';
import { loadOrCreateKeyFile } from '../../common/keys/key-file.ts';
import { webOrigin } from '../../common/web-origin.ts';

const developerFile = setting(
  'EARSHOT_DEVELOPER_FILE',
  z
    .string()
    .min(1)
    .default(join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'earshot', 'developer.json')),
  "a skill developer's own key pair, and the Earshot where it is admitted",
);

const accountShape = z.object({
  at: z.url(),
  key: z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string(), d: z.string() }),
});

export interface DeveloperAccount {
  readonly at: string;
  readonly publicKey: string;
  readonly developerId: string;
  /** Calls a method of the developers' edge. @throws SkillCommandError */
  call(method: string, request: object): Promise<unknown>;
}

/** Absent where this person has none. @throws SkillCommandError for a file that is no account */
export function readAccount(): DeveloperAccount | undefined {
  const { path } = loadConfig({ path: developerFile });
  if (!existsSync(path)) return undefined;
  return accountIn(path, readFileSync(path, 'utf8'));
}

function accountIn(path: string, text: string): DeveloperAccount {
  let account: z.output<typeof accountShape>;
  try {
    account = accountShape.parse(JSON.parse(text));
  } catch {
    throw new SkillCommandError(
      `${path} is no developer account; move it away and say: earshot skill account`,
    );
  }
  const { at, key } = account;
  const developerId = developerIdOf(key.x);
  const privateKey = createPrivateKey({ key, format: 'jwk' });
  const call = async (method: string, request: object): Promise<unknown> => {
    const [path, body] = [`${developerPath}${method}`, JSON.stringify(request)];
    const proof = await signRequest(developerId, privateKey, { origin: at, path, body });
    const answer = await fetch(`${at}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${proof}` },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(90_000),
    }).catch(() => {
      throw new SkillCommandError(`no Earshot answers at ${at}; start one with: earshot up`);
    });
    const json: unknown = await answer.json().catch(() => ({}));
    if (answer.ok) return json;
    const { code = `HTTP ${answer.status}` } = json as { code?: string };
    throw new DeveloperCallError(code);
  };
  return { at, publicKey: key.x, developerId, call };
}

/** What the registry said instead of an answer: a code of the catalogue. */
export class DeveloperCallError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

interface AccountOptions {
  readonly at?: string;
  readonly json?: boolean;
}

/** Makes the key pair, once; afterwards says whose it is. */
export async function showAccount({ at, json }: AccountOptions): Promise<void> {
  await inOneLine(async () => {
    const { path, origin } = loadConfig({ path: developerFile, origin: webOrigin });
    const place = originOf(at ?? origin);
    const made = loadOrCreateKeyFile(path, () => {
      const { kty, crv, x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
      return `${JSON.stringify({ at: place, key: { kty, crv, x, d } })}\n`;
    });
    const account = accountIn(path, made);
    if (at !== undefined && account.at !== place) {
      throw new SkillCommandError(
        `${path} is an account at ${account.at}; keep another in another file: EARSHOT_DEVELOPER_FILE=…`,
      );
    }
    const { developerId, publicKey } = account;
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

/** @throws SkillCommandError for what is no https origin, nor http on this machine */
function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url?.hostname ?? '');
  if (url === undefined || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLocal))) {
    throw new SkillCommandError(`--at wants the https address of an Earshot’s pages; this is "${text}"`);
  }
  return url.origin;
}
