/** `earshot up`: everything on this machine, until told to stop. */
import { type Command, Option } from 'commander';
import { stateDir } from '../common/addresses.ts';
import { loadConfig } from '../common/config.ts';
import { createLogger } from '../common/log.ts';
import { betterEars } from './doctor.ts';
import { between } from './option-values.ts';
import type { Demo } from './up/demo.ts';
import { openLogFile, openSkillOutput } from './up/log-file.ts';
import { AlreadyRunning, startStack } from './up/stack.ts';

interface UpOptions {
  readonly demo?: boolean;
  readonly once?: boolean;
  readonly port: number;
  readonly webPort: number;
  readonly host: string;
  readonly verbose?: boolean;
  readonly skillOutput?: boolean;
  readonly debugSkills?: boolean;
}

const usualPort = 7100;
const portNumber = between(1, 65_535);

export function register(program: Command): void {
  program
    .command('up')
    .description('start every service, with private stores where none are configured; ends with Ctrl-C')
    .option('--demo', 'start the example skills too, and let a demo speaker say three recorded commands')
    .option(
      '--once',
      'with --demo: end after the demo, with status 0 when all three turns completed and the hotel’s request arrived',
    )
    .addOption(
      new Option('--port <number>', 'TCP port for speakers')
        .default(usualPort)
        .env('EARSHOT_GATEWAY_PORT')
        .argParser(portNumber),
    )
    .addOption(
      new Option('--web-port <number>', 'TCP port of the pages, on loopback')
        .default(7120)
        .env('EARSHOT_WEB_PORT')
        .argParser(portNumber),
    )
    .addOption(
      new Option(
        '--host <address>',
        'address to listen on for speakers; those on other machines also need EARSHOT_GATEWAY_CLEAR_TEXT_FROM, or a proxy that ends TLS and EARSHOT_GATEWAY_PROXY_HOPS',
      ).default('127.0.0.1'),
    )
    .option(
      '--skill-output',
      'with --demo: keep what the skills print, in skills.log; it may hold what people said',
    )
    .option(
      '--debug-skills',
      'give every turn an hour, spoken ones too, so that a skill may stand at a breakpoint; see: earshot skill dev --debug',
    )
    .option('--verbose', 'print the log instead of keeping it in a file')
    .addHelpText(
      'after',
      `
State is kept in EARSHOT_STATE_DIR (default: .earshot in the checkout). Set EARSHOT_DATABASE_URL and
EARSHOT_REDIS_URL to use your own PostgreSQL 15 and Redis.`,
    )
    .action(up);
}

async function up(options: UpOptions): Promise<void> {
  const startedAt = performance.now();
  const { stateDir: state } = loadConfig({ stateDir });
  const logFile = options.verbose ? undefined : await openLogFile(state);
  const log = createLogger('up', logFile?.stream);
  const stack = await startStack({
    stateDir: state,
    log,
    gatewayHost: options.host,
    gatewayPort: options.port,
    pullPort: 0,
    webPort: options.webPort,
    ...(options.debugSkills === true ? { env: { EARSHOT_GATEWAY_REPLY_TIMEOUT_MS: '3600000' } } : {}),
    stderr: logFile?.descriptor ?? 'inherit',
    onProgress: (line) => process.stderr.write(`earshot: ${line}\n`),
  }).catch((error: unknown) => {
    if (!(error instanceof AlreadyRunning)) throw error;
    process.stderr.write(`earshot: ${error.message}\n`);
    process.exit(1);
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stderr.write(`earshot: ready after ${seconds} s\n`);
  for (const line of betterEars(state)) process.stderr.write(`earshot: better ears: ${line}\n`);

  let demo: Demo | undefined;
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= (async () => {
      await demo?.stop();
      await stack.stop();
    })();
    return stopping;
  };
  const onSignal = () => {
    process.stderr.write('\nearshot: letting turns in flight finish\n');
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);

  if (options.demo) {
    const { runDemo } = await import('./up/demo.ts');
    try {
      demo = await runDemo(stack, state, log, options.skillOutput ? openSkillOutput(state) : 'ignore');
    } catch (error) {
      // Nothing is left running behind a demo that could not start.
      await stop();
      throw error;
    }
    if (options.once) {
      await stop();
      process.exit(demo.isCompleted ? 0 : 1);
    }
  }
  // As it can be typed: the command looks at the usual port by itself.
  const speak = options.port === usualPort ? 'speak' : `speak --url ${stack.speakerUrl}`;
  const signIn = demo === undefined ? 'earshot owner sign-in' : `once: ${await demo.signInLink()}`;
  process.stdout.write(`
  Speakers     ${stack.speakerUrl}   (docs/protocol.md)
  Partners     ${stack.address('gateway')}   (gRPC)
  Pages        ${stack.webUrl}   (${signIn})
  Talk         ${stack.webUrl}/speaker   (this browser as a speaker)
${demo === undefined ? '' : `  Hotel desk   ${stack.webUrl}/desk   (once: ${demo.deskLink})\n`}  Metrics      http://${stack.env['EARSHOT_GATEWAY_ADMIN_LISTEN']}/metrics   (and /healthz, /readyz)
  Log          ${logFile?.path ?? 'standard error'}
  Say          node start.mjs ${speak} --text "what time is it"${
    demo === undefined
      ? ''
      : `\n               node start.mjs ${speak} --device 1204 --text "my towels are wet"   (a guest)`
  }
  Stop         Ctrl-C
`);
}
