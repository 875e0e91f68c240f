/** Our values in the library's own file, and the publisher's folder as it was. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { changeSettings, readWithSettings } from './search-settings.ts';

const publishers = '--min-active=200\n--beam=12.0\n--endpoint.silence-phones=1:2:3\n';

test('changes what the file has, adds what it has not, and leaves the rest', () => {
  expect(changeSettings(publishers, { 'min-active': 20, 'frames-per-chunk': 30 })).toBe(
    '--min-active=20\n--beam=12.0\n--endpoint.silence-phones=1:2:3\n--frames-per-chunk=30\n',
  );
  expect(changeSettings(publishers, {})).toBe(publishers);
});

describe('a folder that the library is shown', () => {
  let model: string;
  const conf = () => readFileSync(join(model, 'conf', 'model.conf'), 'utf8');
  beforeEach(() => {
    model = mkdtempSync(join(tmpdir(), 'earshot-test-'));
    for (const name of ['am', 'conf']) mkdirSync(join(model, name));
    writeFileSync(join(model, 'am', 'final.mdl'), 'sounds');
    writeFileSync(join(model, 'conf', 'model.conf'), publishers);
    writeFileSync(join(model, 'conf', 'mfcc.conf'), 'features');
  });
  afterEach(() => rmSync(model, { recursive: true, force: true }));

  test('holds everything, with our values, and is gone afterwards; the publisher’s is as it was', () => {
    let seen = '';
    const read = readWithSettings(model, { beam: 9 }, (dir) => {
      seen = dir;
      expect(readdirSync(dir).sort()).toEqual(['am', 'conf']);
      expect(readFileSync(join(dir, 'am', 'final.mdl'), 'utf8')).toBe('sounds');
      expect(readFileSync(join(dir, 'conf', 'mfcc.conf'), 'utf8')).toBe('features');
      return readFileSync(join(dir, 'conf', 'model.conf'), 'utf8');
    });
    expect(read).toBe(changeSettings(publishers, { beam: 9 }));
    expect(seen).not.toBe(model);
    expect(existsSync(seen)).toBe(false);
    expect(conf()).toBe(publishers);
    expect(existsSync(join(model, 'am', 'final.mdl'))).toBe(true);
  });

  test('is gone where the library refuses it', () => {
    let seen = '';
    const refuse = (dir: string): never => {
      seen = dir;
      throw new Error('refused');
    };
    expect(() => readWithSettings(model, { beam: 9 }, refuse)).toThrow('refused');
    expect(existsSync(seen)).toBe(false);
  });

  test('is the publisher’s where none can be made', () => {
    rmSync(join(model, 'conf'), { recursive: true });
    expect(readWithSettings(model, { beam: 9 }, (dir) => dir)).toBe(model);
  });
});
