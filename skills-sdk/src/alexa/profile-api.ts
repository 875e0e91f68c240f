/** The addresses at which Alexa's service clients read a profile: on this machine, for one turn, from what was granted. */
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SkillError } from '../errors.ts';
import type { PulledPath } from '../turn.ts';
import type { AnyTurn, ProfileAccess } from './request.ts';

/** Which of our fields an address reads, and in which shape Alexa answers. */
const readers: readonly (readonly [RegExp, PulledPath, (value: string) => unknown])[] = [
  [/\/settings\/Profile\.(name|givenName)$|\/profile\/(name|givenName)$/, 'user.name', (value) => value],
  [/\/settings\/Profile\.email$/, 'user.contact.email', (value) => value],
  [
    /\/(settings\/Profile\.|profile\/)mobileNumber$/,
    'user.contact.phone',
    (phoneNumber) => ({ countryCode: '', phoneNumber }),
  ],
  [/\/settings\/address$/, 'device.address', (addressLine1) => ({ addressLine1 })],
];

export class ProfileApi {
  readonly #turns = new Map<string, AnyTurn>();
  #server: Promise<{ server: Server; url: string }> | undefined;

  /** Opens the turn's profile while the work lasts. */
  async during<T>(turn: AnyTurn, work: (access: ProfileAccess) => Promise<T>): Promise<T> {
    this.#server ??= this.#listen();
    const { url } = await this.#server;
    const token = randomUUID();
    this.#turns.set(token, turn);
    try {
      return await work({ apiEndpoint: url, apiAccessToken: token });
    } finally {
      this.#turns.delete(token);
    }
  }

  async #listen(): Promise<{ server: Server; url: string }> {
    const server = createServer((request, response) => {
      const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
      this.#read(token, request.url ?? '').then(
        ([status, body]) => {
          response.writeHead(status, { 'content-type': 'application/json' });
          response.end(body === undefined ? '' : JSON.stringify(body));
        },
        () => response.destroy(),
      );
    });
    server.unref();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  }

  async #read(token: string, address: string): Promise<[number, unknown?]> {
    const turn = this.#turns.get(token);
    if (!turn) return [401, { code: 'UNAUTHORIZED', message: 'The turn is over.' }];
    const denied: [number, unknown] = [
      403,
      { code: 'ACCESS_DENIED', message: 'Not declared, or not granted.' },
    ];
    const path = address.split('?')[0] ?? '';
    if (path.endsWith('/System.timeZone')) return turn.timeZone === undefined ? denied : [200, turn.timeZone];
    const reader = readers.find(([pattern]) => pattern.test(path));
    if (!reader || !turn.granted(reader[1] as never)) return denied;
    try {
      const value = await turn.pull(reader[1] as never);
      return value === undefined ? [204] : [200, reader[2](value)];
    } catch (error) {
      if (error instanceof SkillError && error.code === 'NOT_GRANTED') return denied;
      return [500, { code: 'INTERNAL', message: 'It could not be read.' }];
    }
  }
}
