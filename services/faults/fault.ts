/** What one fault is, and what a person who goes on speaking made of it. */
import { pause } from '../attacks/waiting.ts';
import { type Pool, query } from '../common/db/pool.ts';
import type { Earshot } from '../e2e/testing/earshot.ts';
import type { SpokenTurn } from '../speaker/index.ts';

export interface FaultField {
  readonly earshot: Earshot;
  /** As the database's owner, over a connection of its own. */
  readonly pool: Pool;
}

export interface Fault {
  /** A few words, for the table. */
  readonly name: string;
  /** How the person reaches the gateway, until it is closed; default directly. */
  readonly way?: (field: FaultField) => Promise<{ readonly url: string; close(): Promise<void> }>;
  /** Makes the fault and, where it does not end by itself, ends it. @returns what was done, in one sentence */
  run(field: FaultField): Promise<string>;
  /** Turns may fail meanwhile. False: the person must notice nothing but time. */
  readonly mayFail: boolean;
  /** Codes by which somebody rightly refuses meanwhile, so that saying it again at once would not help. */
  readonly mayBeRefusedWith?: readonly string[];
}

/** A person who says the same command all the time, and says it again when it failed. */
export class Person {
  readonly #connect: () => ReturnType<Earshot['connect']>;
  readonly #going: Promise<void>;
  readonly turns: { readonly turn: SpokenTurn; readonly beganMs: number; readonly endedMs: number }[] = [];
  /** Connections that broke or were refused. */
  broken = 0;
  #isStopped = false;

  constructor(connect: () => ReturnType<Earshot['connect']>) {
    this.#connect = connect;
    this.#going = this.#go();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#going;
  }

  async #go(): Promise<void> {
    while (!this.#isStopped) {
      const speaker = await this.#connect().catch(() => undefined);
      if (speaker === undefined) {
        this.broken += 1;
        await pause(100);
        continue;
      }
      while (!this.#isStopped) {
        const beganMs = performance.now();
        const turn = await speaker
          .sayText('go forward ten meters', { isSilent: true })
          .catch(() => undefined);
        if (turn === undefined) break;
        this.turns.push({ turn, beganMs, endedMs: performance.now() });
        if (turn.code === 'GATEWAY_LOST') break;
        await pause(100);
      }
      if (!this.#isStopped) this.broken += 1;
      await speaker.close().catch(() => {});
    }
  }
}

export interface Account {
  readonly fault: Fault;
  readonly said: string;
  readonly completed: number;
  /** Codes of turns that failed, with how often. */
  readonly failures: Readonly<Record<string, number>>;
  /** Failed turns that said neither that they may be repeated nor that the skill may have acted, and were not rightly refused. */
  readonly unexplained: number;
  /** Connections that broke or were refused. */
  readonly broken: number;
  readonly slowestMs: number;
  /** From the fault to the begin of the first turn that went well again, after one that did not; 0 when none failed. */
  readonly recoveryMs: number;
  /** Turns that ended with an apology of the assistant's own, though the command is one that it knows. */
  readonly misunderstood: number;
  /** Turns of which the person was told that the skill had acted, of which the stores know nothing. */
  readonly lost: number;
}

const isActed = ({ replies }: SpokenTurn): boolean => replies.some(({ skillId }) => skillId !== '');

const isExplained = ({ code, isRetryable, isOutcomeUnknown }: SpokenTurn, fault: Fault): boolean =>
  isRetryable || isOutcomeUnknown || fault.mayBeRefusedWith?.includes(code) === true;

const settledTurns = 5;
const settleMs = 60_000;

/** @throws Error when turns do not go well again within a minute */
export async function suffer(fault: Fault, field: FaultField): Promise<Account> {
  const { earshot, pool } = field;
  const way = await fault.way?.(field);
  const url = way?.url ?? earshot.stack.speakerUrl;
  const person = new Person(() => earshot.connect({ url }));
  try {
    await untilWell(person, 0);
    const from = person.turns.length;
    const broken = person.broken;
    const atMs = performance.now();
    const said = await fault.run(field);
    await untilWell(person, person.turns.length);
    await person.stop();
    const seen = person.turns.slice(from);
    const failed = seen.filter(({ turn }) => turn.end !== 'completed');
    const completed = seen.flatMap(({ turn }) => (turn.end === 'completed' ? [turn] : []));
    const lastFailedMs = failed.at(-1)?.endedMs ?? 0;
    const again = seen.find(({ turn, beganMs }) => turn.end === 'completed' && beganMs >= lastFailedMs);
    const failures: Record<string, number> = {};
    for (const { turn } of failed) failures[turn.code] = (failures[turn.code] ?? 0) + 1;
    return {
      ...{ fault, said, failures, completed: completed.length, broken: person.broken - broken },
      unexplained: failed.filter(({ turn }) => !isExplained(turn, fault)).length,
      slowestMs: Math.round(Math.max(0, ...seen.map(({ beganMs, endedMs }) => endedMs - beganMs))),
      recoveryMs: failed.length === 0 ? 0 : Math.round((again?.beganMs ?? atMs) - atMs),
      misunderstood: completed.filter((turn) => !isActed(turn)).length,
      lost: await lostOf(pool, completed.filter(isActed)),
    };
  } finally {
    await person.stop();
    await way?.close();
  }
}

async function untilWell(person: Person, from: number): Promise<void> {
  const giveUpMs = performance.now() + settleMs;
  for (;;) {
    const last = person.turns.slice(from).slice(-settledTurns);
    if (last.length === settledTurns && last.every(({ turn }) => turn.end === 'completed')) return;
    if (performance.now() > giveUpMs) {
      const codes = person.turns.slice(-settledTurns).map(({ turn }) => turn.code || turn.end);
      throw new Error(`turns do not go well again: ${codes.join(', ')}`);
    }
    await pause(50);
  }
}

/** What was accepted stands in two stores: that the turn was completed, and what left for the skill. */
async function lostOf(pool: Pool, turns: readonly SpokenTurn[]): Promise<number> {
  const rows = await query<{ turnId: string; isKept: boolean; isOnRecord: boolean }>(
    pool,
    `select told.turn_id as "turnId",
         exists (select from turn_outcomes o where o.turn_id = told.turn_id and o.outcome = 'completed') as "isKept",
         exists (select from ledger_entries l where l.turn_id = told.turn_id) as "isOnRecord"
       from unnest($1::text[]) as told (turn_id)`,
    [turns.map(({ turnId }) => turnId)],
  );
  const lost = rows.filter(({ isKept, isOnRecord }) => !isKept || !isOnRecord);
  return lost.length;
}
