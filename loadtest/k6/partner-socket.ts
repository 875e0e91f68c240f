/** A partner's gRPC stream as a player's socket, in k6. */
import { b64encode } from 'k6/encoding';
import { Client, Stream } from 'k6/net/grpc';
import { fromPartner, type PartnerResponse, toPartner } from '../partner-messages.ts';
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
  const listeners = new Map<string, (event: never) => void>();
  const tell = (type: string, event: object = {}) => listeners.get(type)?.(event as never);
  stream.on('data', (response: unknown) =>
    tell('message', { data: fromPartner(response as PartnerResponse) ?? new ArrayBuffer(0) }),
  );
  stream.on('error', () => tell('close'));
  stream.on('end', () => tell('close'));
  return {
    binaryType: 'arraybuffer',
    send: (data) => stream.write(toPartner(data, (bytes) => b64encode(bytes))),
    close: () => stream.end(),
    addEventListener(type, listener) {
      listeners.set(type, listener);
      // A stream takes messages as soon as it is there.
      if (type === 'open') listener({} as never);
    },
  };
}
