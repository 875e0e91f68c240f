/** What it costs that every call says who makes it: a signer and a verifier that remember, and one first time of each. */
import { type Credentials, loadCredentials } from '../common/callers/credentials.ts';
import { callerKeysDir, loadTrustedKeys, trustDirOf } from '../common/callers/keys.ts';
import { TokenVerifier } from '../common/callers/tokens.ts';
import { callerConfig } from '../common/testing/callers.ts';

const rounds = 200_000;
const config = callerConfig();
const credentials: Credentials = loadCredentials('gateway', config);
const firsts = 200;

/** Microseconds for one of many. */
async function each(count: number, act: (index: number) => unknown): Promise<number> {
  const startedAt = performance.now();
  for (let index = 0; index < count; index += 1) {
    const result = act(index);
    if (result instanceof Promise) await result;
  }
  return ((performance.now() - startedAt) * 1_000) / count;
}

const token = await credentials.signer.tokenFor('privacy');
await credentials.verifier.check(token, 'privacy');
const remembered = await each(rounds, () => {
  // A new string with every call, as it comes from the wire.
  const received = Buffer.from(credentials.signer.tokenFor('privacy') as string).toString();
  return credentials.verifier.check(received, 'privacy');
});
const signed = await each(firsts, (index) =>
  credentials.signer.tokenFor('privacy', { role: 'owner', subjectId: String(index) }),
);
const trustDir = trustDirOf(callerKeysDir(config.stateDir));
const verifiers = Array.from({ length: firsts }, () => new TokenVerifier(() => loadTrustedKeys(trustDir)));
const verified = await each(firsts, (index) => verifiers[index]?.check(token, 'privacy'));
const line = (what: string, us: number) =>
  process.stdout.write(`${what.padEnd(34)} ${us.toFixed(1).padStart(8)} µs\n`);
line('both sides, remembered', remembered);
line('a token signed', signed);
line('a token checked the first time', verified);
