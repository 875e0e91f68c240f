/** A partner's gRPC stream as a player's socket, in Node. */
import { credentials, Metadata } from '@grpc/grpc-js';
import {
  ConverseRequest,
  ConverseResponse,
  GatewayServiceClient,
} from '../../proto/gen/earshot/gateway/v1/gateway.ts';
import { fromPartner, type PartnerResponse, toPartner } from '../partner-messages.ts';
import type { PlayerSocket } from '../stage.ts';

const base64 = (bytes: ArrayBuffer) => Buffer.from(bytes).toString('base64');
const clients = new Map<string, GatewayServiceClient>();

function clientOf(address: string): GatewayServiceClient {
  let client = clients.get(address);
  if (client === undefined) {
    client = new GatewayServiceClient(address, credentials.createInsecure());
    clients.set(address, client);
  }
  return client;
}

/** Once nobody speaks any more: an open connection keeps the process. */
export function closePartners(): void {
  for (const client of clients.values()) client.close();
  clients.clear();
}

export function openPartner(address: string, token: string): PlayerSocket {
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${token}`);
  const call = clientOf(address).converse(metadata);
  const listeners = new Map<string, (event: never) => void>();
  const tell = (type: string, event: object = {}) => listeners.get(type)?.(event as never);
  call.on('data', (response: ConverseResponse) =>
    tell('message', {
      data: fromPartner(ConverseResponse.toJSON(response) as PartnerResponse) ?? new ArrayBuffer(0),
    }),
  );
  call.on('error', () => tell('close'));
  call.on('end', () => tell('close'));
  return {
    binaryType: 'arraybuffer',
    send: (data) => void call.write(ConverseRequest.fromJSON(toPartner(data, base64))),
    close: () => call.end(),
    addEventListener(type, listener) {
      listeners.set(type, listener);
      // A stream takes messages as soon as it is there.
      if (type === 'open') setImmediate(() => listener({} as never));
    },
    stopReading: () => call.pause(),
  };
}
