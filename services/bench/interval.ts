/** How far a figure may be off by the chance of what was measured. */

/** 2.5 to 97.5 % of what comes out when what was measured is drawn again, `draws` times. */
export function intervalOf(draws: number, drawn: () => number): [low: number, high: number] {
  const rates = Array.from({ length: draws }, drawn).sort((a, b) => a - b);
  return [rates[Math.floor(draws * 0.025)]!, rates[Math.ceil(draws * 0.975) - 1]!];
}
