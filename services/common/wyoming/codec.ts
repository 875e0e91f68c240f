/**
 * The wire form of Wyoming, the protocol of voice engines: one line of JSON, then as many bytes of further
 * JSON and of payload as that line announces. The reference implementation has no limits; here every length
 * is bounded before anything is allocated for it.
 * Source: https://github.com/OHF-Voice/wyoming
 */
import { EarshotError } from '../errors/earshot-error.ts';

export type WyomingData = Readonly<Record<string, unknown>>;

export interface WyomingEvent {
  readonly type: string;
  readonly data: WyomingData;
  /** Raw PCM of `audio-chunk`; empty for all else. */
  readonly payload: Buffer;
}

export interface WyomingLimits {
  /** The JSON line, with its line feed. */
  readonly maxHeaderBytes: number;
  /** The JSON after it. `info` of a server with many voices takes some hundred kilobytes. */
  readonly maxDataBytes: number;
  readonly maxPayloadBytes: number;
}

export const defaultWyomingLimits: WyomingLimits = {
  maxHeaderBytes: 64 * 1024,
  maxDataBytes: 1024 * 1024,
  maxPayloadBytes: 256 * 1024,
};

const lineFeed = 0x0a;
const nothing = Buffer.alloc(0);

/** One event as bytes. */
export function encodeEvent(event: {
  readonly type: string;
  readonly data?: WyomingData;
  readonly payload?: Buffer;
}): Buffer {
  const data = event.data === undefined ? nothing : Buffer.from(JSON.stringify(event.data));
  const payload = event.payload ?? nothing;
  const header = {
    type: event.type,
    ...(data.length > 0 && { data_length: data.length }),
    ...(payload.length > 0 && { payload_length: payload.length }),
  };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), data, payload]);
}

interface Header {
  readonly type: string;
  readonly data: WyomingData;
  readonly dataLength: number;
  readonly payloadLength: number;
}

function refuse(limit: string): EarshotError {
  return new EarshotError('ENGINE_PROTOCOL', { detail: { limit } });
}

function parseObject(bytes: Buffer, part: string): WyomingData {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw refuse(part);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse(part);
  return value as WyomingData;
}

function lengthOf(value: unknown, most: number, part: string): number {
  if (value === undefined || value === null) return 0;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > most) throw refuse(part);
  return value;
}

/** Events out of bytes that arrive in any pieces. After an error it takes nothing more. */
export class EventDecoder {
  readonly #limits: WyomingLimits;
  #pieces: Buffer[] = [];
  #length = 0;
  /** Bytes already searched for the end of a line. */
  #searched = 0;
  #header: Header | undefined;
  #hasFailed = false;

  constructor(limits: WyomingLimits = defaultWyomingLimits) {
    this.#limits = limits;
  }

  /** Bytes of an event that is not complete yet. A stream that ends with some broke off. */
  get pendingBytes(): number {
    return this.#length;
  }

  /** True between two events: where an orderly stream may end. */
  get isAtBoundary(): boolean {
    return this.#length === 0 && this.#header === undefined;
  }

  /** Events that these bytes complete, in order. @throws EarshotError ENGINE_PROTOCOL */
  *push(bytes: Buffer): Generator<WyomingEvent, void, void> {
    if (this.#hasFailed) throw refuse('after-error');
    if (bytes.length > 0) {
      this.#pieces.push(bytes);
      this.#length += bytes.length;
    }
    try {
      for (let event = this.#next(); event !== undefined; event = this.#next()) yield event;
    } catch (error) {
      this.#hasFailed = true;
      this.#pieces = [];
      throw error;
    }
  }

  #next(): WyomingEvent | undefined {
    this.#header ??= this.#readHeader();
    const header = this.#header;
    if (header === undefined || this.#length < header.dataLength + header.payloadLength) return undefined;
    const extra = header.dataLength === 0 ? {} : parseObject(this.#take(header.dataLength), 'data');
    const payload = this.#take(header.payloadLength);
    this.#header = undefined;
    return { type: header.type, data: { ...header.data, ...extra }, payload };
  }

  #readHeader(): Header | undefined {
    const lineBytes = this.#findLine();
    if (lineBytes === undefined) return undefined;
    const line = parseObject(this.#take(lineBytes), 'header');
    const { type, data = {} } = line;
    if (typeof type !== 'string' || type.length === 0 || type.length > 64) throw refuse('type');
    if (data !== null && (typeof data !== 'object' || Array.isArray(data))) throw refuse('data');
    return {
      type,
      data: (data ?? {}) as WyomingData,
      dataLength: lengthOf(line['data_length'], this.#limits.maxDataBytes, 'data_length'),
      payloadLength: lengthOf(line['payload_length'], this.#limits.maxPayloadBytes, 'payload_length'),
    };
  }

  /** Length of the first line with its line feed; each byte is looked at once, however the pieces fall. */
  #findLine(): number | undefined {
    const { maxHeaderBytes } = this.#limits;
    let start = 0;
    for (const piece of this.#pieces) {
      const end = start + piece.length;
      if (end > this.#searched) {
        const found = piece.indexOf(lineFeed, Math.max(0, this.#searched - start));
        if (found >= 0) {
          const lineBytes = start + found + 1;
          if (lineBytes > maxHeaderBytes) throw refuse('header');
          return lineBytes;
        }
        this.#searched = end;
      }
      start = end;
    }
    if (this.#length >= maxHeaderBytes) throw refuse('header');
    return undefined;
  }

  #take(length: number): Buffer {
    this.#searched = 0;
    if (length === 0) return nothing;
    const taken: Buffer[] = [];
    let missing = length;
    while (missing > 0) {
      const piece = this.#pieces[0]!;
      if (piece.length <= missing) {
        taken.push(piece);
        this.#pieces.shift();
        missing -= piece.length;
      } else {
        taken.push(piece.subarray(0, missing));
        this.#pieces[0] = piece.subarray(missing);
        missing = 0;
      }
    }
    this.#length -= length;
    return taken.length === 1 ? taken[0]! : Buffer.concat(taken, length);
  }
}
