/**
 * `npm pack` in this folder: builds the package first and puts the package.json of the package in the place of the
 * checkout's, which leads to sources; puts it back afterwards.
 */
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPackage, publishedManifest } from './build.ts';

const manifest = join(import.meta.dirname, 'package.json');
const kept = join(import.meta.dirname, 'package.json.checkout');

if (process.argv[2] === 'before') {
  await buildPackage();
  const published = await publishedManifest('./dist');
  await rename(manifest, kept);
  await writeFile(manifest, published);
} else {
  await rename(kept, manifest);
}
