/** What a crowd left behind when it had gone: a turn, a session, a call or a timer that nobody ends is held for ever. */
import { fetchMetrics } from '../services/cli/top/metrics-text.ts';
import { serviceNames } from '../services/cli/up/stack.ts';
import type { Target } from './target.ts';

/** How many of each thing a service holds, by its name in the metrics; those of several labels are added up. */
export type Held = Readonly<Record<string, ReadonlyMap<string, number>>>;

/** Something of which there is more than before anybody came. */
export interface Left {
  readonly service: string;
  readonly what: string;
  readonly before: number;
  /** NaN: the service does not say so any more. */
  readonly after: number;
}

/** What has to be as it was, and by how much it may differ: connections to stores and to skills stay open for a while. */
const slack: Readonly<Record<string, number>> = {
  earshot_gateway_sessions: 0,
  earshot_gateway_turns: 0,
  earshot_gateway_arrivals_waiting: 0,
  earshot_asr_waiting: 0,
  earshot_dialogue_conversations: 0,
  earshot_skills_calls_running: 0,
  earshot_tts_waiting: 0,
  earshot_tts_workers_busy: 0,
  earshot_process_calls_in_flight: 0,
  earshot_process_sockets: 10,
  earshot_process_timers: 10,
};

/** A conversation is kept for two minutes, and swept away half a minute later at the latest. */
const patienceMs = 180_000;
const lookMs = 2_000;

/** What every process of a target holds now; nothing where the processes are not ours. */
export async function heldNow({ stack, further }: Pick<Target, 'stack' | 'further'>): Promise<Held> {
  if (stack === undefined) return {};
  const pages = [
    ...serviceNames.map((name) => ({
      name,
      adminListen: stack.env[`EARSHOT_${name.toUpperCase()}_ADMIN_LISTEN`],
    })),
    ...further,
  ];
  return Object.fromEntries(
    await Promise.all(pages.map(async ({ name, adminListen }) => [name, await heldAt(adminListen)])),
  );
}

/** What the process behind one operators' page holds. */
export async function heldAt(adminListen: string | undefined): Promise<ReadonlyMap<string, number>> {
  const held = new Map<string, number>();
  for (const { name, value } of await fetchMetrics(adminListen)) {
    if (Object.hasOwn(slack, name)) held.set(name, (held.get(name) ?? 0) + value);
  }
  return held;
}

function compared(before: Held, after: Held): Left[] {
  return Object.entries(before).flatMap(([service, numbers]) =>
    [...numbers].flatMap(([what, was]) => {
      const is = after[service]?.get(what) ?? Number.NaN;
      return is <= was + (slack[what] ?? 0) ? [] : [{ service, what, before: was, after: is }];
    }),
  );
}

/**
 * Looks until everything is as it was, three minutes at most.
 * @param look what is held now, asked again and again
 * @param before what was held before the first of the crowd came
 * @returns what is still too much then; empty is well
 */
export async function leftBehind(
  look: () => Promise<Held>,
  before: Held,
  pause: (ms: number) => Promise<void> = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
): Promise<readonly Left[]> {
  for (let waitedMs = 0; ; waitedMs += lookMs) {
    const left = compared(before, await look());
    if (left.length === 0 || waitedMs >= patienceMs) return left;
    await pause(lookMs);
  }
}
