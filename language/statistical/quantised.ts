/** A dense matrix in one byte a weight, with one scale a row: a quarter of the memory, the same decisions. */
import type { Packable } from './pack.ts';

export class QuantisedMatrix {
  readonly columns: number;
  readonly #weights: Int8Array;
  readonly #scales: Float32Array;

  constructor(columns: number, weights: Int8Array, scales: Float32Array) {
    this.columns = columns;
    this.#weights = weights;
    this.#scales = scales;
  }

  static from(dense: Float32Array, columns: number): QuantisedMatrix {
    const rows = dense.length / columns;
    const weights = new Int8Array(dense.length);
    const scales = new Float32Array(rows);
    for (let row = 0; row < rows; row++) {
      const base = row * columns;
      let largest = 0;
      for (let c = 0; c < columns; c++) largest = Math.max(largest, Math.abs(dense[base + c]!));
      if (largest === 0) continue;
      const scale = largest / 127;
      scales[row] = scale;
      for (let c = 0; c < columns; c++) weights[base + c] = Math.round(dense[base + c]! / scale);
    }
    return new QuantisedMatrix(columns, weights, scales);
  }

  /** Adds `factor` times row `row` to `into`. */
  addRow(row: number, factor: number, into: Float32Array): void {
    const { columns } = this;
    const weights = this.#weights;
    const scaled = factor * this.#scales[row]!;
    const base = row * columns;
    for (let c = 0; c < columns; c++) into[c] = into[c]! + scaled * weights[base + c]!;
  }

  toArrays(prefix: string): Record<string, Packable> {
    return { [`${prefix}Weights`]: this.#weights, [`${prefix}Scales`]: this.#scales };
  }

  static fromArrays(
    columns: number,
    prefix: string,
    arrays: Readonly<Record<string, Packable>>,
  ): QuantisedMatrix {
    return new QuantisedMatrix(
      columns,
      arrays[`${prefix}Weights`] as Int8Array,
      arrays[`${prefix}Scales`] as Float32Array,
    );
  }
}
