/** What every `earshot owner` command works with: a local Earshot, and the household of a device kept here. */
import { readFile } from 'node:fs/promises';
import { stateDir } from '../../common/addresses.ts';
import { loadConfig } from '../../common/config.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { operator, ownerOf } from '../identity.ts';
import { findLocalEarshot, type LocalEarshot, type LocalServices } from '../skill/local.ts';
import { devicePath, type StoredDevice } from '../speak/local-device.ts';

export interface OwnerOptions {
  readonly device: string;
  readonly locale: string;
  readonly json?: boolean;
}

export interface Context extends LocalEarshot {
  readonly options: OwnerOptions;
  /** The household and the account that the named device belongs to, and the services called for their owner. */
  owned(): Promise<StoredDevice & LocalServices>;
}

/** Runs one command and prints what it answers, or why it cannot. */
export async function withEarshot(
  options: OwnerOptions,
  act: (context: Context) => Promise<object>,
): Promise<void> {
  const earshot = await findLocalEarshot(operator);
  const { stateDir: state } = loadConfig({ stateDir });
  const owned = async () => {
    const text = await readFile(devicePath({ stateDir: state, name: options.device }), 'utf8').catch(() => {
      throw new Error(
        `no device “${options.device}” here; make one with: earshot speak --device ${options.device} --text hello`,
      );
    });
    const device = JSON.parse(text) as StoredDevice;
    return { ...device, ...earshot.as(ownerOf(device)) };
  };
  try {
    const result = await act({ ...earshot, options, owned });
    process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : render(result));
  } catch (error) {
    const reason = error instanceof Error && codeOf(error) === 'INTERNAL' ? error.message : codeOf(error);
    process.stderr.write(`earshot: ${reason}\n`);
    process.exitCode = 1;
  } finally {
    earshot.close();
  }
}

/** Nested lines: readable, and the same names as in the JSON. */
function render(value: unknown, indent = '  '): string {
  if (typeof value !== 'object' || value === null) return `${indent}${String(value)}\n`;
  if (Array.isArray(value)) return value.map((item) => render(item, indent)).join('\n');
  return Object.entries(value)
    .map(([name, entry]) =>
      typeof entry === 'object' && entry !== null
        ? `${indent}${name}\n${render(entry, `${indent}  `)}`
        : `${indent}${name.padEnd(14)} ${String(entry)}\n`,
    )
    .join('');
}
