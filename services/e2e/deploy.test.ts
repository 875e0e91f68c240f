/** The compose file against the services that exist: what cannot be built everywhere can at least not drift. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { serviceNames } from '../cli/up/stack.ts';
import { addresses, checkoutDir, stores } from '../common/addresses.ts';

interface ComposeFile {
  readonly services: Readonly<
    Record<
      string,
      { command?: string[]; ports?: string[]; networks?: string[]; environment?: Record<string, string> }
    >
  >;
}

const read = async () =>
  parse(await readFile(join(checkoutDir, 'deploy/compose.yaml'), 'utf8'), { merge: true }) as ComposeFile;

test('every service runs in the compose file, from its own main', async () => {
  const { services } = await read();
  for (const name of serviceNames) expect(services[name]?.command, name).toEqual([name]);
});

test('every shared setting is given, with the service that answers there', async () => {
  const { services } = await read();
  for (const { variable } of [...Object.values(addresses), ...Object.values(stores)]) {
    expect(services['asr']?.environment?.[variable], variable).toBeDefined();
  }
  for (const [key, { variable }] of Object.entries(addresses)) {
    const host = key.replace('Address', '');
    expect(services['gateway']?.environment?.[variable], variable).toMatch(new RegExp(`^${host}:\\d+$`));
  }
});

test('only the gateway is published, and only what must reach out can', async () => {
  const { services } = await read();
  const entries = Object.entries(services);
  expect(entries.filter(([, { ports }]) => ports !== undefined).map(([name]) => name)).toEqual(['gateway']);
  const outside = entries.filter(([, { networks }]) => networks?.includes('outside')).map(([name]) => name);
  expect(outside.sort()).toEqual(['gateway', 'skills']);
});
