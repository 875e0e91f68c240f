/** Downloads a file by HTTPS; a line that breaks off in the middle is taken up where it ended. */
import { OriginError } from './pull-error.ts';

/** A download that gives nothing for so long is given up, in milliseconds. */
const silenceMs = 60_000;
/** How often a download that broke off is taken up again. */
const maxResumptions = 5;

/** @throws OriginError when it cannot be had, or not to its end */
export async function* download(url: string): AsyncGenerator<Uint8Array, void, void> {
  let received = 0;
  for (let resumptions = 0; ; resumptions++) {
    const silence = new Silence();
    try {
      const response = await open(url, received, silence.signal);
      for await (const chunk of response) {
        silence.heard();
        received += chunk.length;
        yield chunk;
      }
      return;
    } catch (error) {
      if (error instanceof OriginError) throw error;
      if (resumptions === maxResumptions) throw new OriginError('broke off too often');
    } finally {
      silence.end();
    }
  }
}

async function open(url: string, from: number, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  const headers = from === 0 ? {} : { range: `bytes=${from}-` };
  const response = await fetch(url, { headers, signal }).catch(() => undefined);
  if (!response?.ok || response.body === null)
    throw new OriginError(response ? `answered with status ${response.status}` : 'cannot be reached');
  if (from > 0 && response.status !== 206) {
    await response.body.cancel();
    throw new OriginError('broke off, and does not go on where it ended');
  }
  return response.body;
}

/** Ends what says nothing for too long. */
class Silence {
  readonly #controller = new AbortController();
  readonly #timer = setTimeout(() => this.#controller.abort(), silenceMs);

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  heard(): void {
    this.#timer.refresh();
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
