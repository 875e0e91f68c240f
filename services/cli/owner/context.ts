/** What every `earshot owner` command works with: a local Earshot, and the household of a device kept here. */
import { stateDir } from '../../common/addresses.ts';
import { loadConfig } from '../../common/config.ts';
import { CommandError } from '../explain.ts';
import { operator, ownerOf } from '../identity.ts';
import { findLocalEarshot, type LocalEarshot, type LocalServices } from '../skill/local.ts';
import { keptDevice, keptHousehold, type StoredDevice } from '../speak/local-device.ts';

export interface OwnerOptions {
  readonly device: string;
  readonly locale: string;
  readonly region: string;
  readonly json?: boolean;
}

export interface Context extends LocalEarshot {
  readonly options: OwnerOptions;
  readonly stateDir: string;
  /** The household and the account that the named device belongs to, and the services called for their owner. */
  owned(): Promise<StoredDevice & LocalServices>;
}

/** Runs one command and prints what it answers, or why it cannot: a text as it is, all else in lines with names. */
export async function withEarshot(
  options: OwnerOptions,
  act: (context: Context) => Promise<object | string>,
): Promise<void> {
  const { stateDir: state } = loadConfig({ stateDir });
  const earshot = await findLocalEarshot(operator);
  const owned = async () => {
    const name = options.device;
    const device = await keptDevice({ stateDir: state, name });
    const household =
      device !== undefined && device.householdId !== ''
        ? device
        : await keptHousehold({ stateDir: state, name });
    if (household === undefined) {
      throw new CommandError(
        device === undefined
          ? `no household “${name}” here; make one with: earshot owner --device ${name} new`
          : `“${name}” was activated with a claim code, so its household is not known here`,
      );
    }
    const owner = { deviceId: '', token: '', ...household };
    return { ...owner, ...earshot.as(ownerOf(owner)) };
  };
  try {
    const result = await act({ ...earshot, options, stateDir: state, owned });
    process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : shown(result));
  } finally {
    earshot.close();
  }
}

const shown = (result: object | string): string =>
  typeof result === 'string' ? `${result.trimEnd()}\n` : render(result);

/** Nested lines: readable, and the same names as in the JSON. */
export function render(value: unknown, indent = '  '): string {
  if (typeof value !== 'object' || value === null) return `${indent}${String(value)}\n`;
  if (Array.isArray(value) && value.length === 0) return `${indent}none\n`;
  if (Array.isArray(value)) return value.map((item) => render(item, indent)).join('\n');
  return Object.entries(value)
    .map(([name, entry]) =>
      typeof entry === 'object' && entry !== null
        ? `${indent}${name}\n${render(entry, `${indent}  `)}`
        : `${indent}${name.padEnd(14)} ${String(entry)}\n`,
    )
    .join('');
}
