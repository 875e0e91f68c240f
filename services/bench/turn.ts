/**
 * `earshot bench turn`: whole turns beside the floor of bare sockets, with 1, 10 and 30 speakers.
 *
 * Everything runs on this machine at once: speakers, services, the skill, and the echoes that make the floor, so
 * that the floor is measured under the very load it is compared with.
 */
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startExampleSkills } from '../cli/up/demo.ts';
import { createDevice, enableSkills } from '../cli/up/household.ts';
import { freePort } from '../cli/up/ports.ts';
import { type Stack, startStack } from '../cli/up/stack.ts';
import { createLogger } from '../common/log.ts';
import { connectSpeaker, type Speaker } from '../speaker/index.ts';
import { type ReportPage, writeReport } from './report.ts';
import { figuresOf, type Spread, type TurnFigures } from './turn/figures.ts';
import { startFloor } from './turn/floor.ts';
import { eventLoopDelays } from './turn/log-reader.ts';
import { runSpeakers } from './turn/speakers.ts';

const help = `Latency of whole turns: a recorded command to a third-party skill and back, by voice.

  earshot bench turn [options]

  --speakers LIST  how many speak at a time   (default 1,10,30)
  --seconds N      length of each step        (default 30)
  --idle N         idle sockets for the memory figure (default 500)
  --json           one JSON object on standard output, no page
  --help           this text
`;

const recordingPath = '/usr/share/pocketsphinx/test/data/goforward.raw';

interface Results {
  readonly steps: readonly TurnFigures[];
  readonly idleSockets: number;
  readonly kilobytesPerIdleSocket: number;
}

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      speakers: { type: 'string', default: '1,10,30' },
      seconds: { type: 'string', default: '30' },
      idle: { type: 'string', default: '500' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const counts = values.speakers.split(',').map(Number);
  const results = await measure(counts, Number(values.seconds), Number(values.idle));
  if (values.json) process.stdout.write(`${JSON.stringify({ bench: 'turn', ...results })}\n`);
  else
    process.stderr.write(
      `bench: wrote ${writeReport('benchmarks.md', page(results, Number(values.seconds)))}\n`,
    );
}

async function measure(counts: readonly number[], seconds: number, idle: number): Promise<Results> {
  const say = (line: string) => process.stderr.write(`bench: ${line}\n`);
  const directory = await mkdtemp(join(tmpdir(), 'earshot-bench-'));
  const logPath = join(directory, 'log.jsonl');
  const logFile = openSync(logPath, 'w');
  const log = createLogger('bench', { write: () => {} });
  const stack = await startStack({
    stateDir: join(directory, 'state'),
    log,
    gatewayPort: 0,
    pullPort: 0,
    stderr: logFile,
    onProgress: say,
    env: { EARSHOT_EVENT_LOOP_REPORT_MS: '1000' },
  });
  const floor = await startFloor();
  const skills: Awaited<ReturnType<typeof startExampleSkills>> = [];
  try {
    const most = Math.max(...counts);
    const devices = await Promise.all(Array.from({ length: most }, () => createDevice(stack, 'bench')));
    const ports = { rover: await freePort() };
    skills.push(...(await startExampleSkills(stack, devices[0]?.householdId ?? '', log, ports)));
    const skillIds = skills.map(({ skillId }) => skillId);
    for (const { householdId } of devices) await enableSkills(stack, householdId, skillIds);
    const tokens = devices.map(({ token }) => token);
    const pcm = await readFile(recordingPath);
    say('warming up');
    await runSpeakers({ url: stack.speakerUrl, tokens: tokens.slice(0, 2), pcm, seconds: 6, restMs: 500 });

    const steps: TurnFigures[] = [];
    for (const count of counts) {
      say(`${count} speakers for ${seconds} s`);
      const { end } = await eventLoopDelays(logPath, 0);
      const probe = floor.probe(20);
      const turns = await runSpeakers({
        url: stack.speakerUrl,
        tokens: tokens.slice(0, count),
        pcm,
        seconds,
        restMs: 1_000,
      });
      const floorFigures = probe.stop();
      const { worstMs } = await eventLoopDelays(logPath, end);
      steps.push(figuresOf(count, turns, floorFigures, worstMs));
    }
    say(`${idle} idle sockets`);
    return {
      steps,
      idleSockets: idle,
      kilobytesPerIdleSocket: await idleSocketKilobytes(stack, idle),
    };
  } finally {
    floor.close();
    await Promise.all(skills.map(({ process: skill }) => skill.stop()));
    await stack.stop();
    closeSync(logFile);
    await rm(stack.storesDir, { recursive: true, force: true });
    await rm(directory, { recursive: true, force: true });
  }
}

