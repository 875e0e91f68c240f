/** Two of each service are rolled one after the other while people speak: nobody loses a turn. Says so in docs/reliability.md. */
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pause } from '../attacks/waiting.ts';
import { createDevice, enableSkills } from '../cli/up/household.ts';
import { type Earshot, startEarshot } from '../e2e/testing/earshot.ts';
import { Person } from './fault.ts';
import { writePart } from './page.ts';
import { type Pair, startPair } from './pair.ts';

let earshot: Earshot;
let pair: Pair;
let log: number;
beforeAll(async () => {
  earshot = await startEarshot(['rover'], {}, { withOwnStores: true });
  log = openSync(join(earshot.directory, 'pair.jsonl'), 'w');
  pair = await startPair(earshot.stack, log);
}, 180_000);
afterAll(async () => {
  await pair?.stop();
  if (log !== undefined) closeSync(log);
  await earshot?.stop();
});

const people = 6;

test('each of twelve processes is replaced, and no turn that began is lost', async () => {
  const skillIds = earshot.skills.map(({ skillId }) => skillId);
  const speaking: Person[] = [];
  for (let index = 0; index < people; index += 1) {
    const device = await createDevice(earshot.stack, 'roller');
    await enableSkills(earshot.stack, device.householdId, skillIds);
    // Whoever was sent away comes back to the other one.
    let tries = index;
    speaking.push(
      new Person(() => {
        const url = pair.speakerUrls[tries++ % 2] as string;
        return earshot.connect({ url, token: device.token });
      }),
    );
  }
  await pause(3_000);
  const away: number[] = [];
  for (const replica of pair.replicas) away.push(await replica.roll());
  await pause(2_000);
  await Promise.all(speaking.map((person) => person.stop()));
  const turns = speaking.flatMap((person) => person.turns.map(({ turn }) => turn));
  // Without a turn's name it never began: the gateway that goes sends its speaker to the other one, to say it there.
  const begun = turns.filter(({ turnId }) => turnId !== '');
  const lost = begun.filter(({ end }) => end !== 'completed');
  const said = `${pair.replicas.length} processes, two of each of six services, were replaced one after the other (each away ${Math.min(...away)} to ${Math.max(...away)} ms) while ${people} people spoke: **${lost.length} of ${begun.length}** turns were lost${lost.length === 0 ? '' : ` (${lost.map(({ code }) => code).join(', ')})`}, ${turns.length - begun.length} sentences were sent to the other gateway before they became turns.`;
  console.info(said);
  await writePart('rolling', said);
  expect(begun.length).toBeGreaterThan(people * pair.replicas.length);
  expect(lost.map(({ code }) => code)).toEqual([]);
}, 400_000);
