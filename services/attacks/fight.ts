/** Runs one attack beside the good speaker and says what both went through. */
import type { Attack } from './attack.ts';
import type { Field } from './field.ts';
import type { Noticed } from './good-speaker.ts';

export interface Outcome {
  readonly attack: Attack;
  /** What the attacker got, or what went wrong. */
  readonly said: string;
  readonly noticed: Noticed;
  readonly isHeld: boolean;
}

export async function fight(attack: Attack, field: Field): Promise<Outcome> {
  field.good.isAloud = attack.isAgainstHearing === true;
  await field.good.look();
  let said: string;
  let isHeld = true;
  try {
    said = await attack.run(field);
  } catch (error) {
    isHeld = false;
    said = error instanceof Error ? error.message : 'failed';
  }
  const noticed = await field.good.look();
  const isGoodSpared =
    attack.isOutage === true
      ? noticed.failures.every((code) => !code.endsWith('!'))
      : noticed.failures.length === 0;
  return { attack, said, noticed, isHeld: isHeld && isGoodSpared };
}

/** What the good speaker noticed, in words. */
export function inWords({ turns, failures, slowestMs }: Noticed): string {
  const what =
    failures.length === 0 ? 'nothing' : `${failures.length} failed: ${[...new Set(failures)].join(', ')}`;
  return `${what} (${turns} turns, the slowest ${slowestMs} ms)`;
}
