/**
 * Vectors by the hashes of their texts, in a file that grows at its end: whoever reads it or adds to it holds up the event loop for no
 * more than some hundred of them at a time. Several processes may share it: each adds what it learnt, and finds what others added.
 *
 * After four bytes with the length of a vector come records: 16 bytes of the SHA-256 of the text, a CRC-32 of both, the vector as
 * 32-bit floats, all little-endian. A record that was cut or torn counts for nothing.
 */
import { hash } from 'node:crypto';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { writeDurably } from '../write-durably.ts';

const headerBytes = 4;
const keyBytes = 16;
const headBytes = keyBytes + 4;
/** Records that are read, checked or written in one piece. */
const recordsPerPiece = 256;

/** The name of a text in the file: in hex. */
export const keyOf = (text: string): string => hash('sha256', text, 'hex').slice(0, 2 * keyBytes);

/** The file as it was last seen. */
interface Seen {
  readonly inode: number;
  readonly width: number;
  /** Looked at so far. */
  records: number;
  /** Of them, those that are whole. */
  good: number;
  /** By key, the place of the newest good record. */
  readonly places: Map<string, number>;
}

const recordBytes = (width: number): number => headBytes + 4 * width;
const keyIn = (record: Buffer): string => record.toString('hex', 0, keyBytes);
const checkOf = (record: Buffer): number =>
  crc32(record.subarray(headBytes), crc32(record.subarray(0, keyBytes)));

function vectorIn(record: Buffer, width: number): Float32Array {
  const vector = new Float32Array(width);
  Buffer.from(vector.buffer).set(record.subarray(headBytes));
  return vector;
}

function recordOf([key, vector]: readonly [string, Float32Array]): Buffer {
  const record = Buffer.alloc(recordBytes(vector.length));
  record.write(key, 0, 'hex');
  record.set(Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength), headBytes);
  record.writeUInt32LE(checkOf(record), keyBytes);
  return record;
}

export class VectorFile {
  readonly #folder: string;
  readonly #name: string;
  readonly #maxRecords: number;
  #seen: Seen | undefined;

  /** @param maxRecords With half as many again, those that were added first are let go. */
  constructor(folder: string, name: string, maxRecords: number) {
    this.#folder = folder;
    this.#name = name;
    this.#maxRecords = maxRecords;
  }

