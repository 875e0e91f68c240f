/** A recording comes out in another voice, without what its file said of it, and never over a file that is there. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readWav, writeWav } from '../../speaker/index.ts';
import { alterFile } from './alter-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'earshot-voice-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('altered, at 16 kHz, of about the same length; metadata stays behind', async () => {
  const samples = Int16Array.from({ length: 48_000 }, (_, n) =>
    Math.round(6_000 * Math.sin(n / 20) * Math.sin(n / 900)),
  );
  const info = Buffer.from('INFOIART\x08\0\0\0Fairwea\0', 'latin1');
  const header = Buffer.alloc(8);
  header.write('LIST', 0, 'latin1');
  header.writeUInt32LE(info.length, 4);
  const input = join(folder, 'in.wav');
  writeFileSync(input, Buffer.concat([writeWav({ sampleRateHz: 24_000, samples }), header, info]));
  expect(readFileSync(input, 'latin1')).toContain('Fairwea');
  const output = join(folder, 'out.wav');
  expect(await alterFile(input, output)).toMatchObject({ seconds: 2 });
  const bytes = readFileSync(output);
  expect(bytes.toString('latin1')).not.toContain('Fairwea');
  const { sampleRateHz, samples: altered } = readWav(bytes);
  expect(sampleRateHz).toBe(16_000);
  expect(Math.abs(altered.length / 16_000 - 2.2)).toBeLessThan(0.5);
  expect(altered.some((value) => Math.abs(value) > 500)).toBe(true);
  await expect(alterFile(input, output)).rejects.toThrow('is there already');
  writeFileSync(join(folder, 'no.wav'), 'no sound');
  await expect(alterFile(join(folder, 'no.wav'), join(folder, 'x.wav'))).rejects.toThrow('RIFF');
});
