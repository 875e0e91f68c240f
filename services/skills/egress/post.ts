/** Posts one request to a skill and reads its answer within bounds. */
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
export function postToSkill(pool: Dispatcher, post: SkillPost): Promise<SkillAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<SkillAnswer>();
  const reader = new ResponseReader(post, resolve, reject);
  try {
    pool.dispatch({ method: 'POST', path: post.path, headers: post.headers, body: post.body }, reader);
  } catch (error) {
    reader.fail(error);
  }
  return promise;
}

/**
 * Reads one response as it arrives. Written against undici's own events, not as a stream: a stream of our own for each
 * call costs as much as the rest of the call.
 */
class ResponseReader implements Dispatcher.DispatchHandler {
  readonly #post: SkillPost;
  readonly #maxBytes: number;
  readonly #resolve: (answer: SkillAnswer) => void;
  readonly #reject: (error: EarshotError) => void;
  readonly #onAbort = () => this.fail(this.#post.signal.reason);
  readonly #chunks: Buffer[] = [];
  #headers: SkillAnswer['headers'] = {};
  #lines: LineReader | undefined;
  #bytes = 0;
  #controller: Dispatcher.DispatchController | undefined;
  #failure: EarshotError | undefined;

  constructor(
    post: SkillPost,
    resolve: (answer: SkillAnswer) => void,
    reject: (error: EarshotError) => void,
  ) {
    this.#post = post;
    this.#maxBytes = post.maxBytes ?? maxResponseBytes;
    this.#resolve = resolve;
    this.#reject = reject;
    post.signal.addEventListener('abort', this.#onAbort, { once: true });
    if (post.signal.aborted) this.#onAbort();
  }

  /** The first failure counts. What is left unread is cut off with its connection: quicker than draining a flood. */
  fail(cause: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = isEarshotError(cause) ? cause : new EarshotError(egressCode(cause), { cause });
    this.#post.signal.removeEventListener('abort', this.#onAbort);
    this.#controller?.abort(this.#failure);
    this.#reject(this.#failure);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It failed while it waited for a connection: it must not be sent any more.
    if (this.#failure !== undefined) controller.abort(this.#failure);
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    statusCode: number,
    headers: SkillAnswer['headers'],
  ): void {
    if (statusCode < 200 || this.#failure !== undefined) return;
    this.#headers = headers;
    try {
      const isStreamed = checkHead(statusCode, headers, this.#maxBytes);
      if (isStreamed) this.#lines = new LineReader(this.#post.onLine);
    } catch (error) {
      this.fail(error);
    }
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#failure !== undefined) return;
    this.#bytes += chunk.length;
    if (this.#bytes > this.#maxBytes) {
      this.fail(new EarshotError('SKILL_TOO_LARGE'));
      return;
    }
    this.#chunks.push(chunk);
    try {
      this.#lines?.push(chunk);
    } catch (error) {
      this.fail(error);
    }
  }

  onResponseEnd(): void {
    if (this.#failure !== undefined) return;
    try {
      const body = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
      const text = this.#lines?.end() ?? utf8(body);
      this.#post.signal.removeEventListener('abort', this.#onAbort);
      this.#resolve({ headers: this.#headers, body, text, isStreamed: this.#lines !== undefined });
    } catch (error) {
      this.fail(error);
    }
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
  }
}

/** @returns whether the body is NDJSON. @throws EarshotError when nothing of the body is worth reading. */
function checkHead(statusCode: number, headers: SkillAnswer['headers'], maxBytes: number): boolean {
  if (statusCode < 400 && statusCode >= 300) throw new EarshotError('SKILL_REDIRECT');
  if (statusCode !== 200) throw new EarshotError('SKILL_BAD_STATUS', { detail: { statusCode } });
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') throw new EarshotError('SKILL_BAD_RESPONSE');
  const contentType = String(headers['content-type'] ?? '');
  const isStreamed = /^application\/x-ndjson\b/i.test(contentType);
  if (!isStreamed && !/^application\/json\b/i.test(contentType)) throw new EarshotError('SKILL_BAD_RESPONSE');
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw new EarshotError('SKILL_TOO_LARGE');
  return isStreamed;
}

/** Text without a byte order mark, which some servers put in front of JSON (RFC 8259 lets a reader ignore it). */
function utf8(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new EarshotError('SKILL_BAD_RESPONSE');
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
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
