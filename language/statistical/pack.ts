/** A compact binary container: one JSON header, then typed arrays, each aligned to 8 bytes. */

export type Packable = Int32Array | Float32Array | Int16Array | Int8Array | Uint8Array;

const kinds = { i32: Int32Array, f32: Float32Array, i16: Int16Array, i8: Int8Array, u8: Uint8Array } as const;
type Kind = keyof typeof kinds;
const magic = 0x45534d31;

export interface Pack {
  readonly meta: unknown;
  readonly arrays: Readonly<Record<string, Packable>>;
}

function kindOf(array: Packable): Kind {
  if (array instanceof Int32Array) return 'i32';
  if (array instanceof Float32Array) return 'f32';
  if (array instanceof Int16Array) return 'i16';
  if (array instanceof Int8Array) return 'i8';
  return 'u8';
}

const align = (bytes: number): number => (bytes + 7) & ~7;

export function writePack(pack: Pack): Buffer {
  const entries = Object.entries(pack.arrays).map(([name, array]) => ({
    name,
    kind: kindOf(array),
    length: array.length,
  }));
  const header = Buffer.from(JSON.stringify({ meta: pack.meta, entries }), 'utf8');
  let total = align(8 + header.length);
  for (const array of Object.values(pack.arrays)) total += align(array.byteLength);
  const buffer = Buffer.alloc(total);
  buffer.writeUInt32LE(magic, 0);
  buffer.writeUInt32LE(header.length, 4);
  header.copy(buffer, 8);
  let at = align(8 + header.length);
  for (const array of Object.values(pack.arrays)) {
    buffer.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += align(array.byteLength);
  }
  return buffer;
}

/** Throws a RangeError when the bytes are not a whole container. */
export function readPack(bytes: Uint8Array): Pack {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < 8 || buffer.readUInt32LE(0) !== magic) throw new RangeError('not a serialised model');
  const headerLength = buffer.readUInt32LE(4);
  if (8 + headerLength > buffer.length) throw new RangeError('a serialised model ends in its header');
  const header = JSON.parse(buffer.toString('utf8', 8, 8 + headerLength)) as {
    meta: unknown;
    entries: { name: string; kind: Kind; length: number }[];
  };
  const arrays: Record<string, Packable> = {};
  let at = align(8 + headerLength);
  for (const { name, kind, length } of header.entries) {
    const Type = kinds[kind];
    if (Type === undefined) throw new RangeError('a serialised model holds an unknown kind of array');
    const byteLength = length * Type.BYTES_PER_ELEMENT;
    if (!(length >= 0) || at + byteLength > buffer.length)
      throw new RangeError('a serialised model is cut short');
    const copy = new Uint8Array(byteLength);
    copy.set(buffer.subarray(at, at + byteLength));
    arrays[name] = new Type(copy.buffer);
    at += align(byteLength);
  }
  return { meta: header.meta, arrays };
}
