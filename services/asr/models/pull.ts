/** `earshot models pull`: fetches a model, checks every file, and puts it in place whole or not at all. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, normalize, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { unzipSync } from 'fflate';
import { loadConfig } from '../../common/config.ts';
import { modelSettings, modelsDirOf } from '../../common/models-dir.ts';
import { type CatalogueFile, type CatalogueModel, modelCatalogue } from './catalogue.ts';
import { leaseDraft } from './drafts.ts';
import { tokensOf } from './moonshine-tokens.ts';
import { installPackages } from './npm-packages.ts';
import { nameOf, openFrom, openOrigin, withPackages } from './origins.ts';
import { OriginError, PullError } from './pull-error.ts';

export interface PullOptions {
  /** A folder with the same files, tried before their origins. */
  readonly from?: string;
  /** Target; default is the configured models directory. */
  readonly modelsDir?: string;
  /** For tests: another catalogue. */
  readonly catalogue?: readonly CatalogueModel[];
  /** One line for a person; default writes to standard error. */
  readonly onProgress?: (line: string) => void;
}

/** In each model's folder: what was put there. Written last. */
const markName = '.earshot-model.json';

/** Changes with anything that the catalogue says of the model's contents. */
const markOf = ({ files, npmPackages }: CatalogueModel): string =>
  JSON.stringify({ files: files.map(({ path, sha256 }) => [path, sha256]), npmPackages });

/** Whether a model is there whole, as the catalogue has it. */
export async function isInstalled(model: CatalogueModel, modelsDir: string): Promise<boolean> {
  const mark = await readFile(join(modelsDir, model.name, markName), 'utf8').catch(() => undefined);
  if (mark !== markOf(model)) return false;
  const kept = model.files.filter(({ unpack }) => unpack === undefined);
  const whole = await Promise.all(kept.map((file) => hasFile(join(modelsDir, model.name, file.path), file)));
  return whole.every(Boolean);
}

