/** Texts to mail addresses, over a mail server (SMTP, RFC 5321) and never without TLS (RFC 3207, RFC 8314). */
import { readFileSync } from 'node:fs';
import { createTransport } from 'nodemailer';
import { EarshotError } from '../../common/errors/earshot-error.ts';
import type { Sender } from './sender.ts';

export interface MailServer {
  /** `smtps://host:465`: TLS from the first byte; `smtp://host:587`: nothing is said before STARTTLS. */
  readonly url: string;
  readonly from: string;
  /** Two lines, user and password; empty = the server knows us by other means. */
  readonly credentialsFile: string;
  /** PEM of whoever signs the server's certificate; empty = those that everybody trusts. */
  readonly caFile: string;
  readonly timeoutMs: number;
}

const defaultPorts: Readonly<Record<string, number>> = { 'smtp:': 587, 'smtps:': 465 };

/** What stands above each text. Never a code: it would be read on a locked screen. */
const subject = 'Earshot';

export class MailSender implements Sender {
  readonly #transport: ReturnType<typeof createTransport>;
  readonly #from: string;

  /** @throws Error when a file that is named cannot be read */
  constructor({ url, from, credentialsFile, caFile, timeoutMs }: MailServer) {
    const { protocol, hostname, port } = new URL(url);
    const isTlsAtOnce = protocol === 'smtps:';
    const [user = '', pass = ''] = credentialsFile === '' ? [] : linesOf(credentialsFile);
    this.#from = from;
    this.#transport = createTransport({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? defaultPorts[protocol] : Number(port),
      secure: isTlsAtOnce,
      requireTLS: !isTlsAtOnce,
      // How we greet: the name of this machine is nobody's business.
      name: from.slice(from.lastIndexOf('@') + 1),
      ...(user !== '' && { auth: { user, pass } }),
      tls: { minVersion: 'TLSv1.2', ...(caFile !== '' && { ca: readFileSync(caFile, 'utf8') }) },
      pool: true,
      maxConnections: 2,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
      logger: false,
    });
  }

  reaches(to: string): boolean {
    return to.includes('@');
  }

  async send(to: string, text: string): Promise<void> {
    try {
      await this.#transport.sendMail({
        from: this.#from,
        // An address object: nothing in it is read as another header or another recipient.
        to: { name: '', address: to },
        subject,
        text,
        // Nobody is to answer, no machine either (RFC 3834).
        headers: { 'auto-submitted': 'auto-generated' },
      });
    } catch {
      // Servers quote the address, and libraries the message: neither may go up into a log.
      throw new EarshotError('MESSAGE_NOT_TAKEN');
    }
  }

  close(): void {
    this.#transport.close();
  }
}

const linesOf = (path: string): string[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.trim());
