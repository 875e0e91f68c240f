/** Partners' streams in Node. */
import { credentials, Metadata } from '@grpc/grpc-js';
import {
  ConverseRequest,
  ConverseResponse,
  GatewayServiceClient,
} from '../../proto/gen/earshot/gateway/v1/gateway.ts';
import type { PartnerRequest, PartnerResponse } from '../partner-messages.ts';
import { partnerSocket } from '../partner-socket.ts';
import type { PlayerSocket } from '../stage.ts';

/** One connection for each address, as a partner has it. */
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
  const way = {
    write: (request: PartnerRequest) => void call.write(ConverseRequest.fromJSON(request)),
    end: () => call.end(),
    follow(heard: (response: PartnerResponse | undefined) => void) {
      call.on('data', (response: ConverseResponse) =>
        heard(ConverseResponse.toJSON(response) as PartnerResponse),
      );
      call.on('error', () => heard(undefined));
      call.on('end', () => heard(undefined));
    },
  };
  const base64 = (bytes: ArrayBuffer) => Buffer.from(bytes).toString('base64');
  return { ...partnerSocket(way, base64), stopReading: () => call.pause() };
}