  /** Where each key lies that is there now. */
  async keys(): Promise<ReadonlyMap<string, number>> {
    return (await this.#reading(async (_file, { places }) => places)) ?? new Map();
  }

  /** The vectors of those of these keys that are there. */
  async read(keys: readonly string[]): Promise<Map<string, Float32Array>> {
    const found = new Map<string, Float32Array>();
    await this.#reading(async (file, { width, places, records }) => {
      const wanted = new Map<number, string>();
      for (const key of keys) {
        const place = places.get(key);
        if (place !== undefined) wanted.set(place, key);
      }
      const pieces = new Set([...wanted.keys()].map((place) => Math.floor(place / recordsPerPiece)));
      for (const piece of [...pieces].sort((a, b) => a - b)) {
        const from = piece * recordsPerPiece;
        for (const [at, record] of await readPiece(file, width, from, records)) {
          const key = wanted.get(at);
          if (key !== undefined) found.set(key, vectorIn(record, width));
        }
      }
    });
    return found;
  }

  /** Adds vectors of one length, and returns when they are on the disk. Rejects with the file system's own error. */
  async add(vectors: ReadonlyMap<string, Float32Array>): Promise<void> {
    const [first] = vectors.values();
    if (first === undefined) return;
    const bytes = recordBytes(first.length);
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const isFit = await this.#reading(
      // Half of it bad: somebody was cut off in the middle of a record, and another went on behind it.
      async (_file, { width, good, records }) => width === first.length && good * 2 >= records,
    );
    if (isFit !== true) await this.#begin(first.length);
    const file = await open(join(this.#folder, this.#name), 'a', 0o600);
    try {
      const { size } = await file.stat();
      const cut = (size - headerBytes) % bytes;
      // What was cut is filled up to the end of a record, so that those behind it lie where they should.
      if (cut > 0) await file.appendFile(Buffer.alloc(bytes - cut));
      const all = [...vectors];
      for (let from = 0; from < all.length; from += recordsPerPiece) {
        await file.appendFile(Buffer.concat(all.slice(from, from + recordsPerPiece).map(recordOf)));
      }
      await file.datasync();
    } finally {
      await file.close();
    }
    await this.#trim();
  }

  async #begin(width: number): Promise<void> {
    const header = Buffer.alloc(headerBytes);
    header.writeUInt32LE(width);
    await writeDurably(this.#folder, this.#name, header);
  }

  /** A copy of the newest takes the name when there are too many. */
  async #trim(): Promise<void> {
    const newest = await this.#reading(async (file, { width, records }) => {
      if (records < this.#maxRecords * 1.5) return undefined;
      const kept = new Map<string, Float32Array>();
      for (let from = records - this.#maxRecords; from < records; from += recordsPerPiece) {
        for (const [, record] of await readPiece(file, width, from, records)) {
          kept.set(keyIn(record), vectorIn(record, width));
        }
      }
      return { width, kept };
    });
    if (newest === undefined) return;
    await this.#begin(newest.width);
    await this.add(newest.kept);
  }

  /** Looks at what is new of the file first. @returns undefined where there is none that can be read. */
  async #reading<T>(work: (file: FileHandle, seen: Seen) => Promise<T>): Promise<T | undefined> {
    const file = await open(join(this.#folder, this.#name), 'r').catch(() => undefined);
    if (file === undefined) return undefined;
    try {
      const seen = await this.#look(file);
      return seen && (await work(file, seen));
    } finally {
      await file.close();
    }
  }

  async #look(file: FileHandle): Promise<Seen | undefined> {
    const { ino, size } = await file.stat();
    const before = this.#seen;
    const isSame = before?.inode === ino && headerBytes + before.records * recordBytes(before.width) <= size;
    const seen = isSame ? before : unseen(ino, await widthOf(file));
    if (seen.width === 0) return undefined;
    const records = Math.floor((size - headerBytes) / recordBytes(seen.width));
    while (seen.records < records) {
      const from = seen.records;
      for (const [at, record] of await readPiece(file, seen.width, from, records)) {
        seen.places.set(keyIn(record), at);
        seen.good += 1;
      }
      seen.records = Math.min(records, from + recordsPerPiece);
    }
    this.#seen = seen;
    return seen;
  }
}

const unseen = (inode: number, width: number): Seen => ({
  inode,
  width,
  records: 0,
  good: 0,
  places: new Map(),
});

/** Zero for a file that is no such file. */
async function widthOf(file: FileHandle): Promise<number> {
  const header = Buffer.alloc(headerBytes);
  const { bytesRead } = await file.read(header, 0, headerBytes, 0);
  const width = bytesRead === headerBytes ? header.readUInt32LE(0) : 0;
  return width <= maxWidth ? width : 0;
}

/** No encoder's vectors are longer. */
const maxWidth = 8_192;

/** The good ones of a piece of records, with their places. */
async function readPiece(
  file: FileHandle,
  width: number,
  from: number,
  records: number,
): Promise<(readonly [number, Buffer])[]> {
  const bytes = recordBytes(width);
  const count = Math.min(recordsPerPiece, records - from);
  const piece = Buffer.alloc(count * bytes);
  const { bytesRead } = await file.read(piece, 0, piece.length, headerBytes + from * bytes);
  const good: (readonly [number, Buffer])[] = [];
  for (let n = 0; (n + 1) * bytes <= bytesRead; n += 1) {
    const record = piece.subarray(n * bytes, (n + 1) * bytes);
    if (record.readUInt32LE(keyBytes) === checkOf(record)) good.push([from + n, record]);
  }
  return good;
}
