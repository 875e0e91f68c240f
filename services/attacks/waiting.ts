/** What attacks wait for and insist on. */

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
