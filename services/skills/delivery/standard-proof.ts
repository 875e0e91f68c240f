/** How both sides prove who they are, whatever the protocol: Standard Webhooks over the bytes that travel. */
import { LRUCache } from 'lru-cache';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import {
  parseWebhookVerificationKey,
  signStandardWebhook,
  verifyStandardWebhook,
  type WebhookSigningKey,
} from '../../common/webhooks/standard-webhooks.ts';
import type { Exchange } from './protocol.ts';
import type { Incoming } from './transport.ts';

const messageIdOf = ({ requestId }: Exchange): string => `msg_${requestId.replace(/^req_/, '')}`;

export class StandardProof {
  readonly #signingKeys: readonly WebhookSigningKey[];
  readonly #keys = new LRUCache<string, ReturnType<typeof parseWebhookVerificationKey>>({ max: 1_000 });

  constructor(signingKeys: readonly WebhookSigningKey[]) {
    this.#signingKeys = signingKeys;
  }

  sign(body: string, exchange: Exchange): Readonly<Record<string, string>> {
    return { ...signStandardWebhook(messageIdOf(exchange), body, this.#signingKeys) };
  }

  verify(answer: Incoming, exchange: Exchange): void {
    const trusted = exchange.signatureKeys.map((text) => this.#key(text));
    const { isValid } = verifyStandardWebhook(answer.headers, answer.body, trusted);
    if (!isValid || answer.headers['webhook-id'] !== messageIdOf(exchange)) {
      throw new EarshotError('SKILL_BAD_SIGNATURE');
    }
  }

  #key(text: string): ReturnType<typeof parseWebhookVerificationKey> {
    let key = this.#keys.get(text);
    if (key === undefined) {
      key = parseWebhookVerificationKey(text);
      this.#keys.set(text, key);
    }
    return key;
  }
}
