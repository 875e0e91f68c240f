/** Partners' streams in k6. */
import { b64encode } from 'k6/encoding';
import { Client, Stream } from 'k6/net/grpc';
import type { PartnerResponse } from '../partner-messages.ts';
import { partnerSocket } from '../partner-socket.ts';
import type { PlayerSocket } from '../stage.ts';

const client = new Client();
client.load(['../../proto'], 'earshot/gateway/v1/gateway.proto');
let isConnected = false;

/** One stream; all of a virtual user's go over one connection, as a partner's do. */
export function openPartner(address: string, token: string): PlayerSocket {
  if (!isConnected) client.connect(address, { plaintext: true });
  isConnected = true;
  const stream = new Stream(client, 'earshot.gateway.v1.GatewayService/Converse', {
    metadata: { authorization: `Bearer ${token}` },
  });
  const way = {
    write: (request: object) => stream.write(request),
    end: () => stream.end(),
    follow(heard: (response: PartnerResponse | undefined) => void) {
      stream.on('data', (response: unknown) => heard(response as PartnerResponse));
      stream.on('error', () => heard(undefined));
      stream.on('end', () => heard(undefined));
    },
  };
  return partnerSocket(way, (bytes) => b64encode(bytes));
}
