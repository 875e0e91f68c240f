/** The partners' way in: the same session and the same turn over a gRPC stream, over scripted services. */
import { Metadata } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type ConverseRequest,
  type ConverseResponse,
  GatewayServiceClient,
} from '../../../proto/gen/earshot/gateway/v1/gateway.ts';
import { AudioCodec, type SpeakerMessage } from '../../../proto/gen/earshot/speaker/v1/speaker.ts';
import { ListenMode } from '../../../proto/gen/earshot/turn/v1/turn.ts';
import { codeOf } from '../../common/errors/earshot-error.ts';
import { openBidi, openChannel } from '../../common/grpc/client.ts';
import { type Harness, startHarness } from '../testing/harness.ts';

let harness: Harness;
let client: GatewayServiceClient;
beforeAll(async () => {
  harness = await startHarness({ helloTimeoutMs: 400 });
  client = openChannel(GatewayServiceClient, harness.grpcAddress);
});
afterAll(async () => {
  client.close();
  await harness.close();
});

const format = { codec: AudioCodec.PCM16, sampleRateHz: 16_000, frameMs: 20 };
const hello = {
  $case: 'hello' as const,
  value: {
    protocol: 'earshot.v1',
    model: 'partner',
    firmware: '1',
    locale: 'en-US',
    capabilities: [],
    audioUp: format,
    audioDown: format,
    resumeSessionId: '',
    microphone: undefined,
  },
} satisfies SpeakerMessage['message'];

function converse(token: string) {
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${token}`);
  const call = openBidi<ConverseRequest, ConverseResponse>((m, o) => client.converse(m, o), {
    deadlineMs: 10_000,
    metadata,
  });
  const control: NonNullable<ReturnType<typeof messageOf>>[] = [];
  let audioBytes = 0;
  let failure: string | undefined;
  const done = (async () => {
    try {
      for await (const response of call.responses) {
        const message = messageOf(response);
        if (message !== undefined) control.push(message);
        if (response.response?.$case === 'audio') audioBytes += response.response.value.length;
      }
    } catch (error) {
      failure = codeOf(error);
    }
  })();
  const say = (message: SpeakerMessage['message']) =>
    call.write({ request: { $case: 'control', value: { message } } }).catch(() => {});
  const audio = (pcm: Buffer) => call.write({ request: { $case: 'audio', value: pcm } }).catch(() => {});
  return {
    say,
    audio,
    control,
    done,
    end: () => call.end(),
    get audioBytes() {
      return audioBytes;
    },
    get failure() {
      return failure;
    },
  };
}

function messageOf({ response }: ConverseResponse) {
  return response?.$case === 'control' ? response.value.message : undefined;
}

describe('a partner', () => {
  test('has a whole turn: the same messages, the same audio', async () => {
    const partner = converse('token-partner');
    await partner.say(hello);
    await partner.say({
      $case: 'listenStart',
      value: {
        listenId: 'l1',
        mode: ListenMode.HELD_BUTTON,
        wakeAudioMs: 0,
        isTranscriptOnly: false,
        isSilent: false,
      },
    });
    for (let index = 0; index < 20; index++) await partner.audio(Buffer.alloc(640, 1));
    await partner.say({ $case: 'listenStop', value: { listenId: 'l1' } });
    await expect
      .poll(() => partner.control.some(({ $case }) => $case === 'turnEnded'), { timeout: 10_000 })
      .toBe(true);
    partner.end();
    await partner.done;
    expect(partner.failure).toBeUndefined();
    expect(harness.script.heard.at(-1)).toBe(20 * 640);
    expect(partner.audioBytes).toBe(300 * 32);
    const kinds = partner.control.map(({ $case }) => $case);
    expect(kinds[0]).toBe('helloAck');
    expect(kinds.at(-1)).toBe('turnEnded');
    expect(kinds.filter((kind) => kind === 'turnEnded')).toHaveLength(1);
    await expect.poll(() => harness.gateway.sessionCount).toBe(0);
  });

  test.each([
    ['an unknown token', 'nobody', async () => {}, 'UNAUTHENTICATED'],
    [
      'audio before hello',
      'token-a',
      async (p: ReturnType<typeof converse>) => p.audio(Buffer.alloc(640)),
      'AUDIO_BEFORE_HELLO',
    ],
    [
      'two hellos',
      'token-b',
      async (p: ReturnType<typeof converse>) => {
        await p.say(hello);
        await p.say(hello);
      },
      'HELLO_REPEATED',
    ],
    ['no hello', 'token-c', async () => {}, 'HELLO_TIMEOUT'],
    [
      'a flood',
      'token-d',
      async (p: ReturnType<typeof converse>) => {
        await p.say(hello);
        for (let index = 0; index < 400; index++) await p.audio(Buffer.alloc(640));
      },
      'AUDIO_FLOOD',
    ],
    [
      'a text over its limit',
      'token-e',
      async (p: ReturnType<typeof converse>) => {
        await p.say(hello);
        await p.say({ $case: 'text', value: { listenId: 'l'.repeat(161), text: 'a', isSilent: true } });
      },
      'MESSAGE_MALFORMED',
    ],
    [
      'a message over its limit',
      'token-f',
      async (p: ReturnType<typeof converse>) => {
        await p.say(hello);
        await p.say({ $case: 'abort', value: { listenId: 'l'.repeat(100_000), reason: '' } });
      },
      'MESSAGE_TOO_LARGE',
    ],
    [
      'a listen in a mode that does not exist',
      'token-g',
      async (p: ReturnType<typeof converse>) => {
        await p.say(hello);
        const mode = 99 as ListenMode;
        await p.say({
          $case: 'listenStart',
          value: { listenId: 'l', mode, wakeAudioMs: 0, isTranscriptOnly: false, isSilent: false },
        });
      },
      'MESSAGE_MALFORMED',
    ],
    [
      'a format without a codec',
      'token-h',
      async (p: ReturnType<typeof converse>) => {
        const audioUp = { ...format, codec: AudioCodec.UNSPECIFIED };
        await p.say({ $case: 'hello', value: { ...hello.value, audioUp } });
      },
      'AUDIO_FORMAT_UNSUPPORTED',
    ],
    [
      'an empty message',
      'token-i',
      async (p: ReturnType<typeof converse>) => p.say(undefined),
      'MESSAGE_MALFORMED',
    ],
  ])('with %s is refused with its code as the status of the call', async (_name, token, act, code) => {
    const partner = converse(token);
    await act(partner);
    await partner.done;
    expect(partner.failure).toBe(code);
  });
});
