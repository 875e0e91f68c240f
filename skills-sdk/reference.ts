/**
 * Writes `docs/sdk/` from the TSDoc of everything that the package exports: `node skills-sdk/reference.ts`.
 * A test keeps the pages equal to the source.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const packageDir = import.meta.dirname;
const rootDir = dirname(packageDir);

interface Chapter {
  readonly title: string;
  /** Modules whose exports it shows, in this order. */
  readonly modules: readonly string[];
}

const chapters: readonly Chapter[] = [
  { title: 'Defining a skill', modules: ['define-skill', 'skill', 'attributes'] },
  { title: 'The turn', modules: ['turn', 'slots'] },
  { title: 'Answers', modules: ['results', 'marks', 'messages'] },
  { title: 'Interaction model', modules: ['model'] },
  { title: 'Manifest', modules: ['manifest'] },
  { title: 'Consent and deletion', modules: ['notices', 'pull', 'keeping/keep', 'keeping/stores'] },
  { title: 'HTTP', modules: ['http/receive', 'http/node', 'http/fastify', 'signature', 'dedupe'] },
  { title: 'Local times', modules: ['zoned'] },
  { title: 'Errors', modules: ['errors'] },
  { title: 'Wire protocol', modules: ['protocol'] },
];

interface Declaration {
  readonly name: string;
  readonly kind: string;
  readonly doc: string;
  /** The declaration as TypeScript, without `export declare`. */
  readonly code: string;
}

/** Where a declaration that starts at `start` ends: at the `;` or `}` that closes it. */
function endOf(text: string, start: number, isBlock: boolean): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const skipped = skipText(text, at);
    if (skipped > at) {
      at = skipped - 1;
      continue;
    }
    const character = text[at];
    if (character === '{' || character === '(' || character === '[') depth += 1;
    if (character === '}' || character === ')' || character === ']') depth -= 1;
    if (depth === 0 && character === (isBlock ? '}' : ';')) return at + 1;
  }
  return text.length;
}

/** Past a comment or a string that starts here; brackets inside are no brackets. */
function skipText(text: string, at: number): number {
  if (text.startsWith('/*', at)) return text.indexOf('*/', at) + 2;
  if (text.startsWith('//', at)) return text.indexOf('\n', at);
  const quote = text[at];
  if (quote !== "'" && quote !== '"' && quote !== '`') return at;
  const close = text.indexOf(quote, at + 1);
  return close < 0 ? text.length : close + 1;
}

const declarationPattern =
  /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?^export (?:declare )?(interface|type|const|function|class) (\w+)/gm;

function declarationsOf(text: string): Declaration[] {
  return [...text.matchAll(declarationPattern)].map((match) => {
    const [whole, doc = '', kind = '', name = ''] = match;
    const start = match.index + whole.lastIndexOf('export ');
    const isBlock = kind === 'interface' || kind === 'class';
    const code = text.slice(start, endOf(text, start, isBlock)).replace(/^export (declare )?/, '');
    return { name, kind, doc: textOf(doc), code };
  });
}

/** A comment's text, with its tags as Markdown. */
function textOf(doc: string): string {
  return doc
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, ''))
    .join('\n')
    .trim()
    .replaceAll(/\{@link (?:\w+\.)?(\w+)\}/g, '`$1`')
    .replaceAll(/^@example\s*$/gm, '\nExample:\n')
    .replaceAll(/^@param (\w+) /gm, '- `$1`: ')
    .replaceAll(/^@returns /gm, '- Returns ')
    .replaceAll(/^@throws /gm, '- Throws ');
}

/** Names that a package entry hands on, by module. */
function exportsOf(entry: string): Map<string, ReadonlySet<string> | 'all'> {
  const found = new Map<string, ReadonlySet<string> | 'all'>();
  for (const [, list = '', module = ''] of entry.matchAll(
    /export (?:type )?(\*|\{[^}]*\}) from '\.\/([^']+)\.ts'/g,
  )) {
    const names = list.replaceAll(/[{}\s]|type /g, '').split(',');
    found.set(module, list === '*' ? 'all' : new Set(names.filter((name) => name !== '')));
  }
  return found;
}

const section = ({ name, doc, code }: Declaration): string =>
  `### ${name}\n\n${doc === '' ? '' : `${doc}\n\n`}\`\`\`ts\n${code}\n\`\`\`\n`;

const anchor = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');

const head = '<!-- Written by skills-sdk/reference.ts from the TSDoc of the source; do not edit. -->\n';

async function declared(
  typesDir: string,
  module: string,
  names: ReadonlySet<string> | 'all',
): Promise<Declaration[]> {
  const path = join(typesDir, `${module}.d.ts`);
  const own = await readFile(path, 'utf8');
  // The language package holds some types; here they are only handed on.
  const from = /^export type \* from '([^']+)\.ts';/m.exec(own)?.[1];
  const text = from === undefined ? own : await readFile(join(dirname(path), `${from}.d.ts`), 'utf8');
  return declarationsOf(text).filter(({ name }) => names === 'all' || names.has(name));
}

/** Every page by its path in the repository. */
export async function referencePages(): Promise<Readonly<Record<string, string>>> {
  const outDir = await mkdtemp(join(tmpdir(), 'earshot-reference-'));
  const typesDir = join(outDir, 'skills-sdk/src');
  try {
    const compiler = join(rootDir, 'node_modules/typescript/bin/tsc');
    await run(process.execPath, [
      compiler,
      '-p',
      join(packageDir, 'tsconfig.build.json'),
      '--outDir',
      outDir,
    ]);
    const exported = exportsOf(await readFile(join(typesDir, 'index.d.ts'), 'utf8'));
    const parts: string[] = [];
    const shown = new Set<string>();
    for (const { title, modules } of chapters) {
      const sections: string[] = [];
      for (const module of modules) {
        const names = exported.get(module);
        if (!names) throw new Error(`${module} exports nothing; take it out of the chapters`);
        shown.add(module);
        sections.push(...(await declared(typesDir, module, names)).map(section));
      }
      parts.push(`## ${title}\n\n${sections.join('\n')}`);
    }
    const forgotten = [...exported.keys()].filter((module) => !shown.has(module));
    if (forgotten.length > 0) throw new Error(`no chapter shows ${forgotten.join(', ')}`);
    const contents = chapters.map(({ title }) => `- [${title}](#${anchor(title)})`).join('\n');
    const api = `${head}# API reference\n\nEverything that \`@earshot/skills-sdk\` exports. The [README](../../skills-sdk/README.md) is the way in;\nthe [skill protocol](../skill-protocol.md) is what travels.\n\n${contents}\n\n${parts.join('\n')}`;
    const testing = (await declared(typesDir, 'testing/types', 'all')).map(section).join('\n');
    const simulator = `${head}# Simulator reference\n\nEverything that \`@earshot/skills-sdk/testing\` exports. \`simulate(skill, options)\` starts one user with one speaker; what\nis said goes through the real dialogue engine and the real projection, in memory.\n\n${testing}`;
    return { 'docs/sdk/api.md': api, 'docs/sdk/simulator.md': simulator };
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}

if (process.argv[1] !== undefined && basename(process.argv[1]) === 'reference.ts') {
  await mkdir(join(rootDir, 'docs/sdk'), { recursive: true });
  for (const [path, text] of Object.entries(await referencePages()))
    await writeFile(join(rootDir, path), text);
}