async function hasFile(path: string, file: CatalogueFile): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.size === file.sizeBytes && (await hashOf(path)) === file.sha256;
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Writes what comes, if it is what the catalogue says. @throws PullError otherwise */
async function keep(source: Readable, file: CatalogueFile, target: string): Promise<void> {
  const hash = createHash('sha256');
  let bytes = 0;
  await pipeline(
    source,
    async function* check(chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        if (bytes > file.sizeBytes) throw new PullError('is longer than the catalogue says');
        hash.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(target, { mode: 0o644 }),
  ).catch((error: unknown) => {
    const isTold = error instanceof PullError || error instanceof OriginError;
    throw isTold ? error : new PullError('could not be read to its end');
  });
  if (hash.digest('hex') !== file.sha256) throw new PullError('does not have the checksum in the catalogue');
}

async function makeFrom(path: string): Promise<Readable> {
  return Readable.from([Buffer.from(tokensOf(await readFile(path)))]);
}

/** Tries every place in order, and says of each why it was none. */
async function fetchFile(
  file: CatalogueFile,
  model: CatalogueModel,
  draft: string,
  packages: string,
  { from }: PullOptions,
): Promise<void> {
  const target = join(draft, file.path);
  await mkdir(dirname(target), { recursive: true });
  const tried: string[] = [];
  const attempt = async (name: string, open: () => Promise<Readable> | Readable): Promise<boolean> => {
    try {
      await keep(await open(), file, target);
      return true;
    } catch (error) {
      if (!(error instanceof OriginError || error instanceof PullError)) throw error;
      tried.push(`${name} ${error.message}`);
      return false;
    }
  };
  if (from !== undefined) {
    let isThere = false;
    for await (const found of openFrom(from, file, model.name)) {
      isThere = true;
      if (await attempt(from, () => found)) return;
    }
    if (!isThere) tried.push(`${from} does not hold it`);
  }
  const source = file.madeFrom?.path;
  if (source !== undefined && (await attempt(source, () => makeFrom(join(draft, source))))) return;
  for (const origin of file.origins) {
    if (await attempt(nameOf(origin), () => openOrigin(origin, packages))) return;
  }
  const hint = model.source ?? 'fetch it elsewhere';
  throw new PullError(
    `${file.path} was refused or not found, nothing was installed: ${[...tried, hint].join('; ')}; then --from DIR`,
  );
}

/** Puts what is in one folder of an archive in its place. A name that leads outside is refused. */
async function unpack(archive: string, below: string, target: string): Promise<void> {
  const entries = unzipSync(await readFile(archive), { filter: ({ name }) => name.startsWith(below) });
  for (const [name, bytes] of Object.entries(entries)) {
    const path = normalize(name.slice(below.length));
    if (name.endsWith('/')) continue;
    if (path.startsWith('..') || path.startsWith(sep))
      throw new PullError(`the archive holds ${name}; refused`);
    await mkdir(dirname(join(target, path)), { recursive: true });
    await writeFile(join(target, path), bytes, { mode: 0o644 });
  }
  await rm(archive);
}

/**
 * Installs a model of the catalogue, and what it needs, and returns its folder. A model that is there and whole is left
 * alone.
 * @throws PullError with a sentence for the person who typed the command
 */
export async function pullModels(name: string, options: PullOptions = {}): Promise<string> {
  const progress = options.onProgress ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const catalogue = options.catalogue ?? modelCatalogue;
  const model = catalogue.find((entry) => entry.name === name);
  if (!model) {
    const known = catalogue.map((entry) => entry.name).join(', ');
    throw new PullError(`there is no model ${name} in the catalogue; it has ${known}`);
  }
  const platform = `${process.platform}-${process.arch}`;
  if (model.platforms !== undefined && !model.platforms.includes(platform)) {
    throw new PullError(`${name} is for ${model.platforms.join(' and ')}; this is ${platform}`);
  }
  for (const needed of model.needs ?? []) await pullModels(needed, options);
  const modelsDir = options.modelsDir ?? modelsDirOf(loadConfig(modelSettings));
  const target = join(modelsDir, name);
  if (await isInstalled(model, modelsDir)) {
    progress(`${name}: already here and whole, ${target}`);
    return target;
  }
  await mkdir(modelsDir, { recursive: true });
  const draft = await leaseDraft(modelsDir, name);
  try {
    const total = model.files.reduce((sum, file) => sum + file.sizeBytes, 0);
    let done = 0;
    await withPackages(async (packages) => {
      for (const file of model.files) {
        progress(`${name}: ${Math.round((done / total) * 100)} %, ${file.path}, ${file.sizeBytes} bytes`);
        await fetchFile(file, model, draft, packages, options);
        done += file.sizeBytes;
      }
    });
    for (const file of model.files) {
      if (file.unpack !== undefined) await unpack(join(draft, file.path), file.unpack, draft);
    }
    if (model.npmPackages !== undefined) await installPackages(model.npmPackages, draft);
    await writeFile(join(draft, markName), markOf(model));
    // Two renames: somebody who reads in between finds no model, never half of one.
    const old = `${draft}.old`;
    await rename(target, old).catch(() => undefined);
    await rename(draft, target);
    await rm(old, { recursive: true, force: true });
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
  progress(`${name}: ${model.description}. Licence: ${model.licence}. In ${target}`);
  return target;
}

/** Removes an installed model. @returns whether it was there @throws PullError for a name that the catalogue has not */
export async function removeModel(name: string, modelsDir: string): Promise<boolean> {
  if (!modelCatalogue.some((model) => model.name === name))
    throw new PullError(`there is no model ${name} in the catalogue`);
  const target = join(modelsDir, name);
  const isThere = (await stat(target).catch(() => undefined)) !== undefined;
  await rm(target, { recursive: true, force: true });
  return isThere;
}
