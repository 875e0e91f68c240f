/** Measures calls of skills for their benchmark. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool as HttpPool } from 'undici';
import {
  canaries,
  coffeeManifest,
  drinkSlot,
  noteSlot,
  type TestDevice,
  turn,
} from '../../../language/testing/calls.ts';
import { SkillConversation } from '../../../proto/gen/earshot/dialogue/v1/conversation.ts';
import { SkillState } from '../../../proto/gen/earshot/skills/v1/skills.ts';
import type { SkillSet } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { callUnary, openServerStream } from '../../common/grpc/client.ts';
import { makeHome } from '../../privacy/testing/harness.ts';
import type { Stage } from './stage.ts';

const deadlineMs = 20_000;

/** A percentile of samples in milliseconds, nearest rank. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export interface Household {
  readonly device: TestDevice;
  readonly skillIds: readonly string[];
  readonly skillSet: SkillSet;
}

/** A household with this many skills switched on, all at the plain skill's address. */
export async function makeHousehold(stage: Stage, count: number, query = ''): Promise<Household> {
  const { device } = await makeHome(stage.privacy);
  const { householdId, tenantId } = device;
  const skillIds = Array.from(
    { length: count },
    (_, index) => `com.example.bench-${count}-${index}${query === '' ? '' : '-slow'}`,
  );
  for (const skillId of skillIds) {
    const manifest = coffeeManifest({ id: skillId, endpoint: `${stage.skillUrl}/${query}`, timeoutMs: 8000 });
    const request = { manifestJson: JSON.stringify(manifest), state: SkillState.LIVE };
    await callUnary(stage.skills, 'registerSkill', request, { deadlineMs });
    await callUnary(stage.skills, 'enableSkill', { skillId, householdId, tenantId }, { deadlineMs });
  }
  const { skillSet } = await callUnary(
    stage.skills,
    'getSkillSet',
    { device, locale: 'en-US' },
    { deadlineMs },
  );
  if (skillSet === undefined || skillSet.skills.length < count)
    throw new Error('not every skill is switched on');
  return { device, skillIds, skillSet };
}

/** One turn through the router, from the gateway's side of the wire. @returns milliseconds and the code. */
export async function callRouter(
  stage: Stage,
  household: Household,
  skillId: string,
  startedAt = performance.now(),
): Promise<{ ms: number; code: string }> {
  const { device } = household;
  const context = turn({ device, turnId: randomUUID(), sessionId: randomUUID() });
  const request = {
    turn: context,
    device,
    capabilities: context.capabilities,
    surroundings: context.surroundings,
    skill: { skillId, version: '1.0.0' },
    intent: 'OrderCoffee',
    slots: [drinkSlot, noteSlot],
    confirmation: 'none',
    tools: [],
    status: [],
    utterance: canaries.utterance,
    // What dialogue says of a first command. An answer that asks and notes nothing leaves it nothing to keep.
    conversation: SkillConversation.fromPartial({ conversationId: `ses_${randomUUID()}`, isNew: true }),
  };
  let code = 'NO_RESULT';
  const responses = openServerStream(stage.skills.invoke.bind(stage.skills), request, { deadlineMs });
  for await (const { response } of responses)
    if (response?.$case === 'result') code = response.value.errorCode;
  return { ms: performance.now() - startedAt, code };
}

/** The floor: one durable row and one bare POST of a body as long as the router's. */
export class Floor {
  readonly #stage: Stage;
  readonly #http: HttpPool;
  readonly #body = JSON.stringify({ filler: 'x'.repeat(700) });

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#http = new HttpPool(stage.skillUrl, { connections: 32 });
  }

  async call(startedAt = performance.now()): Promise<number> {
    await this.#stage.pool.query('insert into bench_floor (turn_id) values ($1)', [randomUUID()]);
    const { body } = await this.#http.request({
      method: 'POST',
      path: '/',
      headers: { 'content-type': 'application/json' },
      body: this.#body,
    });
    await body.text();
    return performance.now() - startedAt;
  }

  close(): Promise<void> {
    return this.#http.destroy();
  }
}

/** Runs `count` calls with `width` of them in flight all the time. */
export async function inFlight(
  width: number,
  count: number,
  call: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (next < count) {
        const index = next;
        next += 1;
        await call(index);
      }
    }),
  );
}

/** Starts a call every `everyMs`, whether earlier ones are done or not, and times each from when it was due. */
export async function paced(
  everyMs: number,
  count: number,
  call: (dueAt: number) => Promise<number>,
): Promise<number[]> {
  const startedAt = performance.now() + everyMs;
  const calls: Promise<number>[] = [];
  for (let index = 0; index < count; index += 1) {
    const dueAt = startedAt + index * everyMs;
    const waitMs = dueAt - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    calls.push(call(dueAt));
  }
  return Promise.all(calls);
}
