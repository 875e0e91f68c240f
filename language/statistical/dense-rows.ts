/** Unit vectors, a byte for each number: a quarter of the memory, and no decision depends on the rest. */

export class DenseRows {
  readonly width: number;
  readonly #bytes: Int8Array;
  /** What one step of a byte is worth, by row. */
  readonly #scales: Float32Array;

  constructor(rows: readonly Float32Array[]) {
    this.width = rows[0]?.length ?? 0;
    this.#bytes = new Int8Array(rows.length * this.width);
    this.#scales = new Float32Array(rows.length);
    for (const [r, row] of rows.entries()) {
      let largest = 0;
      for (const value of row) largest = Math.max(largest, Math.abs(value));
      const scale = largest / 127;
      this.#scales[r] = scale;
      if (scale === 0) continue;
      for (let d = 0; d < this.width; d++) this.#bytes[r * this.width + d] = Math.round(row[d]! / scale);
    }
  }

  dot(row: number, vector: Float32Array): number {
    const bytes = this.#bytes;
    const { width } = this;
    const base = row * width;
    let a = 0;
    let b = 0;
    let c = 0;
    let e = 0;
    let d = 0;
    // Four sums at once: each addition need not wait for the one before.
    for (; d + 3 < width; d += 4) {
      a += bytes[base + d]! * vector[d]!;
      b += bytes[base + d + 1]! * vector[d + 1]!;
      c += bytes[base + d + 2]! * vector[d + 2]!;
      e += bytes[base + d + 3]! * vector[d + 3]!;
    }
    for (; d < width; d++) a += bytes[base + d]! * vector[d]!;
    return (a + b + c + e) * this.#scales[row]!;
  }

  /** The row as it is kept, from `at` on. */
  read(row: number, into: Float32Array, at: number): void {
    const base = row * this.width;
    const scale = this.#scales[row]!;
    for (let d = 0; d < this.width; d++) into[at + d] = this.#bytes[base + d]! * scale;
  }
}
