import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { DataClass } from '../../../proto/gen/earshot/privacy/v1/data_class.ts';
import { checkoutDir } from '../addresses.ts';
import { dataClassOf, messageFields, messageNames } from './registry.ts';

const fields = messageNames().flatMap((message) =>
  messageFields(message).map((field) => ({ ...field, path: `${message}.${field.name}` })),
);

describe('every field of every message', () => {
  test('has a data class', () => {
    expect(fields.length).toBeGreaterThan(300);
    expect(
      fields.filter(({ dataClass }) => dataClass === DataClass.UNSPECIFIED).map(({ path }) => path),
    ).toEqual([]);
  });

  test('is a structure if it is a message, and only then', () => {
    const wrong = fields.filter((f) => (f.message !== undefined) !== (f.dataClass === DataClass.STRUCTURE));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test('has a type that the schema itself classifies: no Struct, no Any, no map', () => {
    const dynamic = fields.filter((f) => f.isMap || f.message?.startsWith('google.'));
    expect(dynamic.map(({ path }) => path)).toEqual([]);
  });

  test('names nothing that Earshot must never be told', () => {
    const forbidden = /ssid|wi_?fi|bssid|imei|imsi|meid|mac_addr|(^|[._])mac$/i;
    expect(fields.filter(({ path }) => forbidden.test(path)).map(({ path }) => path)).toEqual([]);
  });

  test('is an identifier, never operational, if it names a network address or a piece of hardware', () => {
    const hardware = fields.filter(({ name }) =>
      /serial|ip_address|device_id|account_id|subject_id|household_id/.test(name),
    );
    expect(hardware.length).toBeGreaterThan(3);
    expect(hardware.filter((f) => f.dataClass !== DataClass.IDENTIFIER).map(({ path }) => path)).toEqual([]);
  });
});

test('a path goes through messages by JSON names', () => {
  expect(dataClassOf('earshot.skill.v1.SkillRequest', 'user.contact.phone')).toBe(DataClass.CONTACT);
  expect(dataClassOf('earshot.skill.v1.SkillRequest', 'user.shoe_size')).toBeUndefined();
  expect(dataClassOf('earshot.skill.v1.SkillRequest', 'utterance.length')).toBeUndefined();
});

describe('the committed generated code', () => {
  test('is what the schema generates', async () => {
    const scratch = await mkdtemp(join(tmpdir(), 'earshot-generate-'));
    try {
      for (const name of ['proto/earshot', 'buf.yaml', 'buf.gen.yaml', 'package.json']) {
        await cp(join(checkoutDir, name), join(scratch, name), { recursive: true });
      }
      await symlink(join(checkoutDir, 'node_modules'), join(scratch, 'node_modules'));
      const path = [
        join(checkoutDir, 'node_modules/.bin'),
        join(process.execPath, '..'),
        process.env['PATH'],
      ].join(':');
      await promisify(execFile)('npm', ['run', '-s', 'generate'], {
        cwd: scratch,
        env: { ...process.env, PATH: path },
      });
      const fresh = await snapshot(join(scratch, 'proto/gen'));
      const committed = await snapshot(join(checkoutDir, 'proto/gen'));
      expect([...fresh.keys()]).toEqual([...committed.keys()]);
      expect([...fresh.keys()].filter((name) => fresh.get(name) !== committed.get(name))).toEqual([]);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }, 180_000);
});

async function snapshot(directory: string): Promise<Map<string, string>> {
  const names = (await readdir(directory, { recursive: true }))
    .filter((name) => /\.(ts|binpb)$/.test(name))
    .sort();
  const texts = await Promise.all(names.map((name) => readFile(join(directory, name), 'base64')));
  return new Map(names.map((name, index) => [name, texts[index] as string]));
}
