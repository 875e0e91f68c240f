import { isUtf8 } from 'node:buffer';
import type { Dispatcher } from 'undici';
import type { ErrorCode } from '../../common/errors/catalogue.ts';
import { EarshotError, isEarshotError } from '../../common/errors/earshot-error.ts';

/** Largest body of an answer, in bytes. */
export const maxResponseBytes = 24 * 1024;

export interface SkillPost {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Aborted at the deadline, on cancelling and on withdrawal; its reason is an EarshotError. */
  readonly signal: AbortSignal;
  readonly maxBytes?: number;
  /** Called for each whole line of an `application/x-ndjson` answer as it comes; true = it was not the answer yet. */
  readonly onLine?: (line: string) => boolean;
}

export interface SkillAnswer {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The raw bytes of the whole body. */
  readonly body: Buffer;
  /** The answer: the body, or the last line of NDJSON. */
  readonly text: string;
  readonly isStreamed: boolean;
}

/** What went wrong with a connection, as one stable code. */
export function egressCode(error: unknown): ErrorCode {
  if (isEarshotError(error)) return error.code;
  const { code, name } = error as { code?: unknown; name?: unknown };
  if (name === 'HTTPParserError') return 'SKILL_BAD_RESPONSE';
  switch (code) {
    case 'UND_ERR_SOCKET':
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH':
      return 'SKILL_CLOSED_EARLY';
    case 'UND_ERR_HEADERS_OVERFLOW':
      return 'SKILL_TOO_LARGE';
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
      return 'SKILL_TIMEOUT';
    default:
      return 'SKILL_UNREACHABLE';
  }
}

/**
 * Posts once. Follows no redirect, decompresses nothing, reads no more than `maxBytes`, retries nothing.
 * @throws EarshotError with one of the SKILL_ codes, or the signal's own reason.
 */
export async function postToSkill(pool: Dispatcher, post: SkillPost): Promise<SkillAnswer> {
  try {
    return await request(pool, post);
  } catch (error) {
    if (post.signal.aborted && isEarshotError(post.signal.reason)) throw post.signal.reason;
    throw isEarshotError(error) ? error : new EarshotError(egressCode(error), { cause: error });
  }
}

async function request(pool: Dispatcher, post: SkillPost): Promise<SkillAnswer> {
  const { statusCode, headers, body } = await pool.request({
    method: 'POST',
    path: post.path,
    headers: post.headers,
    body: post.body,
    signal: post.signal,
  });
  try {
    if (statusCode >= 300 && statusCode < 400) throw new EarshotError('SKILL_REDIRECT');
    if (statusCode !== 200) throw new EarshotError('SKILL_BAD_STATUS', { detail: { statusCode } });
    const encoding = headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') throw new EarshotError('SKILL_BAD_RESPONSE');
    const isStreamed = /^application\/x-ndjson\b/i.test(String(headers['content-type'] ?? ''));
    if (!isStreamed && !/^application\/json\b/i.test(String(headers['content-type'] ?? ''))) {
      throw new EarshotError('SKILL_BAD_RESPONSE');
    }
    const maxBytes = post.maxBytes ?? maxResponseBytes;
    if (Number(headers['content-length'] ?? 0) > maxBytes) throw new EarshotError('SKILL_TOO_LARGE');
    const lines = isStreamed ? new LineReader(post.onLine) : undefined;
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new EarshotError('SKILL_TOO_LARGE');
      chunks.push(chunk);
      lines?.push(chunk);
    }
    const whole = Buffer.concat(chunks);
    return { headers, body: whole, text: lines?.end() ?? utf8(whole), isStreamed };
  } finally {
    // Whatever is left unread must not hold the connection; ending it is quicker than draining a flood.
    body.on('error', () => {});
    body.destroy();
  }
}

function utf8(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new EarshotError('SKILL_BAD_RESPONSE');
  return bytes.toString('utf8');
}

/** Cuts NDJSON into lines. The first line that is not progress is the answer, and nothing may follow it. */
class LineReader {
  readonly #onLine: (line: string) => boolean;
  #pending: Buffer = Buffer.alloc(0);
  #answer: string | undefined;

  constructor(onLine: (line: string) => boolean = () => false) {
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    let end = this.#pending.indexOf(0x0a);
    while (end !== -1) {
      this.#take(this.#pending.subarray(0, end));
      this.#pending = this.#pending.subarray(end + 1);
      end = this.#pending.indexOf(0x0a);
    }
  }

  end(): string {
    this.#take(this.#pending);
    if (this.#answer === undefined) throw new EarshotError('SKILL_CLOSED_EARLY');
    return this.#answer;
  }

  #take(bytes: Buffer): void {
    const line = utf8(bytes).trim();
    if (line === '') return;
    if (this.#answer !== undefined) throw new EarshotError('SKILL_BAD_RESPONSE');
    if (!this.#onLine(line)) this.#answer = line;
  }
}
