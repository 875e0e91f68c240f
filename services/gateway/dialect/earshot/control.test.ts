import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyRuns } from '../../../../property-runs.ts';
import {
  AudioCodec,
  GatewayMessage,
  type SpeakerMessage,
  Stage,
} from '../../../../proto/gen/earshot/speaker/v1/speaker.ts';
import { ListenMode } from '../../../../proto/gen/earshot/turn/v1/turn.ts';
import { isEarshotError } from '../../../common/errors/earshot-error.ts';
import { maxTextLength } from '../../limits.ts';
import { decodeControl, encodeControl, maxControlBytes } from './control.ts';
import { SchemaJson } from './json-codec.ts';

const decode = (value: unknown) => decodeControl(Buffer.from(JSON.stringify(value)));

function codeOf(bytes: Buffer): string {
  try {
    decodeControl(bytes);
    return 'accepted';
  } catch (error) {
    if (isEarshotError(error)) return error.code;
    throw error;
  }
}

describe('decoding', () => {
  test('reads hello with its nested formats', () => {
    const hello = {
      type: 'hello',
      protocol: 'earshot.v1',
      model: 'kitchen-1',
      firmware: '1.2.0',
      locale: 'en-US',
      capabilities: ['audio'],
      audioUp: { codec: 'pcm16', sampleRateHz: 16000, frameMs: 20 },
      audioDown: { codec: 'opus', sampleRateHz: 24000, frameMs: 20 },
    };
    expect(decode(hello)).toEqual({
      message: {
        $case: 'hello',
        value: {
          protocol: 'earshot.v1',
          model: 'kitchen-1',
          firmware: '1.2.0',
          locale: 'en-US',
          capabilities: ['audio'],
          audioUp: { codec: AudioCodec.PCM16, sampleRateHz: 16000, frameMs: 20 },
          audioDown: { codec: AudioCodec.OPUS, sampleRateHz: 24000, frameMs: 20 },
          resumeSessionId: '',
        },
      },
    });
  });

  test('reads enums by name and fills what is absent with defaults', () => {
    expect(decode({ type: 'listen_start', listenId: 'l1', mode: 'wake_word' })).toEqual({
      message: {
        $case: 'listenStart',
        value: {
          listenId: 'l1',
          mode: ListenMode.WAKE_WORD,
          wakeAudioMs: 0,
          isTranscriptOnly: false,
          isSilent: false,
        },
      },
    });
  });

  test('drops fields it does not know, so that they reach nothing', () => {
    const message = decode({ type: 'ping', nonce: 7, ssid: 'home', __proto__: { mac: '00:11' } });
    expect(message).toEqual({ message: { $case: 'ping', value: { nonce: 7 } } });
    expect(JSON.stringify(message)).not.toContain('home');
  });

  test.each([
    ['not JSON', 'nonsense', 'MESSAGE_MALFORMED'],
    ['nothing', '', 'MESSAGE_MALFORMED'],
    ['a list', '[]', 'MESSAGE_MALFORMED'],
    ['null', 'null', 'MESSAGE_MALFORMED'],
    ['no type', '{}', 'MESSAGE_MALFORMED'],
    ['an unknown type', '{"type":"reboot"}', 'MESSAGE_UNKNOWN'],
    ['a type from the prototype', '{"type":"constructor"}', 'MESSAGE_UNKNOWN'],
    ['a text for a number', '{"type":"ping","nonce":"1"}', 'MESSAGE_MALFORMED'],
    ['a fraction', '{"type":"ping","nonce":1.5}', 'MESSAGE_MALFORMED'],
    ['a number past int64', '{"type":"ping","nonce":1e300}', 'MESSAGE_MALFORMED'],
    ['an unknown enum value', '{"type":"listen_start","mode":"always"}', 'MESSAGE_MALFORMED'],
    ['the unspecified enum value', '{"type":"listen_start","mode":"unspecified"}', 'MESSAGE_MALFORMED'],
    ['null for a field', '{"type":"listen_start","mode":null}', 'MESSAGE_MALFORMED'],
    ['a list for a message', '{"type":"hello","audioUp":[]}', 'MESSAGE_MALFORMED'],
    ['half a surrogate', '{"type":"text","text":"\\ud800"}', 'MESSAGE_MALFORMED'],
  ])('refuses %s', (_name, text, code) => {
    expect(codeOf(Buffer.from(text))).toBe(code);
  });

  test('bounds texts, lists and the whole message', () => {
    const text = (length: number) =>
      codeOf(Buffer.from(JSON.stringify({ type: 'text', text: 'a'.repeat(length) })));
    expect(text(maxTextLength)).toBe('accepted');
    // Longer ones are the session's to refuse, with a sentence.
    expect(text(maxTextLength + 1)).toBe('accepted');
    const capabilities = Array.from({ length: 17 }, () => 'audio');
    expect(codeOf(Buffer.from(JSON.stringify({ type: 'hello', capabilities })))).toBe('MESSAGE_MALFORMED');
    expect(codeOf(Buffer.alloc(maxControlBytes + 1, 0x20))).toBe('MESSAGE_TOO_LARGE');
  });
});

