/** Texts to telephone numbers, through a gateway that whoever runs Earshot names: signed requests, as notices are (docs/messages.md). */
import { randomUUID } from 'node:crypto';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import { postSigned, type SignedPostParts } from '../../common/webhooks/signed-post.ts';
import type { Sender } from './sender.ts';

export class GatewaySender implements Sender {
  readonly #parts: SignedPostParts;
  readonly #url: string;

  constructor(parts: SignedPostParts, url: string) {
    this.#parts = parts;
    this.#url = url;
  }

  reaches(to: string): boolean {
    return to.startsWith('+');
  }

  /** Once: a code that did not arrive is asked for again, and one that arrives twice is a worry. */
  async send(to: string, text: string): Promise<void> {
    const isTaken = await postSigned(this.#parts, {
      to: 'message-gateway',
      url: this.#url,
      messageId: randomUUID(),
      body: { type: 'message.text', to, text },
      about: {},
    });
    if (!isTaken) throw new EarshotError('MESSAGE_NOT_TAKEN');
  }

  close(): void {}
}
