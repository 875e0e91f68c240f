/** Https on this machine before processes that speak http, as a proxy does for a skill and for the pages. */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { createServer, type Server } from 'node:https';
import { join } from 'node:path';
import { freePort } from '../../up/ports.ts';

const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];

export class HttpsFronts {
  /** Of the certificate; `NODE_EXTRA_CA_CERTS` for whoever is to believe it. */
  readonly certificateFile: string;
  readonly certificate: string;
  readonly #key: string;
  readonly #servers: Server[] = [];

  private constructor(certificateFile: string, certificate: string, key: string) {
    this.certificateFile = certificateFile;
    this.certificate = certificate;
    this.#key = key;
  }

  /** With a certificate of its own for `localhost`, whose files lie in the folder. */
  static async make(folder: string): Promise<HttpsFronts> {
    const files = ['-keyout', 'tls.key', '-out', 'tls.crt'];
    execFileSync('openssl', ['req', '-x509', ...kind, ...files, ...subject], {
      cwd: folder,
      stdio: 'ignore',
    });
    const path = join(folder, 'tls.crt');
    return new HttpsFronts(
      path,
      await readFile(path, 'utf8'),
      await readFile(join(folder, 'tls.key'), 'utf8'),
    );
  }

  /** @returns the origin whose requests go to the port; `/privacy` is a page of its own, which each skill must have */
  async before(toPort: number): Promise<string> {
    const at = await freePort();
    const server = createServer({ cert: this.certificate, key: this.#key }, (request, response) => {
      if (request.url === '/privacy') return void response.end('What we do with what you say.');
      const { method = 'GET', url = '/', headers } = request;
      const onward = httpRequest(
        { port: toPort, host: '127.0.0.1', method, path: url, headers },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        },
      );
      onward.on('error', () => response.writeHead(502).end());
      request.pipe(onward);
      return undefined;
    });
    await new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve));
    this.#servers.push(server);
    return `https://localhost:${at}`;
  }

  close(): void {
    for (const server of this.#servers) server.close();
  }
}
