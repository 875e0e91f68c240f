/** On which side of zero each number of a vector lies, a bit each: a cheap first look at which of many are alike. */

/** Of a row without a vector: further than any other. */
const absent = 0xffff;
/** Wider vectors are compared by their first numbers. */
const widest = 1024;

let scratch = new Uint16Array(1024);

/** Rows are only added: older readers ignore what they do not know. Vectors of several languages may have several widths. */
export class SignRows {
  /** Words of 32 bits for each row: as many as the widest vector so far needs. */
  #stride = 0;
  #bits = new Int32Array(0);
  #isAbsent = new Uint8Array(1024);
  #size = 0;

  push(vector: Float32Array | undefined): void {
    const row = this.#size++;
    if (this.#isAbsent.length < this.#size) {
      const larger = new Uint8Array(this.#size * 2);
      larger.set(this.#isAbsent);
      this.#isAbsent = larger;
    }
    if (vector === undefined) this.#isAbsent[row] = 1;
    const stride = Math.max(this.#stride, vector === undefined ? 0 : wordsOf(vector.length));
    const need = this.#size * stride;
    if (stride > this.#stride || this.#bits.length < need) {
      const larger = new Int32Array(need * 2);
      for (let r = 0; r < row; r++)
        for (let w = 0; w < this.#stride; w++) larger[r * stride + w] = this.#bits[r * this.#stride + w]!;
      this.#bits = larger;
      this.#stride = stride;
    }
    if (vector !== undefined) writeSigns(vector, this.#bits, row * stride);
  }

  /** Rows among those `allowed` whose signs differ least from the vector's: `count`, and those that are equally near. */
  nearest(vector: Float32Array, allowed: Uint8Array, count: number): number[] {
    const stride = this.#stride;
    if (stride === 0 || wordsOf(vector.length) > stride) return [];
    const asked = new Int32Array(stride);
    writeSigns(vector, asked, 0);
    const size = Math.min(this.#size, allowed.length);
    if (scratch.length < size) scratch = new Uint16Array(size * 2);
    const distances = scratch;
    const rowsAt = new Uint32Array(stride * 32 + 1);
    const bits = this.#bits;
    for (let row = 0; row < size; row++) {
      if (allowed[row] !== 1 || this.#isAbsent[row] === 1) {
        distances[row] = absent;
        continue;
      }
      let distance = 0;
      for (let w = 0, at = row * stride; w < stride; w++, at++) distance += ones(bits[at]! ^ asked[w]!);
      distances[row] = distance;
      rowsAt[distance] = rowsAt[distance]! + 1;
    }
    let furthest = 0;
    for (let total = rowsAt[0]!; total < count && furthest < stride * 32; ) total += rowsAt[++furthest]!;
    const near: number[] = [];
    for (let row = 0; row < size; row++) if (distances[row]! <= furthest) near.push(row);
    return near;
  }
}

const wordsOf = (length: number): number => (Math.min(length, widest) + 31) >> 5;

function writeSigns(vector: Float32Array, into: Int32Array, at: number): void {
  const length = Math.min(vector.length, widest);
  for (let d = 0; d < length; d++)
    if (vector[d]! > 0) into[at + (d >> 5)] = into[at + (d >> 5)]! | (1 << (d & 31));
}

/** How many bits are set. */
function ones(word: number): number {
  let n = word - ((word >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
