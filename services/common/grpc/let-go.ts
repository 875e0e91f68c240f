/**
 * What a call held goes with it, and not with the next look through the whole heap: streams of Node and Sets of the library
 * would keep it, see docs/adr/0125. What is reached here is inside of Node and of the library; `let-go.test.ts` holds them to it.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { Http2Stream } from 'node:http2';
import { Http2SubchannelConnector } from '@grpc/grpc-js/build/src/transport.js';
import { Bag } from '../bag.ts';

const ignore = () => {};

/** Nothing is told of a stream that has closed; what listened to it is the call, with its request and its answer. */
function onClosing(message: unknown): void {
  const { stream } = message as { readonly stream: Http2Stream };
  stream.once('close', () => letGoOfListeners(stream));
}

interface Emitter {
  on(event: 'error', listener: () => void): unknown;
  removeAllListeners(event?: string): unknown;
}

function letGoOfListeners(emitter: Emitter): void {
  // First, so that nobody is told of all the others one by one.
  emitter.removeAllListeners('removeListener');
  emitter.removeAllListeners();
  emitter.on('error', ignore);
}

/** A call whose stream has closed: nobody hears anything of it any more, and it hears nothing. */
export function letGoOfCall(call: object): void {
  letGoOfListeners(call as Emitter);
  Object.assign(call, { call: undefined, request: undefined, metadata: undefined });
}

let isLettingGo = false;

/** Of all calls of this process from now on. */
export function letGoOfCalls(): void {
  if (isLettingGo) return;
  isLettingGo = true;
  subscribe('http2.client.stream.close', onClosing);
  subscribe('http2.server.stream.close', onClosing);
  const { connect } = Http2SubchannelConnector.prototype;
  Http2SubchannelConnector.prototype.connect = async function (...asked) {
    const transport = await connect.apply(this, asked);
    Object.assign(transport, { activeCalls: new Bag() });
    return transport;
  };
}
