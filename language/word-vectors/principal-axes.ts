/** Principal axes of centred rows, strongest first: the covariance matrix by Jacobi rotations. */
export function principalAxes(rows: readonly Float32Array[]): Float64Array[] {
  const width = rows[0]!.length;
  const matrix = Array.from({ length: width }, () => new Float64Array(width));
  for (const row of rows) {
    for (let i = 0; i < width; i++) {
      for (let j = i; j < width; j++) matrix[i]![j] = matrix[i]![j]! + (row[i]! * row[j]!) / rows.length;
    }
  }
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) matrix[i]![j] = matrix[j]![i]!;
  const axes = Array.from({ length: width }, (_, i) => new Float64Array(width).fill(1, i, i + 1));
  for (let sweep = 0; sweep < 30; sweep++) {
    let off = 0;
    for (let p = 0; p < width; p++) {
      for (let q = p + 1; q < width; q++) {
        off += Math.abs(matrix[p]![q]!);
        rotate(matrix, axes, p, q);
      }
    }
    if (off < 1e-12) break;
  }
  const order = [...axes.keys()].sort((a, b) => matrix[b]![b]! - matrix[a]![a]!);
  return order.map((i) => axes[i]!);
}

function rotate(matrix: Float64Array[], axes: Float64Array[], p: number, q: number): void {
  const apq = matrix[p]![q]!;
  if (Math.abs(apq) < 1e-15) return;
  const theta = (matrix[q]![q]! - matrix[p]![p]!) / (2 * apq);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (const row of matrix) {
    const [a, b] = [row[p]!, row[q]!];
    row[p] = c * a - s * b;
    row[q] = s * a + c * b;
  }
  const [rowP, rowQ] = [matrix[p]!, matrix[q]!];
  for (let k = 0; k < rowP.length; k++) {
    const [a, b] = [rowP[k]!, rowQ[k]!];
    rowP[k] = c * a - s * b;
    rowQ[k] = s * a + c * b;
  }
  const [axisP, axisQ] = [axes[p]!, axes[q]!];
  for (let k = 0; k < axisP.length; k++) {
    const [a, b] = [axisP[k]!, axisQ[k]!];
    axisP[k] = c * a - s * b;
    axisQ[k] = s * a + c * b;
  }
}
