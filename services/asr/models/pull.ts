/** `earshot models pull`: fetches a model, checks every file, and puts it in place whole or not at all. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { loadConfig } from '../../common/config.ts';
import { modelSettings, modelsDirOf } from '../../common/models-dir.ts';
import { type CatalogueFile, type CatalogueModel, modelCatalogue, originUrl } from './catalogue.ts';

export interface PullOptions {
  /** A folder with the same files, instead of their origin. */
  readonly from?: string;
  /** Target; default is the configured models directory. */
  readonly modelsDir?: string;
  /** For tests: another catalogue, another place for each file. */
  readonly catalogue?: readonly CatalogueModel[];
  readonly urlOf?: (file: CatalogueFile) => string;
  /** One line for a person; default writes to standard error. */
  readonly onProgress?: (line: string) => void;
}

/** A pull that ended without a model. The message says what to do. */
export class PullError extends Error {
  override readonly name = 'PullError';
}

/** Nothing for so long, in milliseconds, and the download is given up. */
const stallTimeoutMs = 30_000;

async function hasFile(path: string, file: CatalogueFile): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.size === file.sizeBytes && (await hashOf(path)) === file.sha256;
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Opens a file's bytes at their origin or in the folder given. */
async function open(
  file: CatalogueFile,
  source: string | undefined,
  options: PullOptions,
): Promise<Readable> {
  if (options.from !== undefined) return createReadStream(join(options.from, file.path));
  const url = (options.urlOf ?? originUrl)(file);
  if (url === undefined)
    throw new PullError(
      `${file.path} has no address of its own: ${source ?? 'ask its publisher'}; then --from DIR`,
    );
  const response = await fetch(url, { signal: AbortSignal.timeout(stallTimeoutMs * 10) }).catch(
    () => undefined,
  );
  if (!response?.ok || response.body === null) {
    const why = response ? `answered with status ${response.status}` : 'cannot be reached';
    throw new PullError(`${url} ${why}; fetch it elsewhere and use --from DIR`);
  }
  return Readable.fromWeb(response.body as import('node:stream/web').ReadableStream);
}

async function fetchFile(
  file: CatalogueFile,
  origin: string | undefined,
  target: string,
  options: PullOptions,
): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const hash = createHash('sha256');
  let bytes = 0;
  const source = await open(file, origin, options);
  await pipeline(
    source,
    async function* check(chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        if (bytes > file.sizeBytes)
          throw new PullError(`${file.path} is longer than the catalogue says; refused`);
        hash.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(target, { mode: 0o644 }),
  ).catch((error: unknown) => {
    if (error instanceof PullError) throw error;
    throw new PullError(`${file.path} could not be read to its end; nothing was installed`);
  });
  if (hash.digest('hex') !== file.sha256) {
    throw new PullError(
      `${file.path} does not have the checksum in the catalogue; refused, nothing was installed`,
    );
  }
}

/**
 * Installs a model of the catalogue and returns its folder. A model that is there and whole is left alone.
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
  const modelsDir = options.modelsDir ?? modelsDirOf(loadConfig(modelSettings));
  const target = join(modelsDir, name);
  const whole = await Promise.all(model.files.map((file) => hasFile(join(target, file.path), file)));
  if (whole.every(Boolean)) {
    progress(`${name}: already here and whole, ${target}`);
    return target;
  }
  await mkdir(modelsDir, { recursive: true });
  const draft = await mkdtemp(join(modelsDir, `.${name}-`));
  try {
    const total = model.files.reduce((sum, file) => sum + file.sizeBytes, 0);
    let done = 0;
    for (const file of model.files) {
      await fetchFile(file, model.source, join(draft, file.path), options);
      done += file.sizeBytes;
      progress(
        `${name}: ${Math.round((done / total) * 100)} % ${file.path}, ${file.sizeBytes} bytes, checked`,
      );
    }
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
