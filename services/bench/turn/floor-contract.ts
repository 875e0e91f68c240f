/** The smallest gRPC method there can be: the floor that a turn is measured against. */
import type { ServiceDefinition } from '@grpc/grpc-js';

const identity = (bytes: Buffer): Buffer => bytes;

/** One unary method that carries bytes as they are. */
export const echoDefinition = {
  echo: {
    path: '/earshot.bench.Echo/Echo',
    requestStream: false,
    responseStream: false,
    requestSerialize: identity,
    requestDeserialize: identity,
    responseSerialize: identity,
    responseDeserialize: identity,
  },
} as const satisfies ServiceDefinition;
