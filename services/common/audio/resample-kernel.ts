/**
 * The inner loop of the resampler as WebAssembly with vectors: four products at a time, where JavaScript makes one and looks
 * after each index. It is most of what resampling costs, and resampling was a quarter of what a spoken sentence costs.
 *
 * The module is put together here, instruction by instruction, so that it can be read and no compiler is needed to change it.
 * Opcodes: https://webassembly.github.io/spec/core/appendix/index-instructions.html
 */

/** What of it is used here; the types of Node leave it to those of browsers. */
interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
const { Module, Instance } = (
  globalThis as unknown as {
    readonly WebAssembly: {
      readonly Module: new (bytes: Uint8Array) => object;
      readonly Instance: new (module: object) => { readonly exports: { memory: Memory; run: Run } };
    };
  }
).WebAssembly;

type Code = readonly number[];

/** Numbers of a module, seven bits in each byte; only positive ones below 64 KiB occur, so signed and unsigned need one form. */
function number(value: number): Code {
  const bytes: number[] = [];
  let rest = value;
  // One more bit, so that a signed reading of it is positive too.
  for (; rest > 0x3f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}

const sized = (content: Code): Code => [...number(content.length), ...content];
const section = (id: number, content: Code): Code => [id, ...sized(content)];
const name = (text: string): Code => sized([...Buffer.from(text)]);
const floatBytes = (value: number): Code => [...new Uint8Array(Float32Array.of(value).buffer)];

const [i32, f32, v128] = [0x7f, 0x7d, 0x7b];
const get = (local: number): Code => [0x20, local];
const set = (local: number): Code => [0x21, local];
const int = (value: number): Code => [0x41, ...number(value)];
const float = (value: number): Code => [0x43, ...floatBytes(value)];
const block = (...body: Code[]): Code => [0x02, 0x40, ...body.flat(), 0x0b];
const loop = (...body: Code[]): Code => [0x03, 0x40, ...body.flat(), 0x0b];
const branch = (depth: number): Code => [0x0c, depth];
const branchIf = (depth: number): Code => [0x0d, depth];
const add: Code = [0x6a];
const multiply: Code = [0x6c];
const divide: Code = [0x6e];
const remainder: Code = [0x70];
const isAbove: Code = [0x4b];
const isBelow: Code = [0x49];
const storeInt: Code = [0x36, 2, 0];
const storeSample: Code = [0x3b, 1, 0];
const floatAdd: Code = [0x92];
const atMost: Code = [0x96];
const atLeast: Code = [0x97];
const nearest: Code = [0x90];
const toInt: Code = [0xa8];
const vectorZero: Code = [0xfd, 0x0c, ...Array<number>(16).fill(0)];
/** Four floats from an address and an offset; it need not be a multiple of 16. */
const vectorLoad = (offset: number): Code => [0xfd, 0x00, 2, offset];
const vectorAdd: Code = [0xfd, 0xe4, 0x01];
const vectorMultiply: Code = [0xfd, 0xe6, 0x01];
const lane = (index: number): Code => [0xfd, 0x1f, index];

/** Parameters and locals, by their numbers. Addresses and lengths in bytes. */
const [input, lastInput, rows, rowBytes, phases, step, phase, output] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
const [a, b, end, even, odd, sum] = [8, 9, 10, 11, 12, 13] as const;

const product = (offset: number, into: number): Code => [
  ...get(into),
  ...get(a),
  ...vectorLoad(offset),
  ...get(b),
  ...vectorLoad(offset),
  ...vectorMultiply,
  ...vectorAdd,
  ...set(into),
];

/** Where the next output's input and its phase are left. */
const nextInputAt = 0;
const nextPhaseAt = 4;

const body: Code = [
  ...block(
    loop(
      // No more output than there is input for.
      [...get(input), ...get(lastInput), ...isAbove, ...branchIf(1)],
      [...get(input), ...set(a)],
      [...get(rows), ...get(phase), ...get(rowBytes), ...multiply, ...add, ...set(b)],
      [...get(input), ...get(rowBytes), ...add, ...set(end)],
      [...vectorZero, ...set(even), ...vectorZero, ...set(odd)],
      // Eight taps at a time, in two sums that do not wait for each other.
      loop(
        product(0, even),
        product(16, odd),
        [...get(a), ...int(32), ...add, ...set(a)],
        [...get(b), ...int(32), ...add, ...set(b)],
        [...get(a), ...get(end), ...isBelow, ...branchIf(0)],
      ),
      [...get(even), ...get(odd), ...vectorAdd, ...set(even)],
      [...get(even), ...lane(0), ...get(even), ...lane(1), ...floatAdd],
      [...get(even), ...lane(2), ...get(even), ...lane(3), ...floatAdd, ...floatAdd, ...set(sum)],
      // Cut off, not wrapped round.
      [...get(output), ...get(sum), ...float(-32_768), ...atLeast, ...float(32_767), ...atMost],
      [...nearest, ...toInt, ...storeSample],
      [...get(output), ...int(2), ...add, ...set(output)],
      // On by so many whole input samples, of four bytes each.
      [...get(phase), ...get(step), ...add, ...set(phase)],
      [
        ...get(input),
        ...get(phase),
        ...get(phases),
        ...divide,
        ...int(4),
        ...multiply,
        ...add,
        ...set(input),
      ],
      [...get(phase), ...get(phases), ...remainder, ...set(phase)],
      branch(0),
    ),
  ),
  ...[...int(nextInputAt), ...get(input), ...storeInt],
  ...[...int(nextPhaseAt), ...get(phase), ...storeInt],
  ...get(output),
  0x0b,
];

const locals: Code = [3, 3, i32, 2, v128, 1, f32];
const bytes = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, [1, 0x60, ...sized(Array<number>(8).fill(i32)), 1, i32]),
  ...section(3, [1, 0]),
  ...section(5, [1, 0, 1]),
  ...section(7, [2, ...name('memory'), 2, 0, ...name('run'), 0, 0]),
  ...section(10, [1, ...sized([...locals, ...body])]),
]);
const compiled = new Module(bytes);

