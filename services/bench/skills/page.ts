/** Writes docs/bench-skills.md. */
import { getPriority } from 'node:os';
import type { ReportPage } from '../report.ts';
import type { SkillsBench } from './result.ts';

const ms = (value: number): string => value.toFixed(2);
const times = (value: number): string => `${value.toFixed(2)} ×`;

/** What the bench itself puts on a machine, as a load average. */
const loadOfThisBench = 2;
const busyNote =
  'The machine was busy with other work during this run (see the load average above): every hop between two processes waited for a core, and cold caches made CPU times longer, those of the floor too. The figures say nothing about the aims; run it again on a quiet machine.';

/** The page `docs/bench-skills.md`. */
export function reportPage({
  steps,
  overhead,
  neighbours,
  slowCalls,
  loadAverages,
}: SkillsBench): ReportPage {
  const isBusy = Math.max(...loadAverages) > 2 * loadOfThisBench;
  const [alone, beside] = neighbours;
  const change = alone === undefined || beside === undefined ? Number.NaN : beside.p99Ms / alone.p99Ms - 1;
  return {
    title: 'What the skill router costs',
    summary:
      'One first command through the router, as the gateway sees it: gRPC in, consent decided and the ledger written by the privacy service, the outcome row committed, projection, signature, POST, answer checked and filtered; as the answer asks and notes nothing, dialogue has nothing to keep of it. Beside it, in the same run and in turns with it, the floor: one durable commit, then one bare undici POST to the same skill.',
    command: 'earshot bench skills',
    data: [
      'One household; every skill declares two personal slots, none granted; the skill answers a constant at once, in a process of its own.',
      `Load average at the start, in the middle and at the end: ${loadAverages.map((load) => load.toFixed(1)).join(', ')}. Idle it is near 0, and this bench alone brings about 2; what is above that was other work on the same machine. Scheduling priority of all processes of this bench: ${getPriority()} (0 is usual, lower goes first).`,
      'PostgreSQL with fsync on. Router, privacy service, skill, database and this bench share the cores named above.',
    ],
    sections: [
      {
        heading: 'Overhead of a call',
        text: "Times in milliseconds. CPU is that of the whole process, gRPC and database clients with it, divided by calls; the floor's is that of the client side of its two calls. The aims: router CPU below 1 ms a call, the total within 1.5 times of the floor at p99.",
        table: {
          columns: [
            'Skills enabled',
            'Calls in flight',
            'Calls',
            'Floor p50',
            'Floor p99',
            'Router p50',
            'Router p99',
            'Overhead p50',
            'Overhead p99',
            'p99 against floor',
            'Floor CPU',
            'Router CPU',
            'Privacy CPU',
          ],
          rows: overhead.map((row) => [
            row.skills,
            row.width,
            row.calls,
            ms(row.floorP50Ms),
            ms(row.floorP99Ms),
            ms(row.routerP50Ms),
            ms(row.routerP99Ms),
            ms(row.routerP50Ms - row.floorP50Ms),
            ms(row.routerP99Ms - row.floorP99Ms),
            times(row.routerP99Ms / row.floorP99Ms),
            ms(row.floorCpuMs),
            ms(row.routerCpuMs),
            ms(row.privacyCpuMs),
          ]),
        },
        notes: [
          'The floor writes one commit. The router waits for two that run side by side: the ledger line, which the privacy service commits, and the outcome row.',
          ...(isBusy ? [busyNote] : []),
        ],
      },
      {
        heading: 'What the router itself computes',
        text: 'CPU time of each step of one call, measured in one process without network and database. The rest of the process CPU above is gRPC, HTTP and the database protocol.',
        table: {
          columns: ['Step', 'CPU, microseconds'],
          rows: [
            ...steps.map(({ step, cpuUs }) => [step, cpuUs.toFixed(0)]),
            ['together', steps.reduce((sum, { cpuUs }) => sum + cpuUs, 0).toFixed(0)],
          ],
        },
      },
      {
        heading: 'A slow skill beside a good one',
        text: 'The good skill is called fifty times a second, each call timed from when it was due. Meanwhile forty callers press a skill that takes 2.5 s for every answer.',
        table: {
          columns: ['Good skill', 'Calls', 'p50', 'p99'],
          rows: neighbours.map((row) => [row.situation, row.calls, ms(row.p50Ms), ms(row.p99Ms)]),
        },
        notes: [
          ...(isBusy ? [busyNote] : []),
          `p99 changed by ${(change * 100).toFixed(1)} %. The aim is 10 %.`,
          `What became of the calls of the slow one: ${Object.entries(slowCalls)
            .map(([code, count]) => `${count} ${code}`)
            .join(', ')}.`,
        ],
      },
    ],
  };
}
