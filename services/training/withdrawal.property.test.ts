/**
 * Opt-outs, intakes, jobs, exports and erasures of one person begin at random moments and run beside each other over a real
 * database. Whatever the order: nothing said under a consent that has ended can be read, and nothing leaves after it.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { propertyRuns } from '../../property-runs.ts';
import { codeOf } from '../common/errors/earshot-error.ts';
import { type Person, startWorld, type World } from './testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(async () => world?.close());

const kinds = ['optIn', 'optOut', 'intake', 'intake', 'job', 'job', 'export', 'erase', 'look'] as const;
const happening = fc.record({
  kind: fc.constantFrom(...kinds),
  /** When it begins, in milliseconds: about as long as each of them takes. */
  atMs: fc.integer({ min: 0, max: 25 }),
});
type Happening = typeof happening extends fc.Arbitrary<infer One> ? One : never;

/** People at the same time: they wait for the database far more than they work. */
const together = 10;
let said = 0;

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/** Words in which nobody could see a person, another for each number. */
const adjectives = ['left', 'right', 'upper', 'lower', 'inner', 'outer', 'front', 'back'];
const described = (value: number): string =>
  [...value.toString(8)].map((digit) => adjectives[Number(digit)]).join(' ');

/** As somebody who asks again, and as the sweeper of erasures: a busy machine's database may have refused the first time. */
async function untilDone(end: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await end();
    } catch (error) {
      if (codeOf(error) === 'NOT_FOUND') return;
      if (tries === 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

/** @returns what was wrong, in words; nothing when all was well. */
async function happen(person: Person, happenings: readonly Happening[]): Promise<() => Promise<string[]>> {
  const begun = performance.now();
  const ended: Span[] = [];
  const begunAgain: Span[] = [];
  const spoken: { text: string; span: Span; isDone: boolean }[] = [];
  const exported: { texts: Set<string>; span: Span }[] = [];
  const problems: string[] = [];
  const timed = async <T>(
    work: () => Promise<T>,
  ): Promise<{ result: T | undefined; span: Span; isDone: boolean }> => {
    const startMs = performance.now() - begun;
    // Somebody who is erased, or refused, is not found: that is well.
    const outcome = await work().then(
      (result) => ({ result, isDone: true }),
      () => ({ result: undefined, isDone: false }),
    );
    return { ...outcome, span: { startMs, endMs: performance.now() - begun } };
  };
  // Again where a busy machine's database ended a transaction that waited too long.
  await person.optIn().catch(() => person.optIn());
  const run = async ({ kind, atMs }: Happening): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, atMs));
    if (kind === 'intake') {
      said += 1;
      const text = `turn off the ${described(said)} light`;
      spoken.push({ text, ...(await timed(() => person.intake(text))) });
    } else if (kind === 'export') {
      const { result, span } = await timed(() => person.export());
      exported.push({ texts: result ?? new Set(), span });
    } else if (kind === 'optIn') begunAgain.push((await timed(() => person.optIn())).span);
    else if (kind === 'job') await timed(() => person.job());
    else if (kind === 'look') await timed(() => world.look());
    else {
      const end = () => (kind === 'erase' ? person.erase() : person.optOut());
      const { span, isDone } = await timed(() => untilDone(end));
      if (isDone) ended.push(span);
      else problems.push(`${kind} was never done`);
    }
  };
  await Promise.all(happenings.map(run));
  if (!(await timed(() => person.job())).isDone) await timed(() => person.job());
  // What was wholly said before an end that began afterwards is covered by it.
  const mustBeGone = (text: string, byMs = Number.POSITIVE_INFINITY) => {
    const saidBy = spoken.find((one) => one.text === text)?.span.endMs ?? 0;
    return ended.some((end) => end.startMs > saidBy && end.endMs < byMs);
  };
  for (const { texts, span } of exported) {
    for (const text of texts) {
      if (mustBeGone(text, span.startMs)) problems.push(`“${text}” left after its consent had ended`);
    }
  }
  const lastEnd = Math.max(-1, ...ended.map(({ endMs }) => endMs));
  const isAgreed = ended.length === 0 || begunAgain.some(({ endMs }) => endMs > lastEnd);
  const isSurelyEnded =
    ended.length > 0 && begunAgain.every(({ endMs }) => ended.some((end) => end.startMs > endMs));
  return async () => {
    const readable = await person.readable();
    for (const { text } of spoken) {
      if (!readable.has(text)) continue;
      if (mustBeGone(text) || isSurelyEnded) problems.push(`“${text}” can be read without a consent`);
    }
    // And the other way round: whoever never took anything back keeps what was taken in.
    if (isAgreed && ended.length === 0 && begunAgain.length === 0) {
      for (const { text, isDone } of spoken)
        if (isDone && !readable.has(text)) problems.push(`“${text}” was lost`);
    }
    return problems;
  };
}

test('never a sample without a live consent, and none lost that has one', async () => {
  const runs = propertyRuns();
  const seed = Number(process.env['EARSHOT_SEED'] ?? Date.now() % 2 ** 31);
  const cases = fc.sample(fc.array(happening, { minLength: 2, maxLength: 8 }), { numRuns: runs, seed });
  for (let start = 0; start < cases.length; start += together) {
    const page = cases.slice(start, start + together);
    const checks = await Promise.all(page.map(async (one) => happen(await world.person(), one)));
    for (const [index, check] of checks.entries()) {
      expect(await check(), `seed ${seed}: ${JSON.stringify(page[index])}`).toEqual([]);
    }
    await world.empty();
  }
}, 3_600_000);
