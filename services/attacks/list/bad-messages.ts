/** What no decoder should ever see, against both edges: each kind of bad message has the same code at either. */
import { Metadata } from '@grpc/grpc-js';
import {
  ConverseRequest,
  type ConverseResponse,
  GatewayServiceClient,
} from '../../../proto/gen/earshot/gateway/v1/gateway.ts';
import { Hello } from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { openBidi } from '../../common/grpc/client.ts';
import { connectAsNamed } from '../../common/testing/callers.ts';
import { helloMessage } from '../../gateway/testing/raw-speaker.ts';
import type { Attack } from '../attack.ts';
import type { Field } from '../field.ts';
import { must } from '../waiting.ts';

/** One bad thing to send; bytes go in the shape that the edge takes them. */
interface Bad {
  readonly name: string;
  readonly code: string;
  readonly isAudio: boolean;
  readonly bytes: Buffer;
}

const badThings: readonly Bad[] = [
  {
    name: 'junk for a control message',
    code: 'MESSAGE_MALFORMED',
    isAudio: false,
    bytes: Buffer.from('\x07junk'),
  },
  {
    name: 'a control message of 20 kB',
    code: 'MESSAGE_TOO_LARGE',
    isAudio: false,
    bytes: Buffer.alloc(20_000, 0x20),
  },
  { name: 'a frame without audio', code: 'FRAME_TRUNCATED', isAudio: true, bytes: Buffer.alloc(0) },
  { name: 'a frame of 5,000 bytes', code: 'FRAME_TOO_LARGE', isAudio: true, bytes: Buffer.alloc(5_000) },
];
const header = Buffer.from('1100000000000000', 'hex');

/** Over WebSocket. */
async function overWebSocket(field: Field, bad: Bad): Promise<string> {
  const raw = await field.raw(await field.attacker());
  await raw.hello();
  raw.socket.send(bad.isAudio ? Buffer.concat([header, bad.bytes]) : bad.bytes.toString('latin1'));
  await raw.closed;
  return String(raw.messages.at(-1)?.['code']);
}

/** Over gRPC: control junk is no protobuf, and comes as the bytes of a whole request. */
async function overGrpc(field: Field, bad: Bad): Promise<string> {
  const { token } = await field.attacker();
  const client = connectAsNamed(GatewayServiceClient, field.stack.address('gateway'), field.stack.stateDir);
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${token}`);
  const path = '/earshot.gateway.v1.GatewayService/Converse';
  try {
    const call = openBidi<Buffer, ConverseResponse>(
      (m, o) =>
        client.makeBidiStreamRequest(
          path,
          (bytes: Buffer) => bytes,
          () => ({}) as ConverseResponse,
          m,
          o,
        ),
      { deadlineMs: 10_000, metadata },
    );
    const { type: _json, ...fields } = helloMessage;
    const hello = Hello.fromPartial({
      ...fields,
      audioUp: { codec: 1, sampleRateHz: 16_000, frameMs: 20 },
      audioDown: { codec: 1, sampleRateHz: 16_000, frameMs: 20 },
    });
    await call.write(
      encode({ request: { $case: 'control', value: { message: { $case: 'hello', value: hello } } } }),
    );
    const bytes = bad.isAudio ? encode({ request: { $case: 'audio', value: bad.bytes } }) : bad.bytes;
    call.write(bytes).catch(() => {});
    for await (const _answer of call.responses);
    return 'nothing';
  } catch (error) {
    return codeOf(error);
  } finally {
    client.close();
  }
}

function encode(request: ConverseRequest): Buffer {
  return Buffer.from(ConverseRequest.encode(request).finish());
}

function against(edge: 'WebSocket' | 'gRPC', send: typeof overGrpc): Attack {
  return {
    name: 'messages that are none',
    edge,
    async run(field) {
      for (const bad of badThings) {
        const code = await send(field, bad);
        must(code === bad.code, `${bad.name} got ${code}, not ${bad.code}`);
      }
      return `${badThings.length} kinds, each refused with its own code`;
    },
  };
}

export const badMessages: readonly Attack[] = [
  against('WebSocket', overWebSocket),
  against('gRPC', overGrpc),
];
