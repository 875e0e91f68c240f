/** What surrounds the code of a new skill: package, compiler, container, a machine that tests it. */
import type { NewSkill } from './new-skill.ts';

/** Versions that a new skill begins with; a test holds them against the checkout's. */
export const versions = { typescript: '7.0.2', nodeTypes: '24.10.1' } as const;

const lastOf = (id: string): string => id.split('.').at(-1) ?? 'skill';

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

export function packageFile({ id, isJavaScript, sdk }: NewSkill): string {
  const main = isJavaScript ? 'main.js' : 'dist/main.js';
  return json({
    name: lastOf(id),
    version: '1.0.0',
    private: true,
    type: 'module',
    engines: { node: '>=20.19' },
    scripts: {
      build: 'tsc -p .',
      validate: 'earshot-skill validate',
      test: 'earshot-skill test',
      dev: 'earshot-skill dev',
      ...(isJavaScript ? {} : { prestart: 'tsc -p .' }),
      start: `node --enable-source-maps ${main}`,
    },
    dependencies: { '@earshot/skills-sdk': sdk },
    devDependencies: { '@types/node': versions.nodeTypes, typescript: versions.typescript },
  });
}

export function tsconfigFile({ isJavaScript }: NewSkill): string {
  return json({
    compilerOptions: {
      target: 'es2023',
      lib: ['es2023'],
      module: 'nodenext',
      types: ['node'],
      strict: true,
      noUncheckedIndexedAccess: true,
      resolveJsonModule: true,
      ...(isJavaScript
        ? { allowJs: true, checkJs: true, noEmit: true }
        : {
            verbatimModuleSyntax: true,
            erasableSyntaxOnly: true,
            rewriteRelativeImportExtensions: true,
            sourceMap: true,
            rootDir: '.',
            outDir: 'dist',
          }),
    },
    include: [isJavaScript ? '*.js' : '*.ts'],
  });
}

export function dockerFile({ isJavaScript }: NewSkill): string {
  const [build, main] = isJavaScript
    ? ['npm test', 'main.js']
    : ['npm test && npm run build', 'dist/main.js'];
  return `FROM node:24-slim AS built
WORKDIR /skill
COPY package*.json *.tgz ./
RUN npm install
COPY . .
RUN ${build} && npm prune --omit=dev

FROM node:24-slim
WORKDIR /skill
COPY --from=built --chown=node /skill .
USER node
ENV PORT=8080 EARSHOT_SKILL_INTERFACE=0.0.0.0
EXPOSE 8080
CMD ["node", "--enable-source-maps", "${main}"]
`;
}

export function ciFile(_skill: NewSkill): string {
  return `name: test
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        node: [20, 24]
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: \${{ matrix.node }}
      - run: npm install
      - run: npm run validate
      - run: npm test
`;
}

export function readmeFile({ id, isJavaScript, sdk }: NewSkill): string {
  const ext = isJavaScript ? 'js' : 'ts';
  const where = sdk.startsWith('file:')
    ? `The SDK is the file \`${sdk.slice('file:'.length)}\` beside this page: keep it with the rest.\n\n`
    : '';
  return `# ${id}

Runs on Node 20.19 and newer. ${where}\`\`\`
npm install
npm run validate    what is wrong with manifest, model and types; nothing, as it is
npm test            conversations in memory, through the real engine
npm run dev         talk to it: what it is sent, what it is not, and why
npm start           a server on PORT (8300), for an Earshot whose keys are in EARSHOT_SKILL_KEYS
\`\`\`

| file | |
| --- | --- |
| model.${ext} | what may be said |
| manifest.${ext} | who you are, what you ask for and why, what you send back |
| messages.json | what it says, in each language |
| skill.${ext} | one function for each intent |
| main.${ext} | its server |
| skill.test.${ext} | conversations that must go well |

\`docker build .\` makes an image of it; .github/workflows/test.yml tests every push.
`;
}
