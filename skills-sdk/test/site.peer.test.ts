/** The site as it is built: with the generator from its own lockfile, readable without a server, every link alive. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildSite, deadLinks } from '../site/build.ts';

it('holds guides, reference, examples and errors, and no link that leads nowhere', async () => {
  const folder = join(await mkdtemp(join(tmpdir(), 'earshot-site-')), 'site');
  await buildSite(folder);
  const read = (name: string) => readFile(join(folder, name), 'utf8');
  expect(await read('index.html')).toContain('id="ten-minutes-to-a-skill-that-answers-by-voice"');
  expect(await read('docs/sdk/api.html')).toContain('defineSkill');
  expect(await read('docs/errors.html')).toContain('SKILL_TIMEOUT');
  expect(await read('skills-sdk/examples/coffee.html')).toContain('model.ts');
  // From a disk: nothing begins at a server's root, and nothing is fetched.
  expect(await read('index.html')).not.toMatch(/(href|src)="\//);
  expect(await read('index.html')).not.toMatch(/<(script|link|img)/);
  const index = await read('index.html');
  await writeFile(join(folder, 'index.html'), `${index}<a href="nowhere.html"></a><a href="#no-place"></a>`);
  expect(await deadLinks(folder)).toEqual(['index.html: nowhere.html', 'index.html: #no-place']);
  await rm(folder, { recursive: true });
}, 180_000);
