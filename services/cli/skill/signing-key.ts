/** `earshot skill signing-key`: the keys that a skill signs its answers with, and another one in their place. */
import { createKeyPair } from '../../../skills-sdk/src/index.ts';
import { type AsWhom, withRegistry } from './registry.ts';

export interface SigningKeyOptions extends AsWhom {
  readonly new?: boolean;
  /** For how many days the keys of now stay good beside a new one. */
  readonly days: number;
  readonly json?: boolean;
}

const secondsOfDay = 86_400;

interface Shown {
  readonly publicKey: string;
  /** Empty while a version lists it. */
  readonly goodUntil: string;
}

const shown = (keys: readonly { publicKey: string; endsAtMs: number }[]): Shown[] =>
  keys.map(({ publicKey, endsAtMs }) => ({
    publicKey,
    goodUntil: endsAtMs === 0 ? '' : new Date(endsAtMs).toISOString(),
  }));

const lines = (keys: readonly Shown[]): string =>
  keys
    .map(({ publicKey, goodUntil }) => `  ${publicKey}  ${goodUntil && `until ${goodUntil}`}`.trimEnd())
    .join('\n');

export async function signingKey(id: string, options: SigningKeyOptions): Promise<void> {
  await withRegistry(options, async (registry) => {
    const { keys: before } = await registry.listSignatureKeys(id);
    if (options.new !== true) {
      const keys = shown(before);
      if (options.json) process.stdout.write(`${JSON.stringify({ id, keys })}\n`);
      else if (keys.length > 0)
        process.stdout.write(`${id} signs its answers with one of:\n${lines(keys)}\n`);
      else process.stdout.write(`no version of ${id} lists signatureKeys: its answers are not signed\n`);
      return;
    }
    const { publicKey, secretKey } = createKeyPair();
    const windowS = options.days * secondsOfDay;
    const isFirst = before.length === 0;
    const { keys: after } = isFirst
      ? { keys: [] }
      : await registry.changeSignatureKey(id, publicKey, windowS);
    const keys = shown(after);
    if (options.json) {
      process.stdout.write(`${JSON.stringify({ id, publicKey, secretKey, keys })}\n`);
      return;
    }
    process.stdout.write(
      `${
        isFirst
          ? `No version of ${id} lists a key yet. Put this one into signatureKeys of its manifest, with a new version:\n  ${publicKey}`
          : `Answers of ${id} are believed with one of:\n${lines(keys)}`
      }\n\nIt is printed once, and kept nowhere. Start the skill with it:\n  EARSHOT_SKILL_SIGNING_KEY="${secretKey}"\n`,
    );
  });
}
