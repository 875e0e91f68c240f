/** One way to tell a receiver something: signed, sent through the guard, and true only when it was taken. */
import { codeOf } from '../errors/earshot-error.ts';
import type { LogAttributes, Logger } from '../log.ts';
import type { PostWebhook } from './post.ts';
import { signStandardWebhook, type WebhookSigningKey } from './standard-webhooks.ts';

export interface SignedPostParts {
  readonly post: PostWebhook;
  readonly signingKeys: readonly WebhookSigningKey[];
  readonly log: Logger;
  readonly now: () => number;
}

export interface SignedMessage {
  /** Names the receiver's own connections. */
  readonly to: string;
  readonly url: string;
  /** Stable over retries of the same message, so that a receiver knows it again. */
  readonly messageId: string;
  readonly body: object;
  /** For the log. */
  readonly about: LogAttributes;
}

/** @returns whether it was taken, which a 2xx answer says; why not is in the log alone. */
export async function postSigned(
  { post, signingKeys, log, now }: SignedPostParts,
  { to, url, messageId, body, about }: SignedMessage,
): Promise<boolean> {
  try {
    const text = JSON.stringify(body);
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      ...signStandardWebhook(messageId, text, signingKeys, now()),
    };
    const httpStatus = await post(to, url, headers, text);
    if (httpStatus >= 200 && httpStatus < 300) return true;
    log.warn('webhook.not-taken', { ...about, state: String(httpStatus) });
  } catch (error) {
    log.warn('webhook.not-delivered', { ...about, code: codeOf(error) }, error);
  }
  return false;
}
