/** Roots of a real polynomial, all at once (O. Aberth, Math. Comp. 27, 1973). */

/** Enough for prediction filters: the iteration converges cubically. */
const maxSteps = 60;
const tolerance = 1e-10;

/**
 * Roots of z^p + a1 z^(p-1) + … + ap into `re` and `im` (length p). They may hold the roots of a similar polynomial, from
 * which the search starts; zeros mean that there are none.
 * @returns false when it did not converge
 */
export function findRoots(a: Float64Array, re: Float64Array, im: Float64Array, isWarm: boolean): boolean {
  const degree = a.length - 1;
  if (!isWarm) {
    for (let k = 0; k < degree; k++) {
      // Within the circle, off the real axis and off each other.
      const angle = (2 * Math.PI * (k + 0.25)) / degree;
      re[k] = 0.9 * Math.cos(angle);
      im[k] = 0.9 * Math.sin(angle);
    }
  }
  for (let step = 0; step < maxSteps; step++) {
    let largest = 0;
    for (let k = 0; k < degree; k++) {
      const x = re[k]!;
      const y = im[k]!;
      // Horner: value p and derivative d.
      let pr = 1;
      let pi = 0;
      let dr = 0;
      let di = 0;
      for (let index = 1; index <= degree; index++) {
        const nextDr = dr * x - di * y + pr;
        di = dr * y + di * x + pi;
        dr = nextDr;
        const nextPr = pr * x - pi * y + a[index]!;
        pi = pr * y + pi * x;
        pr = nextPr;
      }
      const dSize = dr * dr + di * di;
      if (dSize === 0) continue;
      const qr = (pr * dr + pi * di) / dSize;
      const qi = (pi * dr - pr * di) / dSize;
      let sr = 0;
      let si = 0;
      for (let other = 0; other < degree; other++) {
        if (other === k) continue;
        const ex = x - re[other]!;
        const ey = y - im[other]!;
        const size = ex * ex + ey * ey || 1e-30;
        sr += ex / size;
        si -= ey / size;
      }
      const br = 1 - (qr * sr - qi * si);
      const bi = -(qr * si + qi * sr);
      const bSize = br * br + bi * bi || 1e-30;
      const wr = (qr * br + qi * bi) / bSize;
      const wi = (qi * br - qr * bi) / bSize;
      re[k] = x - wr;
      im[k] = y - wi;
      largest = Math.max(largest, Math.abs(wr), Math.abs(wi));
    }
    if (largest < tolerance) return true;
  }
  return false;
}
