/** A skill behind whatever speaks fetch's Request and Response. */
import { SkillError } from '../errors.ts';
import type { SkillCore } from '../skill.ts';
import { createReceiver, type HttpOptions, maxRequestBytes } from './receive.ts';

function streamOf(lines: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const iterator = lines[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await iterator.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
  });
}

/** Stops reading where it is too much: nobody has to be trusted yet, so nobody may fill the memory. */
async function readBytes(request: Request): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the stream.
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxRequestBytes) throw new SkillError('TOO_LARGE', 'The request is too large.');
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** A handler for everything that speaks the Fetch API's `Request` and `Response`. */
export function fetchHandler(
  skill: SkillCore,
  options?: HttpOptions,
): (request: Request) => Promise<Response> {
  const receive = createReceiver(skill, options);
  return async (request) => {
    const answer = await receive({
      method: request.method,
      path: new URL(request.url).pathname,
      header: (name) => request.headers.get(name) ?? undefined,
      body: async () => {
        if (request.bodyUsed) throw new SkillError('BODY_ALREADY_READ', 'Something read the body first.');
        return readBytes(request);
      },
      signal: request.signal,
    });
    const hasBody = answer.status !== 204;
    const body = typeof answer.body === 'string' ? answer.body : streamOf(answer.body);
    return new Response(hasBody ? body : null, { status: answer.status, headers: answer.headers });
  };
}