/** A device may hold eight connections. */
const socketsPerDevice = 8;

/** Growth of the gateway's resident memory for each connected speaker that says nothing. */
async function idleSocketKilobytes(stack: Stack, count: number): Promise<number> {
  const resident = async () => {
    const status = await readFile(`/proc/${stack.process('gateway').pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
  };
  const devices = await Promise.all(
    Array.from({ length: Math.ceil(count / socketsPerDevice) }, () => createDevice(stack, 'bench')),
  );
  const before = await resident();
  const speakers: Speaker[] = [];
  for (let index = 0; index < count; index++) {
    const token = devices[index % devices.length]?.token as string;
    speakers.push(await connectSpeaker({ url: stack.speakerUrl, token, hello: { locale: 'en-US' } }));
  }
  const after = await resident();
  await Promise.all(speakers.map((speaker) => speaker.close()));
  return Number(((after - before) / count).toFixed(1));
}

const cells = ({ p50, p95, p99 }: Spread) => [p50, p95, p99];

function page({ steps, idleSockets, kilobytesPerIdleSocket }: Results, seconds: number): ReportPage {
  const stageNames = Object.keys(steps[0]?.stagesMs ?? {});
  const services = [...new Set(steps.flatMap(({ eventLoopMs }) => Object.keys(eventLoopMs)))].sort();
  return {
    title: 'Benchmarks: the turn',
    summary:
      'A recorded command, streamed in real time with the button held, goes through recognition, understanding and a third-party skill in its own process, and comes back by voice. Speakers, services, skill and the bare echoes share the machine. Milliseconds throughout.',
    command: `earshot bench turn --speakers ${steps.map(({ speakers }) => speakers).join(',')} --seconds ${seconds}`,
    data: [
      '“go forward ten meters”, spoken by a person, from Debian’s `pocketsphinx-testdata`; the example skill `rover`.',
    ],
    sections: [
      {
        heading: 'The two clocks',
        text: '*Perceived*: last speech sample to first reply byte. *Platform*: end-of-speech decision to first reply byte.',
        table: {
          columns: [
            'speakers',
            'turns',
            'failed',
            'perceived p50',
            'p95',
            'p99',
            'platform p50',
            'p95',
            'p99',
          ],
          rows: steps.map((s) => [
            s.speakers,
            s.completed,
            s.failed,
            ...cells(s.perceivedMs),
            ...cells(s.platformMs),
          ]),
        },
      },
      {
        heading: 'Each stage',
        table: {
          columns: ['stage', ...steps.flatMap(({ speakers }) => [`${speakers} speakers p50`, 'p95', 'p99'])],
          rows: stageNames.map((stage) => [
            stage,
            ...steps.flatMap(({ stagesMs }) => cells(stagesMs[stage] as Spread)),
          ]),
        },
        notes: [
          '`recognise` is the final of the recogniser after the end of speech; `act` is the skill’s own time; `speak` is the whole paced reply.',
        ],
      },
      {
        heading: 'Our own share beside the floor',
        text: 'Understand and route (everything that is neither the recogniser, nor the skill, nor the synthesiser, with the durable commit of the ledger inside) beside one round trip through a bare `ws` echo and one through a bare grpc-js echo (the sum of both p99), taken every 20 ms in the same seconds. Framing, forwarding of audio and pacing are outside it; *platform* above holds them all. The aim is a ratio of at most 2 at p99 with 30 speakers.',
        table: {
          columns: [
            'speakers',
            'own p50',
            'p95',
            'p99',
            'ws echo p50',
            'p99',
            'gRPC echo p50',
            'p99',
            'own ÷ floor at p99',
          ],
          rows: steps.map((s) => [
            s.speakers,
            ...cells(s.ownMs),
            s.floorWebSocketMs.p50,
            s.floorWebSocketMs.p99,
            s.floorGrpcMs.p50,
            s.floorGrpcMs.p99,
            s.ownOverFloor,
          ]),
        },
      },
      {
        heading: 'Event-loop delay',
        text: 'p99 within the worst second of each step.',
        table: {
          columns: ['service', ...steps.map(({ speakers }) => `${speakers} speakers`)],
          rows: services.map((service) => [service, ...steps.map(({ eventLoopMs }) => eventLoopMs[service])]),
        },
      },
      {
        heading: 'Memory',
        table: {
          columns: ['idle sockets', 'gateway kB for each'],
          rows: [[idleSockets, kilobytesPerIdleSocket]],
        },
      },
    ],
  };
}
