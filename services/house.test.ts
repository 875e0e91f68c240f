/** The rules of the house that no single file can keep: style, types, who may import whom, what is never named. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkoutDir } from './common/addresses.ts';

const run = promisify(execFile);

/** Every text file of the repository that git tracks or would track. */
let files: string[];
let folders: Set<string>;
const texts = new Map<string, string>();

beforeAll(async () => {
  const listed = await run('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: checkoutDir,
    maxBuffer: 1 << 24,
  });
  folders = new Set(
    listed.stdout.split('\n').flatMap((name) => (name.includes('/') ? [name.split('/')[0] as string] : [])),
  );
  files = [
    ...new Set(
      listed.stdout.split('\n').filter((name) => /\.(ts|mjs|md|proto|json|ya?ml|sql|sh)$/.test(name)),
    ),
  ];
  await Promise.all(
    files.map(async (name) => {
      const text = await readFile(join(checkoutDir, name), 'utf8').catch(() => undefined);
      if (text !== undefined) texts.set(name, text);
    }),
  );
});

const isSource = (name: string) => name.endsWith('.ts') && !name.startsWith('proto/gen/');
const isTest = (name: string) => /\.test\.ts$|\/testing\//.test(name);

/** Paths, from the checkout's root, that a file imports relatively. */
function importsOf(name: string): string[] {
  const text = texts.get(name) ?? '';
  const found = text.matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g);
  return [...found].map(([, path]) => normalize(join(dirname(name), path ?? '')));
}

describe('style and types', () => {
  test('the formatter and the linter find nothing', async () => {
    await run(process.execPath, [join(checkoutDir, 'node_modules/@biomejs/biome/bin/biome'), 'check', '.'], {
      cwd: checkoutDir,
      maxBuffer: 1 << 24,
    });
  }, 120_000);

  test.each(['.', 'loadtest'])(
    'the type checker finds nothing in %s',
    async (project) => {
      await run(process.execPath, [join(checkoutDir, 'node_modules/typescript/bin/tsc'), '-p', project], {
        cwd: checkoutDir,
        maxBuffer: 1 << 24,
      });
    },
    180_000,
  );

  test('the schema passes its linter', async () => {
    await run(process.execPath, [join(checkoutDir, 'node_modules/@bufbuild/buf/bin/buf'), 'lint'], {
      cwd: checkoutDir,
    });
  }, 60_000);

  test('no file is longer than 500 lines, and every main.ts is a map of under 80', () => {
    const long = files.filter((name) => isSource(name) && (texts.get(name) ?? '').split('\n').length > 501);
    expect(long).toEqual([]);
    const mains = files.filter((name) => /^services\/[a-z]+\/main\.ts$/.test(name));
    expect(mains.filter((name) => (texts.get(name) ?? '').split('\n').length > 80)).toEqual([]);
  });
});

