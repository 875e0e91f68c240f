import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { missingShared, sharedPath } from '../../common/testing/shared-data.ts';
import { type CatalogueModel, modelCatalogue } from './catalogue.ts';
import { tokensOf } from './moonshine-tokens.ts';
import { pullModels } from './pull.ts';

const contents = { 'am/mdef': 'the acoustic model', 'words.dic': 'one w ah n\n' };
const sha256 = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex');
const small = { purpose: 'recognition', description: 'small', licence: 'none' } as const;

describe('pulling a model', () => {
  const root = mkdtempSync(join(tmpdir(), 'earshot-pull-'));
  const served: Record<string, string> = {};
  let server: Server;
  let base: string;
  let modelsDir: string;
  let count = 0;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const text = served[request.url!.slice(1)];
      response.writeHead(text === undefined ? 404 : 200).end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
    rmSync(root, { recursive: true, force: true });
  });
  beforeEach(() => {
    Object.assign(served, contents);
    count += 1;
    modelsDir = join(root, String(count));
  });

  const catalogue = (): CatalogueModel[] => [
    {
      ...small,
      name: 'zh-CN',
      files: Object.entries(contents).map(([path, text]) => ({
        path,
        sizeBytes: Buffer.byteLength(text),
        sha256: sha256(text),
        // The first is away: the next one is tried.
        origins: [`${base}/elsewhere/${path}`, `${base}/${path}`].map(
          (url) => ({ kind: 'https', url }) as const,
        ),
      })),
    },
  ];

  const pull = (options: { from?: string } = {}): Promise<string> =>
    pullModels('zh-CN', {
      catalogue: catalogue(),
      modelsDir,
      onProgress: () => {},
      ...options,
    });

  it('puts every file in place, and leaves them alone the second time', async () => {
    const target = await pull();
    expect(readFileSync(join(target, 'am/mdef'), 'utf8')).toBe(contents['am/mdef']);
    for (const name of Object.keys(served)) delete served[name];
    await expect(pull()).resolves.toBe(target);
  });

  it.each([
    ['changed by one character', 'the acoustic modeL', 'does not have the checksum'],
    ['longer than it should be', `${contents['am/mdef']}!`, 'is longer than the catalogue says'],
    ['cut short', 'the acoustic', 'does not have the checksum'],
    ['missing', undefined, 'status 404'],
  ])('refuses a file that is %s and leaves nothing behind', async (_name, text, message) => {
    if (text === undefined) delete served['am/mdef'];
    else served['am/mdef'] = text;
    await expect(pull()).rejects.toThrow(message);
    expect(readdirSync(modelsDir)).toEqual([]);
  });

  it('keeps a whole model when a new pull fails, and mends a damaged one', async () => {
    const target = await pull();
    writeFileSync(join(target, 'am/mdef'), 'damaged by the disk');
    served['words.dic'] = 'one w ah x\n';
    await expect(pull()).rejects.toThrow('checksum');
    expect(existsSync(join(target, 'words.dic'))).toBe(true);
    Object.assign(served, contents);
    await pull();
    expect(readFileSync(join(target, 'am/mdef'), 'utf8')).toBe(contents['am/mdef']);
  });

  it('takes files from a folder', async () => {
    const from = join(root, 'usb-stick');
    mkdirSync(join(from, 'am'), { recursive: true });
    for (const [path, text] of Object.entries(contents)) writeFileSync(join(from, path), text);
    const target = await pull({ from });
    expect(readFileSync(join(target, 'words.dic'), 'utf8')).toBe(contents['words.dic']);
    writeFileSync(join(from, 'words.dic'), 'two t uw\n   ');
    rmSync(target, { recursive: true });
    // Another folder's file is refused, and the origin's taken.
    await pull({ from });
    expect(readFileSync(join(target, 'words.dic'), 'utf8')).toBe(contents['words.dic']);
  });

  it('names what it has for a locale that it has not', async () => {
    await expect(pullModels('tlh', { catalogue: catalogue(), modelsDir })).rejects.toThrow('it has zh-CN');
  });

  it('unpacks an archive below its folder, refuses what leads out of it, and pulls what a model needs', async () => {
    const pack = (entries: Record<string, string>) =>
      zipSync(Object.fromEntries(Object.entries(entries).map(([name, text]) => [name, strToU8(text)])));
    const from = join(root, 'archives');
    mkdirSync(from, { recursive: true });
    const modelOf = (archive: Uint8Array): CatalogueModel[] => {
      writeFileSync(join(from, 'model.zip'), archive);
      const { length: sizeBytes } = archive;
      const zip = { path: 'model.zip', sizeBytes, sha256: sha256(archive), origins: [], unpack: 'small/' };
      return [{ ...small, name: 'packed', needs: ['zh-CN'], files: [zip] }, ...catalogue()];
    };
    const options = { modelsDir, from, onProgress: () => {} };
    const whole = modelOf(pack({ 'small/am/final.mdl': 'x', 'other/y': 'y' }));
    const target = await pullModels('packed', { ...options, catalogue: whole });
    expect(readdirSync(target).sort()).toEqual(['.earshot-model.json', 'am']);
    expect(readFileSync(join(target, 'am/final.mdl'), 'utf8')).toBe('x');
    expect(existsSync(join(modelsDir, 'zh-CN', 'words.dic'))).toBe(true);
    const wicked = modelOf(pack({ 'small/../../outside': 'x' }));
    await expect(pullModels('packed', { ...options, catalogue: wicked })).rejects.toThrow('refused');
    expect(existsSync(join(modelsDir, '..', 'outside'))).toBe(false);
    expect(readFileSync(join(target, 'am/final.mdl'), 'utf8')).toBe('x');
  });

  it.skipIf(missingShared('models/moonshine-en'))('makes the table of tokens as sherpa-onnx has it', () => {
    const made = tokensOf(readFileSync(sharedPath('models/moonshine-en/tokenizer.bin')));
    expect(made).toBe(readFileSync(sharedPath('models/moonshine-en/tokens.txt'), 'utf8'));
  });

  it.skipIf(missingShared('models/pocketsphinx-zh'))('knows the real Mandarin model', async () => {
    const target = await pullModels('zh-CN', {
      from: sharedPath('models/pocketsphinx-zh'),
      modelsDir,
      onProgress: () => {},
    });
    expect(modelCatalogue[0]!.files.every(({ path }) => existsSync(join(target, path)))).toBe(true);
  });
});
