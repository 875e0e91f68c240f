/**
 * Builds the package that is published into `dist/`: plain JavaScript for Node 20, declarations, and a
 * `package.json` without a single dependency. Publish with `npm publish skills-sdk/dist`.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
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

/** What a reader of the package finds in `package.json`, with everything below a folder of it. */
export async function publishedManifest(below: '.' | './dist'): Promise<string> {
  const text = await readFile(join(packageDir, 'package.json'), 'utf8');
  const {
    scripts: _ours,
    devDependencies: _bundled,
    ...source
  } = JSON.parse(text) as Record<string, unknown>;
  const entry = (name: string) => ({ types: `${below}/${name}.d.ts`, default: `${below}/${name}.js` });
  const published = {
    ...source,
    exports: {
      '.': entry('index'),
      './testing': entry('testing'),
      './alexa': entry('alexa'),
      './package.json': './package.json',
    },
    // For compilers that resolve as Node 10 did and know no exports.
    main: `${below}/index.js`,
    types: `${below}/index.d.ts`,
    typesVersions: { '*': { testing: [`${below}/testing.d.ts`], alexa: [`${below}/alexa.d.ts`] } },
    bin: { 'earshot-skill': `${below}/bin.js` },
    ...(below === './dist' ? { files: ['dist'] } : {}),
    engines: { node: '>=20.19' },
    sideEffects: false,
  };
  return `${JSON.stringify(published, undefined, 2)}\n`;
}

const simulateTypes = `import type { Simulate } from './types/skills-sdk/src/testing/types.js';
export type * from './types/skills-sdk/src/testing/types.js';
/** Starts a simulation with one skill, or with several that compete for what is said. */
export declare const simulate: Simulate;
`;

/** @returns the folder that is published */
export async function buildPackage(outDir = join(packageDir, 'dist')): Promise<string> {
  await rm(outDir, { recursive: true, force: true });
  const compiler = join(rootDir, 'node_modules/typescript/bin/tsc');
  const project = join(packageDir, 'tsconfig.build.json');
  await Promise.all([
    run(process.execPath, [compiler, '-p', project, '--outDir', join(outDir, 'types')]),
    bundle('src/index.ts', join(outDir, 'index.js')),
    bundle('src/testing/index.ts', join(outDir, 'testing.js')),
    bundle('src/alexa/index.ts', join(outDir, 'alexa.js')),
    bundle('src/command/bin.ts', join(outDir, 'bin.js')),
    bundle('src/command/talk-process.ts', join(outDir, 'talk-process.js')),
  ]);
  await chmod(join(outDir, 'bin.js'), 0o755);
  await renameImports(join(outDir, 'types'));
  await mkdir(join(outDir, 'word-vectors'));
  for (const locale of ['en-US', 'zh-CN'])
    await copyFile(
      join(rootDir, `language/word-vectors/${locale}.bin`),
      join(outDir, `word-vectors/${locale}.bin`),
    );
  await writeFile(join(outDir, 'index.d.ts'), "export * from './types/skills-sdk/src/index.js';\n");
  await writeFile(join(outDir, 'alexa.d.ts'), "export * from './types/skills-sdk/src/alexa/index.js';\n");
  await writeFile(join(outDir, 'testing.d.ts'), simulateTypes);
  await writeFile(join(outDir, 'package.json'), await publishedManifest('.'));
  await copyFile(join(packageDir, 'README.md'), join(outDir, 'README.md'));
  await copyFile(join(rootDir, 'LICENSE'), join(outDir, 'LICENSE'));
  return outDir;
}

/** A digest of everything that the package is made of. */
async function sourceDigest(): Promise<string> {
  const digest = createHash('sha256');
  for (const folder of ['language', 'skills-sdk/src', 'proto/gen']) {
    const entries = await readdir(join(rootDir, folder), { recursive: true });
    for (const name of entries.sort()) {
      if (!name.endsWith('.ts') || /(^|\/)node_modules\//.test(name) || name.endsWith('.test.ts')) continue;
      digest.update(name).update(await readFile(join(rootDir, folder, name)));
    }
  }
  for (const name of ['package.json', 'build.ts', 'README.md'])
    digest.update(await readFile(join(packageDir, name)));
  return digest.digest('hex').slice(0, 16);
}

/** The package as the sources are now: built once, then where it was. Others may ask at the same time. */
export async function builtPackage(): Promise<string> {
  const folder = join(rootDir, '.earshot/skills-sdk', await sourceDigest());
  if (existsSync(folder)) return folder;
  const fresh = await buildPackage(`${folder}.${process.pid}`);
  await rename(fresh, folder).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    await rm(fresh, { recursive: true });
  });
  return folder;
}

if (process.argv[1] !== undefined && basename(process.argv[1]) === 'build.ts') {
  process.stdout.write(`${await buildPackage()}\n`);
}
