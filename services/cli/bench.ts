/** `earshot bench`: the measurements behind every figure in docs/. */
import type { Command } from 'commander';

interface Bench {
  readonly description: string;
  load(): Promise<{ run(args: string[]): Promise<void> }>;
}

const benches: Readonly<Record<string, Bench>> = {
  turn: {
    description: 'latency of whole turns beside the floor of bare sockets',
    load: () => import('../bench/turn.ts'),
  },
  nlu: { description: 'understanding: accuracy, rejection, cost', load: () => import('../bench/nlu.ts') },
  asr: { description: 'recognition: from frames to intent', load: () => import('../bench/asr.ts') },
  ears: { description: 'what better ears buy, engine by engine', load: () => import('../bench/ears.ts') },
  'second-pass': {
    description: 'what an open-vocabulary engine behind the first pass buys and costs',
    load: () => import('../bench/second-pass.ts'),
  },
  wake: {
    description: 'wake verification: who gets in and who does not',
    load: () => import('../bench/wake.ts'),
  },
  endpointing: {
    description: 'how much sooner a turn ends when the words are understood',
    load: () => import('../bench/endpointing.ts'),
  },
  deid: {
    description: 'identifiers found in text, by kind, and how fast',
    load: () => import('../bench/deid.ts'),
  },
  voice: {
    description: 'altered voices: who is still told apart, what is still understood, how fast',
    load: () => import('../bench/voice.ts'),
  },
  speech: {
    description: 'the voices of the house: first audio, cost, and what a recogniser understands of them',
    load: () => import('../bench/speech.ts'),
  },
  voiceprint: {
    description: 'who speaks: how often a voice is known, and how often another is taken for it',
    load: () => import('../bench/voiceprint.ts'),
  },
  hotel: {
    description: 'standard commands out of what guests say',
    load: () => import('../bench/hotel.ts'),
  },
  skills: {
    description: 'the router beside a bare POST and one commit',
    load: () => import('../bench/skills.ts'),
  },
};

export function register(program: Command): void {
  const bench = program.command('bench').description('run a benchmark; each writes its page under docs/');
  for (const [name, { description, load }] of Object.entries(benches)) {
    bench
      .command(name)
      .description(description)
      .helpOption(false)
      .allowUnknownOption()
      .argument('[args...]', 'options of the bench; --help lists them')
      .action(async (args: string[]) => (await load()).run(args));
  }
}
