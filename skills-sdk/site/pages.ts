/** Which pages the site has, and where their links lead: to another page, out of it, or nowhere any more. */
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, normalize, relative } from 'node:path';

const rootDir = join(import.meta.dirname, '../..');

/** A page as markdown, by the path of its HTML in the site. */
export interface Page {
  readonly path: string;
  readonly markdown: string;
}

/** The pages that every page leads to. */
export const menu = [
  { title: 'Skills', page: 'index.html' },
  { title: 'What may be said', page: 'docs/interaction-model.html' },
  { title: 'API', page: 'docs/sdk/api.html' },
  { title: 'Simulator', page: 'docs/sdk/simulator.html' },
  { title: 'Protocol', page: 'docs/skill-protocol.html' },
  { title: 'Alexa', page: 'docs/alexa.html' },
  { title: 'Errors', page: 'docs/errors.html' },
] as const;

const start = 'skills-sdk/README.md';

/** Where a file of the repository is in the site; undefined where it is not. */
function siteOf(path: string, pages: ReadonlySet<string>): string | undefined {
  if (path === start) return 'index.html';
  if (pages.has(path)) return path.endsWith('.md') ? path.replace(/\.md$/, '.html') : `${path}.html`;
  return undefined;
}

/** Links of one page, outside of code: those to files that are no pages become words. */
function relinked(markdown: string, path: string, pages: ReadonlySet<string>): string {
  const own = siteOf(path, pages) ?? '';
  const inText = (text: string): string =>
    text.replaceAll(/\[([^\]]*)\]\(([^)\s]+)\)/g, (whole, words: string, target: string) => {
      if (/^(https?:|mailto:|#)/.test(target)) return whole;
      const [file = '', anchor] = target.split('#');
      const site = siteOf(normalize(join(dirname(path), file)).replace(/\/$/, ''), pages);
      if (site === undefined) return words;
      return `[${words}](${relative(dirname(own), site)}${anchor === undefined ? '' : `#${anchor}`})`;
    });
  return markdown
    .split(/(^```[\s\S]*?^```$)/m)
    .map((part) => (part.startsWith('```') ? part : inText(part)))
    .join('');
}

/** An example as one page: all of its files. */
async function exampleAsMarkdown(folder: string): Promise<string> {
  const names = (await readdir(join(rootDir, folder))).filter((name) => name.endsWith('.ts'));
  const files = await Promise.all(
    names.sort().map(async (name) => {
      const text = await readFile(join(rootDir, folder, name), 'utf8');
      return `## ${name}\n\n\`\`\`ts\n${text}\`\`\`\n`;
    }),
  );
  return `# Example: ${folder.split('/').at(-1)}\n\n${files.join('\n')}`;
}

export async function sitePages(): Promise<Page[]> {
  const listed = async (folder: string, ends: RegExp) =>
    (await readdir(join(rootDir, folder)))
      .filter((name) => ends.test(name))
      .map((name) => join(folder, name));
  const markdown = [
    start,
    ...(await listed('.', /\.md$/)),
    ...(await listed('docs', /\.md$/)),
    ...(await listed('docs/adr', /\.md$/)),
    ...(await listed('docs/sdk', /\.md$/)),
  ];
  const examples = await listed('skills-sdk/examples', /^[a-z]+$/);
  const pages = new Set([...markdown, ...examples]);
  const ofMarkdown = markdown.map(async (path) => ({
    path: siteOf(path, pages) ?? '',
    markdown: relinked(await readFile(join(rootDir, path), 'utf8'), path, pages),
  }));
  const ofExamples = examples.map(async (path) => ({
    path: siteOf(path, pages) ?? '',
    markdown: await exampleAsMarkdown(path),
  }));
  return Promise.all([...ofMarkdown, ...ofExamples]);
}
