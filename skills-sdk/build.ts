/**
 * Builds the package that is published into `dist/`: plain JavaScript for Node 20, declarations, and a
 * `package.json` without a single dependency. Publish with `npm publish skills-sdk/dist`.
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const run = promisify(execFile);
const packageDir = import.meta.dirname;
const rootDir = dirname(packageDir);

/** The oldest Node that a published skill runs on. */
const target = 'node20';

async function bundle(entry: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [join(packageDir, entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target,
    absWorkingDir: rootDir,
    legalComments: 'eof',
    logLevel: 'warning',
    // CommonJS libraries inside the bundle ask for Node's own modules.
    banner: {
      js: "import { createRequire as createRequireOf } from 'node:module';\nconst require = createRequireOf(import.meta.url);",
    },
  });
}

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
export async function buildPackage(outDir = join(packageDir, 'dist')): Promise<string> {
  await rm(outDir, { recursive: true, force: true });
  const compiler = join(rootDir, 'node_modules/typescript/bin/tsc');
  const project = join(packageDir, 'tsconfig.build.json');
  await Promise.all([
    run(process.execPath, [compiler, '-p', project, '--outDir', join(outDir, 'types')]),
    bundle('src/index.ts', join(outDir, 'index.js')),
    bundle('src/testing/index.ts', join(outDir, 'testing.js')),
  ]);
  await renameImports(join(outDir, 'types'));
  await mkdir(join(outDir, 'word-vectors'));
  for (const locale of ['en-US', 'zh-CN'])
    await copyFile(
      join(rootDir, `language/word-vectors/${locale}.bin`),
      join(outDir, `word-vectors/${locale}.bin`),
    );
  await writeFile(
    join(outDir, 'types/skills-sdk/src/testing/index.d.ts'),
    "import type { Simulate } from './types.js';\nexport type * from './types.js';\n" +
      '/** Starts a simulation with one skill, or with several that compete for what is said. */\n' +
      'export declare const simulate: Simulate;\n',
  );
  const text = await readFile(join(packageDir, 'package.json'), 'utf8');
  const { scripts: _ours, ...source } = JSON.parse(text) as Record<string, unknown>;
  const published = {
    ...source,
    exports: {
      '.': { types: './types/skills-sdk/src/index.d.ts', default: './index.js' },
      './testing': { types: './types/skills-sdk/src/testing/index.d.ts', default: './testing.js' },
    },
    engines: { node: '>=20.19' },
    sideEffects: false,
  };
  await writeFile(join(outDir, 'package.json'), `${JSON.stringify(published, undefined, 2)}\n`);
  await copyFile(join(packageDir, 'README.md'), join(outDir, 'README.md'));
  await copyFile(join(rootDir, 'LICENSE'), join(outDir, 'LICENSE'));
  return outDir;
}

if (process.argv[1] !== undefined && basename(process.argv[1]) === 'build.ts') {
  process.stdout.write(`${await buildPackage()}\n`);
}
