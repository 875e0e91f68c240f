import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
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
  /** Bytes after which the line breaks, for each request in turn; none left: it holds. */
  const breaks: number[] = [];
  const ranges: (string | undefined)[] = [];
  let mayResume = true;
  let server: Server;
  let base: string;
  let modelsDir: string;
  let count = 0;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const text = served[request.url!.slice(1)];
      if (text === undefined) {
        response.writeHead(404).end();
        return;
      }
      const { range } = request.headers;
      ranges.push(range);
      const from = mayResume ? Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0) : 0;
      const bytes = Buffer.from(text).subarray(from);
      response.writeHead(from > 0 ? 206 : 200, { 'content-length': bytes.length });
      const most = breaks.shift();
      if (most === undefined) response.end(bytes);
      else response.write(bytes.subarray(0, most), () => setTimeout(() => response.destroy(), 20));
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
    breaks.length = 0;
    ranges.length = 0;
    mayResume = true;
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

  it('takes files from the folder above the model\u2019s own, and from the one of another name', async () => {
    const above = join(root, 'all-models');
    for (const text of ['someone else\u2019s', contents['am/mdef']]) {
      const folder = join(above, text === contents['am/mdef'] ? 'mandarin' : 'a-other');
      mkdirSync(join(folder, 'am'), { recursive: true });
      writeFileSync(join(folder, 'am/mdef'), text);
    }
    mkdirSync(join(above, 'zh-CN'));
    writeFileSync(join(above, 'zh-CN', 'words.dic'), contents['words.dic']);
    for (const name of Object.keys(served)) delete served[name];
    const target = await pull({ from: above });
    expect(readFileSync(join(target, 'am/mdef'), 'utf8')).toBe(contents['am/mdef']);
    rmSync(join(above, 'mandarin'), { recursive: true });
    rmSync(target, { recursive: true });
    await expect(pull({ from: above })).rejects.toThrow('does not hold it');
  });

  it('takes up a download where it broke off', async () => {
    breaks.push(4, 3);
    const target = await pull();
    expect(readFileSync(join(target, 'am/mdef'), 'utf8')).toBe(contents['am/mdef']);
    expect(ranges.slice(0, 3)).toEqual([undefined, 'bytes=4-', 'bytes=7-']);
  });

  it('removes what came of a download that cannot be taken up, and of one that breaks for ever', async () => {
    mayResume = false;
    breaks.push(4);
    await expect(pull()).rejects.toThrow('does not go on where it ended');
    mayResume = true;
    breaks.push(...Array.from({ length: 20 }, () => 1));
    await expect(pull()).rejects.toThrow('broke off too often');
    expect(readdirSync(modelsDir)).toEqual([]);
  });

  it('removes what a pull that was killed left behind, and nothing of one that runs', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    for (const pid of [child.pid, process.ppid])
      mkdirSync(join(modelsDir, `.zh-CN-${pid}-abcdef`), { recursive: true });
    await pull();
    expect(readdirSync(modelsDir).sort()).toEqual([`.zh-CN-${process.ppid}-abcdef`, 'zh-CN']);
  });

  it('joins the pieces of a file', async () => {
    Object.assign(served, { one: 'the acous', two: 'tic model' });
    const whole = contents['am/mdef'];
    const parts = ['one', 'two'].map((name) => ({ kind: 'https', url: `${base}/${name}` }) as const);
    const joined: CatalogueModel = {
      ...small,
      name: 'joined',
      files: [
        {
          path: 'mdef',
          sizeBytes: whole.length,
          sha256: sha256(whole),
          origins: [{ kind: 'joined', parts }],
        },
      ],
    };
    const target = await pullModels('joined', { catalogue: [joined], modelsDir, onProgress: () => {} });
    expect(readFileSync(join(target, 'mdef'), 'utf8')).toBe(whole);
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
