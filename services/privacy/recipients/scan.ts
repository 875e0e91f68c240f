/** Finds ways out of a process in source code. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * Ways out of a process, as they are written in source code. It is a net for mistakes, not for malice: a module that
 * gets to a socket by some other road than an import or a global passes through it.
 */

/** Modules whose import lets code call out, and the names of theirs that do not; `undefined`: every value does. */
const networkModules: ReadonlyMap<string, ReadonlySet<string> | undefined> = new Map([
  ['undici', undefined],
  ['net', new Set(['createServer', 'isIP', 'isIPv4', 'isIPv6', 'BlockList'])],
  ['http', new Set(['createServer', 'STATUS_CODES', 'METHODS'])],
  ['https', new Set(['createServer'])],
  ['http2', new Set(['createServer', 'createSecureServer'])],
  ['tls', new Set(['createServer', 'rootCertificates'])],
  ['dgram', undefined],
  ['dns', undefined],
  ['dns/promises', undefined],
  ['child_process', undefined],
  ['ws', new Set(['WebSocketServer'])],
  ['@grpc/grpc-js', new Set(['Server', 'ServerCredentials', 'Metadata', 'status'])],
  ['ioredis', undefined],
  ['bullmq', undefined],
  ['mqtt', undefined],
  ['nodemailer', undefined],
  ['pg', undefined],
]);

const specifierOf = (name: string) => name.replace(/^node:/, '');

/** Source without comments, and with texts emptied where they are not module names. */
function withoutComments(source: string): string {
  return source.replace(
    /\/\*[\s\S]*?\*\/|(?<![:'"`\\])\/\/[^\n]*|('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")/g,
    (_all, text: string | undefined) => text ?? ' ',
  );
}

/** Names of values that one import clause brings in; `*` for the whole module. */
function importedValues(clause: string): string[] {
  const named = /\{([\s\S]*)\}/.exec(clause)?.[1] ?? '';
  const names = named
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && !part.startsWith('type '))
    .map((part) => part.split(/\s+as\s+/)[0] ?? part);
  const rest = clause.replace(/\{[\s\S]*\}/, '').replace(/[\s,]/g, '');
  return rest === '' ? names : [...names, '*'];
}

/** What in this source can open a connection or start a program, e.g. `undici`, `net`, `fetch`. */
export function outboundUses(source: string): string[] {
  const code = withoutComments(source);
  const uses = new Set<string>();
  const note = (specifier: string, values: readonly string[]) => {
    const name = specifierOf(specifier);
    if (!networkModules.has(name)) return;
    const harmless = networkModules.get(name);
    if (values.some((value) => harmless?.has(value) !== true)) uses.add(name);
  };
  const statements = /\b(?:import|export)\s+(?!type\b)((?:[\w$*\s,]|\{[^}]*\})*?)\s*from\s*['"]([^'"]+)['"]/g;
  for (const [, clause = '', specifier = ''] of code.matchAll(statements)) {
    note(specifier, importedValues(clause));
  }
  const whole = /(?:\bimport|\bimport\s*\(|\brequire\s*\(|\bgetBuiltinModule\s*\()\s*['"`]([^'"`]+)['"`]/g;
  for (const [, specifier = ''] of code.matchAll(whole)) note(specifier, ['*']);
  const bare = code.replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''");
  if (usesGlobalFetch(bare)) uses.add('fetch');
  if (!uses.has('ws') && /\bnew\s+(?:globalThis\.)?(?:WebSocket|EventSource)\s*\(/.test(bare)) {
    uses.add('WebSocket');
  }
  return [...uses].sort();
}

/** Put together, so that this file does not look to itself as if it called out. */
const name = 'fetch';
/** A call or a hand-over of the global; a method, a property or a parameter of that name is something else. */
const fetchUse = new RegExp(`(?<![\\w$.#]|typeof\\s)${name}\\b(?!\\s*[:?]|\\s*\\([^()]*\\)\\s*[:{])`);
const fetchOfGlobal = new RegExp(`\\b(?:globalThis|global|window|self)\\??\\.${name}\\b`);
const ownFetch = new RegExp(`[(,]\\s*${name}\\s*:\\s*(?!typeof\\b)[A-Z]`);

function usesGlobalFetch(code: string): boolean {
  return fetchOfGlobal.test(code) || (fetchUse.test(code) && !ownFetch.test(code));
}

/** Benches, attacks and faults call what they started themselves, and see nobody's data. */
const isTestCode = (path: string) =>
  path.startsWith('services/attacks/') ||
  path.startsWith('services/bench/') ||
  path.startsWith('services/faults/') ||
  path.endsWith('.test.ts') ||
  path.endsWith('.test-d.ts') ||
  path.includes('/testing/') ||
  path.includes('/test/');

/** Source files that run outside tests, by path from the checkout. */
export function productSources(checkout: string): ReadonlyMap<string, string> {
  const sources = new Map<string, string>();
  for (const folder of ['services', 'skills-sdk/src']) {
    for (const entry of readdirSync(join(checkout, folder), { withFileTypes: true, recursive: true })) {
      const path = relative(checkout, join(entry.parentPath, entry.name)).replaceAll('\\', '/');
      if (!entry.isFile() || !/\.(ts|mjs|js)$/.test(path)) continue;
      if (path.includes('node_modules/') || isTestCode(path)) continue;
      sources.set(path, readFileSync(join(checkout, path), 'utf8'));
    }
  }
  return sources;
}

/** Every file that can reach out, with its ways. */
export function scanOutbound(sources: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [path, source] of sources) {
    const uses = outboundUses(source);
    if (uses.length > 0) found.set(path, uses);
  }
  return new Map([...found].sort(([a], [b]) => a.localeCompare(b)));
}

/** Environment variables with which whoever runs Earshot names an address that data goes to. */
export function addressSettings(sources: ReadonlyMap<string, string>): string[] {
  const names = new Set<string>();
  for (const source of sources.values()) {
    for (const [, name = ''] of source.matchAll(
      /'(EARSHOT_[A-Z0-9_]*(?:_URL|_ADDRESS|_ENDPOINT|_HOST|_TARGET))'/g,
    )) {
      names.add(name);
    }
    // `grpcAddress('ASR', …)` builds its name.
    for (const [, name = ''] of source.matchAll(/\bgrpcAddress\('([A-Z]+)'/g))
      names.add(`EARSHOT_${name}_ADDRESS`);
  }
  return [...names].sort();
}

/**
 * Where code and declarations differ, a sentence each. A declared folder (a path that ends in `/`) covers what is in it,
 * for the ways that it names; a declared file has to have exactly its ways.
 */
export function undeclared(
  found: ReadonlyMap<string, readonly string[]>,
  declared: readonly { readonly path: string; readonly uses: readonly string[] }[],
): string[] {
  const problems: string[] = [];
  const files = new Map(
    declared.filter(({ path }) => !path.endsWith('/')).map((one) => [one.path, one.uses]),
  );
  const folders = declared.filter(({ path }) => path.endsWith('/'));
  for (const [path, uses] of found) {
    const allowed = files.get(path) ?? folders.find((folder) => path.startsWith(folder.path))?.uses ?? [];
    const extra = uses.filter((use) => !allowed.includes(use));
    if (extra.length > 0) problems.push(`${path} can reach out through ${extra.join(', ')}: declare it`);
  }
  for (const [path, uses] of files) {
    const gone = uses.filter((use) => found.get(path)?.includes(use) !== true);
    if (gone.length > 0)
      problems.push(`${path} has no ${gone.join(', ')} any more: take the declaration away`);
  }
  return problems;
}
