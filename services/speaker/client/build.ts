/**
 * Builds the package that makers install into `dist/`: one file of JavaScript for browsers and Node 22, declarations, and a
 * `package.json` without a dependency. `node start.mjs exec services/speaker/client/build.ts`, then `npm publish` what it prints.
 */
import { execFile } from 'node:child_process';
import { copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const run = promisify(execFile);
const packageDir = import.meta.dirname;
const rootDir = join(packageDir, '../../..');

/** The compiler leaves `.ts` in declarations; a package's readers look for `.js` beside `.d.ts`. */
async function renameImports(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replaceAll(/(from '\.[^']*)\.ts'/g, "$1.js'"));
  }
}

/** @returns the folder that is published */
export async function buildClient(outDir = join(packageDir, 'dist')): Promise<string> {
  await rm(outDir, { recursive: true, force: true });
  const compiler = join(rootDir, 'node_modules/typescript/bin/tsc');
  const project = join(packageDir, 'tsconfig.build.json');
  await Promise.all([
    run(process.execPath, [compiler, '-p', project, '--outDir', join(outDir, 'types')]),
    build({
      entryPoints: [join(packageDir, 'src/index.ts')],
      outfile: join(outDir, 'index.js'),
      bundle: true,
      platform: 'neutral',
      format: 'esm',
      target: ['es2022', 'node22'],
      logLevel: 'warning',
    }),
  ]);
  await renameImports(join(outDir, 'types'));
  const source = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')) as object;
  const published = {
    ...source,
    exports: { '.': { types: './types/client/src/index.d.ts', default: './index.js' } },
    engines: { node: '>=22' },
    sideEffects: false,
  };
  await writeFile(join(outDir, 'package.json'), `${JSON.stringify(published, undefined, 2)}\n`);
  await copyFile(join(packageDir, 'README.md'), join(outDir, 'README.md'));
  await copyFile(join(rootDir, 'LICENSE'), join(outDir, 'LICENSE'));
  return outDir;
}

if (process.argv[1] !== undefined && basename(process.argv[1]) === 'build.ts') {
  process.stdout.write(`${await buildClient()}\n`);
}
