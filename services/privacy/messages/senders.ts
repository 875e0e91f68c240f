/** Which ways there are to tell people something, by the settings: mail, telephones, or a file instead of both. */
import { ConfigError } from '../../common/config.ts';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { SignedPostParts } from '../../common/webhooks/signed-post.ts';
import { type PrivacyConfig, settings } from '../config.ts';
import { GatewaySender } from './gateway-sender.ts';
import { MailSender } from './mail-sender.ts';
import { FileSender, type Sender } from './sender.ts';

/** Each address by the first that reaches its kind. */
class RoutedSender implements Sender {
  readonly #senders: readonly Sender[];

  constructor(senders: readonly Sender[]) {
    this.#senders = senders;
  }

  reaches(to: string): boolean {
    return this.#senders.some((sender) => sender.reaches(to));
  }

  async send(to: string, text: string): Promise<void> {
    const sender = this.#senders.find((one) => one.reaches(to));
    if (sender === undefined) throw new EarshotError('MESSAGE_NOT_TAKEN');
    await sender.send(to, text);
  }

  close(): void {
    for (const sender of this.#senders) sender.close();
  }
}

/**
 * `undefined`: nobody can be sent anything.
 * @throws ConfigError for a mail server without a sender's address, a file that cannot be read, and a demonstration's file beside
 *   a real way.
 */
export async function makeSender(config: PrivacyConfig, parts: SignedPostParts): Promise<Sender | undefined> {
  const { signInCodeFile, mailServer, mailFrom, messageGatewayUrl } = config;
  const isReal = mailServer !== '' || messageGatewayUrl !== '';
  if (signInCodeFile !== '') {
    if (isReal) {
      const { variable } = settings.signInCodeFile;
      throw new ConfigError([`${variable}: for demonstrations alone, not beside a mail server or a gateway`]);
    }
    const file = new FileSender(signInCodeFile);
    await file.clear();
    return file;
  }
  const senders: Sender[] = [];
  if (mailServer !== '') {
    if (mailFrom === '') throw new ConfigError([`${settings.mailFrom.variable}: from whom are mails?`]);
    const { mailCredentialsFile: credentialsFile, mailCaFile: caFile, messageTimeoutMs: timeoutMs } = config;
    const server = { url: mailServer, from: mailFrom, credentialsFile, caFile, timeoutMs };
    try {
      senders.push(new MailSender(server));
    } catch {
      const { mailCredentialsFile, mailCaFile } = settings;
      throw new ConfigError([
        `${mailCredentialsFile.variable}, ${mailCaFile.variable}: no usable file there`,
      ]);
    }
  }
  if (messageGatewayUrl !== '') senders.push(new GatewaySender(parts, messageGatewayUrl));
  return senders.length === 0 ? undefined : new RoutedSender(senders);
}