describe('who may import whom', () => {
  /** Folders that assemble others: they may import any service. */
  const assemblers = new Set(['cli', 'bench', 'e2e', 'attacks', 'faults']);
  const serviceOf = (path: string) => /^services\/([a-z0-9]+)\//.exec(path)?.[1];

  test('no file imports itself, over however many others, types included', () => {
    const sources = files.filter(isSource);
    const state = new Map<string, 'open' | 'done'>();
    const circles: string[] = [];
    const walk = (name: string, path: readonly string[]): void => {
      if (state.get(name) === 'open') circles.push([...path.slice(path.indexOf(name)), name].join(' -> '));
      if (state.has(name)) return;
      state.set(name, 'open');
      for (const target of importsOf(name)) if (texts.has(target)) walk(target, [...path, name]);
      state.set(name, 'done');
    };
    for (const name of sources) walk(name, []);
    expect(circles).toEqual([]);
  });

  test('a service imports contracts and common ground, never another service', () => {
    const crossings = files
      .filter((name) => isSource(name) && !isTest(name))
      .flatMap((name) =>
        importsOf(name).map((target) => ({ name, target, from: serviceOf(name), to: serviceOf(target) })),
      )
      .filter(
        ({ from, to }) =>
          from !== undefined && to !== undefined && to !== from && to !== 'common' && !assemblers.has(from),
      )
      .map(({ name, target }) => `${name} -> ${target}`);
    expect(crossings).toEqual([]);
  });

  /** What a folder's files import that begins with one of these paths; tests are held to it too. */
  const crossingsOf = (from: RegExp, to: RegExp) =>
    files
      .filter((name) => from.test(name) && isSource(name))
      .flatMap((name) =>
        importsOf(name)
          .filter((target) => to.test(target))
          .map((target) => `${name} -> ${target}`),
      );

  test('language stands alone: it imports nothing of the services and nothing of the SDK', () => {
    expect(crossingsOf(/^language\//, /^(services|skills-sdk)\//)).toEqual([]);
    const packages = files.filter(
      (name) =>
        /^language\//.test(name) && isSource(name) && /'@earshot\/(?!proto)/.test(texts.get(name) ?? ''),
    );
    expect(packages).toEqual([]);
  });

  test('the SDK imports nothing of the services', () => {
    expect(crossingsOf(/^skills-sdk\//, /^services\//)).toEqual([]);
  });

  test('language and SDK import messages, never a contract that can be called', () => {
    const callable = [...texts]
      .filter(([name, text]) => name.endsWith('.ts') && /from "@grpc\/grpc-js"/.test(text))
      .map(([name]) => name);
    expect(callable.length).toBeGreaterThan(3);
    const crossings = [...crossingsOf(/^(language|skills-sdk)\//, /^proto\//)];
    expect(crossings.filter((crossing) => callable.some((name) => crossing.endsWith(name)))).toEqual([]);
  });

  test('understanding reads no file and loads no native code: both are brought from outside', () => {
    const users = files.filter(
      (name) =>
        /^language\/(?!node\/|testing\/|word-vectors\/make\.ts)/.test(name) &&
        isSource(name) &&
        !isTest(name) &&
        /'(?:node:fs(?:\/promises)?|@node-rs\/|koffi|onnxruntime)/.test(texts.get(name) ?? ''),
    );
    expect(users).toEqual([]);
  });

  test('only the schema-driven logger touches pino', () => {
    const users = files.filter(
      (name) =>
        isSource(name) && !isTest(name) && /^import (?!type ).*from 'pino'/m.test(texts.get(name) ?? ''),
    );
    expect(users).toEqual(['services/common/log.ts']);
  });
});

test('every source file says in its first line what it is for', () => {
  // Examples are read from their manifest; a test is named after what it tries.
  const silent = files.filter((name) => {
    if (!isSource(name) || isTest(name) || /^skills-sdk\/(examples|templates)\//.test(name)) return false;
    const [first = '', second = ''] = (texts.get(name) ?? '').split('\n', 2);
    return !(first.startsWith('#!') ? second : first).startsWith('/**');
  });
  expect(silent).toEqual([]);
});

describe('every call has a caller', () => {
  /** Served and tried by tests, for a caller that is still to come. Whoever adds the caller takes the line out. */
  const awaited: Readonly<Record<string, string>> = {
    CheckConsent: 'the intake of samples, and history',
    Forget: 'the privacy centre',
    PullField: 'partners over gRPC; skills pull over HTTP',
    Judge: 'an endpointer in another process than the models',
    Converse: 'partners over gRPC',
  };

  test('outside tests, or is awaited by name', () => {
    const methods = [...texts]
      .filter(([name]) => name.startsWith('proto/') && name.endsWith('.proto'))
      .flatMap(([, text]) => [...text.matchAll(/^ {2}rpc (\w+)\(/gm)].map(([, method]) => method as string));
    expect(methods.length).toBeGreaterThan(40);
    const callers = [...texts]
      .filter(([name]) => isSource(name) && !isTest(name))
      .map(([, text]) => text)
      .join('\n');
    // Called by name, or on a client: `callUnary(skills, 'getModels', …)`, `asr.recognise(m, o)`. One pass for each way.
    const ways = [
      /(?:callUnary|unary|\.call)\(\s*[\w.#]+,\s*'(\w+)'/g,
      /\b[a-z]\w*\.(\w+)\((?:m|r|request|privacy|asr|tts|skills|dialogue)\b/g,
      /\.(\w+)\.bind\(/g,
      /calls\.(\w+)\(/g,
      /\(client\) => client\.(\w+),/g,
    ];
    const called = new Set(ways.flatMap((way) => [...callers.matchAll(way)].map(([, name]) => name)));
    const isCalled = (method: string) => called.has(`${method[0]?.toLowerCase()}${method.slice(1)}`);
    expect(methods.filter((method) => !isCalled(method)).sort()).toEqual(Object.keys(awaited).sort());
  });
});

test('the top level is the house and nothing else', () => {
  expect([...folders].sort()).toEqual([
    '.ci',
    'deploy',
    'docs',
    'language',
    'loadtest',
    'proto',
    'services',
    'skills-sdk',
  ]);
});

test('no file names a package registry or a path of one machine', () => {
  // Written in pieces, so that this file does not name them either.
  const names = [
    ['registry.', 'npmjs'],
    ['deb.', 'debian.org'],
    ['/work', '/main'],
    ['/ro', 'ot/'],
    ['/ho', 'me/'],
  ].map((parts) => parts.join(''));
  const found = [...texts].flatMap(([name, text]) =>
    names.filter((word) => text.includes(word)).map((word) => `${name}: ${word}`),
  );
  expect(found).toEqual([]);
});