const pageBytes = 65_536;
const floatSize = 4;
const sampleSize = 2;
/** Room for what is left behind; rows begin after it. */
const rowsAt = 16;

type Run = (
  input: number,
  lastInput: number,
  rows: number,
  rowBytes: number,
  phases: number,
  step: number,
  phase: number,
  output: number,
) => number;

export interface FilterShape {
  /** Output samples for each `step` input samples. */
  readonly phases: number;
  readonly step: number;
  /** A multiple of eight. */
  readonly taps: number;
  /** `phases` rows of `taps` coefficients. */
  readonly coefficients: Float32Array;
}

export interface Resampled {
  readonly samples: Int16Array<ArrayBuffer>;
  /** Input not used up: begins where the next output begins. */
  readonly rest: Float32Array<ArrayBuffer>;
  readonly phase: number;
}

/** One filter's loop, with its coefficients in memory of its own. Nothing of any sound stays here. */
export class ResampleKernel {
  readonly #shape: FilterShape;
  readonly #memory: Memory;
  readonly #run: Run;
  readonly #inputAt: number;

  constructor(shape: FilterShape) {
    const { memory, run } = new Instance(compiled).exports;
    this.#shape = shape;
    this.#memory = memory;
    this.#run = run;
    this.#inputAt = rowsAt + shape.coefficients.length * floatSize;
    this.#reach(this.#inputAt);
    new Float32Array(this.#memory.buffer, rowsAt, shape.coefficients.length).set(shape.coefficients);
  }

  /** As much as there is input for: what was left, then what came. */
  run(rest: Float32Array, came: Int16Array, phase: number): Resampled {
    const { phases, step, taps } = this.#shape;
    const length = rest.length + came.length;
    const outputAt = this.#inputAt + length * floatSize;
    const mostOutput = Math.ceil((length * phases) / step) + 1;
    const endAt = outputAt + mostOutput * sampleSize;
    this.#reach(endAt);
    const { buffer } = this.#memory;
    const input = new Float32Array(buffer, this.#inputAt, length);
    input.set(rest);
    input.set(came, rest.length);
    const lastInput = this.#inputAt + (length - taps) * floatSize;
    const isEnough = length >= taps;
    const outputEnd = isEnough
      ? this.#run(this.#inputAt, lastInput, rowsAt, taps * floatSize, phases, step, phase, outputAt)
      : outputAt;
    const [nextInput = 0, nextPhase = 0] = new Int32Array(buffer, 0, 2);
    const used = isEnough ? (nextInput - this.#inputAt) / floatSize : 0;
    const resampled = {
      samples: new Int16Array(buffer, outputAt, (outputEnd - outputAt) / sampleSize).slice(),
      rest: input.slice(used),
      phase: isEnough ? nextPhase : phase,
    };
    new Uint8Array(buffer, this.#inputAt, endAt - this.#inputAt).fill(0);
    return resampled;
  }

  /** Has memory up to this address. */
  #reach(address: number): void {
    const missing = address - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / pageBytes));
  }
}
