/**
 * Builds the package that is published into `dist/`: plain JavaScript for Node 20, declarations, and a
 * `package.json` without a single dependency. Publish with `npm publish skills-sdk/dist`.
 */
import { execFile } from 'node:child_process';
import { copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';

const run = promisify(execFile);
const packageDir = import.meta.dirname;
const rootDir = dirname(packageDir);

/** The oldest Node that a published skill runs on. */
const target = 'node20';

/** What the simulator's services need of the gRPC library: names and numbers, never a connection. */
const grpcNames: Plugin = {
  name: 'grpc-names',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^@grpc\/grpc-js$/ }, ({ path }) => ({ path, namespace: 'grpc-names' }));
    onLoad({ filter: /.*/, namespace: 'grpc-names' }, async () => {
      const { status } = await import('@grpc/grpc-js');
      const numbers = Object.fromEntries(
        Object.entries(status).filter(([, value]) => typeof value === 'number'),
      );
      const contents = `export const status = ${JSON.stringify(numbers)};
export const makeGenericClientConstructor = () => class {};
export class Metadata {}
export const credentials = {};`;
      return { contents, loader: 'js' };
    });
  },
};

/** Files that the services read beside their source travel inside the bundle. */
const filesInside: Plugin = {
  name: 'files-inside',
  setup: ({ onLoad }) => {
    onLoad({ filter: /services\/.*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const reads = [
        ...source.matchAll(/readFileSync\(\s*new URL\('([^']+)', import\.meta\.url\)\s*,?\s*\)/g),
      ];
      let contents = source;
      for (const [expression, file] of reads) {
        const bytes = await readFile(join(dirname(path), file ?? ''));
        contents = contents.replace(expression, `Buffer.from('${bytes.toString('base64')}', 'base64')`);
      }
      return { contents, loader: 'ts' };
    });
  },
};

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
    plugins: [grpcNames, filesInside],
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
  await writeFile(
    join(outDir, 'types/testing/index.d.ts'),
    "import type { Simulate } from './types.js';\nexport type * from './types.js';\n" +
      '/** Starts a simulation with one skill, or with several that compete for what is said. */\n' +
      'export declare const simulate: Simulate;\n',
  );
  const text = await readFile(join(packageDir, 'package.json'), 'utf8');
  const { scripts: _ours, ...source } = JSON.parse(text) as Record<string, unknown>;
  const published = {
    ...source,
    exports: {
      '.': { types: './types/index.d.ts', default: './index.js' },
      './testing': { types: './types/testing/index.d.ts', default: './testing.js' },
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
