/** `earshot speak`: a whole speaker on the command line. */
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { checkoutDir } from '../common/addresses.ts';
import { ActivationRefused, ConnectionRefused, type ListenMode } from '../speaker/index.ts';
import { explain } from './explain.ts';
import { between } from './option-values.ts';
import { deviceToken } from './speak/local-device.ts';
import { speakFiles } from './speak/speak-files.ts';
import { speakXiaozhi } from './speak/xiaozhi.ts';

interface SpeakOptions {
  readonly text: readonly string[];
  readonly json: boolean;
  readonly realtime: boolean;
  readonly device: string;
  readonly out?: string;
  readonly url: string;
  readonly locale: string;
  readonly mode: 'button' | 'wake';
  readonly dialect: 'earshot' | 'xiaozhi';
  readonly wakeMs: number;
  readonly silent: boolean;
  readonly claimCode?: string;
  readonly state: string;
}

const modes: Readonly<Record<SpeakOptions['mode'], ListenMode>> = {
  button: 'held_button',
  wake: 'wake_word',
};

const collect = (text: string, texts: readonly string[]): string[] => [...texts, text];

export function register(program: Command): void {
  program
    .command('speak')
    .description('say recordings or texts to Earshot as a speaker would, and show each turn')
    .argument('[file...]', 'WAV (PCM16, any rate, mono or stereo) or .raw (PCM16, 16 kHz, mono)')
    .option('-t, --text <text>', 'say this instead; may be given several times', collect, [])
    .option('--json', 'one JSON object on one line for each turn', false)
    .option(
      '--realtime',
      'send frames on the clock, as a microphone would, instead of as fast as allowed',
      false,
    )
    .option(
      '-d, --device <name>',
      'which of the devices kept in the state directory; made on first use',
      'demo',
    )
    .option('-o, --out <file>', 'write the spoken reply to a WAV file')
    .addOption(
      new Option('-u, --url <url>', 'the gateway')
        .env('EARSHOT_URL')
        .default(`ws://127.0.0.1:${process.env['EARSHOT_GATEWAY_PORT'] ?? 7100}`),
    )
    .option('-l, --locale <locale>', 'the language spoken', 'en-US')
    .addOption(
      new Option('-m, --mode <mode>', 'how the speaker came to listen')
        .choices(['button', 'wake'])
        .default('button'),
    )
    .option(
      '--wake-ms <ms>',
      'with --mode wake: how much of the recording is the wake word',
      between(1, 3_000),
      800,
    )
    .addOption(
      new Option(
        '--dialect <name>',
        'xiaozhi: as an ESP32 speaker would, by its own protocol; it shows a code for earshot owner activate',
      )
        .choices(['earshot', 'xiaozhi'])
        .default('earshot'),
    )
    .option('--silent', 'with --text: answer in text, make no speech', false)
    .option('--claim-code <code>', 'activate the device with this code from its owner')
    .addOption(
      new Option('--state <dir>', 'state directory')
        .env('EARSHOT_STATE_DIR')
        .default(join(checkoutDir, '.earshot')),
    )
    .action(async (files: string[], options: SpeakOptions) => {
      process.exitCode = await speak(files, options);
    });
}

/** @returns the exit status: 0 when every turn completed */
async function speak(files: readonly string[], options: SpeakOptions): Promise<number> {
  if (files.length === 0 && options.text.length === 0) {
    process.stderr.write('earshot: nothing to say; give a file or --text\n');
    return 2;
  }
  try {
    if (options.dialect === 'xiaozhi')
      return await speakXiaozhi({ ...options, files, output: process.stdout });
    const token = await deviceToken({
      stateDir: options.state,
      name: options.device,
      url: options.url,
      claimCode: options.claimCode,
    });
    const turns = await speakFiles({
      url: options.url,
      token,
      locale: options.locale,
      files,
      texts: options.text,
      output: process.stdout,
      isJson: options.json,
      isRealtime: options.realtime,
      mode: modes[options.mode],
      wakeAudioMs: options.mode === 'wake' ? options.wakeMs : 0,
      isSilent: options.silent,
      replyFile: options.out,
    });
    return turns.every(({ end }) => end === 'completed') ? 0 : 1;
  } catch (error) {
    process.stderr.write(`earshot: ${explainTurn(error, options)}\n`);
    return 1;
  }
}

function explainTurn(error: unknown, { url, device }: SpeakOptions): string {
  if (error instanceof ConnectionRefused) {
    if (error.code === 'UNAUTHENTICATED') {
      return `the gateway does not know device “${device}” (any more); give another --device, or a --claim-code`;
    }
    return error.code === '' ? `nobody answers at ${url}; is Earshot running? (npm start)` : error.message;
  }
  if (error instanceof ActivationRefused && error.code === 'RATE_LIMITED') {
    return `too many wrong codes from here; try again in ${Math.ceil(error.retryAfterMs / 1000)} s`;
  }
  return explain(error);
}
