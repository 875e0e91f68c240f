/** Somebody's own key pair in a file of theirs, and the calls that it proves: of developers and of the staff. */
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { loadOrCreateKeyFile } from '../common/keys/key-file.ts';
import { type HolderKind, holderIdOf, pathOf, signRequest } from '../common/proofs/request-proof.ts';

/** Where a key file stands unless a setting says otherwise. */
export const ownFile = (name: string): string =>
  join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'earshot', name);

const accountShape = z.object({
  at: z.url(),
  /** Who it is, where the key is not the first one. */
  id: z.string().optional(),
  key: z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string(), d: z.string() }),
});

export interface KeyAccount {
  /** Origin of the pages of the Earshot where it is admitted. */
  readonly at: string;
  readonly publicKey: string;
  readonly holderId: string;
  /** Calls a method of the edge. @throws ProvenCallError for a refusal; Error of `fail` where nobody answers */
  call(method: string, request: object): Promise<unknown>;
}

/** What an edge said instead of an answer: a code of the catalogue. */
export class ProvenCallError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** What differs between the two kinds of account. */
export interface AccountKind {
  readonly kind: HolderKind;
  /** How the command says that it cannot go on. */
  readonly fail: (reason: string) => Error;
  /** The command that makes one. */
  readonly makeWith: string;
  /** The setting that names its file. */
  readonly variable: string;
}

/** Absent where this person has none. @throws Error of `fail` for a file that is no account */
export function readKeyAccount(of: AccountKind, path: string): KeyAccount | undefined {
  return existsSync(path) ? accountIn(of, path, readFileSync(path, 'utf8')) : undefined;
}

/**
 * The account in a file, made when there is none.
 * @param at Origin of the pages, as somebody wrote it; absent: wherever the account is
 * @param usual Origin for a new one, unless `at` says another
 * @throws Error of `fail` for a file that is no account, or one at another Earshot
 */
export function makeKeyAccount(
  of: AccountKind,
  path: string,
  at: string | undefined,
  usual: string,
): KeyAccount {
  const place = originOf(of, at ?? usual);
  const account = accountIn(
    of,
    path,
    loadOrCreateKeyFile(path, () => newAccount({ at: place })),
  );
  if (at !== undefined && account.at !== place) {
    throw of.fail(`${path} is an account at ${account.at}; keep another in another file: ${of.variable}=…`);
  }
  return account;
}

/** A new key in the form in which a file keeps it. One in 64 begins with a hyphen, and would be an option where somebody types it. */
function newAccount(whose: { readonly at: string; readonly id?: string }): string {
  for (;;) {
    const { kty, crv, x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
    if (x?.startsWith('-')) continue;
    return `${JSON.stringify({ ...whose, key: { kty, crv, x, d } })}\n`;
  }
}

/**
 * Another key in the place of the one in the file. The new one is on disk before anybody hears of it, and takes the place only when it is
 * known there: whatever breaks off in between, saying it again finishes it.
 * @param tell says the new public key, signed by the account that is given; rejects with ProvenCallError where it is not taken
 * @param isKnown asks something with the new key
 */
export async function changeKey(
  of: AccountKind,
  path: string,
  tell: (account: KeyAccount, publicKey: string) => Promise<unknown>,
  isKnown: (account: KeyAccount) => Promise<unknown>,
): Promise<KeyAccount> {
  const account = readKeyAccount(of, path);
  if (account === undefined) throw of.fail(`there is no account in ${path}; make one with: ${of.makeWith}`);
  const aside = `${path}.next`;
  const next = accountIn(
    of,
    aside,
    loadOrCreateKeyFile(aside, () => newAccount({ at: account.at, id: account.holderId })),
  );
  try {
    await tell(account, next.publicKey);
  } catch (error) {
    if (!(error instanceof ProvenCallError) || error.code !== 'UNAUTHENTICATED') throw error;
    // The old key is not known any more: the answer to an earlier try may have been lost.
    await isKnown(next);
  }
  renameSync(aside, path);
  return next;
}

function accountIn({ kind, fail, makeWith }: AccountKind, file: string, text: string): KeyAccount {
  let account: z.output<typeof accountShape>;
  try {
    account = accountShape.parse(JSON.parse(text));
  } catch {
    throw fail(`${file} is no ${kind} account; move it away and say: ${makeWith}`);
  }
  const { at, key, id } = account;
  const holderId = id ?? holderIdOf(kind, key.x);
  const privateKey = createPrivateKey({ key, format: 'jwk' });
  const call = async (method: string, request: object): Promise<unknown> => {
    const [path, body] = [`${pathOf(kind)}${method}`, JSON.stringify(request)];
    const proof = await signRequest(holderId, privateKey, { origin: at, path, body });
    const answer = await fetch(`${at}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${proof}` },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(90_000),
    }).catch(() => {
      throw fail(`no Earshot answers at ${at}; start one with: earshot up`);
    });
    const json: unknown = await answer.json().catch(() => ({}));
    if (answer.ok) return json;
    const { code = `HTTP ${answer.status}` } = json as { code?: string };
    throw new ProvenCallError(code);
  };
  return { at, publicKey: key.x, holderId, call };
}

/** @throws Error of `fail` for what is no https origin, nor http on this machine */
function originOf({ fail }: AccountKind, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url?.hostname ?? '');
  if (url === undefined || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLocal))) {
    throw fail(`--at wants the https address of an Earshot’s pages; this is "${text}"`);
  }
  return url.origin;
}
