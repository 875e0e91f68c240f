/** Rows of sparse features, one after the other in flat arrays. */
export interface SparseRows {
  readonly count: number;
  /** `offsets[i]` to `offsets[i + 1]` are the entries of row i. */
  readonly offsets: Int32Array;
  readonly ids: Int32Array;
  readonly values: Float32Array;
  /** Dense numbers beside the sparse ones, as many for each row; none when the language has no word vectors. */
  readonly meanings?: Float32Array;
}

export class SparseRowsBuilder {
  #offsets: number[] = [0];
  #ids: number[] = [];
  #values: number[] = [];

  add(ids: ArrayLike<number>, values: ArrayLike<number>, length = ids.length): void {
    for (let i = 0; i < length; i++) {
      this.#ids.push(ids[i]!);
      this.#values.push(values[i]!);
    }
    this.#offsets.push(this.#ids.length);
  }

  build(): SparseRows {
    return {
      count: this.#offsets.length - 1,
      offsets: Int32Array.from(this.#offsets),
      ids: Int32Array.from(this.#ids),
      values: Float32Array.from(this.#values),
    };
  }
}
