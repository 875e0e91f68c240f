/** A bare `ws` echo and a bare grpc-js echo in a process of their own: the least that any turn could cost. */
import type { AddressInfo } from 'node:net';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { WebSocketServer } from 'ws';
import { echoDefinition } from './floor-contract.ts';

const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
sockets.on('connection', (socket) => {
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
});
const calls = new Server();
calls.addService(echoDefinition, {
  echo: (call: { request: Buffer }, callback: (error: null, response: Buffer) => void) =>
    callback(null, call.request),
});
const grpcPort = await new Promise<number>((resolve, reject) => {
  calls.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
    error ? reject(error) : resolve(port),
  );
});
process.send?.({ webSocketPort: (sockets.address() as AddressInfo).port, grpcPort });
process.on('disconnect', () => process.exit(0));
