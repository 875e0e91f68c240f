/** Receives one signed request, whatever server it came through. */
import type { KeyObject } from 'node:crypto';
import { SkillError, type SkillErrorCode } from '../errors.ts';
import { readNotice } from '../notices.ts';
import { maxResponseBytes, type WireRequest, type WireResponse } from '../protocol.ts';
import { readPublicKey, readSecretKey, signBody, verifyBody } from '../signature.ts';
import type { SkillCore } from '../skill.ts';

/** How a skill takes requests over HTTP. */
export interface HttpOptions {
  /**
   * Public keys (`whpk_…`) that registering the skill answered. Default: the environment variable
   * `EARSHOT_SKILL_KEYS`, separated by spaces. Without any, a skill does not start.
   */
  readonly verificationKeys?: readonly string[];
  /** `off` only where something before the skill verifies, and in tests. Default `on`. */
  readonly verification?: 'on' | 'off';
  /** Where requests are posted. Default `/`. */
  readonly path?: string;
  /** Where notices of deletion, disabling and withdrawal are posted. Default `/notices`. */
  readonly noticesPath?: string;
  /** Signs answers with a `whsk_…` key, if the manifest lists `signatureKeys`. Default: the environment variable `EARSHOT_SKILL_SIGNING_KEY`. */
  readonly signingKey?: string;
  /** Told about every refused or failed request; the error holds nothing about the user. */
  readonly onFailure?: (error: unknown) => void;
}

/** A request as every adapter can give it. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path without query. */
  readonly path: string;
  readonly header: (name: string) => string | undefined;
  /** The raw bytes: a parsed body cannot be verified. */
  readonly body: () => Promise<Uint8Array>;
  /** Aborted when the caller goes away. */
  readonly signal?: AbortSignal;
}

/** An answer as every adapter can give it; several chunks only while progress is spoken. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | AsyncIterable<string>;
}

/** Largest request that is read; Earshot's own stay far below. */
export const maxRequestBytes = 256 * 1024;

const statusOf: Partial<Record<SkillErrorCode, number>> = {
  BAD_SIGNATURE: 401,
  BAD_TIMESTAMP: 401,
  WRONG_AUDIENCE: 403,
  REPLAYED: 409,
  TOO_LARGE: 413,
  BAD_REQUEST: 400,
};

const json = (status: number, value: unknown): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

function keysOf(options: HttpOptions): readonly KeyObject[] | undefined {
  if (options.verification === 'off') return undefined;
  const fromEnvironment = (process.env['EARSHOT_SKILL_KEYS'] ?? '').split(/\s+/).filter((key) => key !== '');
  const keys = options.verificationKeys ?? fromEnvironment;
  if (keys.length === 0) {
    throw new SkillError(
      'NO_VERIFICATION_KEYS',
      'Give verificationKeys or EARSHOT_SKILL_KEYS: without them anybody could speak for your users.',
    );
  }
  return keys.map(readPublicKey);
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new SkillError('BAD_REQUEST', 'The body is not JSON.');
  }
}

/** A skill behind HTTP, whatever the server: bytes in, status and bytes out. */
export function createReceiver(
  skill: SkillCore,
  options: HttpOptions = {},
): (request: ReceivedRequest) => Promise<HttpAnswer> {
  const keys = keysOf(options);
  const { path = '/', noticesPath = '/notices' } = options;
  const secretKey = options.signingKey ?? process.env['EARSHOT_SKILL_SIGNING_KEY'] ?? '';
  const signingKey = secretKey === '' ? undefined : readSecretKey(secretKey);

  const sign = (messageId: string, body: string): Record<string, string> =>
    signingKey === undefined
      ? {}
      : signBody(signingKey, {
          id: messageId,
          timestampMs: skill.clock.now().getTime(),
          body: new TextEncoder().encode(body),
        });

  const turn = async (
    body: unknown,
    messageId: string,
    signal: AbortSignal | undefined,
  ): Promise<HttpAnswer> => {
    const lines = new LineQueue();
    const work = skill.handle(body as WireRequest, {
      onProgress: (response) => lines.push(response),
      ...(signal ? { signal } : {}),
    });
    work.then(
      () => lines.end(),
      () => lines.end(),
    );
    // A signed answer is one piece: its signature stands before its first byte.
    const first = signingKey ? undefined : await lines.next();
    if (first === undefined) {
      const answer = json(200, await work);
      return { ...answer, headers: { ...answer.headers, ...sign(messageId, answer.body as string) } };
    }
    return {
      status: 200,
      headers: { 'content-type': 'application/x-ndjson' },
      body: answerLines(first, lines, work),
    };
  };

  return async (request) => {
    try {
      if (request.method === 'GET' && request.path === path) {
        return json(200, { skill: skill.manifest.id, version: skill.manifest.version });
      }
      const isNotice = request.path === noticesPath;
      if (!isNotice && request.path !== path) return json(404, { error: 'NOT_FOUND' });
      if (request.method !== 'POST') return json(405, { error: 'METHOD_NOT_ALLOWED' });
      const bytes = await request.body();
      let messageId = request.header('webhook-id') ?? '';
      if (keys) {
        const signature = {
          id: request.header('webhook-id'),
          timestamp: request.header('webhook-timestamp'),
          signature: request.header('webhook-signature'),
        };
        messageId = verifyBody(keys, signature, bytes, skill.clock.now().getTime()).messageId;
      }
      const body = parse(bytes);
      if (!isNotice) return await turn(body, messageId, request.signal);
      await skill.handleNotice(readNotice(body, skill.manifest.id, messageId));
      return { status: 204, headers: {}, body: '' };
    } catch (error) {
      options.onFailure?.(error);
      const code = error instanceof SkillError ? error.code : 'HANDLER_FAILED';
      return json(error instanceof SkillError ? (statusOf[error.code] ?? 500) : 500, { error: code });
    }
  };
}

async function* answerLines(
  first: WireResponse,
  lines: LineQueue,
  work: Promise<WireResponse>,
): AsyncIterable<string> {
  let bytes = 0;
  const line = (response: WireResponse): string => {
    const text = `${JSON.stringify(response)}\n`;
    bytes += Buffer.byteLength(text);
    return text;
  };
  yield line(first);
  for (let next = await lines.next(); next !== undefined; next = await lines.next()) {
    // Progress is a courtesy; the answer must still fit.
    if (bytes < maxResponseBytes / 2) yield line(next);
  }
  yield line(await work);
}

/** Progress that came while nobody was reading; bounded by what may be sent at all. */
class LineQueue {
  readonly #lines: WireResponse[] = [];
  #isEnded = false;
  #wake: (() => void) | undefined;

  push(response: WireResponse): void {
    if (this.#isEnded || this.#lines.length >= 32) return;
    this.#lines.push(response);
    this.#wake?.();
  }

  end(): void {
    this.#isEnded = true;
    this.#wake?.();
  }

  async next(): Promise<WireResponse | undefined> {
    while (this.#lines.length === 0 && !this.#isEnded) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#lines.shift();
  }
}
