/**
 * Builds the site for skill developers into `docs/site`: `node start.mjs exec skills-sdk/site/build.ts`. What builds it is
 * installed from its own lockfile, since nothing that runs needs it. Fails when a link leads nowhere.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { menu, sitePages } from './pages.ts';

const run = promisify(execFile);
const siteDir = import.meta.dirname;
const rootDir = join(siteDir, '../..');

/** The generator, from its lockfile, once. */
async function installed(): Promise<string> {
  const lock = await readFile(join(siteDir, 'package-lock.json'));
  const folder = join(rootDir, '.earshot/site', createHash('sha256').update(lock).digest('hex').slice(0, 16));
  if (existsSync(folder)) return folder;
  const fresh = `${folder}.${process.pid}`;
  await mkdir(fresh, { recursive: true });
  for (const name of ['package.json', 'package-lock.json'])
    await copyFile(join(siteDir, name), join(fresh, name));
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: fresh });
  await rename(fresh, folder);
  return folder;
}

/** Every link of a built site that leads to no file, or to no place in it. */
export async function deadLinks(folder: string): Promise<string[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.html'));
  const texts = new Map<string, string>();
  for (const name of names) texts.set(name, await readFile(join(folder, name), 'utf8'));
  const dead: string[] = [];
  for (const [name, text] of texts) {
    for (const [, target = ''] of text.matchAll(/\s(?:href|src)="([^"]*)"/g)) {
      if (/^(https?:|mailto:)/.test(target)) continue;
      const [file = '', anchor] = target.split('#');
      const path = file === '' ? name : normalize(join(dirname(name), file));
      const page = texts.get(path);
      const hasPlace = anchor === undefined || page?.includes(`id="${decodeURIComponent(anchor)}"`) === true;
      if (page === undefined || !hasPlace) dead.push(`${name}: ${target}`);
    }
  }
  return dead;
}

/** @returns the folder of the built site */
export async function buildSite(outDir = join(rootDir, 'docs/site')): Promise<string> {
  const tools = await installed();
  // Beside the generator, where the imports of its settings are found.
  const work = await mkdtemp(join(tools, 'work-'));
  await mkdir(join(work, 'pages/_includes'), { recursive: true });
  await mkdir(join(work, 'pages/_data'));
  await copyFile(join(siteDir, 'page.njk'), join(work, 'pages/_includes/page.njk'));
  await writeFile(join(work, 'pages/_data/menu.json'), JSON.stringify(menu));
  for (const { path, markdown } of await sitePages()) {
    const file = join(work, 'pages', path.replace(/\.html$/, '.md'));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, markdown);
  }
  await copyFile(join(siteDir, 'eleventy.config.mjs'), join(work, 'eleventy.config.mjs'));
  const eleventy = join(tools, 'node_modules/@11ty/eleventy/cmd.cjs');
  const options = ['--quiet', '--config=eleventy.config.mjs', '--input=pages', '--output=site'];
  await run(process.execPath, [eleventy, ...options], { cwd: work });
  await rm(outDir, { recursive: true, force: true });
  await cp(join(work, 'site'), outDir, { recursive: true });
  await rm(work, { recursive: true });
  const dead = await deadLinks(outDir);
  if (dead.length > 0) throw new Error(`links that lead nowhere:\n${dead.join('\n')}`);
  return outDir;
}

if (process.argv[1] !== undefined && basename(dirname(process.argv[1])) === 'site') {
  process.stdout.write(`${await buildSite()}\n`);
}
