/**
 * Kernel ridge regression over the few samples nearest to a sentence: how much of the sentence each sample explains
 * beside all others. Samples of one intent share what they explain, and rivals take from each other, so the sums by
 * intent are discriminative although no skill was ever trained against another.
 */

/**
 * Solves `(gram + ridge · 1) w = target`. `gram` holds `size` rows of `size` numbers, is symmetric and is overwritten;
 * only its lower half is read.
 */
export function ridgeWeights(
  gram: Float64Array,
  size: number,
  target: ArrayLike<number>,
  ridge: number,
): Float64Array {
  // Cholesky, row by row: both inner loops run along rows.
  for (let i = 0; i < size; i++) {
    const row = i * size;
    for (let j = 0; j <= i; j++) {
      const other = j * size;
      let sum = gram[row + j]! + (i === j ? ridge : 0);
      for (let k = 0; k < j; k++) sum -= gram[row + k]! * gram[other + k]!;
      gram[row + j] = i === j ? Math.sqrt(Math.max(sum, 1e-9)) : sum / gram[other + j]!;
    }
  }
  const weights = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let sum = target[i]!;
    for (let k = 0; k < i; k++) sum -= gram[i * size + k]! * weights[k]!;
    weights[i] = sum / gram[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = weights[i]!;
    for (let k = i + 1; k < size; k++) sum -= gram[k * size + i]! * weights[k]!;
    weights[i] = sum / gram[i * size + i]!;
  }
  return weights;
}