describe('encoding', () => {
  test('writes type, camelCase fields and enum names', () => {
    const stage: GatewayMessage = {
      message: { $case: 'stage', value: { turnId: 't', stage: Stage.RECOGNISE, isEnd: true, atUs: 12 } },
    };
    expect(JSON.parse(encodeControl(stage))).toEqual({
      type: 'stage',
      turnId: 't',
      stage: 'recognise',
      isEnd: true,
      atUs: 12,
    });
  });

  test('writes a directive with a type of its own', () => {
    const message: GatewayMessage = {
      message: {
        $case: 'directive',
        value: {
          turnId: 't',
          directive: {
            directive: { $case: 'deviceControl', value: { targetId: '', property: 'power', value: 'on' } },
          },
        },
      },
    };
    expect(JSON.parse(encodeControl(message))).toEqual({
      type: 'directive',
      turnId: 't',
      directive: { type: 'device_control', targetId: '', property: 'power', value: 'on' },
    });
  });
});

describe('properties', () => {
  const speaker = new SchemaJson({ textLengths: { 'TextInput.text': maxTextLength } }).message(
    'earshot.speaker.v1.SpeakerMessage',
  );
  const id = fc.string({ maxLength: 40, unit: 'grapheme' }).filter((text) => text.isWellFormed());
  const messages: fc.Arbitrary<SpeakerMessage['message']> = fc.oneof(
    fc.record({
      $case: fc.constant('listenStart' as const),
      value: fc.record({
        listenId: id,
        mode: fc.constantFrom(1, 2, 3, 5),
        wakeAudioMs: fc.nat(5000),
        isTranscriptOnly: fc.boolean(),
        isSilent: fc.boolean(),
      }),
    }),
    fc.record({
      $case: fc.constant('text' as const),
      value: fc.record({ listenId: id, text: id, isSilent: fc.boolean() }),
    }),
    fc.record({
      $case: fc.constant('ping' as const),
      value: fc.record({ nonce: fc.maxSafeInteger().map((nonce) => (nonce === 0 ? 0 : nonce)) }),
    }),
    fc.record({
      $case: fc.constant('setMicrophone' as const),
      value: fc.record({ isMuted: fc.boolean(), isWakeWordOff: fc.boolean(), forMinutes: fc.nat(1440) }),
    }),
  ) as fc.Arbitrary<SpeakerMessage['message']>;

  test('what is encoded is decoded', () => {
    fc.assert(
      fc.property(messages, (message) => {
        expect(decode(speaker.encode({ message }))).toEqual({ message });
      }),
    );
  });

  test('arbitrary bytes give a message or a documented code', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(codeOf(Buffer.from(bytes))).toMatch(/^(accepted|MESSAGE_(MALFORMED|UNKNOWN|TOO_LARGE))$/);
      }),
    );
  });

  test('arbitrary JSON under a known type gives a message of the schema or a documented code', () => {
    const types = ['hello', 'listen_start', 'listen_stop', 'text', 'abort', 'get_outcome', 'set_microphone'];
    const keys = fc.constantFrom(
      'listenId',
      'mode',
      'text',
      'isMuted',
      'audioUp',
      'capabilities',
      'turnId',
      'x',
    );
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.dictionary(keys, fc.jsonValue()), (type, fields) => {
        const bytes = Buffer.from(JSON.stringify({ protocol: 'earshot.v1', ...fields, type }));
        expect(codeOf(bytes)).toMatch(/^(accepted|MESSAGE_(MALFORMED|TOO_LARGE))$/);
      }),
      { numRuns: propertyRuns() },
    );
  });

  test('every message of the schema has a codec', () => {
    expect(() =>
      encodeControl(GatewayMessage.fromPartial({ message: { $case: 'pong', value: { nonce: 1 } } })),
    ).not.toThrow();
  });
});
