/**
 * Linear prediction: a frame of speech as the resonances of a mouth and what excites them. Burg's method, stable by
 * construction (J. P. Burg, 1967; S. L. Marple, Digital Spectral Analysis, 1987, ch. 8).
 */

/**
 * Coefficients of the prediction-error filter A(z) = 1 + a1 z^-1 + … + ap z^-p, into `a` (length order + 1, a[0] = 1).
 * `forward` and `backward` are scratch of the frame's length.
 */
export function burg(
  frame: Float64Array,
  a: Float64Array,
  forward: Float64Array,
  backward: Float64Array,
): void {
  const length = frame.length;
  const order = a.length - 1;
  a.fill(0);
  a[0] = 1;
  forward.set(frame);
  backward.set(frame);
  for (let m = 1; m <= order; m++) {
    let numerator = 0;
    let denominator = 0;
    for (let n = m; n < length; n++) {
      const f = forward[n]!;
      const b = backward[n - 1]!;
      numerator += f * b;
      denominator += f * f + b * b;
    }
    const reflection = denominator < 1e-20 ? 0 : (-2 * numerator) / denominator;
    for (let low = 1, high = m - 1; low <= high; low++, high--) {
      const [first, second] = [a[low]!, a[high]!];
      a[low] = first + reflection * second;
      if (low !== high) a[high] = second + reflection * first;
    }
    a[m] = reflection;
    for (let n = length - 1; n >= m; n--) {
      const f = forward[n]!;
      const b = backward[n - 1]!;
      forward[n] = f + reflection * b;
      backward[n] = b + reflection * f;
    }
  }
}

/** What is left of a frame when the resonances are taken out: e = A(z) x. */
export function residual(frame: Float64Array, a: Float64Array, into: Float64Array): void {
  const order = a.length - 1;
  for (let n = 0; n < frame.length; n++) {
    let sum = frame[n]!;
    for (let k = 1, last = Math.min(order, n); k <= last; k++) sum += a[k]! * frame[n - k]!;
    into[n] = sum;
  }
}

/** The excitation through other resonances: y = e / A(z). */
export function resynthesise(excitation: Float64Array, a: Float64Array, into: Float64Array): void {
  const order = a.length - 1;
  for (let n = 0; n < excitation.length; n++) {
    let sum = excitation[n]!;
    for (let k = 1, last = Math.min(order, n); k <= last; k++) sum -= a[k]! * into[n - k]!;
    into[n] = sum;
  }
}
