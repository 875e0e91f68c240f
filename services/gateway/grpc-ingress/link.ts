/** A gRPC stream as a session's link. */
import type { ConverseResponse } from '../../../proto/gen/earshot/gateway/v1/gateway.ts';
import type { ErrorCode } from '../../common/errors/catalogue.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { ControlMessage, SpeakerLink } from '../session/link.ts';

/** What a control message counts in the queue: they are small, and what matters is that it is bounded. */
const controlBytes = 256;

export interface GrpcLinkOptions {
  readonly write: (response: ConverseResponse) => Promise<void>;
  readonly maxOutboundBytes: number;
  readonly onOverflow: () => void;
}

export class GrpcLink implements SpeakerLink {
  readonly headroomBytes = 0;
  readonly paceLeadMs = undefined;
  readonly #options: GrpcLinkOptions;
  readonly #queue: { readonly response: ConverseResponse; readonly bytes: number }[] = [];
  #bufferedBytes = 0;
  #isWriting = false;
  #closedWith: EarshotError | undefined;
  #resume: (() => void) | undefined;
  #paused: Promise<void> | undefined;
  #end: () => void = () => {};
  /** Resolves when the link was closed and everything before that was written. */
  readonly ended = new Promise<void>((resolve) => {
    this.#end = resolve;
  });

  constructor(options: GrpcLinkOptions) {
    this.#options = options;
  }

  get bufferedBytes(): number {
    return this.#bufferedBytes;
  }

  /** Why it was closed; it becomes the status of the call. */
  get closedWith(): EarshotError | undefined {
    return this.#closedWith;
  }

  send(message: ControlMessage): void {
    this.#enqueue({ response: { $case: 'control', value: { message } } }, controlBytes);
  }

  sendAudio(message: Buffer): void {
    this.#enqueue({ response: { $case: 'audio', value: message } }, message.length);
  }

  pause(): void {
    this.#paused ??= new Promise((resolve) => {
      this.#resume = resolve;
    });
  }

  resume(): void {
    this.#resume?.();
    this.#resume = undefined;
    this.#paused = undefined;
  }

  /** Resolves when the next request may be read. */
  async untilWanted(): Promise<void> {
    await this.#paused;
  }

  close(code: ErrorCode): void {
    if (this.#closedWith !== undefined) return;
    this.#closedWith = new EarshotError(code);
    this.resume();
    if (!this.#isWriting) this.#end();
  }

  #enqueue(response: ConverseResponse, bytes: number): void {
    if (this.#closedWith !== undefined) return;
    if (this.#bufferedBytes > this.#options.maxOutboundBytes) {
      this.#options.onOverflow();
      return;
    }
    this.#queue.push({ response, bytes });
    this.#bufferedBytes += bytes;
    if (!this.#isWriting) void this.#drain();
  }

  async #drain(): Promise<void> {
    this.#isWriting = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        await this.#options.write(next.response);
        this.#bufferedBytes -= next.bytes;
      }
    } catch {
      // The call is gone; its handler sees that too.
      this.close('CANCELLED');
    } finally {
      this.#isWriting = false;
      if (this.#closedWith !== undefined) this.#end();
    }
  }
}
