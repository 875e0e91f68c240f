/** The transport to skills of others: one POST through the egress guard. */
import { isLoopbackUrl } from '../../../language/manifest/index.ts';
import type { SkillManifest } from '../../../language/manifest/types.ts';
import { type Egress, postToSkill, type Reach } from '../egress/index.ts';
import type { Incoming, Outgoing, Transport } from './transport.ts';

const ownHeaders = {
  'accept-encoding': 'identity',
  'user-agent': 'Earshot/1 (+https://www.standardwebhooks.com)',
};

export class HttpsTransport implements Transport {
  readonly isOpen = true;
  readonly #egress: Egress;
  readonly #isDevelopment: boolean;

  /** @param isDevelopment Whether skills may be at loopback addresses. */
  constructor(egress: Egress, isDevelopment: boolean) {
    this.#egress = egress;
    this.#isDevelopment = isDevelopment;
  }

  send({ id, endpoint }: SkillManifest, { body, headers, signal, onLine }: Outgoing): Promise<Incoming> {
    const reach: Reach = this.#isDevelopment && isLoopbackUrl(endpoint) ? 'loopback' : 'public';
    const { pool, path } = this.#egress.open(id, endpoint, reach);
    return postToSkill(pool, { path, headers: { ...headers, ...ownHeaders }, body, signal, onLine });
  }
}
