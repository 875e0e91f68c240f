/** Lists of templates, a line each. */
export const L = (s) =>
  s
    .split('\n')
    .map((x) => x.trim())
    .filter(Boolean);
