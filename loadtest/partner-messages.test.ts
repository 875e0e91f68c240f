import { expect, test } from 'vitest';
import { ConverseRequest, ConverseResponse } from '../proto/gen/earshot/gateway/v1/gateway.ts';
import { AudioCodec, Stage, TurnEnd } from '../proto/gen/earshot/speaker/v1/speaker.ts';
import { ListenMode } from '../proto/gen/earshot/turn/v1/turn.ts';
import { fromPartner, type PartnerResponse, toPartner } from './partner-messages.ts';

const base64 = (bytes: ArrayBuffer) => Buffer.from(bytes).toString('base64');
const sent = (data: string | ArrayBuffer) => ConverseRequest.fromJSON(toPartner(data, base64)).request;
const heard = (response: ConverseResponse) => {
  const text = fromPartner(ConverseResponse.toJSON(response) as PartnerResponse);
  return text === undefined ? undefined : JSON.parse(text);
};

test('what a speaker says over a WebSocket is the same over a stream', () => {
  const format = { codec: 'pcm16', sampleRateHz: 16_000, frameMs: 60 };
  const hello = {
    type: 'hello',
    protocol: 'earshot.v1',
    locale: 'en-US',
    audioUp: format,
    audioDown: format,
  };
  expect(sent(JSON.stringify(hello))).toMatchObject({
    $case: 'control',
    value: {
      message: {
        $case: 'hello',
        value: { protocol: 'earshot.v1', audioUp: { codec: AudioCodec.PCM16, frameMs: 60 } },
      },
    },
  });
  expect(sent('{"type":"listen_start","listenId":"l1","mode":"held_button"}')).toMatchObject({
    value: { message: { $case: 'listenStart', value: { listenId: 'l1', mode: ListenMode.HELD_BUTTON } } },
  });
  const frame = new Uint8Array([0x11, 0, 0, 0, 0, 0, 0, 0, 7, 8]).buffer;
  expect(sent(frame)).toEqual({ $case: 'audio', value: Buffer.from([7, 8]) });
});

test('what the gateway says over a stream is as over a WebSocket', () => {
  const control = (message: object) =>
    ConverseResponse.fromPartial({ response: { $case: 'control', value: { message: message as never } } });
  expect(
    heard(
      control({ $case: 'stage', value: { turnId: 't', stage: Stage.UNDERSTAND, isEnd: true, atUs: 12 } }),
    ),
  ).toMatchObject({ type: 'stage', turnId: 't', stage: 'understand', isEnd: true });
  expect(
    heard(
      control({ $case: 'turnEnded', value: { turnId: 't', end: TurnEnd.COMPLETED, platformUs: 90_000 } }),
    ),
  ).toMatchObject({ type: 'turn_ended', end: 'completed' });
  expect(
    heard(ConverseResponse.fromPartial({ response: { $case: 'audio', value: Buffer.alloc(2) } })),
  ).toBeUndefined();
});
