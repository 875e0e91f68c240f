/** What one attack is, and what a table of them says. */
import type { Field } from './field.ts';

export interface Attack {
  /** A few words, for the table. */
  readonly name: string;
  readonly edge: 'WebSocket' | 'gRPC' | 'HTTP' | 'xiaozhi' | 'Wyoming' | 'stores';
  /** The good speaker says its commands aloud meanwhile; otherwise it types them. */
  readonly isAgainstHearing?: boolean;
  /** A store or service that everybody needs is down meanwhile: others may be told so, with a retryable code. */
  readonly isOutage?: boolean;
  /** What the attacker did and got, in one sentence. @throws Error when the product did what it must not */
  run(field: Field): Promise<string>;
}

/** @throws Error with this sentence unless it holds */
export function must(holds: boolean, sentence: string): void {
  if (!holds) throw new Error(sentence);
}

/** Waits until something holds. @throws Error with this sentence when it never did */
export async function until(
  holds: () => boolean | Promise<boolean>,
  sentence: string,
  timeoutMs = 10_000,
): Promise<void> {
  const giveUpMs = performance.now() + timeoutMs;
  while (!(await holds())) {
    must(performance.now() < giveUpMs, sentence);
    await pause(50);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
