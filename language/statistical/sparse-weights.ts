/** Rows of mostly empty weights: for each feature the few columns that matter. */

export class SparseWeights {
  readonly offsets: Int32Array;
  readonly columns: Int16Array;
  readonly weights: Float32Array;

  constructor(offsets: Int32Array, columns: Int16Array, weights: Float32Array) {
    this.offsets = offsets;
    this.columns = columns;
    this.weights = weights;
  }

  /** Drops what is nearer to 0 than `smallest`: it changes no decision and costs memory. */
  static compress(
    dense: Float32Array,
    rowCount: number,
    columnCount: number,
    smallest: number,
  ): SparseWeights {
    let kept = 0;
    for (let i = 0; i < dense.length; i++) if (Math.abs(dense[i]!) >= smallest) kept++;
    const offsets = new Int32Array(rowCount + 1);
    const columns = new Int16Array(kept);
    const weights = new Float32Array(kept);
    let at = 0;
    for (let row = 0; row < rowCount; row++) {
      for (let column = 0; column < columnCount; column++) {
        const weight = dense[row * columnCount + column]!;
        if (Math.abs(weight) < smallest) continue;
        columns[at] = column;
        weights[at++] = weight;
      }
      offsets[row + 1] = at;
    }
    return new SparseWeights(offsets, columns, weights);
  }

  /** Adds row `row` to `into`. */
  addRow(row: number, into: Float32Array): void {
    const { columns, weights } = this;
    const to = this.offsets[row + 1]!;
    for (let j = this.offsets[row]!; j < to; j++) {
      const column = columns[j]!;
      into[column] = into[column]! + weights[j]!;
    }
  }
}
